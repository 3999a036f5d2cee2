namespace EntraAppCmdlets.Connection;

/// <summary>
/// Which broader permissions of Microsoft Graph do for a narrower one: the one table of that. It holds only what Microsoft documents, in the
/// column "Higher privileged permissions" of the API pages that the commands use (learn.microsoft.com/graph/api: application-*,
/// servicePrincipal-*, oauth2PermissionGrant-*, user-list, group-list-transitiveMembers) and in the permissions reference
/// (learn.microsoft.com/graph/permissions-reference), and of that only what does for every call that a command makes under the narrower one.
/// </summary>
internal static class PermissionCover
{
    private static readonly Dictionary<string, string[]> Broader = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Application.Read.All"] =
        [
            "Application.ReadWrite.OwnedBy",
            "Application.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ],
        ["Application.ReadWrite.OwnedBy"] = ["Application.ReadWrite.All"],
        ["DelegatedPermissionGrant.ReadWrite.All"] = ["Directory.ReadWrite.All"],
        ["Directory.Read.All"] = ["Directory.ReadWrite.All"],
        ["User.ReadBasic.All"] = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
        ["User.Read.All"] = ["User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
        ["Organization.Read.All"] = ["Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
        ["RoleManagement.Read.Directory"] = ["RoleManagement.ReadWrite.Directory", "Directory.Read.All", "Directory.ReadWrite.All"],
        ["GroupMember.ReadWrite.All"] = ["Group.ReadWrite.All", "Directory.ReadWrite.All"],
        ["GroupMember.Read.All"] =
        [
            "GroupMember.ReadWrite.All",
            "Group.Read.All",
            "Group.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ],
    };

    /// <summary>The narrower permissions that the table knows.</summary>
    internal static IEnumerable<string> Names => Broader.Keys;

    /// <summary>What does for a permission in its place.</summary>
    internal static IReadOnlyList<string> BroaderThan(string permission) => Broader.GetValueOrDefault(permission, []);

    /// <summary>The permission that gives what is needed: itself, or a broader one; null if none does.</summary>
    internal static string? Find(string need, IReadOnlyCollection<string> granted) => PermissionNeed.Find(need, granted, BroaderThan);

    /// <summary>The permissions to ask for, so that all needs are met: of alternatives the first, and none that another one gives already.</summary>
    internal static IReadOnlyList<string> Least(IEnumerable<string> needs) => PermissionNeed.Least(needs, Find);
}
