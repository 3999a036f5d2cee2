using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.ExposedApi;

/// <summary>Errors about what an app exposes.</summary>
internal static class ExposedApiErrors
{
    public static AppException IdentifierUriInvalid(string uri, string rule) =>
        new(
            nameof(IdentifierUriInvalid),
            AppErrorKind.InvalidArgument,
            uri,
            $"'{Cut.Shorten(uri)}' can't be an Application ID URI: {rule}.",
            "Leave -IdentifierUri out for api:// with the application ID, or give an address on a verified domain of the tenant."
        );

    public static AppException IdentifierUriNotAllowed(string uri, Exception inner) =>
        new(
            nameof(IdentifierUriNotAllowed),
            AppErrorKind.InvalidArgument,
            uri,
            $"The tenant does not allow the Application ID URI '{Cut.Shorten(uri)}': its host isn't a verified domain of the tenant, and it contains neither the app's nor the tenant's ID.",
            "Leave -IdentifierUri out for api:// with the application ID, or use api://(tenant ID)/name, or verify the domain first.",
            inner
        );

    public static AppException IdentifierUriTaken(string uri, Exception inner) =>
        new(
            nameof(IdentifierUriTaken),
            AppErrorKind.Conflict,
            uri,
            $"Another app of the tenant has the Application ID URI '{Cut.Shorten(uri)}', perhaps a deleted one.",
            "Choose another URI, or remove it from the other app first: Set-AppIdentifierUri -Replace, or Remove-VendorAppRegistration -Permanent for a deleted one.",
            inner
        );

    public static AppException PermissionValueInvalid(string value, string rule) =>
        new(
            nameof(PermissionValueInvalid),
            AppErrorKind.InvalidArgument,
            value,
            $"'{Cut.Shorten(value)}' can't be the name of a scope or role: {rule}.",
            "Use letters, digits and signs without spaces, such as Files.Read or access_as_user."
        );

    public static AppException ApiScopeMissing(AppRegistration app) =>
        new(
            nameof(ApiScopeMissing),
            AppErrorKind.NotFound,
            app,
            $"'{app.DisplayName}' exposes no scope that is enabled, so there is nothing to authorize a client for.",
            "Add one first with Add-AppApiScope."
        );

    public static AppException ApiScopeNotFound(AppRegistration app, string name) =>
        new(
            nameof(ApiScopeNotFound),
            AppErrorKind.NotFound,
            name,
            $"'{app.DisplayName}' exposes no scope '{name}'; it has {(app.Known.ApiScopes.Count == 0 ? "none" : string.Join(", ", app.Known.ApiScopes))}.",
            "Check the spelling, or add the scope first with Add-AppApiScope."
        );

    /// <summary>A scope that was to be removed and that the app doesn't expose.</summary>
    public static AppException ApiScopeNotFound(AppRegistration app, string name, IReadOnlyList<string> near) =>
        ChangeErrors.NotFound(nameof(ApiScopeNotFound), app, "scope", name, near);
}
