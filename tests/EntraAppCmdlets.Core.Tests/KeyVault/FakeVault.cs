using System.Security;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Core.Tests.KeyVault;

/// <summary>A vault in memory, with accidents.</summary>
internal sealed class FakeVault : IKeyVault
{
    private readonly Uri _address = new("https://contoso.vault.azure.net/");

    /// <summary>Every version, the oldest first.</summary>
    public List<(
        string Name,
        Uri Id,
        string Text,
        DateTimeOffset Begins,
        DateTimeOffset Ends,
        IReadOnlyDictionary<string, string> Tags
    )> Versions { get; } = [];

    public HashSet<string> Deleted { get; } = [];

    /// <summary>What is thrown by the next questions; one for each.</summary>
    public Queue<Exception?> OnAsking { get; } = new();

    /// <summary>What is thrown by a write, and whether that comes after it.</summary>
    public (Exception Trouble, bool Afterwards)? OnWriting { get; set; }

    /// <summary>What happens while a write is going on.</summary>
    public Func<CancellationToken, Task> WhileWriting { get; set; } = _ => Task.CompletedTask;

    public Task<IReadOnlyList<(Uri Id, DateTimeOffset? CreatedOn, IReadOnlyDictionary<string, string> Tags)>> GetVersionsAsync(
        string name,
        CancellationToken cancellationToken
    )
    {
        Ask();
        return Task.FromResult<IReadOnlyList<(Uri, DateTimeOffset?, IReadOnlyDictionary<string, string>)>>([
            .. Versions
                .Where(version => version.Name == name)
                .Select(version => (version.Id, (DateTimeOffset?)version.Begins, version.Tags)),
        ]);
    }

    public Task<bool> IsDeletedAsync(string name, CancellationToken cancellationToken)
    {
        Ask();
        return Task.FromResult(Deleted.Contains(name));
    }

    public async Task<Uri> SetAsync(
        string name,
        SecureString text,
        string contentType,
        DateTimeOffset notBefore,
        DateTimeOffset expiresOn,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken
    )
    {
        await WhileWriting(cancellationToken);
        if (OnWriting is (var early, false))
        {
            throw early;
        }

        var id = new Uri(_address, $"secrets/{name}/{Versions.Count}");
        Versions.Add((name, id, SecureText.Reveal(text), notBefore, expiresOn, tags));
        return OnWriting is (var late, true) ? throw late : id;
    }

    public Task<SecureString> GetAsync(string name, string version, CancellationToken cancellationToken) =>
        Task.FromResult(SecureText.Hide(Versions.Single(item => item.Id.AbsolutePath == $"/secrets/{name}/{version}").Text));

    public static KeyVaultException Forbidden() =>
        new(403, "ForbiddenByRbac", "Caller is not authorized to perform action on resource.", outcomeUnknown: false);

    public static KeyVaultException Lost() => new(0, "ConnectionLost", "The connection was lost.", outcomeUnknown: true);

    private void Ask()
    {
        if (OnAsking.TryDequeue(out var trouble) && trouble is not null)
        {
            throw trouble;
        }
    }
}
