using EntraAppCmdlets.Access;
using EntraAppCmdlets.Names;

namespace EntraAppCmdlets;

/// <summary>Errors about owners, assignments and vendors' apps.</summary>
internal static partial class AppErrors
{
    public static AppException PrincipalMissing() => new(nameof(PrincipalMissing), AppErrorKind.InvalidArgument, null,
        "Nobody was named to be assigned.", "Name users, groups or service principals with -Principal, or set -Required alone.");

    public static AppException PrincipalNotFound(string reference, IReadOnlyList<PrincipalKind> kinds, string tenant, IReadOnlyList<Principal> alike) => new(nameof(PrincipalNotFound), AppErrorKind.NotFound, reference,
        $"No {Kinds(kinds)} '{Shorten(reference)}' was found in tenant {tenant}.{NearestNames.Question(alike.Select(item => $"'{item.DisplayName}' ({item.UserPrincipalName ?? item.Id.ToString()})"))}",
        "Give the object id, a user's sign-in name (user@domain), or a display name in full.");

    public static AppException PrincipalAmbiguous(string reference, IReadOnlyList<Principal> found) => new(nameof(PrincipalAmbiguous), AppErrorKind.InvalidArgument, reference,
        $"'{Shorten(reference)}' is the name of {found.Count}: {string.Join(", ", found.Select(item => $"{Principal.Word(item.Kind)} {item.UserPrincipalName ?? item.Id.ToString()}"))}.",
        "Give the object id or the sign-in name instead of the display name.");

    public static AppException PrincipalUnsuitable(string reference, Principal principal, IReadOnlyList<PrincipalKind> kinds, string purpose) => new(nameof(PrincipalUnsuitable), AppErrorKind.InvalidArgument, reference,
        $"'{Shorten(reference)}' is a {Principal.Word(principal.Kind)}, which can't {purpose}.",
        $"Name a {Kinds(kinds)}.");

    public static AppException ServicePrincipalMissing(AppRegistration app) => new(nameof(ServicePrincipalMissing), AppErrorKind.NotFound, app,
        $"'{app.DisplayName}' has no service principal in this tenant.",
        $"Make it with New-VendorServicePrincipal -AppId {app.AppId}.");

    public static AppException AppRoleNeeded(AppRegistration app, Principal principal, IReadOnlyList<AppRole> roles) => new(nameof(AppRoleNeeded), AppErrorKind.InvalidArgument, principal.ToString(),
        $"'{app.DisplayName}' has roles, so that {principal} must be given one of them: {string.Join(", ", roles)}.",
        "Name it with -Role.");

    public static AppException AppRoleNotFound(AppRegistration app, Principal principal, string role, IReadOnlyList<AppRole> suitable, AppRole? other) => new(nameof(AppRoleNotFound), AppErrorKind.NotFound, role,
        (other is null ? $"'{app.DisplayName}' has no role '{Shorten(role)}'."
            : !other.IsEnabled ? $"The role '{other}' of '{app.DisplayName}' is disabled."
            : $"The role '{other}' of '{app.DisplayName}' is for {string.Join(" and ", other.AllowedMemberTypes.Select(type => type == "Application" ? "apps" : "users and groups"))}, and {principal} is a {Principal.Word(principal.Kind)}.")
        + (suitable.Count > 0 ? $" A {Principal.Word(principal.Kind)} can have: {string.Join(", ", suitable)}." : $" It has none for a {Principal.Word(principal.Kind)}."),
        suitable.Count > 0 ? "Give one of these with -Role." : "Leave -Role out for default access, or add a role with Add-AppRole.");

    /// <summary>A role that was to be removed, or taken from somebody, and that the app doesn't have.</summary>
    public static AppException AppRoleNotFound(AppRegistration app, string role, IReadOnlyList<string> near) => NotFound(nameof(AppRoleNotFound), app, "role", role, near);

    public static AppException GroupAssignmentNotLicensed(AppAssignment assignment, Exception inner) => new(nameof(GroupAssignmentNotLicensed), AppErrorKind.Denied, assignment.PrincipalDisplayName,
        $"The tenant's licence does not allow the group '{assignment.PrincipalDisplayName}' to be assigned to '{assignment.AppDisplayName}'.",
        "Assign the users one by one, or get Microsoft Entra ID P1 or P2, which assigning groups needs.", inner);

    /// <summary>The object whose owners are meant.</summary>
    internal static string Words(AppOwnerTarget target) => target == AppOwnerTarget.Application ? "application" : "service principal";

    public static AppException VendorAppNotFound(Guid appId, Exception inner) => new(nameof(VendorAppNotFound), AppErrorKind.NotFound, appId,
        $"No app with the application (client) ID {appId} can be used in this tenant: there is none, or its publisher has not made it multitenant.",
        "Check the ID in the vendor's guide, and the cloud of the tenant.", inner);

    public static AppException PermissionNotRequested(AppRegistration app, IReadOnlyList<AppRequestedPermission> missing) => new(nameof(PermissionNotRequested), AppErrorKind.InvalidArgument, app,
        $"'{app.DisplayName}' does not request {string.Join(", ", missing.Select(item => $"{item} ({Word(item.Type)})"))}, so that there is nothing to consent to. Nothing was granted.",
        "Add it first with Add-AppGraphPermission or Add-AppApiPermission.");

    /// <summary>A permission that was to be removed and that reads like one that the app requests.</summary>
    public static AppException PermissionNotRequestedByName(AppRegistration app, string name, AppPermissionType type, IReadOnlyList<string> near) =>
        NotFound(nameof(PermissionNotFound), app, $"{Word(type)} permission", name, near);

    public static AppException PermissionsNotKnown(AppRegistration app) => new(nameof(PermissionsNotKnown), AppErrorKind.InvalidArgument, app,
        $"What '{app.DisplayName}' requests stands in its vendor's tenant and can't be read here, so that it is not known what to consent to.",
        "Name the permissions of the vendor's guide with -Application and -Delegated, or open the address that Get-AppConsentUrl gives.");

    private static string Kinds(IReadOnlyList<PrincipalKind> kinds) => kinds.Count == 1
        ? Principal.Word(kinds[0])
        : $"{string.Join(", ", kinds.SkipLast(1).Select(Principal.Word))} or {Principal.Word(kinds[^1])}";
}
