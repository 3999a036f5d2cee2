using EntraAppCmdlets.Vendors;

namespace EntraAppCmdlets;

/// <summary>The errors of vendor templates and of what is made by them.</summary>
internal static partial class AppErrors
{
    public static AppException TemplateInvalid(string path, IReadOnlyList<TemplateFault> faults) => new(nameof(TemplateInvalid), AppErrorKind.InvalidArgument, path,
        $"The template has {(faults.Count == 1 ? "a fault" : $"{faults.Count} faults")}:{string.Concat(faults.Select(fault => $"{Environment.NewLine}{fault}"))}",
        "Mend the file; template.schema.json beside the module's own templates says what a template may hold. Nothing was sent.");

    public static AppException TemplateUnreadable(string path, Exception inner) => new(nameof(TemplateUnreadable), AppErrorKind.NotFound, path,
        $"The template '{path}' can't be read: {inner.Message}",
        $"Give a file or folder that is there with -Path or in the environment variable {TemplateLibrary.Variable}.", inner);

    public static AppException TemplateDuplicate(string id, string first, string second) => new(nameof(TemplateDuplicate), AppErrorKind.Conflict, second,
        $"Two files of one folder hold the template '{id}': {first} and {second}. The second is left out.",
        "Change the id of one of them. A template of the same id in another folder is allowed: the nearer place goes first.");

    public static AppException VendorUnknown(string vendor, IEnumerable<string> known, IEnumerable<string> faulty) => new(nameof(VendorUnknown), AppErrorKind.NotFound, vendor,
        $"There is no template for the vendor '{vendor}'.{Names.NearestNames.Question(Names.NearestNames.Of(vendor, known))} There are: {string.Join(", ", known.Order(StringComparer.OrdinalIgnoreCase))}.{(faulty.Any() ? $" These files have faults: {string.Join(", ", faulty)}." : "")}",
        $"Get-VendorAppTemplate lists them. Templates of your own are taken from -TemplatePath (-Path of Get-VendorAppTemplate) and from the environment variable {TemplateLibrary.Variable}.");

    public static AppException VendorParameterUnknown(string vendor, string parameter, IEnumerable<string> known, string? variant) => new(nameof(VendorParameterUnknown), AppErrorKind.InvalidArgument, parameter,
        $"The template of {vendor} has no parameter '{parameter}'{(variant is null ? "" : $" for {variant}")}. {(known.Any() ? $"It has: {string.Join(", ", known)}" : "It has none")}.",
        known.Any() ? $"(Get-VendorAppTemplate {vendor}).Parameters explains them." : "Leave the parameter out.");

    public static AppException VendorParameterWithoutVendor(string parameter) => new(nameof(VendorParameterWithoutVendor), AppErrorKind.InvalidArgument, parameter,
        $"-{parameter} is no parameter of every vendor, and the vendors come from the pipeline.",
        "Name the vendor on the command line: its parameters come with it. Get-VendorAppTemplate explains them.");

    public static AppException VendorParameterInvalid(string vendor, string parameter, string fault) => new(nameof(VendorParameterInvalid), AppErrorKind.InvalidArgument, parameter,
        $"-{parameter} {fault}.",
        $"(Get-VendorAppTemplate {vendor}).Parameters explains it.");

    public static AppException VendorParameterMissing(string vendor, string parameter, string help, string? example, IReadOnlyList<string> parts) => new(nameof(VendorParameterMissing), AppErrorKind.InvalidArgument, parameter,
        $"The guide of {vendor} needs -{parameter}{(parts.Count > 0 ? $", or -{string.Join(" and -", parts)}, of which it is made" : "")}. {help}",
        example is null ? $"(Get-VendorAppTemplate {vendor}).Parameters explains it." : $"For example: -{parameter} {example}.");

    public static AppException SettingFileExists(string path) => new(nameof(SettingFileExists), AppErrorKind.Conflict, null,
        $"The file '{path}' is there already and was left as it is.",
        "Add -Force to replace it, or give another -Path.");

    public static AppException SettingFileUnwritable(string path, string reason, string cure, Exception? inner = null) => new(nameof(SettingFileUnwritable), AppErrorKind.InvalidArgument, null,
        $"The file '{path}' can't be written: {reason}", cure, inner);

    public static AppException VendorGuideEmpty(string vendor) => new(nameof(VendorGuideEmpty), AppErrorKind.InvalidArgument, vendor,
        $"With these parameters the template of {vendor} registers no app.",
        $"(Get-VendorAppTemplate {vendor}).Parameters explains them.");

    public static AppException VendorAppIsTheVendors(string vendor) => new(nameof(VendorAppIsTheVendors), AppErrorKind.InvalidArgument, vendor,
        $"With these parameters the guide of {vendor} uses an app that the vendor has registered in its own tenant; there is none to register here.",
        "Install-VendorApp lets it in, or choose another -Variant.");

    public static AppException VendorNotGiven() => new(nameof(VendorNotGiven), AppErrorKind.InvalidArgument, null,
        "No vendor was named whose settings are meant.",
        "Add -Vendor, or pipe the output of Install-VendorApp. Get-VendorAppTemplate lists the vendors.");

    public static AppException SettingFormatUnsuitable(string vendor, AppSettingFormat format, IEnumerable<AppSettingFormat> suitable) => new(nameof(SettingFormatUnsuitable), AppErrorKind.InvalidArgument, format,
        $"The settings of {vendor} can't be written as {format}; they can be written as {string.Join(", ", suitable)}.",
        "Give one of these with -Format.");

    public static AppException SecretWantedAndNot() => new(nameof(SecretWantedAndNot), AppErrorKind.InvalidArgument, null,
        "-NewSecret and -NoSecret contradict each other.", "Give one of them, or none: then a secret is made if there is no valid one.");
}
