using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using EntraAppCmdlets.SignIn;
using AccessToken = Azure.Core.AccessToken;
using TokenFunction = System.Func<
    string,
    bool,
    System.Threading.CancellationToken,
    System.Threading.Tasks.ValueTask<(string Token, System.DateTimeOffset ExpiresOn)>
>;

namespace EntraAppCmdlets.Identity;

/// <summary>What Azure's own clients of a Key Vault have in common here: the transport, the sign-in and the errors of the module.</summary>
/// <param name="address">The vault's address, https.</param>
internal abstract class AzureVaultClient(Uri address)
{
    /// <summary>
    /// Whether a client may not hold the API that a vault asks a token for against the vault's own domain, so that none is sent to a stranger. On this
    /// machine, where substitutes run, there is no such domain: there only the cloud's own API will do.
    /// </summary>
    protected static bool IsUnverified(Uri address) => address.IsLoopback;

    /// <summary>The connection's sign-in.</summary>
    protected static TokenCredential Credential(Uri address, string scope, TokenFunction tokens) =>
        new ConnectionCredential(tokens, IsUnverified(address) ? scope : null);

    /// <summary>Has a client send its requests over a transport, and log none by itself.</summary>
    protected static T Quiet<T>(T options, HttpMessageHandler transport)
        where T : ClientOptions
    {
        options.Transport = new HttpClientTransport(transport);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        return options;
    }

    /// <summary>All versions of what a name belongs to; empty without one.</summary>
    /// <param name="list">The versions, as the client lists them.</param>
    /// <param name="read">What is known of one.</param>
    /// <param name="unknown">The code by which a vault says that it has nothing of that name, where others give an empty list.</param>
    /// <param name="cancellationToken">Ends it.</param>
    protected Task<IReadOnlyList<(Uri Id, DateTimeOffset? CreatedOn, IReadOnlyDictionary<string, string> Tags)>> VersionsAsync<T>(
        Func<AsyncPageable<T>> list,
        Func<T, (Uri Id, DateTimeOffset? CreatedOn, IDictionary<string, string> Tags)> read,
        string unknown,
        CancellationToken cancellationToken
    )
        where T : notnull =>
        AskAsync(
            false,
            async () =>
            {
                var versions = new List<(Uri, DateTimeOffset?, IReadOnlyDictionary<string, string>)>();
                try
                {
                    await foreach (var version in list().ConfigureAwait(false))
                    {
                        var (id, created, tags) = read(version);
                        versions.Add((id, created, new Dictionary<string, string>(tags, StringComparer.OrdinalIgnoreCase)));
                    }
                }
                catch (RequestFailedException none) when (none.Status == 404 && none.ErrorCode == unknown)
                {
                    versions.Clear();
                }

                return (IReadOnlyList<(Uri, DateTimeOffset?, IReadOnlyDictionary<string, string>)>)versions;
            },
            cancellationToken
        );

    /// <summary>Whether the vault has what is asked for: it answers 404 if not.</summary>
    protected Task<bool> HasAsync(Func<Task> question, CancellationToken cancellationToken) =>
        AskAsync(
            false,
            async () =>
            {
                try
                {
                    await question().ConfigureAwait(false);
                    return true;
                }
                catch (RequestFailedException none) when (none.Status == 404)
                {
                    return false;
                }
            },
            cancellationToken
        );

    /// <summary>Asks, and throws the module's own errors.</summary>
    protected async Task<T> AskAsync<T>(bool writes, Func<Task<T>> question, CancellationToken cancellationToken)
    {
        try
        {
            return await question().ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && KeyVaultFailure.Of(e, address.Host, writes) is { } failure)
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
