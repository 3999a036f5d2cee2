using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Reports;

/// <summary>
/// The grants of a tenant by the app that has them. Grants to single users are counted, not kept: their number is that of apps and sets of permissions, whatever the
/// number of users.
/// </summary>
internal sealed class InventoryGrants
{
    private readonly Dictionary<Guid, List<DelegatedGrant>> _delegated = [];
    private readonly Dictionary<Guid, List<RoleGrant>> _roles = [];
    private readonly Dictionary<string, string> _scopes = new(StringComparer.Ordinal);

    public void Add(PermissionGrantResource grant)
    {
        if (grant is not { ClientId: { } client, ResourceId: { } resource })
        {
            return;
        }

        var scope = grant.Scope?.Trim() ?? "";
        var forAll = string.Equals(grant.ConsentType, "AllPrincipals", StringComparison.OrdinalIgnoreCase);
        var ofClient = ListOf(_delegated, client);
        var known = ofClient.Find(item => item.ResourceId == resource && item.ForAll == forAll && item.Scope == scope);
        if (known is null)
        {
            if (!_scopes.TryGetValue(scope, out var same))
            {
                _scopes[scope] = same = scope;
            }

            ofClient.Add(known = new DelegatedGrant(resource, same, forAll));
        }

        known.Users += forAll ? 0 : 1;
    }

    /// <summary>Counts an assignment to an API; one of an app is an application permission of that app.</summary>
    public void Add(InventoryPrincipal api, AppRoleAssignmentResource assignment)
    {
        var assigned = api.Assigned ??= new AssignedNumbers();
        switch (assignment.PrincipalType)
        {
            case "User":
                assigned.Users++;
                break;
            case "Group":
                assigned.Groups++;
                break;
            case "ServicePrincipal" when assignment is { PrincipalId: { } client, AppRoleId: { } role }:
                assigned.Apps++;
                // Default access is no permission.
                if (role != Guid.Empty)
                {
                    ListOf(_roles, client).Add(new RoleGrant(api, role));
                }

                break;
        }
    }

    public IReadOnlyList<DelegatedGrant> DelegatedOf(Guid servicePrincipalId) => _delegated.GetValueOrDefault(servicePrincipalId) ?? [];

    public IReadOnlyList<RoleGrant> RolesOf(Guid servicePrincipalId) => _roles.GetValueOrDefault(servicePrincipalId) ?? [];

    private static List<T> ListOf<T>(Dictionary<Guid, List<T>> table, Guid key) =>
        table.TryGetValue(key, out var list) ? list : table[key] = [];
}

/// <summary>Delegated permissions of one API, for all users or for so many.</summary>
internal sealed record DelegatedGrant(Guid ResourceId, string Scope, bool ForAll)
{
    public int Users { get; set; }
}

/// <summary>An application permission that was granted.</summary>
internal readonly record struct RoleGrant(InventoryPrincipal Api, Guid RoleId);
