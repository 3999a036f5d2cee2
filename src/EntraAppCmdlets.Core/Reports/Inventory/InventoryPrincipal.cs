using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Reports;

/// <summary>What the inventory keeps of one service principal until its app is written: names and numbers, no texts of permissions.</summary>
internal sealed class InventoryPrincipal
{
    private static readonly Dictionary<Guid, string> None = [];

    public InventoryPrincipal(ServicePrincipalResource principal, Guid tenantId, DateTimeOffset now)
    {
        Id = principal.Id ?? throw new InvalidDataException("Graph gave a service principal without its id.");
        AppId = principal.AppId ?? throw new InvalidDataException("Graph gave a service principal without its appId.");
        DisplayName = principal.DisplayName ?? "";
        Kind = EnterpriseApps.KindOf(principal, tenantId);
        Enabled = principal.AccountEnabled;
        AssignmentRequired = principal.AppRoleAssignmentRequired;
        OwnerTenantId = principal.AppOwnerOrganizationId;
        CreatedDateTime = principal.CreatedDateTime;
        VerifiedPublisher = principal.VerifiedPublisher?.DisplayName;
        SignInAudience = principal.SignInAudience;
        ReplyUrls = principal.ReplyUrls is { Count: > 0 } urls ? urls : [];
        Owners = principal.Owners ?? [];
        Roles = Names((principal.AppRoles ?? []).Select(role => (role.Id, role.Value ?? role.DisplayName)));
        Scopes = Names((principal.Scopes ?? []).Select(scope => (scope.Id, scope.Value)));
        // The keys of a managed identity are Azure's affair, which renews them.
        Credentials =
            Kind == AppKind.ManagedIdentity || principal is { PasswordCredentials: null or [], KeyCredentials: null or [] }
                ? []
                : CredentialsOf(principal, now);
    }

    public Guid Id { get; }

    public Guid AppId { get; }

    public string DisplayName { get; }

    public AppKind Kind { get; }

    public bool? Enabled { get; }

    public bool? AssignmentRequired { get; }

    public Guid? OwnerTenantId { get; }

    public DateTimeOffset? CreatedDateTime { get; }

    public string? VerifiedPublisher { get; }

    public string? SignInAudience { get; }

    public IReadOnlyList<string> ReplyUrls { get; }

    /// <summary>Null where they couldn't be read.</summary>
    public IReadOnlyList<OwnerResource>? Owners { get; set; }

    /// <summary>The names of its app roles by id.</summary>
    public Dictionary<Guid, string> Roles { get; }

    /// <summary>The names of its delegated permissions by id.</summary>
    public Dictionary<Guid, string> Scopes { get; }

    public IReadOnlyList<AppCredential> Credentials { get; }

    /// <summary>Who is assigned to it; null where that couldn't be read.</summary>
    public AssignedNumbers? Assigned { get; set; } = new();

    /// <summary>Whether the app of it was written already.</summary>
    public bool IsWritten { get; set; }

    private static Dictionary<Guid, string> Names(IEnumerable<(Guid Id, string? Name)> items)
    {
        Dictionary<Guid, string>? names = null;
        foreach (var (id, name) in items)
        {
            if (name is not null)
            {
                (names ??= [])[id] = name;
            }
        }

        return names ?? None;
    }

    /// <summary>A certificate that signs tokens is there twice, to sign and to verify, and its password a third time.</summary>
    private static IReadOnlyList<AppCredential> CredentialsOf(ServicePrincipalResource principal, DateTimeOffset now)
    {
        var all = RegistrationMap.Credentials(
            new ApplicationResource
            {
                AppId = principal.AppId,
                DisplayName = principal.DisplayName,
                PasswordCredentials = principal.PasswordCredentials,
                KeyCredentials = principal.KeyCredentials,
            },
            now
        );
        var certificates = all.Where(credential => credential.Kind == AppCredentialKind.Certificate).ToList();
        var keys = certificates.Select(credential => credential.KeyId).ToHashSet();
        return
        [
            .. all.Where(credential => credential.Kind == AppCredentialKind.Secret && !keys.Contains(credential.KeyId)),
            .. certificates.DistinctBy(credential => credential.Thumbprint ?? credential.KeyId.ToString()),
        ];
    }
}

/// <summary>How many users, groups and apps are assigned to an app.</summary>
internal sealed class AssignedNumbers
{
    public int Users { get; set; }

    public int Groups { get; set; }

    public int Apps { get; set; }
}
