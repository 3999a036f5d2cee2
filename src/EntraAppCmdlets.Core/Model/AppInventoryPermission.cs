namespace EntraAppCmdlets;

/// <summary>A permission that an app requests or was granted, as a part of the inventory.</summary>
public sealed record AppInventoryPermission
{
    /// <summary>The name of the permission; null where neither the catalogue nor the tenant knows the id.</summary>
    public string? Name { get; init; }

    /// <summary>Delegated (on behalf of a user) or application (as itself).</summary>
    public required AppPermissionType Type { get; init; }

    /// <summary>The id of the permission; null for a granted name that its API no longer has.</summary>
    public Guid? Id { get; init; }

    /// <summary>The name that people see of the API.</summary>
    public string? ResourceName { get; init; }

    /// <summary>The application id of the API; null for a grant on an API that is no longer in the tenant.</summary>
    public Guid? ResourceAppId { get; init; }

    /// <summary>How much harm it can do.</summary>
    public AppPermissionRisk Risk { get; init; } = AppPermissionRisk.Unknown;

    /// <summary>Where the risk comes from.</summary>
    public AppPermissionRiskSource RiskSource { get; init; }

    /// <summary>Whether the app registration requests it; null for an app whose registration is in another tenant.</summary>
    public bool? Requested { get; init; }

    /// <summary>Whether it is granted for the whole tenant.</summary>
    public bool AdminConsent { get; init; }

    /// <summary>How many users have consented for themselves, or an administrator for them.</summary>
    public int UserCount { get; init; }

    /// <summary>Whether it is granted to anybody.</summary>
    internal bool IsGranted => AdminConsent || UserCount > 0;

    /// <summary>The name, or the id where no name is known.</summary>
    public override string ToString() => Name ?? Id?.ToString() ?? "unknown";
}
