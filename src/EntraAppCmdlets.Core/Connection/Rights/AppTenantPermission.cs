using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Whether a sign-in has what a command needs.</summary>
public enum AppReadiness
{
    /// <summary>All that it needs is there.</summary>
    Ready,

    /// <summary>Nothing is known to be missing, but the access token does not tell all of it.</summary>
    Unknown,

    /// <summary>It works, but not with everything that it can do.</summary>
    Partly,

    /// <summary>Something is missing that it always needs.</summary>
    Missing,
}

/// <summary>What a command needs of the sign-in, and what of it is there. Written by <c>Test-AppTenantPermission</c>.</summary>
public sealed record AppTenantPermission
{
    /// <summary>The command.</summary>
    public required string Command { get; init; }

    /// <summary>Whether all that it needs is there.</summary>
    public required AppReadiness Readiness { get; init; }

    /// <summary>Whether the sign-in is a user's (delegated permissions) or an app's own (application permissions); null where the token does not tell.</summary>
    public AppPermissionType? PermissionType { get; init; }

    /// <summary>The permissions that it needs, each with what gives it.</summary>
    public IReadOnlyList<AppNeededRight> Permissions
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The directory roles that the user needs; empty for an app. Who owns the app, or has a custom role with these rights, needs none.</summary>
    public IReadOnlyList<AppNeededRight> DirectoryRoles
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>What is missing: permissions, then directory roles.</summary>
    public IReadOnlyList<AppNeededRight> Missing => Permissions.Concat(DirectoryRoles).Where(item => item.IsThere == false).ToArray();

    /// <summary>The permissions to ask for, so that none is missing: what <c>Connect-AppTenant -Scopes</c> and <c>Grant-AppAdminConsent -Application</c> take.</summary>
    public IReadOnlyList<string> MissingPermissions =>
        PermissionCover.Least(Permissions.Where(item => item.IsThere == false).Select(item => item.Name));

    /// <summary>The directory roles to be assigned, so that none is missing.</summary>
    public IReadOnlyList<string> MissingDirectoryRoles =>
        Connection.DirectoryRoles.Least(DirectoryRoles.Where(item => item.IsThere == false).Select(item => item.Name));

    /// <summary>How to get what is missing: commands, and what only an administrator can do. Empty if nothing is.</summary>
    public IReadOnlyList<string> NextSteps
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The user or the application that is signed in.</summary>
    public string? Account { get; init; }

    /// <summary>The tenant (directory) ID.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The command.</summary>
    public override string ToString() => Command;
}

/// <summary>A permission or a directory role that a command needs.</summary>
public sealed record AppNeededRight
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>When it is needed, in words ("with -Live"); null for always.</summary>
    public string? Condition { get; init; }

    /// <summary>Whether the sign-in has it, or a broader one; null where the access token does not tell.</summary>
    public bool? IsThere { get; init; }

    /// <summary>What gives it: the same name, or a broader one's; null if nothing does.</summary>
    public string? GivenBy { get; init; }

    /// <summary>The name, and when it is needed.</summary>
    public override string ToString() => Condition is null ? Name : $"{Name} ({Condition})";
}
