using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.DirectoryRoles;

/// <summary>Errors about directory roles of an app.</summary>
internal static class DirectoryRoleErrors
{
    public static AppException DirectoryRoleNotFound(string name, string tenant) =>
        new(
            nameof(DirectoryRoleNotFound),
            AppErrorKind.NotFound,
            name,
            $"No directory role '{Cut.Shorten(name)}' was found in tenant {tenant}.{NearestNames.Question(NearestNames.Of(name, BuiltInRoles.Names.Values).Select(near => $"'{near}'"))} Nothing was sent.",
            "Specify the name of the role in full, as on the page Roles and administrators, or its id or template id."
        );

    public static AppException DirectoryRoleAmbiguous(string name, IEnumerable<Guid> ids) =>
        new(
            nameof(DirectoryRoleAmbiguous),
            AppErrorKind.InvalidArgument,
            name,
            $"'{Cut.Shorten(name)}' is the name of several directory roles: {string.Join(", ", ids)}. Nothing was sent.",
            "Specify the id of the role instead of its name."
        );

    public static AppException DirectoryRoleDisabled(string name) =>
        new(
            nameof(DirectoryRoleDisabled),
            AppErrorKind.InvalidArgument,
            name,
            $"The custom directory role '{name}' is disabled, so it can't be assigned. Nothing was sent.",
            "Enable the role on the page Roles and administrators, or specify another one."
        );

    /// <summary>A role that is to be removed, and that the app doesn't have.</summary>
    public static AppException NotAssigned(AppRegistration app, string name, IReadOnlyList<string> near) =>
        ChangeErrors.NotFound(nameof(DirectoryRoleNotFound), app, "directory role", name, near);
}
