using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>What each operation needs: one of the application permissions, or one of the delegated ones together with a directory role of the user.</summary>
internal static class RequiredPermissions
{
    // Permissions joined by "+" are needed together. A user without any of the roles may still do what needs none: "*".
    private static readonly Dictionary<Operation, Needs> Table = new()
    {
        [Operation.ReadApplications] = new(
            "Application.Read.All Application.ReadWrite.OwnedBy Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "Application.Read.All Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.WriteApplications] = new(
            "Application.ReadWrite.All Application.ReadWrite.OwnedBy Directory.ReadWrite.All",
            "Application.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Application Administrator,Cloud Application Administrator,Application Developer"
        ),
        [Operation.ReadServicePrincipals] = new(
            "Application.Read.All Application.ReadWrite.OwnedBy Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "Application.Read.All Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.WriteServicePrincipals] = new(
            "Application.ReadWrite.All Application.ReadWrite.OwnedBy Directory.ReadWrite.All",
            "Application.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            // A developer's own apps get theirs.
            "Global Administrator,Application Administrator,Cloud Application Administrator,Application Developer"
        ),
        [Operation.AddOwners] = new(
            "Application.ReadWrite.OwnedBy+Directory.Read.All Application.ReadWrite.All+Directory.Read.All Directory.ReadWrite.All",
            "Application.ReadWrite.All+Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Application Administrator,Cloud Application Administrator,Application Developer"
        ),
        [Operation.ReadGrants] = new(
            "DelegatedPermissionGrant.Read.All DelegatedPermissionGrant.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "DelegatedPermissionGrant.Read.All DelegatedPermissionGrant.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.WriteGrants] = new(
            "DelegatedPermissionGrant.ReadWrite.All Directory.ReadWrite.All",
            "DelegatedPermissionGrant.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Privileged Role Administrator,Application Administrator,Cloud Application Administrator"
        ),
        [Operation.ReadAssignments] = new(
            "Application.Read.All Application.ReadWrite.OwnedBy Application.ReadWrite.All AppRoleAssignment.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "Application.Read.All Application.ReadWrite.All AppRoleAssignment.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.WriteAssignments] = new(
            "AppRoleAssignment.ReadWrite.All+Application.Read.All AppRoleAssignment.ReadWrite.All+Application.ReadWrite.OwnedBy"
                + " AppRoleAssignment.ReadWrite.All+Application.ReadWrite.All AppRoleAssignment.ReadWrite.All+Directory.Read.All AppRoleAssignment.ReadWrite.All+Directory.ReadWrite.All",
            "AppRoleAssignment.ReadWrite.All+Application.Read.All AppRoleAssignment.ReadWrite.All+Application.ReadWrite.All"
                + " AppRoleAssignment.ReadWrite.All+Directory.Read.All AppRoleAssignment.ReadWrite.All+Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Privileged Role Administrator,Application Administrator,Cloud Application Administrator"
        ),
        [Operation.RemoveAssignments] = new(
            "AppRoleAssignment.ReadWrite.All",
            "AppRoleAssignment.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Privileged Role Administrator,Application Administrator,Cloud Application Administrator"
        ),
        [Operation.ConsentToGraph] = new(
            "AppRoleAssignment.ReadWrite.All",
            "AppRoleAssignment.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Privileged Role Administrator"
        ),
        [Operation.WriteUserAssignments] = new(
            "AppRoleAssignment.ReadWrite.All Directory.ReadWrite.All",
            "AppRoleAssignment.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Privileged Role Administrator,Application Administrator,Cloud Application Administrator,User Administrator"
        ),
        [Operation.ReadMe] = new(
            "",
            "User.Read User.ReadBasic.All User.Read.All User.ReadWrite User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.ReadUsers] = new(
            "User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All User.ReadBasic.All",
            "User.ReadBasic.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.WriteUsers] = new(
            "User.ReadWrite.All Directory.ReadWrite.All",
            "User.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,User Administrator"
        ),
        [Operation.ReadGroups] = new(
            "Group.Read.All Group.ReadWrite.All GroupMember.Read.All GroupMember.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "Group.Read.All Group.ReadWrite.All GroupMember.Read.All GroupMember.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.WriteGroups] = new(
            "Group.Create Group.ReadWrite.All Directory.ReadWrite.All",
            "Group.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.WriteMembers] = new(
            "GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All",
            "GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Groups Administrator,User Administrator"
        ),
        [Operation.ReadOrganization] = new(
            "Organization.Read.All Organization.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "User.Read Organization.Read.All Organization.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.WriteOrganization] = new("Organization.ReadWrite.All", "Organization.ReadWrite.All", "Global Administrator"),
        [Operation.ReadDomains] = new(
            "Domain.Read.All Domain.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "Domain.Read.All Domain.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.ReadDirectory] = new(
            "Directory.Read.All Directory.ReadWrite.All Application.Read.All Application.ReadWrite.All Group.Read.All User.Read.All User.ReadWrite.All",
            "Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All Application.Read.All Application.ReadWrite.All User.Read.All",
            "*"
        ),
        [Operation.ReadPolicies] = new(
            "Policy.Read.All Policy.Read.ApplicationConfiguration Policy.ReadWrite.ApplicationConfiguration",
            "Policy.Read.All Policy.Read.ApplicationConfiguration Policy.ReadWrite.ApplicationConfiguration",
            "Global Administrator,Global Reader,Security Administrator,Application Administrator,Cloud Application Administrator"
        ),
        [Operation.WritePolicies] = new(
            "Policy.ReadWrite.ApplicationConfiguration",
            "Policy.ReadWrite.ApplicationConfiguration",
            "Global Administrator,Security Administrator"
        ),
        [Operation.ReadRoles] = new(
            "RoleManagement.Read.Directory RoleManagement.ReadWrite.Directory RoleManagement.Read.All Directory.Read.All Directory.ReadWrite.All",
            "RoleManagement.Read.Directory RoleManagement.ReadWrite.Directory RoleManagement.Read.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.WriteRoles] = new(
            "RoleManagement.ReadWrite.Directory",
            "RoleManagement.ReadWrite.Directory Directory.AccessAsUser.All",
            "Global Administrator,Privileged Role Administrator"
        ),
        [Operation.InviteGuests] = new(
            "User.Invite.All User.ReadWrite.All Directory.ReadWrite.All",
            "User.Invite.All User.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "*"
        ),
        [Operation.ReadAuditLogs] = new(
            "AuditLog.Read.All",
            "AuditLog.Read.All",
            "Global Administrator,Global Reader,Reports Reader,Security Administrator,Security Operator,Security Reader,Application Administrator,Cloud Application Administrator"
        ),
        [Operation.WriteUserPassword] = new("", "Directory.AccessAsUser.All UserAuthenticationMethod.ReadWrite", "*"),
    };

    // What every directory role reads of the directory.
    private static readonly HashSet<Operation> ReadByEveryRole =
    [
        Operation.ReadApplications,
        Operation.ReadServicePrincipals,
        Operation.ReadGrants,
        Operation.ReadAssignments,
        Operation.ReadUsers,
        Operation.ReadGroups,
        Operation.ReadOrganization,
        Operation.ReadDomains,
        Operation.ReadDirectory,
        Operation.ReadRoles,
    ];

    /// <summary>The roles that the tenant's own administrator app has: all that any operation needs.</summary>
    public static IReadOnlyList<string> OfAdministrator { get; } =
    [
        "Application.ReadWrite.All",
        "AppRoleAssignment.ReadWrite.All",
        "DelegatedPermissionGrant.ReadWrite.All",
        "Directory.ReadWrite.All",
        "User.ReadWrite.All",
        "Group.ReadWrite.All",
        "GroupMember.ReadWrite.All",
        "Organization.ReadWrite.All",
        "Domain.ReadWrite.All",
        "Policy.Read.All",
        "Policy.ReadWrite.ApplicationConfiguration",
        "RoleManagement.ReadWrite.Directory",
        "User.Invite.All",
        "AuditLog.Read.All",
    ];

    /// <summary>What reads objects of a type; null for those that everybody may read.</summary>
    public static Operation? Reading(StructuredType type) =>
        type == Types.User ? Operation.ReadUsers
        : type == Types.Group ? Operation.ReadGroups
        : type == Types.Application ? Operation.ReadApplications
        : type == Types.ServicePrincipal ? Operation.ReadServicePrincipals
        : null;

    public static bool Allows(Operation operation, Caller caller)
    {
        if (operation == Operation.Anything)
        {
            return true;
        }

        var needs = Table[operation];
        return caller.User is null
            // A directory role of the application does as well as a permission.
            ? Holds(needs.Application)
                || needs.Roles.Any(caller.DirectoryRoles.Contains)
                || (ReadByEveryRole.Contains(operation) && caller.DirectoryRoles.Count > 0)
            : Holds(needs.Delegated) && (needs.Roles.Contains("*") || needs.Roles.Any(caller.DirectoryRoles.Contains));

        bool Holds(string[][] ways) => Array.Exists(ways, way => Array.TrueForAll(way, caller.Permissions.Contains));
    }

    private sealed class Needs(string application, string delegated, string roles)
    {
        public string[][] Application { get; } = Ways(application);

        public string[][] Delegated { get; } = Ways(delegated);

        public string[] Roles { get; } = roles.Split(',');

        private static string[][] Ways(string permissions) =>
            [.. permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(way => way.Split('+'))];
    }
}
