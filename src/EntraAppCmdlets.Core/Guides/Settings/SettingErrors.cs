using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets.Guides;

/// <summary>Errors about the settings that a vendor's app needs.</summary>
internal static class SettingErrors
{
    public static AppException SettingFileExists(string path) =>
        new(
            nameof(SettingFileExists),
            AppErrorKind.Conflict,
            null,
            $"The file '{path}' already exists and wasn't changed.",
            "Add -Force to replace it, or give another -Path."
        );

    public static AppException SettingFileUnwritable(string path, string reason, string cure, Exception? inner = null) =>
        new(
            nameof(SettingFileUnwritable),
            AppErrorKind.InvalidArgument,
            null,
            $"The file '{path}' can't be written: {reason}",
            cure,
            inner
        );

    public static AppException SettingFormatUnsuitable(string vendor, AppSettingFormat format, IEnumerable<AppSettingFormat> suitable) =>
        new(
            nameof(SettingFormatUnsuitable),
            AppErrorKind.InvalidArgument,
            format,
            $"The settings of {vendor} can't be written as {format}; they can be written as {string.Join(", ", suitable)}.",
            "Give one of these with -Format."
        );

    public static AppException SettingFormatUnknown(string path) =>
        new(
            nameof(SettingFormatUnknown),
            AppErrorKind.InvalidArgument,
            path,
            $"The name of '{path}' doesn't show its format.",
            "Use a name that ends in .json, .parameters.json, .env or .bicepparam, or add -Format."
        );

    public static AppException SettingFormatOfOtherFile(string path, AppSettingFormat format, AppSettingFormat usual) =>
        new(
            nameof(SettingFormatUnsuitable),
            AppErrorKind.InvalidArgument,
            format,
            $"'{path}' has the name of a file of format {usual}, not of {format}.",
            "Change -Path or -Format."
        );

    public static AppException SettingNameUnsuitable(string vendor, string name, AppSettingFormat format) =>
        new(
            nameof(SettingNameUnsuitable),
            AppErrorKind.InvalidArgument,
            name,
            $"The setting '{name}' of {vendor} can't be the name of a deployment parameter, so {format} is not possible.",
            "Use -Format Json or Env."
        );

    public static AppException SettingsCollide(string path, SettingSection section, SettingSection other, string? name) =>
        new(
            nameof(SettingsCollide),
            AppErrorKind.Conflict,
            null,
            name is null
                ? $"'{path}' already takes the settings of '{other.DisplayName}' ({other.Vendor})."
                : $"'{path}' can't hold the settings of '{section.DisplayName}' ({section.Vendor}) beside those of '{other.DisplayName}' ({other.Vendor}): both have {name}.",
            name is null
                ? "Write one file for each secret."
                : "Use -Format Json, which has a section for each app, or write one file for each app."
        );

    public static AppException SettingsOfOtherVendor(string wanted, VendorAppInstallation installation) =>
        new(
            nameof(SettingsOfOtherVendor),
            AppErrorKind.InvalidArgument,
            wanted,
            $"'{installation.DisplayName}' was installed for {installation.Vendor}, and -Vendor is {wanted}.",
            "Leave -Vendor out. If the settings are meant for another vendor, pipe the property App or Secret of the installation."
        );

    public static AppException KeyVaultResourceIdInvalid(string id) =>
        new(
            nameof(KeyVaultResourceIdInvalid),
            AppErrorKind.InvalidArgument,
            id,
            $"'{id}' isn't the resource ID of a Key Vault.",
            "Copy the Resource ID from the Properties page of the vault: /subscriptions/.../resourceGroups/.../providers/Microsoft.KeyVault/vaults/..."
        );
}
