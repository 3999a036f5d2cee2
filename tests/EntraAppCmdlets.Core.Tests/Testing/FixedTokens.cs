using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Testing;

/// <summary>Gives tokens that count how often one was fetched anew.</summary>
internal sealed class FixedTokens : ITokenSource
{
    public int Renewals { get; private set; }

    public List<string> Scopes { get; } = [];

    public ValueTask<AccessToken> GetTokenAsync(string scope, bool renew, CancellationToken cancellationToken)
    {
        Scopes.Add(scope);
        Renewals += renew ? 1 : 0;
        return ValueTask.FromResult(new AccessToken($"very-secret-token-{Renewals}", DateTimeOffset.MaxValue));
    }
}
