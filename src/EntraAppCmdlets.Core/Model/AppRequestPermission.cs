namespace EntraAppCmdlets;

/// <summary>A permission that allows a request of Microsoft Graph. Written by <c>Find-AppPermission -Request</c>.</summary>
public sealed record AppRequestPermission
{
    /// <summary>The request, with <c>{id}</c> for keys: <c>GET /users/{id}</c>.</summary>
    public required string Request { get; init; }

    /// <summary>The name of the permission.</summary>
    public required string Name { get; init; }

    /// <summary>Delegated (on behalf of a user) or application (as itself).</summary>
    public required AppPermissionType Type { get; init; }

    /// <summary>Whether it is the least privileged of its type for the request.</summary>
    public required bool IsLeast { get; init; }

    /// <summary>How much harm it can do.</summary>
    public AppPermissionRisk Risk { get; init; } = AppPermissionRisk.Unknown;

    /// <summary>Where the risk comes from.</summary>
    public AppPermissionRiskSource RiskSource { get; init; }

    /// <summary>Whether only an administrator can consent; null if that is not known.</summary>
    public bool? AdminConsentRequired { get; init; }

    /// <summary>The permission's ID; null if the built-in catalogue doesn't have it.</summary>
    public Guid? Id { get; init; }

    /// <summary>The name: PowerShell passes it where a parameter takes a permission's name.</summary>
    public override string ToString() => Name;
}
