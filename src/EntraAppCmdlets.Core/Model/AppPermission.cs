using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>The two ways in which an API gives a permission.</summary>
public enum AppPermissionType
{
    /// <summary>On behalf of a signed-in person, within that person's own rights. Graph calls it <c>Scope</c>.</summary>
    Delegated,

    /// <summary>As the app itself, without a person. Graph calls it <c>Role</c>.</summary>
    Application,
}

/// <summary>How much harm a permission can do, least first. What nobody has rated comes last, so that "High and above" includes it.</summary>
public enum AppPermissionRisk
{
    /// <summary>Little harm is possible.</summary>
    Low = 1,

    /// <summary>Data of one service can be read.</summary>
    Medium = 2,

    /// <summary>Data of many people can be read or changed.</summary>
    High = 3,

    /// <summary>The tenant or all of a service's data is at stake.</summary>
    Critical = 4,

    /// <summary>Nobody has rated it: assume nothing. Every permission of Microsoft Graph is rated.</summary>
    Unknown = 5,
}

/// <summary>Where the risk of a permission comes from.</summary>
public enum AppPermissionRiskSource
{
    /// <summary>Nobody has rated it.</summary>
    None,

    /// <summary>It amounts to control of the tenant, which is Critical whatever others say.</summary>
    ControlsTenant,

    /// <summary>It only signs a user in and reads the user's own profile, which is Low.</summary>
    SignIn,

    /// <summary>Public security reviews rate it so.</summary>
    Review,

    /// <summary>Microsoft's privilege level: 1 is Low, 2 Medium, 3 High, 4 Critical.</summary>
    PrivilegeLevel,

    /// <summary>Microsoft publishes no level: High if only an administrator can consent, otherwise Medium.</summary>
    AdminConsent,
}

/// <summary>One permission of one API. Written by <c>Find-AppPermission</c>.</summary>
public sealed record AppPermission
{
    /// <summary>The name that an app asks for, <c>User.Read.All</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Delegated or application. A name alone does not tell: many exist in both types.</summary>
    public required AppPermissionType Type { get; init; }

    /// <summary>The permission's id, the same in every tenant. Not unique: some APIs use one id in both types.</summary>
    public required Guid Id { get; init; }

    /// <summary>The API's application id, the same in every tenant.</summary>
    public required Guid ResourceAppId { get; init; }

    /// <summary>The API's name, <c>Microsoft Graph</c>.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Whether only an administrator can consent; null if that is not known. Always true of application permissions.</summary>
    public bool? AdminConsentRequired { get; init; }

    /// <summary>How much harm it can do.</summary>
    public AppPermissionRisk Risk { get; init; } = AppPermissionRisk.Unknown;

    /// <summary>Where the risk comes from.</summary>
    public AppPermissionRiskSource RiskSource { get; init; }

    /// <summary>Microsoft's privilege level, 1 (least) to 4; 0 where none is published.</summary>
    internal int PrivilegeLevel { get; init; }

    /// <summary>Whether it amounts to control of the tenant: its holder can make itself an administrator.</summary>
    public bool ControlsTenant => TenantControl.ReasonFor(ResourceAppId, Name, Type) is not null;

    /// <summary>What it allows, in the API's own words; null unless read from a tenant.</summary>
    public string? Description { get; init; }

    /// <summary>The name: PowerShell passes it where a parameter takes a permission's name.</summary>
    public override string ToString() => Name;
}
