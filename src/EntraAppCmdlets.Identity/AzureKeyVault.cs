using System.Security;
using Azure.Security.KeyVault.Secrets;
using EntraAppCmdlets.SignIn;
using TokenFunction = System.Func<
    string,
    bool,
    System.Threading.CancellationToken,
    System.Threading.Tasks.ValueTask<(string Token, System.DateTimeOffset ExpiresOn)>
>;

namespace EntraAppCmdlets.Identity;

/// <summary>A Key Vault by Azure's own client, with the tokens of the module's connection.</summary>
internal sealed class AzureKeyVault : AzureVaultClient, IKeyVault
{
    private readonly SecretClient _client;

    /// <summary>Opens a vault; nothing is sent yet.</summary>
    /// <param name="address">The vault's address, https.</param>
    /// <param name="scope">The scope of Key Vault in the connection's cloud.</param>
    /// <param name="tokens">Gives the token for a scope; true after the last one was refused.</param>
    /// <param name="transport">What carries the requests. Not disposed here.</param>
    public AzureKeyVault(Uri address, string scope, TokenFunction tokens, HttpMessageHandler transport)
        : base(address)
    {
        var options = Quiet(new SecretClientOptions { DisableChallengeResourceVerification = IsUnverified(address) }, transport);
        _client = new SecretClient(address, Credential(address, scope, tokens), options);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(Uri Id, DateTimeOffset? CreatedOn, IReadOnlyDictionary<string, string> Tags)>> GetVersionsAsync(
        string name,
        CancellationToken cancellationToken
    ) =>
        VersionsAsync(
            () => _client.GetPropertiesOfSecretVersionsAsync(name, cancellationToken),
            version => (version.Id, version.CreatedOn, version.Tags),
            "SecretNotFound",
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<bool> IsDeletedAsync(string name, CancellationToken cancellationToken) =>
        HasAsync(() => _client.GetDeletedSecretAsync(name, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Uri> SetAsync(
        string name,
        SecureString text,
        string contentType,
        DateTimeOffset notBefore,
        DateTimeOffset expiresOn,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            true,
            async () =>
            {
                var secret = new KeyVaultSecret(name, SecureText.Reveal(text))
                {
                    Properties =
                    {
                        ContentType = contentType,
                        NotBefore = notBefore,
                        ExpiresOn = expiresOn,
                    },
                };
                foreach (var (tag, value) in tags)
                {
                    secret.Properties.Tags[tag] = value;
                }

                return (await _client.SetSecretAsync(secret, cancellationToken).ConfigureAwait(false)).Value.Id;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<SecureString> GetAsync(string name, string version, CancellationToken cancellationToken) =>
        AskAsync(
            false,
            async () =>
                SecureText.Hide(
                    (await _client.GetSecretAsync(name, version, cancellationToken: cancellationToken).ConfigureAwait(false)).Value.Value
                ),
            cancellationToken
        );
}
