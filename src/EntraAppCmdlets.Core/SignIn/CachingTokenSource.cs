using System.Collections.Concurrent;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.SignIn;

/// <summary>Keeps a token until shortly before its end, and has one request at a time fetch a new one, however many wait for it.</summary>
/// <param name="tenantId">The tenant that tokens must be of; null if any will do.</param>
/// <param name="clock">The clock.</param>
/// <param name="graph">Where Graph is known by an address of its own; null elsewhere.</param>
internal abstract class CachingTokenSource(Guid? tenantId, TimeProvider clock, Uri? graph = null) : ITokenSource
{
    // Long enough for a slow request with its retries to end on the token that it began with; of a token that lives for
    // minutes only, a fifth.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The clock.</summary>
    protected TimeProvider Clock { get; } = clock;

    /// <inheritdoc/>
    public async ValueTask<AccessToken> GetTokenAsync(string scope, bool renew, CancellationToken cancellationToken)
    {
        var slot = _slots.GetOrAdd(scope, _ => new Slot());
        var seen = slot.Fetches;
        if (!renew && slot.Kept is { } kept && IsFresh(kept))
        {
            return kept.Token;
        }

        await slot.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Another request may have fetched one while this one waited: that is newer than what either was refused with.
            var refused = renew && slot.Fetches == seen;
            if (!refused && slot.Kept is { } fetched && IsFresh(fetched))
            {
                return fetched.Token;
            }

            var token = await FetchAsync(scope, refused, cancellationToken).ConfigureAwait(false);
            // An API may give tokens that only it can read; those of a user's or app's own tenant are all readable.
            if (JwtClaims.TryRead(token.Token, out var claims))
            {
                TokenCheck.Throw(claims, scope, tenantId, Clock.GetUtcNow(), graph);
            }

            var left = token.ExpiresOn - Clock.GetUtcNow();
            slot.Kept = new Kept(token, token.ExpiresOn - (left / 5 < Margin ? left / 5 : Margin));
            slot.Fetches++;
            return token;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Gets a token from the sign-in service.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="renew">True after the last token was refused: any other cache on the way must be passed by.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<AccessToken> FetchAsync(string scope, bool renew, CancellationToken cancellationToken);

    private bool IsFresh(Kept kept) => Clock.GetUtcNow() < kept.RenewAt;

    private sealed record Kept(AccessToken Token, DateTimeOffset RenewAt);

    private sealed class Slot
    {
        private volatile int _fetches;
        private volatile Kept? _kept;

        internal SemaphoreSlim Gate { get; } = new(1, 1);

        internal int Fetches
        {
            get => _fetches;
            set => _fetches = value;
        }

        internal Kept? Kept
        {
            get => _kept;
            set => _kept = value;
        }
    }
}
