using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Assignments;

/// <summary>Errors about assignments.</summary>
internal static class AssignmentErrors
{
    public static AppException AppRoleNeeded(AppRegistration app, Principal principal, IReadOnlyList<AppRole> roles) =>
        new(
            nameof(AppRoleNeeded),
            AppErrorKind.InvalidArgument,
            principal.ToString(),
            $"'{app.DisplayName}' has roles, so that {principal} must be given one of them: {string.Join(", ", roles)}.",
            "Name it with -Role."
        );

    public static AppException AppRoleNotFound(
        AppRegistration app,
        Principal principal,
        string role,
        IReadOnlyList<AppRole> suitable,
        AppRole? other
    ) =>
        new(
            nameof(AppRoleNotFound),
            AppErrorKind.NotFound,
            role,
            (
                other is null ? $"'{app.DisplayName}' has no role '{Cut.Shorten(role)}'."
                : !other.IsEnabled ? $"The role '{other}' of '{app.DisplayName}' is disabled."
                : $"The role '{other}' of '{app.DisplayName}' is for {string.Join(" and ", other.AllowedMemberTypes.Select(type => type == "Application" ? "apps" : "users and groups"))}, and {principal} is a {Principal.Word(principal.Kind)}."
            )
                + (
                    suitable.Count > 0
                        ? $" A {Principal.Word(principal.Kind)} can have: {string.Join(", ", suitable)}."
                        : $" It has none for a {Principal.Word(principal.Kind)}."
                ),
            suitable.Count > 0 ? "Give one of these with -Role." : "Leave -Role out for default access, or add a role with Add-AppRole."
        );

    public static AppException GroupAssignmentNotLicensed(AppAssignment assignment, Exception inner) =>
        new(
            nameof(GroupAssignmentNotLicensed),
            AppErrorKind.Denied,
            assignment.PrincipalDisplayName,
            $"The tenant's licence does not allow the group '{assignment.PrincipalDisplayName}' to be assigned to '{assignment.AppDisplayName}'.",
            "Assign the users one by one, or get Microsoft Entra ID P1 or P2, which is required to assign groups.",
            inner
        );
}
