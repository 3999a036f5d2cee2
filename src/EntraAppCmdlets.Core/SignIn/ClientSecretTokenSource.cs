using System.Security;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.SignIn;

/// <summary>Signs in as an app with its secret, by a plain request to the token endpoint: for the sandbox, and for custom endpoints that the identity libraries refuse.</summary>
/// <param name="endpoint">The token endpoint.</param>
/// <param name="tenant">The tenant's id or domain.</param>
/// <param name="clientId">The app's id.</param>
/// <param name="secret">The app's secret.</param>
/// <param name="clock">The clock.</param>
internal sealed class ClientSecretTokenSource(
    TokenEndpointClient endpoint,
    string tenant,
    string clientId,
    SecureString secret,
    TimeProvider clock
) : CachingTokenSource(Guid.TryParse(tenant, out var id) ? id : null, clock)
{
    /// <inheritdoc/>
    protected override async ValueTask<AccessToken> FetchAsync(string scope, bool renew, CancellationToken cancellationToken) =>
        await endpoint.WithSecretAsync(tenant, clientId, secret, scope, cancellationToken).ConfigureAwait(false);
}
