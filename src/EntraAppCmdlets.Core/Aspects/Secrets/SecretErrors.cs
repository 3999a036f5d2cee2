using System.Globalization;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Secrets;

/// <summary>Errors about client secrets.</summary>
internal static class SecretErrors
{
    public static AppException SecretLifetimeForbidden(string app, TimeSpan? longest, Exception? inner) =>
        new(
            nameof(SecretLifetimeForbidden),
            AppErrorKind.Denied,
            app,
            longest is { } days
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"The tenant's policy allows client secrets to be valid for {days.TotalDays:0.##} days at most."
                )
                : "The tenant's policy forbids this lifetime of a client secret; the policy itself could not be read.",
            longest is { } max
                ? string.Create(CultureInfo.InvariantCulture, $"Use -ValidForDays {Math.Floor(max.TotalDays):0} or less.")
                : "Use a shorter -ValidForDays, or ask for the tenant's app management policy.",
            inner
        );

    public static AppException SecretNotAllowed(string app, Exception? inner) =>
        new(
            nameof(SecretNotAllowed),
            AppErrorKind.Denied,
            app,
            "The tenant's policy does not allow client secrets on this app.",
            "Use a certificate (Add-AppCertificate) or a federated credential (Add-AppFederatedCredential), or ask for an exemption from the app management policy.",
            inner
        );

    public static AppException SecretMayBeLost(string app, string secret, IReadOnlyList<Guid> ids, Exception inner) =>
        new(
            nameof(SecretMayBeLost),
            AppErrorKind.Timeout,
            app,
            $"The secret '{secret}' of '{app}' may have been made, but its value was lost. {(ids.Count == 1 ? "Its ID is" : "Its ID is one of")} {string.Join(", ", ids)}. {inner.Message}",
            "Make the secret again with New-AppClientSecret -Replace, which removes it, or remove it by its id with Remove-AppCredential.",
            inner
        );

    public static AppException SecretNotAccepted(AppClientSecret secret, AppSignInResult result) =>
        new(
            nameof(SecretNotAccepted),
            AppErrorKind.Timeout,
            secret,
            $"{secret} was made, but is not accepted after {Duration.InWords(result.Elapsed)}: {result}",
            result.Cure ?? "Keep the secret and try again with Test-AppSignIn."
        );

    public static AppException SecretLifetimeInvalid(DateTimeOffset start, DateTimeOffset end) =>
        new(
            nameof(SecretLifetimeInvalid),
            AppErrorKind.InvalidArgument,
            end,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The secret would expire ({end.UtcDateTime:u}) before it becomes valid ({start.UtcDateTime:u})."
            ),
            "Give an end after the start."
        );

    public static AppException SecretTextNotExportable() =>
        new(
            nameof(SecretTextNotExportable),
            AppErrorKind.InvalidArgument,
            null,
            "With -AsPlainText the output is a text without its app, and Export-VendorAppSetting requires the app.",
            "Remove -AsPlainText; add -IncludeSecret to Export-VendorAppSetting."
        );
}
