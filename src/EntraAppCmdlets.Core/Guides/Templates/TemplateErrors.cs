using System.Globalization;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>Errors about vendor templates.</summary>
internal static class TemplateErrors
{
    public static AppException TemplateInvalid(string path, IReadOnlyList<TemplateFault> faults) =>
        new(
            nameof(TemplateInvalid),
            AppErrorKind.InvalidArgument,
            path,
            $"The template has {(faults.Count == 1 ? "a fault" : $"{faults.Count} faults")}:{string.Concat(faults.Select(fault => $"{Environment.NewLine}{fault}"))}",
            "Correct the file. template.schema.json in the module's templates folder describes what a template may contain. Nothing was sent."
        );

    public static AppException TemplateNewer(string path, long version) =>
        new(
            nameof(TemplateNewer),
            AppErrorKind.InvalidArgument,
            path,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The template '{path}' has the format {version}; this module reads formats up to {VendorTemplate.CurrentVersion}."
            ),
            "Update the module (Update-PSResource EntraAppCmdlets). Nothing was sent."
        );

    public static AppException TemplateUnreadable(string path, Exception inner) =>
        new(
            nameof(TemplateUnreadable),
            AppErrorKind.NotFound,
            path,
            inner is FileNotFoundException or DirectoryNotFoundException
                ? $"The template file or folder '{path}' doesn't exist."
                : $"The template '{path}' can't be read: {inner.Message}",
            $"Give a file or folder that is there with -TemplatePath or in the environment variable {TemplateLibrary.Variable}.",
            inner
        );

    public static AppException TemplateDuplicate(string id, string first, string second) =>
        new(
            nameof(TemplateDuplicate),
            AppErrorKind.Conflict,
            second,
            $"Two files of one folder hold the template '{id}': {first} and {second}. The second is left out.",
            "Change the id of one of them. A template of the same id in another folder is allowed: the nearer place goes first."
        );

    public static AppException VendorUnknown(string vendor, TemplateLibrary library, IEnumerable<string> faulty)
    {
        var (known, list) = (library.Templates, $"Get-VendorAppTemplate{library.TemplatePathOption}");
        // A product is also known by the name of its maker, which its title may have.
        var near = NearestNames
            .Of(vendor, known, source => [source.Template.Id, source.Template.Title])
            .Select(source => source.Template.Id)
            .ToList();
        var choice =
            near.Count > 0
                ? NearestNames.Question(near)
                : $" To find one of the {known.Count} by a word, run {list} -Search {PowerShellText.Quoted(vendor)}.";
        return new(
            nameof(VendorUnknown),
            AppErrorKind.NotFound,
            vendor,
            $"There is no template for the vendor '{vendor}'.{choice}{(faulty.Any() ? $" These files have faults: {string.Join(", ", faulty)}." : "")}",
            $"{list} lists the vendors. For a vendor that isn't among them, write a template (docs/templates.md), and name its file with -TemplatePath or in the environment variable {TemplateLibrary.Variable}."
        );
    }

    /// <summary>An unknown vendor that is followed by a known one in the place of the app: they have changed places.</summary>
    public static AppException VendorIsSecond(AppException unknown, string app, string vendor, string command) =>
        new(
            unknown.ErrorId,
            unknown.Kind,
            unknown.Target,
            $"{unknown.Message} '{vendor}' is a vendor: the vendor comes first, and the app second.",
            $"Run {command} {PowerShellText.Quoted(vendor)} {PowerShellText.Quoted(app)}, or name the parameters: {command} -Vendor {PowerShellText.Quoted(vendor)} -App {PowerShellText.Quoted(app)}."
        );
}
