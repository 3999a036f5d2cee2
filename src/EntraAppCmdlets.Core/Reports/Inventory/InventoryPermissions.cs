using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Reports;

/// <summary>
/// Joins what apps request with what they were granted. Thousands of apps have the same few permissions in the same state, so that each of these is one object.
/// </summary>
internal sealed class InventoryPermissions(
    InventoryGrants grants,
    IReadOnlyDictionary<Guid, InventoryPrincipal> principals,
    PermissionCatalogue catalogue
)
{
    private readonly Dictionary<(Guid, Guid, AppPermissionType), AppInventoryPermission> _byId = [];
    private readonly Dictionary<(Guid, string), AppInventoryPermission> _byName = [];
    private readonly Dictionary<AppInventoryPermission, AppInventoryPermission> _shared = [];
    private readonly Dictionary<Guid, InventoryPrincipal> _apis = principals
        .Values.GroupBy(principal => principal.AppId)
        .ToDictionary(same => same.Key, same => same.First());

    /// <summary>The permissions of an app.</summary>
    /// <param name="required">What its registration requests; null where that is in another tenant.</param>
    /// <param name="principal">Its service principal; null without one.</param>
    public IReadOnlyList<AppInventoryPermission> Of(IReadOnlyList<RequiredResourceAccess>? required, InventoryPrincipal? principal)
    {
        var states = new Dictionary<AppInventoryPermission, State>();
        foreach (var api in required ?? [])
        {
            foreach (var access in api.ResourceAccess)
            {
                StateOf(ById(api.ResourceAppId, access.Id, RegistrationMap.ToType(access.Type))).Requested = true;
            }
        }

        foreach (var role in principal is null ? [] : grants.RolesOf(principal.Id))
        {
            StateOf(ById(role.Api.AppId, role.RoleId, AppPermissionType.Application)).AdminConsent = true;
        }

        foreach (var grant in principal is null ? [] : grants.DelegatedOf(principal.Id))
        {
            foreach (var name in grant.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var state = StateOf(ByName(grant.ResourceId, name));
                state.AdminConsent |= grant.ForAll;
                state.Users += grant.Users;
            }
        }

        return
        [
            .. states
                .Select(item => Shared(item.Key, item.Value, required is not null))
                .OrderBy(item => item.ResourceName)
                .ThenBy(item => item.Name),
        ];

        State StateOf(AppInventoryPermission permission) =>
            states.TryGetValue(permission, out var state) ? state : states[permission] = new State();
    }

    private AppInventoryPermission Shared(AppInventoryPermission permission, State state, bool isOurs)
    {
        permission = permission with
        {
            Requested = isOurs ? state.Requested : null,
            AdminConsent = state.AdminConsent,
            UserCount = state.Users,
        };
        return _shared.TryGetValue(permission, out var same) ? same : _shared[permission] = permission;
    }

    private AppInventoryPermission ById(Guid resourceAppId, Guid id, AppPermissionType type)
    {
        if (_byId.TryGetValue((resourceAppId, id, type), out var known))
        {
            return known;
        }

        var permission = RegistrationMap.Permission(resourceAppId, id, type, catalogue);
        var api = _apis.GetValueOrDefault(resourceAppId);
        return _byId[(resourceAppId, id, type)] = new AppInventoryPermission
        {
            Name = permission.Name ?? (type == AppPermissionType.Application ? api?.Roles : api?.Scopes)?.GetValueOrDefault(id),
            Type = type,
            Id = id,
            ResourceName = api?.DisplayName ?? permission.ResourceName,
            ResourceAppId = resourceAppId,
            Risk = permission.Risk,
            RiskSource = permission.RiskSource,
        };
    }

    private AppInventoryPermission ByName(Guid resourceId, string name)
    {
        if (_byName.TryGetValue((resourceId, name), out var known))
        {
            return known;
        }

        var api = principals.GetValueOrDefault(resourceId);
        var id =
            api is null ? null
            : catalogue.Find(api.AppId, name, AppPermissionType.Delegated)?.Id is { } listed ? listed
            : api
                .Scopes.Where(scope => string.Equals(scope.Value, name, StringComparison.OrdinalIgnoreCase))
                .Select(scope => (Guid?)scope.Key)
                .FirstOrDefault();
        return _byName[(resourceId, name)] =
            api is not null && id is { } found
                ? ById(api.AppId, found, AppPermissionType.Delegated)
                : new AppInventoryPermission
                {
                    Name = name,
                    Type = AppPermissionType.Delegated,
                    ResourceName = api?.DisplayName,
                    ResourceAppId = api?.AppId,
                };
    }

    private sealed class State
    {
        public bool Requested { get; set; }

        public bool AdminConsent { get; set; }

        public int Users { get; set; }
    }
}
