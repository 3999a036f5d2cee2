namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Entra's refusals, in its own words.</summary>
internal static class SignInErrors
{
    public static SignInException TenantNotFound(string tenant) => new(400, "invalid_request", 90002,
        $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.");

    public static SignInException NoTenant() => new(400, "invalid_request", 50059,
        "No tenant-identifying information found in either the request or implied by any provided credentials.");

    public static SignInException OnlyPost(string method) => new(400, "invalid_request", 900561, $"The endpoint only accepts POST requests. Received a {method} request.");

    public static SignInException MissingParameter(string name) => new(400, "invalid_request", 900144, $"The request body must contain the following parameter: '{name}'.");

    public static SignInException UnsupportedGrant(string grant) => new(400, "unsupported_grant_type", 70003,
        $"The app requested an unsupported grant type '{grant}'.");

    public static SignInException AppNotFound(string clientId, string tenant) => new(400, "unauthorized_client", 700016,
        $"Application with identifier '{clientId}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.");

    public static SignInException NoPrincipal(string clientId, string tenant) => new(401, "invalid_client", 7000229,
        $"The client application {clientId} is missing service principal in the tenant {tenant}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119");

    public static SignInException AppDisabled(string clientId, string name) => new(401, "unauthorized_client", 7000112, $"Application '{clientId}'({name}) is disabled.");

    public static SignInException NoCredential() => new(401, "invalid_client", 7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");

    public static SignInException PublicClientWithSecret() => new(401, "invalid_client", 700025,
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.");

    public static SignInException WrongSecret(string clientId) => new(401, "invalid_client", 7000215,
        $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'.");

    public static SignInException ExpiredSecret(string clientId) => new(401, "invalid_client", 7000222,
        $"The provided client secret keys for app '{clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.");

    public static SignInException InvalidScope(string scope, string reason) => new(400, "invalid_scope", 70011,
        $"The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid. {reason}".TrimEnd());

    public static SignInException NotDefaultScope(string scope) => new(400, "invalid_scope", 1002012,
        $"The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).");

    public static SignInException ResourceNotFound(string resource, string tenant) => new(400, "invalid_resource", 500011,
        $"The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.");

    public static SignInException ResourceDisabled(string resource) => new(400, "invalid_resource", 500014,
        $"The service principal for resource '{resource}' is disabled. This indicate that a subscription within the tenant has lapsed, or that the administrator for this tenant has disabled the application, preventing tokens from being issued for it.");

    public static SignInException ClientNotAssigned(string clientId, string client, string resourceId, string resource) => new(400, "invalid_grant", 501051,
        $"Application '{clientId}'({client}) is not assigned to a role for the application '{resourceId}'({resource}).");
}
