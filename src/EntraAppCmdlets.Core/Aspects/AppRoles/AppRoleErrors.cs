using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets.Aspects.AppRoles;

/// <summary>Errors about app roles.</summary>
internal static class AppRoleErrors
{
    /// <summary>A role that was to be removed, or taken from somebody, and that the app doesn't have.</summary>
    public static AppException AppRoleNotFound(AppRegistration app, string role, IReadOnlyList<string> near) =>
        ChangeErrors.NotFound(nameof(AppRoleNotFound), app, "role", role, near);
}
