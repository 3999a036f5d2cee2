namespace EntraAppCmdlets;

/// <summary>A permission that an app requests (<c>requiredResourceAccess</c>), or that was granted to it.</summary>
public sealed record AppRequestedPermission
{
    /// <summary>The name that people see of the API.</summary>
    public string? ResourceName { get; init; }

    /// <summary>The application id of the API.</summary>
    public required Guid ResourceAppId { get; init; }

    /// <summary>The name of the permission, such as <c>User.Read.All</c>; null when neither the catalogue nor the tenant knows the id.</summary>
    public string? Name { get; init; }

    /// <summary>Delegated (on behalf of a user) or application (as itself).</summary>
    public required AppPermissionType Type { get; init; }

    /// <summary>The id of the permission. It does not tell the type: some APIs use one id for both.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whether an administrator has consented for the whole tenant; null while that has not been read.</summary>
    public bool? Consented { get; init; }

    /// <summary>How much harm it can do.</summary>
    public AppPermissionRisk Risk { get; init; } = AppPermissionRisk.Unknown;

    /// <summary>Where the risk comes from.</summary>
    public AppPermissionRiskSource RiskSource { get; init; }

    /// <summary>The application (client) ID of the app that requests it; null as a part of that app itself.</summary>
    public Guid? AppId { get; init; }

    /// <summary>The name that people see of the app that requests it; null as a part of that app itself.</summary>
    public string? AppDisplayName { get; init; }

    /// <summary>The tenant of the app that requests it; null as a part of that app itself.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The name, or the id where no name is known.</summary>
    public override string ToString() => Name ?? Id.ToString();

    /// <summary>The same permission, whatever has been learned of it besides.</summary>
    internal (Guid Resource, Guid Id, AppPermissionType Type) Key => (ResourceAppId, Id, Type);
}
