using System.Security;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;
using AccessToken = Azure.Core.AccessToken;
using TokenFunction = System.Func<
    string,
    bool,
    System.Threading.CancellationToken,
    System.Threading.Tasks.ValueTask<(string Token, System.DateTimeOffset ExpiresOn)>
>;

namespace EntraAppCmdlets.Identity;

/// <summary>A Key Vault by Azure's own client, with the tokens of the module's connection.</summary>
internal sealed class AzureKeyVault : IKeyVault
{
    private readonly Uri _address;
    private readonly SecretClient _client;

    /// <summary>Opens a vault; nothing is sent yet.</summary>
    /// <param name="address">The vault's address, https.</param>
    /// <param name="scope">The scope of Key Vault in the connection's cloud.</param>
    /// <param name="tokens">Gives the token for a scope; true after the last one was refused.</param>
    /// <param name="transport">What carries the requests. Not disposed here.</param>
    public AzureKeyVault(Uri address, string scope, TokenFunction tokens, HttpMessageHandler transport)
    {
        // The client holds the API that a vault asks a token for against the vault's own domain, so that none is sent to a stranger. On this
        // machine, where substitutes run, there is no such domain: there only the cloud's own API will do.
        var options = new SecretClientOptions
        {
            Transport = new HttpClientTransport(transport),
            DisableChallengeResourceVerification = address.IsLoopback,
        };
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        this._address = address;
        _client = new SecretClient(address, new ConnectionCredential(tokens, address.IsLoopback ? scope : null), options);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(Uri Id, DateTimeOffset? CreatedOn, IReadOnlyDictionary<string, string> Tags)>> GetVersionsAsync(
        string name,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            false,
            async () =>
            {
                var versions = new List<(Uri, DateTimeOffset?, IReadOnlyDictionary<string, string>)>();
                try
                {
                    await foreach (var version in _client.GetPropertiesOfSecretVersionsAsync(name, cancellationToken).ConfigureAwait(false))
                    {
                        versions.Add(
                            (version.Id, version.CreatedOn, new Dictionary<string, string>(version.Tags, StringComparer.OrdinalIgnoreCase))
                        );
                    }
                }
                catch (RequestFailedException none) when (none is { Status: 404, ErrorCode: "SecretNotFound" })
                {
                    // Some vaults answer so where others give an empty list.
                    versions.Clear();
                }

                return (IReadOnlyList<(Uri, DateTimeOffset?, IReadOnlyDictionary<string, string>)>)versions;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<bool> IsDeletedAsync(string name, CancellationToken cancellationToken) =>
        AskAsync(
            false,
            async () =>
            {
                try
                {
                    await _client.GetDeletedSecretAsync(name, cancellationToken).ConfigureAwait(false);
                    return true;
                }
                catch (RequestFailedException none) when (none.Status == 404)
                {
                    return false;
                }
            },
            cancellationToken
        );

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

    private async Task<T> AskAsync<T>(bool writes, Func<Task<T>> question, CancellationToken cancellationToken)
    {
        try
        {
            return await question().ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && KeyVaultFailure.Of(e, _address.Host, writes) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>The connection's sign-in. Which tenant the vault trusts it says itself: a token of another one it refuses.</summary>
    private sealed class ConnectionCredential(TokenFunction tokens, string? only) : TokenCredential
    {
        public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            var scope = requestContext.Scopes[0];
            if (only is not null && scope != only)
            {
                throw new SignInException(
                    "TokenForOtherAudience",
                    $"What answers there asks for a token for '{scope}', not for '{only}'; none was sent.",
                    "Check the address of the vault."
                );
            }

            var (token, expiresOn) = await tokens(scope, requestContext.Claims is not null, cancellationToken).ConfigureAwait(false);
            return new AccessToken(token, expiresOn);
        }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Tokens are fetched asynchronously.");
    }
}
