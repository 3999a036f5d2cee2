using System.Globalization;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Federated;

/// <summary>Errors about federated credentials.</summary>
internal static class FederatedCredentialErrors
{
    public static AppException FederatedCredentialInvalid(string what, string value, string rule) =>
        new(
            nameof(FederatedCredentialInvalid),
            AppErrorKind.InvalidArgument,
            value,
            $"'{Cut.Shorten(value)}' can't be the {what} of a federated credential: {rule}.",
            what switch
            {
                "name" => "Choose another name, such as github-main.",
                "audience" => "Leave -Audience out for the usual one, api://AzureADTokenExchange.",
                "description" => "Shorten the description.",
                "repository" or "branch" or "tag" or "environment" => $"Give the {what} as GitHub shows it.",
                "namespace" or "service account" => $"Give the {what} as kubectl shows it.",
                "managed identity" => "The Azure portal shows it as Object (principal) ID.",
                _ => $"Copy the {what} from the documentation of the service that issues the tokens.",
            }
        );

    public static AppException FederatedCredentialDiffers(AppRegistration app, AppCredential there) =>
        new(
            nameof(FederatedCredentialDiffers),
            AppErrorKind.Conflict,
            there,
            $"'{app.DisplayName}' has a federated credential '{there.DisplayName}' for other tokens: issuer {there.Issuer}, subject {there.Subject}. Nothing was changed.",
            "Choose another name, or remove that one first with Remove-AppCredential."
        );

    public static AppException FederatedCredentialTaken(AppRegistration app, AppCredential there) =>
        new(
            nameof(FederatedCredentialTaken),
            AppErrorKind.Conflict,
            there,
            $"'{app.DisplayName}' takes tokens of {there.Issuer} with the subject {there.Subject} already, by its federated credential '{there.DisplayName}'; there can be one only.",
            "Nothing is to do, or remove that one first with Remove-AppCredential."
        );

    public static AppException TooManyFederatedCredentials(AppRegistration app, int limit) =>
        new(
            nameof(TooManyFederatedCredentials),
            AppErrorKind.InvalidArgument,
            app,
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{app.DisplayName}' has {limit} federated credentials, and Entra allows no more. Nothing was sent."
            ),
            "Remove what is not needed with Remove-AppCredential."
        );
}
