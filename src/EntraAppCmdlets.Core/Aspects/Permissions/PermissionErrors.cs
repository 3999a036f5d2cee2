using System.Globalization;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Permissions;

/// <summary>Errors about the permissions that an app requests.</summary>
internal static class PermissionErrors
{
    public static AppException PermissionMissing() =>
        new(
            nameof(PermissionMissing),
            AppErrorKind.InvalidArgument,
            null,
            "No permission was given.",
            "Name at least one with -Application or -Delegated; Find-AppPermission lists them."
        );

    /// <summary>A name that is no permission of the wanted API and type.</summary>
    public static AppException PermissionNotFound(PermissionMiss miss)
    {
        var kind = miss.Type is { } type ? $"{PermissionWords.Of(type)} permission" : "permission";
        var resource = miss.Resource ?? "The built-in catalogue";
        var (wrong, cure) = miss switch
        {
            { Names: { Count: > 1 } names } => (
                $"'{Cut.Shorten(miss.Name)}' is {names.Count} names in one string: {string.Join(", ", names)}.",
                $"Give a list, each name in quotes of its own or in none: {string.Join(", ", names)}."
            ),
            { Disabled: true } => (
                $"The {kind} '{miss.Name}' of {resource} is disabled; its API gives it to nobody.",
                "The publisher of the API can enable it: Add-AppApiScope or Add-AppRole with -Disabled:$false. An app that requests it or was granted it loses it with Remove-AppPermission and Revoke-AppAdminConsent."
            ),
            { OtherResource: { } other } => (
                $"'{miss.Name}' names a permission of {other}, not of {resource}.",
                "Give the name alone, or add it as a permission of that API with Add-AppApiPermission."
            ),
            { ResourceKnown: false } => (
                $"The built-in catalogue doesn't hold the API {resource}, so '{miss.Name}' can't be looked up there.",
                "Connect to a tenant that has the API."
            ),
            { OtherType: { } other } => (
                $"'{miss.Name}' exists as {PermissionWords.Of(other.Type)} permission of {other.ResourceName} only, not as {kind}.",
                $"Ask for it as {PermissionWords.Of(other.Type)} permission, or choose another {kind}."
            ),
            { Elsewhere: [var there, ..] } => (
                $"{resource} has no {kind} '{miss.Name}'{(there.Name == miss.Name ? "" : $" ({there.Name})")}: it is a permission of {string.Join(" and of ", miss.Elsewhere.Select(item => item.ResourceName).Distinct())}.",
                $"Name that API: Add-AppApiPermission -Api '{there.ResourceName}' -{there.Type} {there.Name}. Grant-AppAdminConsent, Revoke-AppAdminConsent and Remove-AppPermission take -Api too."
            ),
            _ when Guid.TryParse(miss.Name, out _) => (
                $"{resource} has no {kind} with the id {miss.Name}.",
                "Check the id. It belongs to one API, which -Api names, and to one type: application or delegated."
            ),
            _ => (
                $"{resource} has no {kind} '{miss.Name}'.",
                "Check the spelling; Find-AppPermission finds permissions by a part of their name, such as '*Mail*'."
            ),
        };
        var nearest = miss.Nearest.Select(permission => permission.Name).ToList();
        if (nearest.Count > 0)
        {
            wrong += $" The nearest {kind}{(nearest.Count == 1 ? " is" : "s are")} {string.Join(", ", nearest)}.";
        }

        return new AppException(nameof(PermissionNotFound), AppErrorKind.NotFound, miss.Name, wrong, cure);
    }

    /// <summary>A name that another app of the same guide doesn't expose.</summary>
    public static AppException PermissionNotExposed(AppRegistration api, string name, AppPermissionType type)
    {
        var exposed =
            type == AppPermissionType.Delegated
                ? api.Known.ApiScopes.Select(scope => scope.Value)
                : api.Known.AppRoles.Where(role => role.AllowedMemberTypes.Contains("Application")).Select(role => role.Value);
        return new(
            nameof(PermissionNotFound),
            AppErrorKind.NotFound,
            name,
            $"'{api.DisplayName}' exposes no {PermissionWords.Of(type)} permission '{name}'.{(exposed.Any() ? $" It exposes {string.Join(", ", exposed)}." : "")}",
            "Give one of the permissions that the template lets the app expose."
        );
    }

    /// <summary>An API that the catalogue doesn't hold.</summary>
    public static AppException ApiNotInCatalogue(string reference, IEnumerable<PermissionResource> known) =>
        new(
            nameof(ApiNotInCatalogue),
            AppErrorKind.NotFound,
            reference,
            $"The built-in catalogue doesn't hold the API '{reference}'.{NearestNames.Question(NearestNames.Of(reference, known, resource => resource.Names).Select(resource => $"'{resource.Name}'"))}",
            $"It holds {string.Join(", ", known.Select(resource => resource.Name))}."
        );

    public static AppException ApiNotFound(string reference, string tenant, IEnumerable<string> alike) =>
        new(
            nameof(ApiNotFound),
            AppErrorKind.NotFound,
            reference,
            $"No API '{reference}' is built in or was found in tenant {tenant}.{NearestNames.Question(alike.Select(name => $"'{name}'"))}",
            "Give its application id, or the name or URI of its enterprise application in full; a vendor's API must be installed first with New-VendorServicePrincipal."
        );

    public static AppException ApiAmbiguous(string reference, IReadOnlyList<Guid> found) =>
        new(
            nameof(ApiAmbiguous),
            AppErrorKind.InvalidArgument,
            reference,
            $"{found.Count} APIs have the name '{reference}': {string.Join(", ", found)}.",
            "Give the application id instead of the name."
        );

    public static AppException PermissionAmbiguous(string name, IReadOnlyList<AppRequestedPermission> found) =>
        new(
            nameof(PermissionAmbiguous),
            AppErrorKind.InvalidArgument,
            name,
            $"The app requests '{name}' of {found.Count} APIs: {string.Join(", ", found.Select(item => item.ResourceName ?? item.ResourceAppId.ToString()))}.",
            "Say which one with -Api."
        );

    public static AppException ResourceNotInTenant(Guid resourceAppId) =>
        new(
            nameof(ResourceNotInTenant),
            AppErrorKind.NotFound,
            resourceAppId,
            $"The API {resourceAppId} has no service principal in this tenant and none could be made.",
            "Check the application id of the API; a vendor's API must be installed first with New-VendorServicePrincipal."
        );

    /// <summary>Permissions that a guide asks for, of APIs that the tenant doesn't have.</summary>
    public static AppException ApiMissing(string vendor, IReadOnlyList<WantedPermission> permissions) =>
        new(
            nameof(ResourceNotInTenant),
            AppErrorKind.NotFound,
            permissions[0].Api,
            $"The guide of {vendor} requires {string.Join(", ", permissions.Select(permission => permission.Name))} of the API {string.Join(", ", permissions.Select(permission => permission.Api).Distinct())}, which this tenant doesn't have.",
            $"If the API is the vendor's, add it with New-VendorServicePrincipal {permissions[0].Api}. To go on without these permissions, add -SkipUnavailableApi."
        );

    public static AppException TooManyPermissions(string what, int limit, int asked) =>
        new(
            nameof(TooManyPermissions),
            AppErrorKind.InvalidArgument,
            what,
            string.Create(CultureInfo.InvariantCulture, $"The app would request {asked} {what}; Entra allows {limit}. Nothing was sent."),
            "Remove what is not needed with Remove-AppPermission."
        );

    /// <summary>A permission that was to be removed and that reads like one that the app requests.</summary>
    public static AppException PermissionNotRequestedByName(
        AppRegistration app,
        string name,
        AppPermissionType type,
        IReadOnlyList<string> near
    ) => ChangeErrors.NotFound(nameof(PermissionNotFound), app, $"{PermissionWords.Of(type)} permission", name, near);
}
