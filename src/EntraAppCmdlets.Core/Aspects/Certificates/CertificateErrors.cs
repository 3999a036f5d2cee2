namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>Errors about the certificates of an app.</summary>
internal static class CertificateErrors
{
    public static AppException CertificateExpired(string subject, DateTimeOffset end) =>
        new(
            nameof(CertificateExpired),
            AppErrorKind.InvalidArgument,
            subject,
            $"The certificate '{subject}' has ended on {end.UtcDateTime:yyyy-MM-dd}; nobody could sign in with it. Nothing was sent.",
            "Make a new certificate and add that."
        );
}
