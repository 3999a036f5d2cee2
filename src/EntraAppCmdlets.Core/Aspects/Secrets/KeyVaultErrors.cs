using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Aspects.Secrets;

/// <summary>Errors about Key Vaults.</summary>
internal static class KeyVaultErrors
{
    private const string NothingMade = "No secret was made.";

    public static AppException KeyVaultNameInvalid(string vault, string fault, KeyVaultKind kind) =>
        new(
            nameof(KeyVaultNameInvalid),
            AppErrorKind.InvalidArgument,
            vault,
            $"'{Cut.Shorten(vault)}' is no Key Vault: {fault}. {kind.NothingDone}",
            "Give the vault's name, or its whole address such as https://contoso.vault.azure.net."
        );

    public static AppException KeyVaultSecretNameInvalid(string name) =>
        new(
            nameof(KeyVaultSecretNameInvalid),
            AppErrorKind.InvalidArgument,
            name,
            $"'{Cut.Shorten(name)}' can't be the name of a secret in a Key Vault: it takes 1 to 127 letters, digits and hyphens. {NothingMade}",
            "Give another -KeyVaultSecretName, or leave it out: it is made of the app's name then."
        );

    public static AppException KeyVaultSecretNameAlone() =>
        new(
            nameof(KeyVaultSecretNameAlone),
            AppErrorKind.InvalidArgument,
            null,
            $"-KeyVaultSecretName names a secret, but nothing names the Key Vault. {NothingMade}",
            "Add -KeyVaultName."
        );

    public static AppException KeyVaultAndPlainText() =>
        new(
            nameof(KeyVaultAndPlainText),
            AppErrorKind.InvalidArgument,
            null,
            $"-AsPlainText writes the secret's value, -KeyVaultName keeps it in the vault. {NothingMade}",
            "Leave one of them out."
        );

    public static AppException KeyVaultSignIn(string vault, string authType, Exception inner, KeyVaultKind kind) =>
        new(
            nameof(KeyVaultSignIn),
            AppErrorKind.Denied,
            vault,
            $"This connection's sign-in ({authType}) gives no token for the Key Vault {vault}. {kind.NothingDone} {inner.Message}",
            "Connect as a managed identity, as an app with its secret or certificate, or with Azure CLI or Azure PowerShell: an access token that was given is good for Microsoft Graph only.",
            inner
        );

    public static AppException KeyVaultRefused(string vault, KeyVaultException refusal, KeyVaultKind kind) =>
        new(
            nameof(KeyVaultRefused),
            AppErrorKind.Denied,
            vault,
            $"The Key Vault {vault} refuses this account ({refusal.Code}). {refusal.Message}",
            KeyVaultCure(refusal, kind),
            refusal
        );

    public static AppException KeyVaultNotReached(Uri vault, KeyVaultException exception) =>
        new(
            nameof(KeyVaultNotReached),
            AppErrorKind.Connection,
            vault.Host,
            $"The Key Vault {vault.Host} can't be reached ({exception.Code}). {exception.Message}",
            "Check its name, its cloud and the network. A vault with private endpoints is reached from its own network only.",
            exception
        );

    public static AppException KeyVaultSecretDeleted(string vault, string name) =>
        new(
            nameof(KeyVaultSecretDeleted),
            AppErrorKind.Conflict,
            name,
            $"The secret '{name}' of the Key Vault {vault} was deleted and can still be recovered; until then nothing can be put there. {NothingMade}",
            "Recover it (az keyvault secret recover), purge it, or give another -KeyVaultSecretName."
        );

    public static AppException KeyVaultSecretOfOther(AppRegistration app, string vault, string name, string? whose) =>
        new(
            nameof(KeyVaultSecretOfOther),
            AppErrorKind.Conflict,
            app,
            $"The secret '{name}' of the Key Vault {vault} {(whose is null ? "was created elsewhere" : $"belongs to the app {whose}")}; a new version would replace it for whoever reads it. {NothingMade}",
            whose is null
                ? $"If it is meant, say -KeyVaultSecretName {name}; else give another name."
                : "Give another -KeyVaultSecretName. If that app is gone, delete the secret or its tag 'appId' first."
        );

    public static AppException KeyVaultNotStored(AppClientSecret secret, KeyVaultPlace place, Exception refusal, Exception? left) =>
        new(
            nameof(KeyVaultNotStored),
            AppErrorKind.Denied,
            secret.App,
            $"The Key Vault {place.Vault.Host} did not store the new secret '{secret.DisplayName}' of '{secret.App.DisplayName}' as '{place.Name}'. {refusal.Message} "
                + (
                    left is null
                        ? "It was removed from the app again."
                        : $"It could not be removed from the app either: its id is {secret.KeyId}, and its value is lost. {left.Message}"
                ),
            left is null
                ? refusal is KeyVaultException vault
                    ? KeyVaultCure(vault, KeyVaultKind.Secret)
                    : "Run it again."
                : $"Remove it: Remove-AppCredential {secret.AppId} -KeyId {secret.KeyId}.",
            refusal
        );

    public static AppException KeyVaultOutcomeUnknown(AppClientSecret secret, KeyVaultPlace place, Exception lost) =>
        new(
            nameof(KeyVaultOutcomeUnknown),
            AppErrorKind.Timeout,
            secret.App,
            $"It isn't known whether the Key Vault {place.Vault.Host} has stored the new secret '{secret.DisplayName}' of '{secret.App.DisplayName}' as '{place.Name}': the vault doesn't answer. "
                + $"The secret {secret.KeyId} was left in the app, because the vault may hold it. {lost.Message}",
            $"Look at the tag 'keyId' of the newest version once the vault answers. If it is not there, run it again and remove the secret: Remove-AppCredential {secret.AppId} -KeyId {secret.KeyId}.",
            lost
        );

    /// <summary>What to do about a refusal.</summary>
    public static string KeyVaultCure(KeyVaultException refusal, KeyVaultKind kind) =>
        refusal switch
        {
            { Code: "ForbiddenByFirewall" or "ForbiddenByConnection" } =>
                "Allow this network in the vault's firewall, or run this from a network that it knows.",
            { Code: "ObjectIsDeletedButRecoverable" } => $"Recover the deleted {kind.Word}, purge it, or give another name.",
            { Status: 401 } => "The vault belongs to another tenant: connect to that one, or use a vault of this tenant.",
            { Status: 403 } =>
                $"Give the account the role {kind.Role} on the vault (or the {kind.Rights} in its access policies); a role just given takes minutes to count.",
            _ => "Run it again.",
        };
}
