namespace EntraAppCmdlets.SignIn;

/// <summary>How an app is named to the sign-in service: the one place for the rule.</summary>
internal static class ClientIdText
{
    /// <summary>The application (client) ID as the service takes it.</summary>
    /// <exception cref="SignInException">ClientIdInvalid, before anything is sent.</exception>
    internal static string Check(string clientId) =>
        Guid.TryParse(clientId, out var id)
            ? id.ToString()
            : throw new SignInException(
                "ClientIdInvalid",
                $"'{(clientId.Length <= 100 ? clientId : clientId[..100] + "...")}' isn't an application (client) ID.",
                "Give the Application (client) ID of the app's overview page, such as 11112222-3333-4444-5555-666677778888. Nothing was sent."
            );
}
