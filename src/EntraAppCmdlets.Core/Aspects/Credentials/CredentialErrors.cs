using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets.Aspects.Credentials;

/// <summary>Errors about credentials of any kind.</summary>
internal static class CredentialErrors
{
    public static AppException CredentialNotFound(AppRegistration app, string name, IReadOnlyList<string> near) =>
        ChangeErrors.NotFound(nameof(CredentialNotFound), app, "credential", name, near);

    public static AppException CredentialNotChosen() =>
        new(
            nameof(CredentialNotChosen),
            AppErrorKind.InvalidArgument,
            null,
            "Specify which credentials to remove.",
            "Give -KeyId, -DisplayName, -Kind or -Expired, or pipe credentials of Get-AppCredential."
        );
}
