using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Whether it is known when an app signed in last, and why not.</summary>
public enum AppLastSignInState
{
    /// <summary>LastSignInDateTime is the last sign-in.</summary>
    Known,

    /// <summary>Microsoft's report was read and has no sign-in of the app.</summary>
    NoSignIn,

    /// <summary>The report was refused: it needs AuditLog.Read.All and, for users, a directory role such as Reports Reader.</summary>
    NoPermission,

    /// <summary>The tenant has no licence for the report: it needs Microsoft Entra ID P1.</summary>
    NoLicense,

    /// <summary>The report couldn't be read for another reason, which a warning says.</summary>
    NotAvailable,
}

/// <summary>An app registration or an enterprise application of the tenant with all that a review asks for. Written by <c>Get-AppInventory</c>.</summary>
/// <remarks>A list that couldn't be read, or that only the app's own tenant has, is null, not empty.</remarks>
public sealed record AppInventoryItem
{
    /// <summary>The name that people see.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The application (client) ID.</summary>
    public required Guid AppId { get; init; }

    /// <summary>What it is: a registration of this tenant, a vendor's enterprise application, a managed identity, or one of Microsoft's own.</summary>
    public required AppKind Kind { get; init; }

    /// <summary>The tenant that it was read from.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The object id of the application; null where the registration is in another tenant.</summary>
    public Guid? Id { get; init; }

    /// <summary>The object id of the service principal (the enterprise application); null without one.</summary>
    public Guid? ServicePrincipalId { get; init; }

    /// <summary>Whether users can sign in and the app gets tokens; null without a service principal.</summary>
    public bool? Enabled { get; init; }

    /// <summary>When it was made in this tenant, in UTC.</summary>
    public DateTimeOffset? CreatedDateTime { get; init; }

    /// <summary>The domain that the registration names as its publisher's; null for an app of another tenant.</summary>
    public string? PublisherDomain { get; init; }

    /// <summary>The name of the publisher that Microsoft has verified; null for none.</summary>
    public string? VerifiedPublisher { get; init; }

    /// <summary>The tenant that the app is registered in; null where the service doesn't tell.</summary>
    public Guid? OwnerTenantId { get; init; }

    /// <summary>Whose accounts may sign in.</summary>
    public AppSignInAudience? SignInAudience { get; init; }

    /// <summary>The owners of the application and of the service principal.</summary>
    public IReadOnlyList<AppOwner>? Owners
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>The secrets and certificates of the registration, each with the days that are left; federated credentials, which don't expire, on request.</summary>
    public IReadOnlyList<AppCredential>? Credentials
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>The secrets and certificates of the enterprise application itself, such as the certificate that signs its SAML tokens.</summary>
    public IReadOnlyList<AppCredential>? ServicePrincipalCredentials
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>Days until the first valid secret or certificate ends; if all have ended, the days since the last one ended, negative; null without any.</summary>
    public int? DaysLeft
    {
        get
        {
            var days = AllCredentials.Select(credential => credential.DaysLeft).OfType<int>().ToList();
            return days.Count == 0
                ? null
                : AllCredentials.Where(credential => credential.State != AppCredentialState.Expired).Min(credential => credential.DaysLeft)
                    ?? days.Max();
        }
    }

    /// <summary>The permissions that it requests or was granted.</summary>
    public IReadOnlyList<AppInventoryPermission>? Permissions
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>The highest risk among the granted permissions; null if nothing is granted. High and Critical come before Unknown, Unknown before Medium
    /// and Low.</summary>
    public AppPermissionRisk? Risk =>
        (Permissions ?? [])
            .Where(permission => permission.IsGranted)
            .Select(permission => (AppPermissionRisk?)permission.Risk)
            .MaxBy(risk => risk is AppPermissionRisk.High or AppPermissionRisk.Critical ? risk + (int)AppPermissionRisk.Unknown : risk);

    /// <summary>The names of the delegated permissions that it exposes as an API.</summary>
    public IReadOnlyList<string>? ApiScopes
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>The app roles that it defines.</summary>
    public IReadOnlyList<string>? AppRoles
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>Whether only assigned users, groups and apps get a token; null without a service principal.</summary>
    public bool? AssignmentRequired { get; init; }

    /// <summary>How many users are assigned, groups not resolved; null without a service principal.</summary>
    public int? AssignedUsers { get; init; }

    /// <summary>How many groups are assigned.</summary>
    public int? AssignedGroups { get; init; }

    /// <summary>How many assignments to other apps there are: application permissions of this app's API.</summary>
    public int? AssignedApps { get; init; }

    /// <summary>The redirect URIs of all platforms; of an enterprise application those that it was registered with, as web addresses.</summary>
    public IReadOnlyList<AppRedirectUri>? RedirectUris
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>The hosts of redirect URIs that are on none of the tenant's verified domains; null where these couldn't be read.</summary>
    public IReadOnlyList<string>? UnverifiedRedirectHosts
    {
        get;
        init => field = IndexableList.OrNull(value);
    }

    /// <summary>Whether the authorization endpoint may issue ID tokens (implicit and hybrid flows); null where the registration is in another tenant.</summary>
    public bool? IdTokenIssuance { get; init; }

    /// <summary>Whether the authorization endpoint may issue access tokens (implicit flow); null where the registration is in another tenant.</summary>
    public bool? AccessTokenIssuance { get; init; }

    /// <summary>Whether it may sign in without a secret by public client flows; null where the registration is in another tenant.</summary>
    public bool? PublicClientFlows { get; init; }

    /// <summary>When it signed in last, as a client or as an API, in UTC; null where that isn't known, and LastSignInState says why.</summary>
    public DateTimeOffset? LastSignInDateTime { get; init; }

    /// <summary>Whether the last sign-in is known, and why not.</summary>
    public AppLastSignInState LastSignInState { get; init; }

    internal IEnumerable<AppCredential> AllCredentials => (Credentials ?? []).Concat(ServicePrincipalCredentials ?? []);

    /// <summary>The name and the application (client) ID.</summary>
    public override string ToString() => $"{DisplayName} ({AppId})";
}
