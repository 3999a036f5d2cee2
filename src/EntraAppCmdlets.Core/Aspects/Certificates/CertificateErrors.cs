using System.Globalization;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>Errors about the certificates of an app.</summary>
internal static class CertificateErrors
{
    private const string NothingMade = "No certificate was made.";

    public static AppException CertificateExpired(string subject, DateTimeOffset end) =>
        new(
            nameof(CertificateExpired),
            AppErrorKind.InvalidArgument,
            subject,
            $"The certificate '{subject}' expired on {end.UtcDateTime:yyyy-MM-dd}; it can't be used to sign in. Nothing was sent.",
            "Make a new certificate and add that."
        );

    public static AppException CertificateSubjectInvalid(string subject, Exception? inner) =>
        new(
            nameof(CertificateSubjectInvalid),
            AppErrorKind.InvalidArgument,
            subject,
            $"'{subject}' isn't the subject of a certificate. {NothingMade}",
            "Use a name such as 'CN=Invictus dashboard, O=Contoso', or the name alone.",
            inner
        );

    public static AppException CertificateLifetimeTwice() =>
        new(
            nameof(CertificateLifetimeTwice),
            AppErrorKind.InvalidArgument,
            null,
            $"-ValidForDays and -EndDateTime both say when the certificate expires. {NothingMade}",
            "Specify one of them."
        );

    public static AppException CertificateLifetimeInvalid(DateTimeOffset start, DateTimeOffset end) =>
        new(
            nameof(CertificateLifetimeInvalid),
            AppErrorKind.InvalidArgument,
            end,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The certificate would expire ({end.UtcDateTime:u}) before it becomes valid ({start.UtcDateTime:u}). {NothingMade}"
            ),
            "Specify an end after the start."
        );

    public static AppException CertificateLifetimeForbidden(AppRegistration app, TimeSpan wanted, TimeSpan? longest, Exception? inner) =>
        new(
            nameof(CertificateLifetimeForbidden),
            AppErrorKind.Denied,
            app,
            longest is { } days
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"The app management policy allows certificates of '{app.DisplayName}' to be valid for {days.TotalDays:0.##} days at most; this one would be valid for {wanted.TotalDays:0.##}."
                )
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"The app management policy forbids a certificate of '{app.DisplayName}' that is valid for {wanted.TotalDays:0.##} days."
                ),
            longest is { } most
                ? string.Create(CultureInfo.InvariantCulture, $"Use -ValidForDays {Math.Floor(most.TotalDays):0} or less.")
                : "Use a shorter life, or ask for the tenant's app management policy.",
            inner
        );

    public static AppException CertificateMonthsForbidden(AppRegistration app, int wanted, TimeSpan longest, int most) =>
        new(
            nameof(CertificateLifetimeForbidden),
            AppErrorKind.Denied,
            app,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The app management policy allows certificates of '{app.DisplayName}' to be valid for {longest.TotalDays:0.##} days at most; a Key Vault would create this one for {wanted} {(wanted == 1 ? "month" : "months")}. {NothingMade}"
            ),
            most > 0
                ? string.Create(CultureInfo.InvariantCulture, $"Use -ValidForMonths {most} or less.")
                : "A Key Vault makes certificates for whole months. Use -Path or -StoreLocation with -ValidForDays."
        );

    public static AppException CertificateNotAllowed(AppRegistration app, Exception? inner) =>
        new(
            nameof(CertificateNotAllowed),
            AppErrorKind.Denied,
            app,
            $"The app management policy does not allow this certificate on '{app.DisplayName}'.",
            "Add a certificate of an authority that the policy trusts (Add-AppCertificate), use a federated credential, or ask for an exemption from the policy.",
            inner
        );

    public static AppException CertificatePasswordNeeded(string path) =>
        new(
            nameof(CertificatePasswordNeeded),
            AppErrorKind.InvalidArgument,
            path,
            $"The PFX file '{path}' holds the private key and is written with a password only. {NothingMade}",
            "Specify -Password, or a file that ends in .pem, which only its owner can read."
        );

    public static AppException CertificateFormatUnknown(string path) =>
        new(
            nameof(CertificateFormatUnknown),
            AppErrorKind.InvalidArgument,
            path,
            $"The name of '{path}' doesn't show its format. {NothingMade}",
            "Use a name that ends in .pfx, .p12 or .pem."
        );

    public static AppException CertificateFileExists(string path) =>
        new(
            nameof(CertificateFileExists),
            AppErrorKind.Conflict,
            path,
            $"The file '{path}' exists and may hold a key that is in use. {NothingMade}",
            "Specify another -Path, or add -Force to replace it. If it holds a certificate that the app lacks, add that with Add-AppCertificate -Path."
        );

    public static AppException CertificateFileShared(string path, string other) =>
        new(
            nameof(CertificateFileShared),
            AppErrorKind.Conflict,
            path,
            $"This command has just written the certificate of '{other}' to '{path}'. {NothingMade}",
            "Run the command once for each app, each with its own -Path."
        );

    public static AppException CertificateFileUnwritable(string path, string reason, string cure, Exception? inner = null) =>
        new(
            nameof(CertificateFileUnwritable),
            AppErrorKind.InvalidArgument,
            path,
            $"The file '{path}' can't be written: {reason}",
            cure,
            inner
        );

    public static AppException CertificateNotMoved(AppRegistration app, string thumbprint, string path, string kept, Exception inner) =>
        new(
            nameof(CertificateFileUnwritable),
            AppErrorKind.InvalidArgument,
            path,
            $"'{app.DisplayName}' has the new certificate {thumbprint}, but '{path}' can't be replaced: {inner.Message.TrimEnd('.')}. The new certificate is in '{kept}'.",
            $"Move '{kept}' to where it is needed. The old certificate still works.",
            inner
        );

    public static AppException CertificateStoreUnusable(string store, Exception inner) =>
        new(
            nameof(CertificateStoreUnusable),
            AppErrorKind.Denied,
            store,
            $"The personal certificate store of {store} can't be written here: {inner.Message.TrimEnd('.')}. {NothingMade}",
            "Use -StoreLocation CurrentUser, run as administrator for LocalMachine on Windows, or keep the certificate in a file with -Path.",
            inner
        );

    public static AppException CertificateNotAdded(AppRegistration app, KeptCertificate kept, Exception inner) =>
        new(
            nameof(CertificateNotAdded),
            AppErrorKind.Timeout,
            app,
            $"The certificate {kept.Thumbprint} is kept in {kept.Where}, but it isn't known whether '{app.DisplayName}' has it. {inner.Message}",
            $"Run {kept.AddCommand(app)}. It adds the certificate only if it is missing.",
            inner
        );

    /// <summary>A refusal by a policy, in words that say what the person can do about it; null for any other error.</summary>
    public static AppException? OfPolicy(GraphException error, AppRegistration app, TimeSpan life) =>
        Is(error, "CredentialInvalidLifetimeAsPerAppPolicy") ? CertificateLifetimeForbidden(app, life, null, error)
        : Is(error, "CredentialTypeNotAllowedAsPerAppPolicy") ? CertificateNotAllowed(app, error)
        : null;

    private static bool Is(GraphException error, string code) =>
        string.Equals(error.Code, code, StringComparison.OrdinalIgnoreCase)
        || error.Details.Any(detail => string.Equals(detail.Code, code, StringComparison.OrdinalIgnoreCase));
}
