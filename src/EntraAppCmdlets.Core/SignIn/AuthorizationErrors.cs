using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.SignIn;

/// <summary>Errors about sending a user to the sign-in page and reading the answer.</summary>
internal static class AuthorizationErrors
{
    /// <summary>A sign-in without a credential: says how to sign in with what the app has.</summary>
    public static AppException SecretNotGiven(AppRegistration app)
    {
        var valid = app.Known.Credentials.Where(credential => credential.State is not AppCredentialState.Expired).ToList();
        List<string> ways = [];
        if (valid.Find(credential => credential.Kind == AppCredentialKind.Secret) is { } secret)
        {
            ways.Add(
                $"Specify the value of the secret '{secret.DisplayName}'{(secret.Hint is { Length: > 0 } hint ? $" (it begins with {hint})" : "")} with -ClientSecret: Entra doesn't show it again. New-AppClientSecret makes another one."
            );
        }

        if (valid.Find(credential => credential.Kind == AppCredentialKind.Certificate) is { } certificate)
        {
            ways.Add(
                $"Specify the certificate '{certificate.DisplayName}' with -CertificateThumbprint {certificate.Thumbprint}, -CertificatePath or -Certificate, on a machine that has its private key."
            );
        }

        if (valid.Find(credential => credential.Kind == AppCredentialKind.Federated) is { } federated)
        {
            ways.Add(
                $"The federated credential '{federated.DisplayName}' works with a token that {federated.Issuer} issues for {federated.Subject}: specify it with -FederatedToken or -FederatedTokenPath."
            );
        }

        return new AppException(
            nameof(SecretNotGiven),
            AppErrorKind.InvalidArgument,
            app.DisplayName,
            $"No credential of '{app.DisplayName}' was given to sign in with.",
            ways.Count > 0
                ? string.Join(" ", ways)
                : "Pipe the output of New-AppClientSecret or New-AppCertificate, or specify -ClientSecret. The value of an older secret can't be read back."
        );
    }

    public static AppException ScopeAndResource() =>
        new(
            nameof(ScopeAndResource),
            AppErrorKind.InvalidArgument,
            null,
            "-Scope and -Resource both say what the token shall be for.",
            "Specify one of them. -Resource https://vault.azure.net is the same as -Scope https://vault.azure.net/.default."
        );

    public static AppException FederatedTokenUnreadable(string path, Exception? inner) =>
        new(
            nameof(FederatedTokenUnreadable),
            AppErrorKind.InvalidArgument,
            path,
            $"The federated token can't be read from '{path}'{(inner is null ? ": the file is empty" : $": {inner.Message.TrimEnd('.')}")}.",
            "Specify the file in which the platform keeps a current token.",
            inner
        );

    public static AppException RedirectUriNeeded(AppRegistration app) =>
        new(
            nameof(RedirectUriNeeded),
            AppErrorKind.InvalidArgument,
            app,
            app.Id is null ? $"The redirect URIs of '{app.DisplayName}' are in its vendor's tenant and can't be read here."
                : app.Known.RedirectUris.Count == 0 ? $"'{app.DisplayName}' has no redirect URI to send a user back to."
                : $"'{app.DisplayName}' has several redirect URIs: {Uris(app)}.",
            app.Id is not null && app.Known.RedirectUris.Count == 0
                ? "Add one with Add-AppRedirectUri."
                : "Say which one with -RedirectUri."
        );

    public static AppException RedirectUriNotRegistered(AppRegistration app, string uri) =>
        new(
            nameof(RedirectUriNotRegistered),
            AppErrorKind.InvalidArgument,
            uri,
            $"'{app.DisplayName}' has no redirect URI '{Cut.Shorten(uri)}'; {(app.Known.RedirectUris.Count == 0 ? "it has none" : $"it has {Uris(app)}")}. The sign-in service would refuse it (AADSTS50011).",
            "Use one of these exactly as it is written, or add this one with Add-AppRedirectUri."
        );

    public static AppException AppSingleTenant(AppRegistration app, string tenant) =>
        new(
            nameof(AppSingleTenant),
            AppErrorKind.InvalidArgument,
            tenant,
            $"'{app.DisplayName}' is for accounts of its own tenant only, so that nobody can sign in to it through '{Cut.Shorten(tenant)}' (AADSTS50194).",
            "Leave -SignInTenant out, or make the app multitenant: Set-VendorAppRegistration -SignInAudience AzureADMultipleOrgs."
        );

    public static AppException SignInTenantInvalid(string tenant) =>
        new(
            nameof(SignInTenantInvalid),
            AppErrorKind.InvalidArgument,
            tenant,
            $"'{Cut.Shorten(tenant)}' is neither the id nor a domain of a tenant.",
            "Give a tenant's id, one of its domains, or common, organizations or consumers."
        );

    public static AppException TokenIssuanceOff(AppRegistration app, bool idToken) =>
        new(
            nameof(TokenIssuanceOff),
            AppErrorKind.InvalidArgument,
            app,
            $"'{app.DisplayName}' does not get {(idToken ? "ID" : "access")} tokens from the sign-in page ({(idToken ? "AADSTS700054" : "AADSTS700051")}).",
            $"Use -ResponseType code, or turn it on: Set-VendorAppRegistration -{(idToken ? "Id" : "Access")}TokenIssuance."
        );

    public static AppException ResponseModeUnfit(string type) =>
        new(
            nameof(ResponseModeUnfit),
            AppErrorKind.InvalidArgument,
            type,
            $"The response type '{type}' can't come back in a query: tokens would be in the server's log.",
            "Use -ResponseMode fragment or form_post."
        );

    public static AppException ResponseHasNoCode(AppAuthorizationUrl request) =>
        new(
            nameof(ResponseHasNoCode),
            AppErrorKind.InvalidArgument,
            request,
            $"The address asks for '{request.ResponseType}', so that no code comes back.",
            "Get-AppAuthorizationUrl -ResponseType code asks for one."
        );

    public static AppException RedirectUriNotLoopback(AppAuthorizationUrl request) =>
        new(
            nameof(RedirectUriNotLoopback),
            AppErrorKind.InvalidArgument,
            request,
            $"Nothing can be received at '{Cut.Shorten(request.RedirectUri)}' by this machine: only an http address of localhost can be listened on{(request.ResponseMode == "fragment" ? ", and a browser keeps a fragment to itself" : "")}.",
            "Open the address in a browser, sign in, and give the address that it ends at with -RedirectUrl."
        );

    public static AppException ListenerUnavailable(string uri, Exception inner) =>
        new(
            nameof(ListenerUnavailable),
            AppErrorKind.Conflict,
            uri,
            $"'{Cut.Shorten(uri)}' can't be listened on: {inner.Message}",
            "Give -RedirectUri of Get-AppAuthorizationUrl another port: an app that has http://localhost takes any.",
            inner
        );

    public static AppException AuthorizationTimeout(AppAuthorizationUrl request, TimeSpan waited) =>
        new(
            nameof(AuthorizationTimeout),
            AppErrorKind.Timeout,
            request,
            $"No response arrived at '{Cut.Shorten(request.RedirectUri)}' within {Duration.InWords(waited)}.",
            "Open the address of Get-AppAuthorizationUrl in a browser of this machine while the command waits; -Timeout gives more time."
        );

    public static AppException StateMismatch(bool missing) =>
        new(
            nameof(StateMismatch),
            AppErrorKind.Denied,
            null,
            missing
                ? "The answer has no state, so that nobody can tell whether it belongs to this sign-in. It was not used."
                : "The answer's state is not the one that was sent: it belongs to another sign-in, or somebody tries to slip in a code of their own. It was not used.",
            "Open the address of the same Get-AppAuthorizationUrl again, and give the whole address that the browser ends at."
        );

    public static AppException RedirectUrlInvalid(AppAuthorizationUrl request, string rule) =>
        new(
            nameof(RedirectUrlInvalid),
            AppErrorKind.InvalidArgument,
            request,
            $"That is not where the browser ends after the sign-in: {rule}.",
            $"Copy the whole address that the browser shows after the sign-in; it begins with {Cut.Shorten(request.RedirectUri)}."
        );

    public static AppException CodeOfOtherApp(AppRegistration app, AppAuthorizationCode code) =>
        new(
            nameof(CodeOfOtherApp),
            AppErrorKind.InvalidArgument,
            app,
            $"The code belongs to '{code.AppDisplayName ?? code.AppId.ToString()}', not to '{app.DisplayName}'. Nothing was sent.",
            "Pipe the code itself, or the secret of the same app."
        );

    private static string Uris(AppRegistration app) => string.Join(", ", app.Known.RedirectUris);
}
