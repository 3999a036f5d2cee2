namespace EntraAppCmdlets.SignIn;

/// <summary>Errors about reading a certificate.</summary>
internal static class CertificateFileErrors
{
    public static AppException CertificateUnreadable(string source, string reason, Exception? inner) =>
        new(
            nameof(CertificateUnreadable),
            AppErrorKind.InvalidArgument,
            source,
            $"No certificate can be read from '{source}': {reason}.",
            "Specify a certificate in DER or PEM form (.cer, .crt, .pem), or a PFX file with -Password. Only the public part is sent.",
            inner
        );

    public static AppException CertificatePasswordNeeded(string source, Exception inner) =>
        new(
            nameof(CertificateUnreadable),
            AppErrorKind.InvalidArgument,
            source,
            $"The PFX file '{source}' is protected by a password, and none was given.",
            "Use a file with the certificate alone (.cer, .crt, .pem), because only the public part is sent. Commands that read a PFX file take its password in -Password or -CertificatePassword.",
            inner
        );

    public static AppException CertificateAmbiguous(string source, IReadOnlyList<string> certificates) =>
        new(
            nameof(CertificateAmbiguous),
            AppErrorKind.InvalidArgument,
            source,
            $"'{source}' holds {certificates.Count} certificates that don't form one chain: {string.Join(", ", certificates)}. Nothing was sent.",
            "Put the certificate that the app signs in with into a file of its own."
        );

    public static AppException CertificateKeyUnsupported(string subject, string key) =>
        new(
            nameof(CertificateKeyUnsupported),
            AppErrorKind.InvalidArgument,
            subject,
            $"The certificate '{subject}' has a key of the kind {key}. Microsoft Entra accepts only RSA keys for signing in; nothing was sent.",
            "Create a certificate with an RSA key of at least 2048 bits and add that."
        );
}
