using EntraAppCmdlets.Permissions;
using EntraAppCmdlets.Vendors;

namespace EntraAppCmdlets;

/// <summary>The errors of vendor templates and of what is made by them.</summary>
internal static partial class AppErrors
{
    public static AppException TemplateInvalid(string path, IReadOnlyList<TemplateFault> faults) => new(nameof(TemplateInvalid), AppErrorKind.InvalidArgument, path,
        $"The template has {(faults.Count == 1 ? "a fault" : $"{faults.Count} faults")}:{string.Concat(faults.Select(fault => $"{Environment.NewLine}{fault}"))}",
        "Mend the file; template.schema.json beside the module's own templates says what a template may hold. Nothing was sent.");

    public static AppException TemplateUnreadable(string path, Exception inner) => new(nameof(TemplateUnreadable), AppErrorKind.NotFound, path,
        inner is FileNotFoundException or DirectoryNotFoundException ? $"The template file or folder '{path}' doesn't exist." : $"The template '{path}' can't be read: {inner.Message}",
        $"Give a file or folder that is there with -TemplatePath or in the environment variable {TemplateLibrary.Variable}.", inner);

    public static AppException TemplateDuplicate(string id, string first, string second) => new(nameof(TemplateDuplicate), AppErrorKind.Conflict, second,
        $"Two files of one folder hold the template '{id}': {first} and {second}. The second is left out.",
        "Change the id of one of them. A template of the same id in another folder is allowed: the nearer place goes first.");

    public static AppException VendorUnknown(string vendor, IEnumerable<string> known, IEnumerable<string> faulty) => new(nameof(VendorUnknown), AppErrorKind.NotFound, vendor,
        $"There is no template for the vendor '{vendor}'.{Names.NearestNames.Question(Names.NearestNames.Of(vendor, known))} There are: {string.Join(", ", known.Order(StringComparer.OrdinalIgnoreCase))}.{(faulty.Any() ? $" These files have faults: {string.Join(", ", faulty)}." : "")}",
        $"Get-VendorAppTemplate lists them. Templates of your own are taken from -TemplatePath and from the environment variable {TemplateLibrary.Variable}.");

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

    public static AppException VendorApiMissing(string vendor, IReadOnlyList<DesignedPermission> permissions) => new(nameof(ResourceNotInTenant), AppErrorKind.NotFound, permissions[0].Api,
        $"The guide of {vendor} needs {string.Join(", ", permissions.Select(permission => permission.Name))} of the API {string.Join(", ", permissions.Select(permission => permission.Api).Distinct())}, which this tenant doesn't have.",
        $"If the API is the vendor's, add it with New-VendorServicePrincipal {permissions[0].Api}. To go on without these permissions, add -SkipUnavailableApi.");

    public static AppException VendorInputUnused(string vendor, object input) => new(nameof(VendorInputUnused), AppErrorKind.InvalidArgument, input,
        $"-Vendor is {vendor}, and '{input}' came from the pipeline.",
        "Name the vendor once. Rows of a CSV file may give the vendor's parameters.");

    public static AppException VendorNotGiven() => new(nameof(VendorNotGiven), AppErrorKind.InvalidArgument, null,
        "No vendor was named whose settings are meant.",
        "Add -Vendor, or pipe the output of Install-VendorApp. Get-VendorAppTemplate lists the vendors.");

    public static AppException SettingFormatUnsuitable(string vendor, AppSettingFormat format, IEnumerable<AppSettingFormat> suitable) => new(nameof(SettingFormatUnsuitable), AppErrorKind.InvalidArgument, format,
        $"The settings of {vendor} can't be written as {format}; they can be written as {string.Join(", ", suitable)}.",
        "Give one of these with -Format.");

    public static AppException SettingFormatUnknown(string path) => new(nameof(SettingFormatUnknown), AppErrorKind.InvalidArgument, path,
        $"The name of '{path}' doesn't show its format.",
        "Use a name that ends in .json, .parameters.json, .env or .bicepparam, or add -Format.");

    public static AppException SettingFormatOfOtherFile(string path, AppSettingFormat format, AppSettingFormat usual) => new(nameof(SettingFormatUnsuitable), AppErrorKind.InvalidArgument, format,
        $"'{path}' has the name of a file of format {usual}, not of {format}.",
        "Change -Path or -Format.");

    public static AppException SettingNameUnsuitable(string vendor, string name, AppSettingFormat format) => new(nameof(SettingNameUnsuitable), AppErrorKind.InvalidArgument, name,
        $"The setting '{name}' of {vendor} can't be the name of a deployment parameter, so {format} is not possible.",
        "Use -Format Json or Env.");

    public static AppException SettingsCollide(string path, SettingSection section, SettingSection other, string? name) => new(nameof(SettingsCollide), AppErrorKind.Conflict, null,
        name is null
            ? $"'{path}' already takes the settings of '{other.DisplayName}' ({other.Vendor})."
            : $"'{path}' can't hold the settings of '{section.DisplayName}' ({section.Vendor}) beside those of '{other.DisplayName}' ({other.Vendor}): both have {name}.",
        name is null ? "Write one file for each secret." : "Use -Format Json, which has a section for each app, or write one file for each app.");

    public static AppException SettingsOfOtherVendor(string wanted, VendorAppInstallation installation) => new(nameof(SettingsOfOtherVendor), AppErrorKind.InvalidArgument, wanted,
        $"'{installation.DisplayName}' was installed for {installation.Vendor}, and -Vendor is {wanted}.",
        "Leave -Vendor out. If the settings are meant for another vendor, pipe the property App or Secret of the installation.");

    public static AppException SecretTextNotExportable() => new(nameof(SecretTextNotExportable), AppErrorKind.InvalidArgument, null,
        "With -AsPlainText the output is a text without its app, and Export-VendorAppSetting needs the app.",
        "Remove -AsPlainText; add -IncludeSecret to Export-VendorAppSetting.");

    public static AppException KeyVaultResourceIdInvalid(string id) => new(nameof(KeyVaultResourceIdInvalid), AppErrorKind.InvalidArgument, id,
        $"'{id}' isn't the resource ID of a Key Vault.",
        "Copy the Resource ID from the Properties page of the vault: /subscriptions/.../resourceGroups/.../providers/Microsoft.KeyVault/vaults/...");

    public static AppException SecretWantedAndNot() => new(nameof(SecretWantedAndNot), AppErrorKind.InvalidArgument, null,
        "-NewSecret and -NoSecret contradict each other.", "Give one of them, or none: then a secret is made if there is no valid one.");
}
