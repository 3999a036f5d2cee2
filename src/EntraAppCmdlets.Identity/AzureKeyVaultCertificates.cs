using Azure;
using Azure.Core;
using Azure.Security.KeyVault.Certificates;
using EntraAppCmdlets.SignIn;
using TokenFunction = System.Func<
    string,
    bool,
    System.Threading.CancellationToken,
    System.Threading.Tasks.ValueTask<(string Token, System.DateTimeOffset ExpiresOn)>
>;

namespace EntraAppCmdlets.Identity;

/// <summary>The certificates of a Key Vault by Azure's own client, with the tokens of the module's connection.</summary>
internal sealed class AzureKeyVaultCertificates : AzureVaultClient, IKeyVaultCertificates
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private const string SigningAlgorithm = "PS256";

    /// <summary>Where a policy says nothing, the vault renews a certificate by itself at this part of its life: a version that no app knows.</summary>
    private const int ReminderPercentage = 80;

    private readonly RetryAfterPolicy _retryAfter = new();
    private readonly CertificateClient _client;
    private readonly KeyVaultSigner _signer;

    /// <inheritdoc cref="AzureKeyVault(Uri, string, TokenFunction, HttpMessageHandler)"/>
    public AzureKeyVaultCertificates(Uri address, string scope, TokenFunction tokens, HttpMessageHandler transport)
        : base(address)
    {
        var credential = Credential(address, scope, tokens);
        var options = Quiet(new CertificateClientOptions { DisableChallengeResourceVerification = IsUnverified(address) }, transport);
        options.AddPolicy(_retryAfter, HttpPipelinePosition.PerCall);
        _client = new CertificateClient(address, credential, options);
        _signer = new KeyVaultSigner(address, credential, scope, Quiet(new CertificateClientOptions(), transport));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(Uri Id, DateTimeOffset? CreatedOn, IReadOnlyDictionary<string, string> Tags)>> GetVersionsAsync(
        string name,
        CancellationToken cancellationToken
    ) =>
        VersionsAsync(
            () => _client.GetPropertiesOfCertificateVersionsAsync(name, cancellationToken),
            version => (version.Id, version.CreatedOn, version.Tags),
            "CertificateNotFound",
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<bool> IsDeletedAsync(string name, CancellationToken cancellationToken) =>
        HasAsync(() => _client.GetDeletedCertificateAsync(name, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<(string Status, string? Reason, TimeSpan? RetryAfter)> StartAsync(
        string name,
        string subject,
        int keySize,
        int months,
        bool exportable,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            true,
            async () =>
            {
                var policy = new CertificatePolicy(WellKnownIssuerNames.Self, subject)
                {
                    KeyType = CertificateKeyType.Rsa,
                    KeySize = keySize,
                    Exportable = exportable,
                    ReuseKey = false,
                    ValidityInMonths = months,
                    KeyUsage = { CertificateKeyUsage.DigitalSignature },
                    EnhancedKeyUsage = { ClientAuthentication },
                    LifetimeActions =
                    {
                        new LifetimeAction(CertificatePolicyAction.EmailContacts) { LifetimePercentage = ReminderPercentage },
                    },
                };
                return await StateAsync(() =>
                        _client.StartCreateCertificateAsync(
                            name,
                            policy,
                            tags: tags.ToDictionary(tag => tag.Key, tag => tag.Value),
                            cancellationToken: cancellationToken
                        )
                    )
                    .ConfigureAwait(false);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<(string Status, string? Reason, TimeSpan? RetryAfter)?> GetPendingAsync(string name, CancellationToken cancellationToken) =>
        AskAsync<(string Status, string? Reason, TimeSpan? RetryAfter)?>(
            false,
            async () =>
            {
                try
                {
                    return await StateAsync(() => _client.GetCertificateOperationAsync(name, cancellationToken)).ConfigureAwait(false);
                }
                catch (RequestFailedException none) when (none.Status == 404)
                {
                    return null;
                }
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<byte[]> GetAsync(string name, string version, CancellationToken cancellationToken) =>
        AskAsync(
            false,
            async () => (await _client.GetCertificateVersionAsync(name, version, cancellationToken).ConfigureAwait(false)).Value.Cer ?? [],
            cancellationToken
        );

    /// <inheritdoc/>
    public Task TagAsync(string name, string version, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        AskAsync(
            true,
            async () =>
            {
                var properties = new CertificateProperties(new Uri(_client.VaultUri, $"certificates/{name}/{version}"));
                foreach (var (tag, value) in tags)
                {
                    properties.Tags[tag] = value;
                }

                return await _client.UpdateCertificatePropertiesAsync(properties, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<byte[]> SignAsync(string name, string version, byte[] digest, CancellationToken cancellationToken) =>
        AskAsync(false, () => _signer.SignAsync(name, version, SigningAlgorithm, digest, cancellationToken), cancellationToken);

    private async Task<(string Status, string? Reason, TimeSpan? RetryAfter)> StateAsync(Func<Task<CertificateOperation>> request)
    {
        var (operation, retryAfter) = await _retryAfter.WatchAsync(request).ConfigureAwait(false);
        var state = operation.Properties;
        return (state.Status ?? "", state.Error?.Message ?? state.StatusDetails, retryAfter);
    }
}
