using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Core.Tests.KeyVault;

/// <summary>A vault in memory that makes certificates, with accidents.</summary>
internal sealed class FakeCertificateVault(TimeProvider clock) : IKeyVaultCertificates
{
    private static readonly RSA Key = RSA.Create(3072);

    private readonly Uri _address = new("https://contoso.vault.azure.net/");
    private readonly Queue<(string Status, string? Reason, TimeSpan? RetryAfter)> _states = new();

    /// <summary>Every version, the oldest first.</summary>
    public List<(
        string Name,
        Uri Id,
        DateTimeOffset CreatedOn,
        byte[] Content,
        IReadOnlyDictionary<string, string> Tags
    )> Versions { get; } = [];

    public HashSet<string> Deleted { get; } = [];

    /// <summary>What is asked of it, in order, with what each had the vault make.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>When each question about what is being made came.</summary>
    public List<DateTimeOffset> Polls { get; } = [];

    /// <summary>What is thrown at the start, and whether that comes after it.</summary>
    public (Exception Error, bool Afterwards)? OnStarting { get; set; }

    /// <summary>What is thrown by each question about the versions.</summary>
    public Exception? OnListing { get; set; }

    /// <summary>What is thrown by tagging.</summary>
    public Exception? OnTagging { get; set; }

    /// <summary>Whether a version is there once it was begun.</summary>
    public bool Makes { get; set; } = true;

    /// <summary>The next answers about what is being made.</summary>
    public void Answer(params (string Status, string? Reason, TimeSpan? RetryAfter)[] states)
    {
        foreach (var state in states)
        {
            _states.Enqueue(state);
        }
    }

    /// <summary>A version that is there already.</summary>
    public void Add(string name, DateTimeOffset end, string subject, IReadOnlyDictionary<string, string> tags)
    {
        lock (Key)
        {
            using var certificate = new CertificateRequest(
                subject,
                Key,
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            ).CreateSelfSigned(clock.GetUtcNow().AddMinutes(-10), end);
            Versions.Add((name, new Uri(_address, $"certificates/{name}/{Versions.Count}"), clock.GetUtcNow(), certificate.RawData, tags));
        }
    }

    public Task<IReadOnlyList<(Uri Id, DateTimeOffset? CreatedOn, IReadOnlyDictionary<string, string> Tags)>> GetVersionsAsync(
        string name,
        CancellationToken cancellationToken
    ) =>
        OnListing is { } error
            ? throw error
            : Task.FromResult<IReadOnlyList<(Uri, DateTimeOffset?, IReadOnlyDictionary<string, string>)>>([
                .. Versions
                    .Where(version => version.Name == name)
                    .Select(version => (version.Id, (DateTimeOffset?)version.CreatedOn, version.Tags)),
            ]);

    public Task<bool> IsDeletedAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Deleted.Contains(name));

    public Task<(string Status, string? Reason, TimeSpan? RetryAfter)> StartAsync(
        string name,
        string subject,
        int keySize,
        int months,
        bool exportable,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken
    )
    {
        if (OnStarting is (var early, false))
        {
            throw early;
        }

        Asked.Add($"{name}: {subject}, {keySize} bits, {months} months, {(exportable ? "exportable" : "not exportable")}");
        if (Makes)
        {
            Add(name, clock.GetUtcNow().AddMonths(months), subject, tags);
        }

        return OnStarting is (var late, true)
            ? throw late
            : Task.FromResult(_states.TryDequeue(out var state) ? state : ("inProgress", null, TimeSpan.FromSeconds(1)));
    }

    public Task<(string Status, string? Reason, TimeSpan? RetryAfter)?> GetPendingAsync(string name, CancellationToken cancellationToken)
    {
        Polls.Add(clock.GetUtcNow());
        return Task.FromResult<(string, string?, TimeSpan?)?>(
            _states.TryDequeue(out var state) ? state
            : Asked.Count > 0 ? ("completed", null, null)
            : null
        );
    }

    public Task<byte[]> GetAsync(string name, string version, CancellationToken cancellationToken) =>
        Task.FromResult(Versions.Single(item => item.Id.AbsolutePath == $"/certificates/{name}/{version}").Content);

    public Task TagAsync(string name, string version, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        if (OnTagging is { } error)
        {
            throw error;
        }

        var number = Versions.FindIndex(item => item.Id.AbsolutePath == $"/certificates/{name}/{version}");
        Versions[number] = Versions[number] with { Tags = tags };
        return Task.CompletedTask;
    }

    public Task<byte[]> SignAsync(string name, string version, byte[] digest, CancellationToken cancellationToken)
    {
        lock (Key)
        {
            return Task.FromResult(Key.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        }
    }
}
