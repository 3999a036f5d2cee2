namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>What each operation needs: one of the application permissions, or one of the delegated ones together with a directory role of the user.</summary>
internal static class RequiredPermissions
{
    // A user without any of the roles may still do what needs none: "*".
    private static readonly Dictionary<Operation, Needs> Table = new()
    {
        [Operation.ReadApplications] = new(
            "Application.Read.All Application.ReadWrite.OwnedBy Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "Application.Read.All Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All", "*"),
        [Operation.WriteApplications] = new(
            "Application.ReadWrite.All Application.ReadWrite.OwnedBy Directory.ReadWrite.All",
            "Application.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Application Administrator,Cloud Application Administrator,Application Developer"),
        [Operation.ReadServicePrincipals] = new(
            "Application.Read.All Application.ReadWrite.OwnedBy Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "Application.Read.All Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All", "*"),
        [Operation.WriteServicePrincipals] = new(
            "Application.ReadWrite.All Application.ReadWrite.OwnedBy Directory.ReadWrite.All",
            "Application.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Application Administrator,Cloud Application Administrator"),
        [Operation.ReadGrants] = new(
            "DelegatedPermissionGrant.Read.All DelegatedPermissionGrant.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "DelegatedPermissionGrant.Read.All DelegatedPermissionGrant.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All", "*"),
        [Operation.WriteGrants] = new(
            "DelegatedPermissionGrant.ReadWrite.All Directory.ReadWrite.All",
            "DelegatedPermissionGrant.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Privileged Role Administrator,Application Administrator,Cloud Application Administrator"),
        [Operation.ReadAssignments] = new(
            "Application.Read.All Application.ReadWrite.OwnedBy Application.ReadWrite.All AppRoleAssignment.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "Application.Read.All Application.ReadWrite.All AppRoleAssignment.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All", "*"),
        [Operation.WriteAssignments] = new(
            "AppRoleAssignment.ReadWrite.All",
            "AppRoleAssignment.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Privileged Role Administrator,Application Administrator,Cloud Application Administrator"),
        [Operation.WriteUserAssignments] = new(
            "AppRoleAssignment.ReadWrite.All Directory.ReadWrite.All",
            "AppRoleAssignment.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Privileged Role Administrator,Application Administrator,Cloud Application Administrator,User Administrator"),
        [Operation.ReadMe] = new(
            "",
            "User.Read User.ReadBasic.All User.Read.All User.ReadWrite User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All", "*"),
        [Operation.ReadUsers] = new(
            "User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All User.ReadBasic.All",
            "User.ReadBasic.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All", "*"),
        [Operation.WriteUsers] = new(
            "User.ReadWrite.All Directory.ReadWrite.All",
            "User.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All", "Global Administrator,User Administrator"),
        [Operation.ReadGroups] = new(
            "Group.Read.All Group.ReadWrite.All GroupMember.Read.All GroupMember.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "Group.Read.All Group.ReadWrite.All GroupMember.Read.All GroupMember.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All", "*"),
        [Operation.WriteGroups] = new(
            "Group.Create Group.ReadWrite.All Directory.ReadWrite.All",
            "Group.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All", "*"),
        [Operation.WriteMembers] = new(
            "GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All",
            "GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All Directory.AccessAsUser.All",
            "Global Administrator,Groups Administrator,User Administrator"),
        [Operation.ReadOrganization] = new(
            "Organization.Read.All Organization.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "User.Read Organization.Read.All Organization.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All", "*"),
        [Operation.WriteOrganization] = new("Organization.ReadWrite.All", "Organization.ReadWrite.All", "Global Administrator"),
        [Operation.ReadDomains] = new(
            "Domain.Read.All Domain.ReadWrite.All Directory.Read.All Directory.ReadWrite.All",
            "Domain.Read.All Domain.ReadWrite.All Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All", "*"),
        [Operation.ReadDirectory] = new(
            "Directory.Read.All Directory.ReadWrite.All Application.Read.All Application.ReadWrite.All Group.Read.All User.Read.All User.ReadWrite.All",
            "Directory.Read.All Directory.ReadWrite.All Directory.AccessAsUser.All Application.Read.All Application.ReadWrite.All User.Read.All", "*"),
        [Operation.ReadPolicies] = new(
            "Policy.Read.All Policy.Read.ApplicationConfiguration Policy.ReadWrite.ApplicationConfiguration",
            "Policy.Read.All Policy.Read.ApplicationConfiguration Policy.ReadWrite.ApplicationConfiguration",
            "Global Administrator,Global Reader,Security Administrator,Application Administrator,Cloud Application Administrator"),
        [Operation.WritePolicies] = new("Policy.ReadWrite.ApplicationConfiguration", "Policy.ReadWrite.ApplicationConfiguration",
            "Global Administrator,Security Administrator"),
    };

    /// <summary>The roles that the tenant's own administrator app has: all that any operation needs.</summary>
    public static IReadOnlyList<string> OfAdministrator { get; } =
    [
        "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All",
        "User.ReadWrite.All", "Group.ReadWrite.All", "GroupMember.ReadWrite.All", "Organization.ReadWrite.All", "Domain.ReadWrite.All",
        "Policy.Read.All", "Policy.ReadWrite.ApplicationConfiguration",
    ];

    public static bool Allows(Operation operation, Caller caller)
    {
        if (operation == Operation.Anything)
        {
            return true;
        }

        var needs = Table[operation];
        return caller.User is null
            ? needs.Application.Any(caller.Permissions.Contains)
            : needs.Delegated.Any(caller.Permissions.Contains) && (needs.Roles.Contains("*") || needs.Roles.Any(caller.DirectoryRoles.Contains));
    }

    private sealed class Needs(string application, string delegated, string roles)
    {
        public string[] Application { get; } = application.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        public string[] Delegated { get; } = delegated.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        public string[] Roles { get; } = roles.Split(',');
    }
}
