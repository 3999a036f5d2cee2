namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>What a code or a refresh token stands for.</summary>
/// <param name="ClientId">Who it was given to.</param>
/// <param name="UserId">Whose sign-in it is.</param>
/// <param name="Scope">What was asked for, as text.</param>
/// <param name="RedirectUri">Where a code was sent; null for device codes.</param>
/// <param name="Platform">What kind of client the redirect URI is registered for.</param>
/// <param name="Challenge">What the code_verifier must lead to; null where none was sent.</param>
/// <param name="IsPlainChallenge">Whether the challenge is the verifier itself.</param>
/// <param name="Nonce">What the id_token repeats.</param>
/// <param name="Ends">When it is good no longer.</param>
internal sealed record UserSession(
    string ClientId,
    string UserId,
    string Scope,
    string? RedirectUri,
    string Platform,
    string? Challenge,
    bool IsPlainChallenge,
    string? Nonce,
    DateTimeOffset Ends
)
{
    /// <summary>Whether a code has been redeemed.</summary>
    public bool IsUsed { get; set; }
}
