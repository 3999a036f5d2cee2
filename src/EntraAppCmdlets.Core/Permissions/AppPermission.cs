namespace EntraAppCmdlets;

/// <summary>The two ways in which an API gives a permission.</summary>
public enum AppPermissionType
{
    /// <summary>On behalf of a signed-in person, within that person's own rights. Graph calls it <c>Scope</c>.</summary>
    Delegated,

    /// <summary>As the app itself, without a person. Graph calls it <c>Role</c>.</summary>
    Application,
}

/// <summary>How public security reviews rate a permission, least first.</summary>
public enum AppPermissionRisk
{
    /// <summary>No review has rated it.</summary>
    Unknown,

    /// <summary>Little harm is possible.</summary>
    Low,

    /// <summary>Data of one service can be read.</summary>
    Medium,

    /// <summary>Data of many people can be read or changed.</summary>
    High,

    /// <summary>The tenant or all of a service's data is at stake.</summary>
    Critical,
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

    /// <summary>How public security reviews rate it.</summary>
    public AppPermissionRisk Risk { get; init; }

    /// <summary>Whether it amounts to control of the tenant: its holder can make itself an administrator.</summary>
    public bool ControlsTenant => TenantControl.ReasonFor(ResourceAppId, Name, Type) is not null;

    /// <summary>What it allows, in the API's own words; null unless read from a tenant.</summary>
    public string? Description { get; init; }

    /// <summary>The name: PowerShell passes it where a parameter takes a permission's name.</summary>
    public override string ToString() => Name;
}
