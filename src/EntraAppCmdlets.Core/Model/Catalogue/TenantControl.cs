namespace EntraAppCmdlets.Model;

/// <summary>
/// The permissions that amount to control of the tenant, each with the reason. What counts: the app alone, through
/// Graph's documented calls, can become Global Administrator or act as one, whatever else the tenant holds (what public
/// tier models of Entra call tier 0 with a direct path). What does not count: reach that needs a further weakness, such
/// as a group that happens to own subscriptions (Group.ReadWrite.All), and delegated permissions, because they never
/// exceed the rights of the person who is signed in. Their rating is <see cref="AppPermission.Risk"/>.
/// </summary>
internal static class TenantControl
{
    private static readonly Dictionary<string, string> GraphApplication = new(StringComparer.OrdinalIgnoreCase)
    {
        ["RoleManagement.ReadWrite.Directory"] = "the app can give itself any directory role",
        ["RoleAssignmentSchedule.ReadWrite.Directory"] = "the app can assign any directory role through a schedule",
        ["RoleEligibilitySchedule.ReadWrite.Directory"] = "the app can make any account eligible for any directory role",
        ["PrivilegedAccess.ReadWrite.AzureADGroup"] = "the app can add members to groups that hold directory roles",
        ["PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup"] = "the app can add members to groups that hold directory roles",
        ["PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup"] =
            "the app can make any account eligible for groups that hold directory roles",
        ["AppRoleAssignment.ReadWrite.All"] = "the app can grant itself any application permission, without further consent",
        ["Policy.ReadWrite.PermissionGrant"] = "the app can write the policy by which it may consent for itself",
        ["Application.ReadWrite.All"] = "the app can add a secret to any other app and act with that app's rights",
        ["Directory.ReadWrite.All"] =
            "the app can change nearly every object of the directory, other apps and group memberships among them",
        ["Domain.ReadWrite.All"] = "the app can federate a domain with a sign-in service of its own and sign in as anyone there",
        ["UserAuthenticationMethod.ReadWrite.All"] = "the app can add a sign-in method of its own to an administrator's account",
        ["UserAuthMethod-TAP.ReadWrite.All"] = "the app can make a temporary access pass for an administrator's account",
    };

    /// <summary>Why the permission amounts to control of the tenant; null if it doesn't.</summary>
    internal static string? ReasonFor(Guid resourceAppId, string name, AppPermissionType type) =>
        type is AppPermissionType.Application && resourceAppId == PermissionResource.MicrosoftGraphAppId
            ? GraphApplication.GetValueOrDefault(name)
            : null;

    /// <summary>All names, for the test that holds them against the catalogue.</summary>
    internal static IEnumerable<string> Names => GraphApplication.Keys;
}
