using EntraAppCmdlets.Http;
using TokenFunction = System.Func<
    string,
    bool,
    System.Threading.CancellationToken,
    System.Threading.Tasks.ValueTask<(string Token, System.DateTimeOffset ExpiresOn)>
>;

namespace EntraAppCmdlets.SignIn;

/// <summary>Tokens of the identity libraries, behind <see cref="IIdentityProvider"/>.</summary>
/// <param name="fetch">What the provider gave for the chosen way to sign in.</param>
/// <param name="tenantId">The tenant that tokens must be of; null if any will do.</param>
/// <param name="clock">The clock.</param>
/// <param name="graph">Where Graph is known by an address of its own; null elsewhere.</param>
internal sealed class IdentityTokenSource(TokenFunction fetch, Guid? tenantId, TimeProvider clock, Uri? graph = null)
    : CachingTokenSource(tenantId, clock, graph)
{
    /// <inheritdoc/>
    protected override async ValueTask<AccessToken> FetchAsync(string scope, bool renew, CancellationToken cancellationToken)
    {
        var (token, expiresOn) = await fetch(scope, renew, cancellationToken).ConfigureAwait(false);
        return new AccessToken(token, expiresOn);
    }
}
