using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>Tells service principals without a registration in this tenant apart.</summary>
internal static class EnterpriseApps
{
    /// <summary>The tag by which the portal's list of enterprise applications shows a service principal.</summary>
    private const string Tag = ServicePrincipalService.EnterpriseApplicationTag;

    private const string ManagedIdentity = "ManagedIdentity";

    /// <summary>The tenants in which Microsoft registers its own apps.</summary>
    private static readonly Guid[] Microsoft = [new("f8cdef31-a31e-4b4a-93e4-5f571e91255a"), new("72f988bf-86f1-41af-91ab-2d7cd011db47")];

    /// <summary>What a service principal is; a registration where the app is one of this tenant.</summary>
    public static AppKind KindOf(ServicePrincipalResource principal, Guid tenantId) =>
        principal switch
        {
            { ServicePrincipalType: ManagedIdentity } => AppKind.ManagedIdentity,
            { AppOwnerOrganizationId: { } owner } when owner == tenantId => AppKind.Registration,
            { AppOwnerOrganizationId: { } owner } when Microsoft.Contains(owner) => AppKind.Microsoft,
            // The oldest of Microsoft's own have no owner; those of anybody else that have none are in the portal's list.
            { AppOwnerOrganizationId: null } when !HasTag(principal) => AppKind.Microsoft,
            _ => AppKind.Enterprise,
        };

    /// <summary>
    /// Whether a name can mean it without more being said. First-party APIs and the like have a service principal only, and are no apps of anybody here unless
    /// asked for by their id. A managed identity has nothing else either.
    /// </summary>
    public static bool IsListed(ServicePrincipalResource principal) =>
        HasTag(principal) || principal.ServicePrincipalType == ManagedIdentity;

    private static bool HasTag(ServicePrincipalResource principal) => principal.Tags?.Contains(Tag) == true;
}
