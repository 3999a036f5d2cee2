namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Entra's refusals, in its own words.</summary>
internal static class SignInErrors
{
    public static SignInException TenantNotFound(string tenant) =>
        new(
            400,
            "invalid_request",
            90002,
            $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
        );

    public static SignInException NoTenant() =>
        new(
            400,
            "invalid_request",
            50059,
            "No tenant-identifying information found in either the request or implied by any provided credentials."
        );

    public static SignInException RevokedSession() =>
        new(
            400,
            "invalid_grant",
            50173,
            "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password."
        );

    public static SignInException OnlyPost(string method) =>
        new(400, "invalid_request", 900561, $"The endpoint only accepts POST requests. Received a {method} request.");

    public static SignInException MissingParameter(string name) =>
        new(400, "invalid_request", 900144, $"The request body must contain the following parameter: '{name}'.");

    public static SignInException UnsupportedGrant(string grant) =>
        new(400, "unsupported_grant_type", 70003, $"The app requested an unsupported grant type '{grant}'.");

    public static SignInException AppNotFound(string clientId, string tenant) =>
        new(
            400,
            "unauthorized_client",
            700016,
            $"Application with identifier '{clientId}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."
        );

    public static SignInException NoPrincipal(string clientId, string tenant) =>
        new(
            401,
            "invalid_client",
            7000229,
            $"The client application {clientId} is missing service principal in the tenant {tenant}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119"
        );

    public static SignInException AppDisabled(string clientId, string name) =>
        new(401, "unauthorized_client", 7000112, $"Application '{clientId}'({name}) is disabled.");

    public static SignInException NoCredential() =>
        new(
            401,
            "invalid_client",
            7000218,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
        );

    public static SignInException PublicClientWithSecret() =>
        new(401, "invalid_client", 700025, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.");

    public static SignInException WrongSecret(string clientId) =>
        new(
            401,
            "invalid_client",
            7000215,
            $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'."
        );

    public static SignInException ExpiredSecret(string clientId) =>
        new(
            401,
            "invalid_client",
            7000222,
            $"The provided client secret keys for app '{clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."
        );

    public static SignInException InvalidScope(string scope, string reason) =>
        new(
            400,
            "invalid_scope",
            70011,
            $"The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid. {reason}".TrimEnd()
        );

    public static SignInException NotDefaultScope(string scope) =>
        new(
            400,
            "invalid_scope",
            1002012,
            $"The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."
        );

    public static SignInException ResourceNotFound(string resource, string tenant) =>
        new(
            400,
            "invalid_resource",
            500011,
            $"The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant."
        );

    public static SignInException ResourceDisabled(string resource) =>
        new(
            400,
            "invalid_resource",
            500014,
            $"The service principal for resource '{resource}' is disabled. This indicate that a subscription within the tenant has lapsed, or that the administrator for this tenant has disabled the application, preventing tokens from being issued for it."
        );

    public static SignInException ClientNotAssigned(string clientId, string client, string resourceId, string resource) =>
        new(
            400,
            "invalid_grant",
            501051,
            $"Application '{clientId}'({client}) is not assigned to a role for the application '{resourceId}'({resource})."
        );

    public static SignInException SeveralResources() =>
        new(
            400,
            "invalid_request",
            28000,
            "Provided value for the input parameter scope is not valid because it contains more than one resource. Scope is not valid."
        );

    public static SignInException UnknownScope(string client, string scope, string resource, string resourceAppId) =>
        new(
            400,
            "invalid_client",
            650053,
            $"The application '{client}' asked for scope '{scope}' that doesn't exist on the resource '{resourceAppId}' ({resource}). Contact the app vendor."
        );

    public static SignInException NotMultitenant(string clientId, string name) =>
        new(
            400,
            "invalid_request",
            50194,
            $"Application '{clientId}'({name}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant."
        );

    public static SignInException UserNotFound(string name, string tenant) =>
        new(
            400,
            "invalid_grant",
            50034,
            $"The user account {name} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory."
        );

    public static SignInException UserDisabled() => new(400, "invalid_grant", 50057, "The user account is disabled.");

    public static SignInException RedirectNotRegistered(string redirectUri, string clientId) =>
        new(
            400,
            "invalid_client",
            50011,
            $"The redirect URI '{redirectUri}' specified in the request does not match the redirect URIs configured for the application '{clientId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to fix this."
        );

    public static SignInException NoRedirect(string clientId) =>
        new(400, "invalid_request", 500113, $"No reply address is registered for the application '{clientId}'.");

    public static SignInException UnsupportedResponseType(string type) =>
        new(400, "unsupported_response_type", 700018, $"The response type '{type}' is not supported.");

    public static SignInException IdTokenNotEnabled() =>
        new(400, "unsupported_response_type", 700054, "response_type 'id_token' is not enabled for the application.");

    public static SignInException AccessTokenNotEnabled() =>
        new(400, "unsupported_response_type", 700051, "response_type 'token' is not enabled for the application.");

    public static SignInException NonceRequired() =>
        new(400, "invalid_request", 50012, "The request must contain the parameter 'nonce' when an id_token is asked for.");

    public static SignInException UnsupportedChallenge(string method) =>
        new(400, "invalid_request", 501491, $"Invalid size or method of Code_Challenge parameter: '{method}' is not one of plain, S256.");

    public static SignInException ConsentRequired(string clientId, string name) =>
        new(
            400,
            "interaction_required",
            65001,
            $"The user or administrator has not consented to use the application with ID '{clientId}' named '{name}'. Send an interactive authorization request for this user and resource."
        );

    public static SignInException GrantConsentRequired(string clientId, string name) =>
        new(
            400,
            "invalid_grant",
            65001,
            $"The user or administrator has not consented to use the application with ID '{clientId}' named '{name}'. Send an interactive authorization request for this user and resource."
        );

    public static SignInException Declined() => new(400, "access_denied", 65004, "User declined to consent to access the app.");

    public static SignInException AdministratorRequired(string clientId, string name) =>
        new(
            400,
            "access_denied",
            90094,
            $"The application '{clientId}' ({name}) needs permission to access resources in your organization that only an admin can grant. Please ask an admin to grant permission to this app before you can use it."
        );

    public static SignInException NotAssigned(string user, string clientId, string name, bool silent) =>
        new(
            400,
            silent ? "interaction_required" : "access_denied",
            50105,
            $"Your administrator has configured the application {name} ('{clientId}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '{user}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application."
        );

    public static SignInException InvalidCode(string what) =>
        new(400, "invalid_grant", 9002313, $"Invalid request. Request is malformed or invalid: the {what} is unknown.");

    public static SignInException ExpiredCode() =>
        new(
            400,
            "invalid_grant",
            70008,
            "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource."
        );

    public static SignInException CodeRedeemed() =>
        new(
            400,
            "invalid_grant",
            54005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token."
        );

    public static SignInException CodeOfAnother(string clientId) =>
        new(
            400,
            "invalid_grant",
            700005,
            $"Provided Authorization Code is intended to use against other tenant or application than '{clientId}', thus rejected."
        );

    public static SignInException RedirectDiffers(string redirectUri) =>
        new(
            400,
            "invalid_grant",
            500112,
            $"The reply address '{redirectUri}' does not match the reply address that was used when requesting the authorization code."
        );

    public static SignInException VerifierMissing() =>
        new(
            400,
            "invalid_grant",
            50148,
            "The code_verifier is required for an authorization code that was requested with a code_challenge."
        );

    public static SignInException VerifierWrong() =>
        new(400, "invalid_grant", 501481, "The Code_Verifier does not match the code_challenge supplied in the authorization request.");

    public static SignInException SpaNeedsOrigin() =>
        new(
            400,
            "invalid_request",
            9002327,
            "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests."
        );

    public static SignInException Pending() =>
        new(400, "authorization_pending", 70016, "OAuth 2.0 device flow error. Authorization is pending. Continue polling.");

    public static SignInException DeviceDeclined() =>
        new(400, "authorization_declined", 70018, "The user declined the sign-in on the other device.");

    public static SignInException DeviceExpired() =>
        new(
            400,
            "expired_token",
            70020,
            "The provided value for the input parameter 'device_code' is not valid. This device code has expired."
        );

    public static SignInException MalformedAssertion(string reason) =>
        new(400, "invalid_request", 50027, $"JWT token is invalid or malformed: {reason}");

    public static SignInException AssertionSubject() =>
        new(
            401,
            "invalid_client",
            700021,
            "Client assertion application identifier doesn't match 'client_id' parameter. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials."
        );

    public static SignInException AssertionAudience(string expected) =>
        new(401, "invalid_client", 700023, $"Client assertion audience claim does not match Realm issuer. Expected '{expected}'.");

    public static SignInException AssertionTime(DateTimeOffset now) =>
        new(401, "invalid_client", 700024, $"Client assertion is not within its valid time range. Current time: {now.UtcDateTime:O}.");

    public static SignInException KeyNotFound(string clientId, string thumbprint, string reason) =>
        new(
            401,
            "invalid_client",
            700027,
            $"The certificate with identifier used to sign the client assertion is not registered on application. [Reason - {reason}, Thumbprint of key used by client: '{thumbprint}', for application '{clientId}']"
        );

    public static SignInException BadSignature(string clientId) =>
        new(
            401,
            "invalid_client",
            50013,
            $"Assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value., for application '{clientId}']"
        );

    public static SignInException UnknownIssuer(string issuer) =>
        new(
            401,
            "invalid_client",
            700211,
            $"No matching federated identity record found for presented assertion issuer '{issuer}'. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion."
        );

    public static SignInException UnknownSubject(string subject) =>
        new(
            401,
            "invalid_client",
            700213,
            $"No matching federated identity record found for presented assertion subject '{subject}'. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion."
        );

    /// <summary>A subject that differs from a credential's in upper and lower case only has a code of its own.</summary>
    public static SignInException SubjectOfOtherCase(string subject) =>
        new(
            401,
            "invalid_client",
            7002138,
            $"No matching federated identity record found for presented assertion subject '{subject}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. Check your federated identity credential Subject, Audience and Issuer against the presented assertion."
        );

    public static SignInException UnknownAudience(string audience) =>
        new(
            401,
            "invalid_client",
            700212,
            $"No matching federated identity record found for presented assertion audience '{audience}'. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion."
        );

    public static SignInException IssuerUnreachable(string issuer) =>
        new(
            401,
            "invalid_client",
            501661,
            $"Request to External OIDC endpoint failed: the keys of '{issuer}' are not known to this tenant."
        );

    public static SignInException NotAnAdministrator() =>
        new(
            400,
            "access_denied",
            90093,
            "Graph returned with forbidden error code: the signed-in user may not consent for the organization."
        );
}
