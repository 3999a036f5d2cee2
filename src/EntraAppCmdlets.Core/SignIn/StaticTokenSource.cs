using System.Security;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.SignIn;

/// <summary>An access token that was given. It is checked before each use, and can't be renewed.</summary>
internal sealed class StaticTokenSource : ITokenSource
{
    private readonly SecureString token;
    private readonly Guid? tenantId;
    private readonly TimeProvider clock;
    private readonly Uri? graph;

    /// <summary>Takes a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="tenantId">The tenant that it must be of; null if any will do.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="graph">Where Graph is known by an address of its own; null elsewhere.</param>
    /// <exception cref="SignInException">TokenUnreadable: it is not a JWT, so that nobody can tell what it is for.</exception>
    internal StaticTokenSource(SecureString token, Guid? tenantId, TimeProvider clock, Uri? graph = null)
    {
        this.token = token.Copy();
        this.token.MakeReadOnly();
        this.tenantId = tenantId;
        this.clock = clock;
        this.graph = graph;
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
        TokenCheck.Throw(Claims, scope, tenantId, clock.GetUtcNow(), graph);
        return renew
            ? throw new SignInException(
                "TokenRefused",
                "The service refused the given access token, and it can't be renewed.",
                "Connect again with a new token."
            )
            : ValueTask.FromResult(Unchecked());
    }

    /// <summary>The token as it is, for whoever checks it by itself.</summary>
    internal AccessToken Unchecked() => new(SecureText.Reveal(token), Claims.ExpiresOn ?? DateTimeOffset.MaxValue);
}
