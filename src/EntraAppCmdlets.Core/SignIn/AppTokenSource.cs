using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.SignIn;

/// <summary>
/// Signs in as an app with a credential of its own, by one request to the token endpoint. The identity libraries do the same for that, and loading
/// them takes longer than the whole sign-in.
/// </summary>
/// <param name="endpoint">The token endpoint.</param>
/// <param name="tenant">The tenant's id or domain.</param>
/// <param name="clientId">The app's id.</param>
/// <param name="proof">What the app proves itself with.</param>
/// <param name="clock">The clock.</param>
/// <param name="graph">Where Graph is known by an address of its own; null elsewhere.</param>
internal sealed class AppTokenSource(
    TokenEndpointClient endpoint,
    string tenant,
    string clientId,
    ClientProof proof,
    TimeProvider clock,
    Uri? graph = null
) : CachingTokenSource(Guid.TryParse(tenant, out var id) ? id : null, clock, graph)
{
    /// <inheritdoc/>
    protected override async ValueTask<AccessToken> FetchAsync(string scope, bool renew, CancellationToken cancellationToken) =>
        await endpoint.WithProofAsync(tenant, clientId, proof, scope, cancellationToken).ConfigureAwait(false);
}
