using System.Security;

namespace EntraAppCmdlets.SignIn;

/// <summary>Access tokens that someone else fetches, a script block for example, whenever the last one ends or was refused.</summary>
/// <param name="fetch">Fetches a token.</param>
/// <param name="tenantId">The tenant that tokens must be of; null if any will do.</param>
/// <param name="clock">The clock.</param>
internal sealed class CallbackTokenSource(Func<CancellationToken, Task<SecureString>> fetch, Guid? tenantId, TimeProvider clock) : CachingTokenSource(tenantId, clock)
{
    /// <inheritdoc/>
    protected override async ValueTask<AccessToken> FetchAsync(string scope, bool renew, CancellationToken cancellationToken)
    {
        // The base checks the tenant.
        var given = new StaticTokenSource(await fetch(cancellationToken).ConfigureAwait(false), null, Clock);
        return await given.GetTokenAsync(scope, renew: false, cancellationToken).ConfigureAwait(false);
    }
}
