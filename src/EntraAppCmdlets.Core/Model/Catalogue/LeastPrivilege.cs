namespace EntraAppCmdlets.Model;

/// <summary>Orders the permissions that allow a request by how much else they allow: the one place that says which is the least.</summary>
internal sealed class LeastPrivilege(RequestCatalogue requests, PermissionCatalogue permissions)
{
    private const int LevelUnknown = 5;

    /// <summary>By Microsoft's data for requests and permissions.</summary>
    internal static LeastPrivilege Default => new(RequestCatalogue.Default, PermissionCatalogue.Default);

    /// <summary>
    /// The permissions of one type that allow a request, the least first. For a GET those that only read come before those that write; then those that
    /// Microsoft marks; then the privilege level, then how many requests a permission allows. The first of all is always a marked one, where there is one.
    /// </summary>
    public IReadOnlyList<AppRequestPermission> Rank(KnownRequest request, AppPermissionType type)
    {
        var ranked = request
            .Allowed.Of(type)
            .OrderBy(permission => request.IsRead && !PermissionScope.IsReadOnly(permission.Name))
            .ThenBy(permission => !permission.IsMarked)
            .ThenBy(permission => Weight(permission.Name, type))
            .ThenBy(permission => permission.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var least = ranked.Find(permission => permission.IsMarked);
        return
        [
            .. ranked
                .OrderBy(permission => permission != least)
                .Select((permission, place) => Describe(request, permission.Name, type, isLeast: place == 0)),
        ];
    }

    /// <summary>The least permission of one type that allows a request; null if no permission of the type does.</summary>
    public string? Least(KnownRequest request, AppPermissionType type) => Rank(request, type) is [var least, ..] ? least.Name : null;

    /// <summary>How much a permission allows: Microsoft's privilege level first, then the number of requests.</summary>
    public (int Level, int Requests) Weight(string name, AppPermissionType type) =>
        (Find(name, type) is { PrivilegeLevel: > 0 and var level } ? level : LevelUnknown, requests.AllowedBy(name, type).Count);

    /// <summary>The permission in the catalogue; null if it is newer than that.</summary>
    public AppPermission? Find(string name, AppPermissionType type) => permissions.Find(PermissionResource.MicrosoftGraphAppId, name, type);

    private AppRequestPermission Describe(KnownRequest request, string name, AppPermissionType type, bool isLeast)
    {
        var known = Find(name, type);
        return new AppRequestPermission
        {
            Request = request.ToString(),
            Name = known?.Name ?? name,
            Type = type,
            IsLeast = isLeast,
            Id = known?.Id,
            AdminConsentRequired = known?.AdminConsentRequired ?? (type is AppPermissionType.Application ? true : null),
            Risk = known?.Risk ?? AppPermissionRisk.Unknown,
            RiskSource = known?.RiskSource ?? AppPermissionRiskSource.None,
        };
    }
}
