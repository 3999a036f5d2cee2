using System.Security;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.SignIn;

/// <summary>An access token that was given. It is checked before each use, and can't be renewed.</summary>
internal sealed class StaticTokenSource : ITokenSource
{
    private readonly SecureString _token;
    private readonly Guid? _tenantId;
    private readonly TimeProvider _clock;
    private readonly Uri? _graph;

    /// <summary>Takes a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="tenantId">The tenant that it must be of; null if any will do.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="graph">Where Graph is known by an address of its own; null elsewhere.</param>
    /// <exception cref="SignInException">TokenUnreadable: it is not a JWT, so that nobody can tell what it is for.</exception>
    internal StaticTokenSource(SecureString token, Guid? tenantId, TimeProvider clock, Uri? graph = null)
    {
        this._token = token.Copy();
        this._token.MakeReadOnly();
        this._tenantId = tenantId;
        this._clock = clock;
        this._graph = graph;
        Claims = JwtClaims.TryRead(SecureText.Reveal(token), out var claims)
            ? claims
            : throw new SignInException(
                "TokenUnreadable",
                "What was given is not a readable access token (a JWT), so its tenant and purpose can't be checked.",
                "Give the token alone, without 'Bearer' and quotes, as a SecureString."
            );
    }

    /// <summary>What the token says of itself.</summary>
    internal JwtClaims Claims { get; }

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetTokenAsync(string scope, bool renew, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TokenCheck.Throw(Claims, scope, _tenantId, _clock.GetUtcNow(), _graph);
        return renew
            ? throw new SignInException(
                "TokenRefused",
                "The service refused the given access token, and it can't be renewed.",
                "Connect again with a new token."
            )
            : ValueTask.FromResult(Unchecked());
    }

    /// <summary>The token as it is, for whoever checks it by itself.</summary>
    internal AccessToken Unchecked() => new(SecureText.Reveal(_token), Claims.ExpiresOn ?? DateTimeOffset.MaxValue);
}
