using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Consent;

/// <summary>Errors about consent.</summary>
internal static class ConsentErrors
{
    public static AppException PermissionUnknownToTenant(AppRequestedPermission permission) =>
        new(
            nameof(PermissionUnknownToTenant),
            AppErrorKind.NotFound,
            permission,
            $"The app requests the {PermissionWords.Of(permission.Type)} permission {permission.Id} of API {permission.ResourceAppId}, which that API does not have. Consent would fail as a whole.",
            "Remove it with Remove-AppPermission, then grant consent again."
        );

    public static AppException NotVisibleYet(AppRegistration app, GraphException inner) =>
        new(
            nameof(NotVisibleYet),
            AppErrorKind.Timeout,
            app,
            inner.Message,
            "It was granted. Read again with Get-AppConsent later, or allow more time with Connect-AppTenant -ReplicationTimeout.",
            inner
        );

    public static AppException PermissionNotRequested(AppRegistration app, IReadOnlyList<AppRequestedPermission> missing) =>
        new(
            nameof(PermissionNotRequested),
            AppErrorKind.InvalidArgument,
            app,
            $"'{app.DisplayName}' does not request {string.Join(", ", missing.Select(item => $"{item} ({PermissionWords.Of(item.Type)})"))}, so that there is nothing to consent to. Nothing was granted.",
            "Add it first with Add-AppGraphPermission or Add-AppApiPermission."
        );

    public static AppException PermissionsNotKnown(AppRegistration app) =>
        new(
            nameof(PermissionsNotKnown),
            AppErrorKind.InvalidArgument,
            app,
            $"The permissions that '{app.DisplayName}' requests are in its vendor's tenant and can't be read here, so there is nothing to grant consent to.",
            "Name the permissions of the vendor's guide with -Application and -Delegated, or open the address that Get-AppConsentUrl gives."
        );
}
