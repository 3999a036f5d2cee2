using System.Globalization;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>Errors about apps and their settings.</summary>
internal static class RegistrationErrors
{
    /// <summary>An app that is not there.</summary>
    /// <param name="reference">What was asked for.</param>
    /// <param name="tenant">Where.</param>
    /// <param name="alike">Apps whose names read like it, with their ids.</param>
    /// <param name="deleted">Deleted apps of exactly this name or id.</param>
    public static AppException AppNotFound(
        string reference,
        string tenant,
        IReadOnlyList<string> alike,
        IReadOnlyList<ApplicationResource> deleted
    ) =>
        new(
            nameof(AppNotFound),
            AppErrorKind.NotFound,
            reference,
            $"No app '{reference}' was found in tenant {tenant}."
                + NearestNames.Question(alike)
                + (
                    deleted.Count == 0
                        ? ""
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $" {(deleted.Count == 1 ? $"The app '{deleted[0].DisplayName}' was" : $"{deleted.Count} apps of this name were")} deleted{(deleted[0].DeletedDateTime is { } at ? $" on {at.UtcDateTime:yyyy-MM-dd}" : "")}."
                        )
                ),
            deleted.Count switch
            {
                0 =>
                    "Get-VendorAppRegistration lists the apps of the tenant. A name must be given in full; upper and lower case do not matter. As a positional argument, the app comes last.",
                1 => $"Restore-VendorAppRegistration {deleted[0].AppId} brings the deleted app back.",
                _ => "Get-VendorAppRegistration -Deleted lists them, and Restore-VendorAppRegistration brings one back.",
            }
        );

    /// <summary>An app that is not there, where the value before it is an app.</summary>
    public static AppException AppIsFirst(AppException missing, AppRegistration first, string command, string parameter, string value) =>
        new(
            missing.ErrorId,
            missing.Kind,
            missing.Target,
            $"{missing.Message} '{first.DisplayName}' is an app: the value for -{parameter} comes first, and the app second.",
            $"Run {command} {PowerShellText.Quoted(value)} {PowerShellText.Quoted(first.DisplayName)}, or name the parameters: {command} -{parameter} {PowerShellText.Quoted(value)} -App {PowerShellText.Quoted(first.DisplayName)}."
        );

    /// <summary>A permission where the app comes.</summary>
    /// <param name="error">The error without this.</param>
    /// <param name="name">The name of the permission.</param>
    /// <param name="command">The command.</param>
    /// <param name="parameters">The parameters for the types that there are of it.</param>
    public static AppException AppIsPermission(AppException error, string name, string command, IEnumerable<string> parameters) =>
        new(
            error.ErrorId,
            error.Kind,
            error.Target,
            $"{error.Message} '{name}' is a permission, and the app comes here.",
            $"Name the app, and the permission with its type: {string.Join(" or ", parameters.Select(parameter => $"{command} <app> {parameter} {name}"))}."
        );

    /// <summary>A row, such as that of a CSV file, that says of no app that it is meant.</summary>
    /// <param name="row">The row.</param>
    /// <param name="columns">The columns that it has.</param>
    /// <param name="names">Those that name an app.</param>
    public static AppException AppNotNamed(object row, IReadOnlyList<string> columns, IReadOnlyList<string> names) =>
        new(
            nameof(AppNotNamed),
            AppErrorKind.InvalidArgument,
            row,
            $"The row with {Cut.Shorten(string.Join(", ", columns))} names no app: it has no value for {string.Join(", ", names.SkipLast(1))} or {names[^1]}.",
            CsvHeader.UnsplitIn(columns, names) is { } unsplit
                ? CsvHeader.Advice(unsplit)
                : "Fill in the column AppId or DisplayName, or remove the row."
        );

    public static AppException AppAmbiguous(string name, IReadOnlyList<AppRegistration> found) =>
        new(
            nameof(AppAmbiguous),
            AppErrorKind.InvalidArgument,
            name,
            $"{found.Count} apps have the name '{name}': {string.Join(", ", found.Select(app => app.AppId))}.",
            "Give the application (client) ID instead of the name."
        );

    public static AppException AppOfOtherTenant(AppRegistration app, Guid connected) =>
        AppOfOtherTenant(app.DisplayName, app.TenantId, connected, app);

    /// <inheritdoc cref="AppOfOtherTenant(AppRegistration, Guid)"/>
    public static AppException AppOfOtherTenant(string app, Guid tenant, Guid connected, object? target = null) =>
        new(
            nameof(AppOfOtherTenant),
            AppErrorKind.Connection,
            target ?? app,
            $"'{app}' belongs to tenant {tenant}, but the connection is to tenant {connected}. Nothing was sent.",
            $"Run Connect-AppTenant -TenantId {tenant}, or get the app from the connected tenant."
        );

    public static AppException AppOfOtherTenant(string app, Guid tenantId, Guid connected) =>
        new(
            nameof(AppOfOtherTenant),
            AppErrorKind.Connection,
            app,
            $"'{app}' was read from tenant {tenantId}, but the connection is to tenant {connected}. Nothing was sent.",
            $"Run Connect-AppTenant -TenantId {tenantId}, or get the app from the connected tenant."
        );

    public static AppException AppPlanned(AppRegistration app) =>
        new(
            nameof(AppPlanned),
            AppErrorKind.InvalidArgument,
            app,
            $"'{app.DisplayName}' comes from a rehearsal with -WhatIf and does not exist.",
            "Add -WhatIf here too, or run the first step without it."
        );

    public static AppException AppNotInTenant(AppRegistration app) =>
        new(
            nameof(AppNotInTenant),
            AppErrorKind.InvalidArgument,
            app,
            $"The application object of '{app.DisplayName}' is in another tenant (its publisher's); this tenant has only its service principal.",
            "Its registration can be changed by its publisher only. Consent, owners and assignments of the service principal can be set here. Get-VendorAppRegistration -Kind Registration leaves such apps out."
        );

    public static AppException AppDeleted(AppRegistration app) =>
        new(
            nameof(AppDeleted),
            AppErrorKind.InvalidArgument,
            app,
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{app.DisplayName}' ({app.AppId}) was deleted on {app.DeletedDateTime?.UtcDateTime:yyyy-MM-dd}."
            ),
            "Bring it back with Restore-VendorAppRegistration first."
        );

    public static AppException DeletedAppNotFound(string reference, string tenant) =>
        new(
            nameof(DeletedAppNotFound),
            AppErrorKind.NotFound,
            reference,
            $"No deleted app '{reference}' was found in tenant {tenant}.",
            "Get-VendorAppRegistration -Deleted lists the apps that can be restored. After 30 days a deleted app is gone for good."
        );

    public static AppException DeletedAppAmbiguous(string name, IReadOnlyList<AppRegistration> found) =>
        new(
            nameof(DeletedAppAmbiguous),
            AppErrorKind.InvalidArgument,
            name,
            $"{found.Count} deleted apps have the name '{name}': {string.Join(", ", found.Select(app => string.Create(CultureInfo.InvariantCulture, $"{app.AppId} (deleted {app.DeletedDateTime?.UtcDateTime:yyyy-MM-dd HH:mm})")))}.",
            "Give the application (client) ID instead of the name."
        );

    public static AppException SettingMissing() =>
        new(
            nameof(SettingMissing),
            AppErrorKind.InvalidArgument,
            null,
            "No setting was given.",
            "Give at least one setting, such as -DisplayName, -SignInAudience or -AccessTokenVersion."
        );

    public static AppException AppSettingsDiffer(AppRegistration app, IReadOnlyList<string> differences, bool restored) =>
        new(
            nameof(AppSettingsDiffer),
            AppErrorKind.Conflict,
            app,
            $"'{app.DisplayName}' ({app.AppId}) exists with other settings: {string.Join("; ", differences)}. {(restored ? "It was restored; nothing else was changed." : "Nothing was changed.")}",
            "Set-VendorAppRegistration changes the settings of an existing app; -UniqueName with another value makes a second app."
        );

    public static AppException AppNameTaken(string name, IReadOnlyList<AppRegistration> found) =>
        new(
            nameof(AppNameTaken),
            AppErrorKind.Conflict,
            name,
            $"{(found.Count == 1 ? "An app" : $"{found.Count} apps")} of the name '{name}' {(found.Count == 1 ? "is" : "are")} there that this command did not make: {string.Join(", ", found.Select(app => app.AppId))}.",
            "Add -AppId with one of these ids to go on with that app, or -UniqueName with a name of your own to make another of the same display name."
        );

    public static AppException AppOfOtherVariant(VendorVariant variant, AppRegistration app) =>
        new(
            nameof(AppOfOtherVariant),
            AppErrorKind.Conflict,
            app,
            $"'{app.DisplayName}' ({app.AppId}) is the app of {variant.Vendor}'s variant {variant.Others[app.UniqueName!]}, not of {variant.Name}. Nothing was changed.",
            $"Add -AppId {app.AppId} to carry out {variant.Name} on the same app as well, or -DisplayName with another name for an app of its own."
        );

    public static AppException AppSoftDeleted(AppRegistration deleted, string uniqueName) =>
        new(
            nameof(AppSoftDeleted),
            AppErrorKind.Conflict,
            deleted.DisplayName,
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{deleted.DisplayName}' was deleted{(deleted.DeletedDateTime is { } at ? $" on {at.UtcDateTime:yyyy-MM-dd}" : "")} and can still be restored (application ID {deleted.AppId}); it holds the unique name '{uniqueName}' until it is removed for good."
            ),
            $"Add -Restore to bring it back, -UniqueName with another value to make a new one, or remove it for good: Remove-VendorAppRegistration -Permanent. Its object id is {deleted.Id}."
        );

    public static AppException UniqueNameTaken(string uniqueName, Exception inner) =>
        new(
            nameof(UniqueNameTaken),
            AppErrorKind.Conflict,
            uniqueName,
            $"Another object holds the unique name '{uniqueName}', and neither the apps nor the deleted apps show it.",
            "If an app was deleted or made a moment ago, try again in some minutes; otherwise choose another name with -UniqueName.",
            inner
        );

    public static AppException AccessTokenVersionInvalid(object? version, string rule) =>
        new(
            nameof(AccessTokenVersionInvalid),
            AppErrorKind.InvalidArgument,
            version,
            $"Access tokens can't be of version {version}: {rule}.",
            "Use -AccessTokenVersion 2, or choose accounts of organizations only."
        );

    public static AppException UrlInvalid(string parameter, string url, string rule) =>
        new(
            nameof(UrlInvalid),
            AppErrorKind.InvalidArgument,
            url,
            $"'{Cut.Shorten(url)}' can't be used for -{parameter}: {rule}.",
            "Use an address such as https://app.example.com/signed-out."
        );

    public static AppException NotesInvalid(string notes, int most) =>
        new(
            nameof(NotesInvalid),
            AppErrorKind.InvalidArgument,
            notes,
            string.Create(CultureInfo.InvariantCulture, $"The notes have {notes.Length} characters; Entra keeps {most}."),
            "Shorten the notes."
        );

    public static AppException DisplayNameInvalid(string name, string rule) =>
        new(
            nameof(DisplayNameInvalid),
            AppErrorKind.InvalidArgument,
            name,
            $"The display name '{Cut.Shorten(name)}' can't be used: {rule}.",
            "Give a name of 1 to 120 characters."
        );

    public static AppException UniqueNameInvalid(string name, string rule) =>
        new(
            nameof(UniqueNameInvalid),
            AppErrorKind.InvalidArgument,
            name,
            $"The unique name '{Cut.Shorten(name)}' can't be used: {rule}.",
            "Use letters, digits, '-', '_' and '.'."
        );

    public static AppException ServicePrincipalMissing(AppRegistration app) =>
        new(
            nameof(ServicePrincipalMissing),
            AppErrorKind.NotFound,
            app,
            $"'{app.DisplayName}' has no service principal in this tenant.",
            $"Make it with New-VendorServicePrincipal -AppId {app.AppId}."
        );

    public static AppException VendorAppNotFound(Guid appId, Exception inner) =>
        new(
            nameof(VendorAppNotFound),
            AppErrorKind.NotFound,
            appId,
            $"No app with the application (client) ID {appId} can be used in this tenant: it doesn't exist, or its publisher has not made it multitenant.",
            "Check the ID in the vendor's guide, and the cloud of the tenant.",
            inner
        );
}
