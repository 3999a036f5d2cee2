using System.Collections;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>What came of a sign-in as an app: a token, or the reason why there was none.</summary>
public sealed record AppSignInResult
{
    /// <summary>Whether a token was issued.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>The name that people see of the app.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The application (client) ID that signed in.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The tenant that issued the token.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The user who signed in; null for an app's own sign-in.</summary>
    public string? UserName { get; init; }

    /// <summary>What the app proved itself with; null for a public client.</summary>
    public AppCredentialKind? CredentialKind { get; init; }

    /// <summary>For whom the token is: the API.</summary>
    public string? Audience { get; init; }

    /// <summary>The application permissions that the token carries.</summary>
    public IReadOnlyList<string> Roles
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The delegated permissions that the token carries.</summary>
    public IReadOnlyList<string> Scopes
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The ids or names of the user's groups, where the app has a group claim: those of the ID token, else those of the access token.</summary>
    public IReadOnlyList<string> Groups
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>Application permissions that were granted but are not in the token yet.</summary>
    public IReadOnlyList<string> MissingRoles
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>All claims of the access token by their names; null where only the API can read it. Never the token itself.</summary>
    public IDictionary? Claims { get; init; }

    /// <summary>All claims of the ID token by their names, optional claims among them; null for an app's own sign-in. Never the token itself.</summary>
    public IDictionary? IdTokenClaims { get; init; }

    /// <summary>When the token ends, in UTC.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>How long it took until the token was issued, waits included.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The code of the refusal, such as AADSTS7000215.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What is wrong.</summary>
    public string? Error { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Cure { get; init; }

    /// <summary>The id by which Microsoft's support finds the sign-in.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The outcome in a sentence.</summary>
    public override string ToString() => Succeeded ? $"{DisplayName} signed in to {TenantId} for {Audience}" : $"{ErrorCode}: {Error}";
}
