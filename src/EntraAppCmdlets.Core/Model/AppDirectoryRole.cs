using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>A directory role that the service principal of an app is assigned: what the app may do without any permission of Microsoft Graph.</summary>
public sealed record AppDirectoryRole
{
    /// <summary>The name that people see of the app.</summary>
    public required string AppDisplayName { get; init; }

    /// <summary>The application (client) ID of the app.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The tenant of the app.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The name of the role; its id where that is all that is known.</summary>
    public required string Role { get; init; }

    /// <summary>The id of the role definition; that of a built-in role is the same in every tenant.</summary>
    public required Guid RoleId { get; init; }

    /// <summary>How much harm the role can do. Custom roles are not rated.</summary>
    public AppPermissionRisk Risk => DirectoryRoleRisk.Of(RoleId);

    /// <summary>Whether the role amounts to control of the tenant.</summary>
    public bool ControlsTenant => DirectoryRoleRisk.ReasonFor(RoleId) is not null;

    /// <summary>Where it counts: <c>/</c> is the whole tenant, otherwise the address of an administrative unit or an app.</summary>
    public string DirectoryScopeId { get; init; } = "/";

    /// <summary>The id of the assignment.</summary>
    public string? AssignmentId { get; init; }

    /// <summary>The role.</summary>
    public override string ToString() => Role;
}
