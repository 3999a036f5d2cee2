using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>
/// One application together with its service principal, and all that has been learned about it so far: the object that
/// flows from cmdlet to cmdlet. It remembers its tenant and never holds a secret or a token.
/// </summary>
/// <remarks>
/// A list that hasn't been read is null, not empty: an enterprise application has its registration in another tenant, and the list of deleted apps has
/// their names and dates only.
/// </remarks>
public sealed record AppRegistration
{
    /// <summary>The name that people see.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The application (client) ID: the same in every tenant.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The object id of the application; null for a vendor's app whose application object is in another tenant.</summary>
    public Guid? Id { get; init; }

    /// <summary>The tenant that this object was read from or made in.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The name that makes registering repeatable (<c>uniqueName</c>); null for an app made elsewhere.</summary>
    public string? UniqueName { get; init; }

    /// <summary>Whose accounts may sign in.</summary>
    public AppSignInAudience? SignInAudience { get; init; }

    /// <summary>The redirect URIs of all platforms.</summary>
    public IReadOnlyList<AppRedirectUri>? RedirectUris
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>Whether the authorization endpoint may issue ID tokens (implicit and hybrid flows).</summary>
    public bool IdTokenIssuance { get; init; }

    /// <summary>Whether the authorization endpoint may issue access tokens (implicit flow).</summary>
    public bool AccessTokenIssuance { get; init; }

    /// <summary>The version of the access tokens for this app's API: 1 or 2; null where the service decides (1), or while it has not been read.</summary>
    public int? AccessTokenVersion { get; init; }

    /// <summary>Whether the app may sign in without a secret by public client flows: device code, user name and password, integrated Windows sign-in.</summary>
    public bool PublicClientFlows { get; init; }

    /// <summary>The home page of the app; null for none.</summary>
    public string? HomePageUrl { get; init; }

    /// <summary>The front-channel logout URL; null for none.</summary>
    public string? LogoutUrl { get; init; }

    /// <summary>The terms of service that the consent page links to; null for none.</summary>
    public string? TermsOfServiceUrl { get; init; }

    /// <summary>The privacy statement that the consent page links to; null for none.</summary>
    public string? PrivacyStatementUrl { get; init; }

    /// <summary>Notes for those who manage the app; null for none.</summary>
    public string? Notes { get; init; }

    /// <summary>Whether all sensitive properties of the app's service principals in other tenants are locked (app instance property lock); null where that was never set.</summary>
    public bool? PropertyLock { get; init; }

    /// <summary>What the app instance property lock locks, by the names of Microsoft Graph: allProperties, or some of credentialsWithUsageSign,
    /// credentialsWithUsageVerify and tokenEncryptionKeyId. Empty while the lock is off; null where that was not read.</summary>
    public IReadOnlyList<string>? LockedProperties
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>The Application ID URIs: the names by which others ask for tokens for this app.</summary>
    public IReadOnlyList<string>? IdentifierUris
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>The delegated permissions that this app exposes.</summary>
    public IReadOnlyList<AppApiScope>? ApiScopes
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>The app roles that this app defines.</summary>
    public IReadOnlyList<AppRole>? AppRoles
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>The clients that get tokens for this app's scopes without asking anybody for consent.</summary>
    public IReadOnlyList<AppAuthorizedClient>? AuthorizedClients
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>Which groups of a user the tokens contain; null while that has not been read.</summary>
    public AppGroupClaim? GroupMembershipClaims { get; init; }

    /// <summary>The claims that tokens contain because the app asks for them; null while they have not been read.</summary>
    public IReadOnlyList<AppOptionalClaim>? OptionalClaims
    {
        get;
        init => field = value is null ? null : IndexableList.Of(value);
    }

    /// <summary>The permissions that the app requests.</summary>
    public IReadOnlyList<AppRequestedPermission>? Permissions
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>
    /// The secrets and certificates of the app, never their values; and its federated credentials, where those have been read
    /// (<see cref="FederatedCredentials"/>).
    /// </summary>
    public IReadOnlyList<AppCredential>? Credentials
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>The federated credentials; null while they have not been read, because the application itself doesn't tell them. Get-AppCredential reads them.</summary>
    public IReadOnlyList<AppCredential>? FederatedCredentials =>
        FederatedRead
            ? IndexableList.Of<AppCredential>([.. Known.Credentials.Where(credential => credential.Kind == AppCredentialKind.Federated)])
            : null;

    /// <summary>Whether <see cref="Credentials"/> holds the federated ones too.</summary>
    internal bool FederatedRead { get; init; }

    /// <summary>The lists as far as they are known, for code that works on them.</summary>
    internal KnownParts Known => new(this);

    /// <summary>When the application was read, in ticks of <see cref="System.Diagnostics.Stopwatch"/>; null for an object that was not.</summary>
    internal long? ReadAt { get; init; }

    /// <summary>The object id of the service principal (the enterprise application); null without one.</summary>
    public Guid? ServicePrincipalId { get; init; }

    /// <summary>Whether only assigned users, groups and apps get a token; null while the service principal has not been read.</summary>
    public bool? AssignmentRequired { get; init; }

    /// <summary>Whether users may sign in (<c>accountEnabled</c> of the service principal); null while the service principal has not been read.</summary>
    public bool? ServicePrincipalEnabled { get; init; }

    /// <summary>The tags of the service principal; null while it has not been read.</summary>
    public IReadOnlyList<string>? Tags
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>Whether the app is hidden from users in My Apps and the Office 365 launcher; null while the service principal has not been read.</summary>
    public bool? HideApp => Tags?.Contains(HideAppTag, StringComparer.OrdinalIgnoreCase);

    /// <summary>The tag that hides an app from users.</summary>
    internal const string HideAppTag = "HideApp";

    /// <summary>The owners; null while they have not been read. Get-AppOwner reads them.</summary>
    public IReadOnlyList<AppOwner>? Owners
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>When the application was made, in UTC.</summary>
    public DateTimeOffset? CreatedDateTime { get; init; }

    /// <summary>When the application was deleted, in UTC; null for one that is not. For 30 days it can be restored.</summary>
    public DateTimeOffset? DeletedDateTime { get; init; }

    /// <summary>True for the result of a rehearsal (<c>-WhatIf</c>): the app is not there, and only further rehearsals take it.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>The name and the application (client) ID.</summary>
    public override string ToString() => IsPlanned ? $"{DisplayName} (planned)" : $"{DisplayName} ({AppId})";
}
