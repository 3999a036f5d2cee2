using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>Errors about certificates that a Key Vault makes.</summary>
internal static class KeyVaultCertificateErrors
{
    private const string NothingMade = "No certificate was made.";

    public static AppException KeyVaultCertificateNameInvalid(string name) =>
        new(
            nameof(KeyVaultCertificateNameInvalid),
            AppErrorKind.InvalidArgument,
            name,
            $"'{Cut.Shorten(name)}' can't be the name of a certificate in a Key Vault: it takes 1 to 127 letters, digits and hyphens. Nothing was sent.",
            "Specify another -KeyVaultCertificateName, or leave it out: then it is made of the app's name."
        );

    public static AppException KeyVaultCertificateDeleted(string vault, string name) =>
        new(
            nameof(KeyVaultCertificateDeleted),
            AppErrorKind.Conflict,
            name,
            $"The certificate '{name}' of the Key Vault {vault} was deleted and can still be recovered; until then the name can't be used. {NothingMade}",
            "Recover it (az keyvault certificate recover), purge it, or specify another -KeyVaultCertificateName."
        );

    public static AppException KeyVaultCertificateOfOther(AppRegistration app, string vault, string name, string? whose) =>
        new(
            nameof(KeyVaultCertificateOfOther),
            AppErrorKind.Conflict,
            app,
            $"The certificate '{name}' of the Key Vault {vault} {(whose is null ? "was created elsewhere" : $"belongs to the app {whose}")}; a new version would replace it for whoever reads it. {NothingMade}",
            whose is null
                ? $"If you want a new version of it, specify -KeyVaultCertificateName {name}; its policy changes then. Otherwise specify another name."
                : "Specify another -KeyVaultCertificateName. If that app no longer exists, delete the certificate or its tag 'appId' first."
        );

    public static AppException KeyVaultCertificateNotMade(string vault, string name, string? status, string? reason) =>
        new(
            nameof(KeyVaultCertificateNotMade),
            AppErrorKind.Denied,
            name,
            $"The Key Vault {vault} has not made the certificate '{name}' (status: {status ?? "unknown"}).{(reason is { Length: > 0 } ? $" {reason.TrimEnd('.')}." : "")} The app was not changed.",
            "Run the command again: it takes what the vault has made by then. If the status stays, delete the pending operation (az keyvault certificate pending delete)."
        );

    public static AppException KeyVaultCertificateNotFound(string vault, string name) =>
        new(
            nameof(KeyVaultCertificateNotFound),
            AppErrorKind.NotFound,
            name,
            $"The Key Vault {vault} has no certificate '{name}'.",
            "Check the name with -KeyVaultCertificateName, or create the certificate with New-AppCertificate -KeyVaultName."
        );
}
