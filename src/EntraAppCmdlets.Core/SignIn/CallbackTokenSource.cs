using System.Security;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.SignIn;

/// <summary>Access tokens that someone else fetches, a script block for example, whenever the last one ends or was refused.</summary>
/// <param name="fetch">Fetches a token.</param>
/// <param name="tenantId">The tenant that tokens must be of; null if any will do.</param>
/// <param name="clock">The clock.</param>
/// <param name="graph">Where Graph is known by an address of its own; null elsewhere.</param>
internal sealed class CallbackTokenSource(
    Func<CancellationToken, Task<SecureString>> fetch,
    Guid? tenantId,
    TimeProvider clock,
    Uri? graph = null
) : CachingTokenSource(tenantId, clock, graph)
{
    /// <inheritdoc/>
    protected override async ValueTask<AccessToken> FetchAsync(string scope, bool renew, CancellationToken cancellationToken)
    {
        // The base checks what it says.
        var given = new StaticTokenSource(await fetch(cancellationToken).ConfigureAwait(false), null, Clock);
        return given.Unchecked();
    }
}
