using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>Errors about exported, compared and copied apps.</summary>
internal static class CaptureErrors
{
    public static AppException CopyIntoSameTenant(AppRegistration app, string tenant) =>
        new(
            nameof(CopyIntoSameTenant),
            AppErrorKind.InvalidArgument,
            app,
            $"'{app.DisplayName}' is in {tenant} already; a copy goes into another tenant.",
            "Give another tenant with -To. For a second app in the same tenant: Export-VendorAppTemplate, then Install-VendorApp -DisplayName."
        );

    public static AppException TemplateIdInvalid(string id) =>
        new(
            nameof(TemplateIdInvalid),
            AppErrorKind.InvalidArgument,
            id,
            $"'{id}' can't be the name of a template.",
            "Give -Vendor up to 40 letters, digits and hyphens, beginning with a letter."
        );

    public static AppException TemplateFileTaken(string path, AppRegistration app) =>
        new(
            nameof(TemplateFileTaken),
            AppErrorKind.Conflict,
            app,
            $"'{path}' already holds the template of another app of this command; '{app.DisplayName}' was not written.",
            "Give a folder with -Path: each app gets a file of its own. Where two apps have the same name, export them one by one with -Vendor."
        );

    public static AppException ComparisonNotGiven() =>
        new(
            nameof(ComparisonNotGiven),
            AppErrorKind.InvalidArgument,
            null,
            "Nothing was named to compare the app with.",
            "Add -With and another app, -Vendor and the name of a template, or -TemplatePath and the file of a template or an export."
        );

    public static AppException CopyMapUnknown(AppRegistration app, IReadOnlyList<string> unknown, IReadOnlyList<string> known) =>
        new(
            nameof(CopyMapUnknown),
            AppErrorKind.InvalidArgument,
            app,
            $"-Map names {string.Join(", ", unknown.Select(PowerShellText.Quoted))}, which '{app.DisplayName}' doesn't have. {(known.Count == 0 ? "It has nothing to map." : $"It has: {string.Join(", ", known)}.")}",
            "Use the names exactly as Export-VendorAppTemplate shows them in Parameters. Nothing was sent."
        );

    public static AppException CopyMapInvalid(string name, string reason) =>
        new(
            nameof(CopyMapInvalid),
            AppErrorKind.InvalidArgument,
            name,
            $"-Map can't replace '{name}': {reason}.",
            "Give one name or host for it. Only a person or group may be left out, with $null. Nothing was sent."
        );
}
