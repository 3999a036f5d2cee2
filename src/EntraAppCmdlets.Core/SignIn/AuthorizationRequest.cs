using System.Security.Cryptography;
using System.Text;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.SignIn;

/// <summary>What a person asked for of a sign-in address; null leaves the usual.</summary>
internal sealed record AuthorizationRequest
{
    public string? RedirectUri { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The API that version 1.0 asks for.</summary>
    public string? Resource { get; init; }

    public string? State { get; init; }

    public string? Nonce { get; init; }

    public string ResponseType { get; init; } = "code";

    public string? ResponseMode { get; init; }

    /// <summary>Whether to use PKCE; null: where the platform needs it.</summary>
    public bool? Pkce { get; init; }

    public string? Prompt { get; init; }

    public string? LoginHint { get; init; }

    public string? DomainHint { get; init; }

    public string? SignInTenant { get; init; }

    public bool V1 { get; init; }

    /// <summary>The address, checked against what the app allows. Nothing is sent.</summary>
    /// <exception cref="AppException">RedirectUriNotRegistered, RedirectUriNeeded, AppSingleTenant, SignInTenantInvalid, TokenIssuanceOff, ResponseModeUnfit.</exception>
    public AppAuthorizationUrl ToUrl(AppRegistration app, CloudEnvironment cloud)
    {
        var (redirectUri, platform) = RedirectUriChoice.Choose(app, RedirectUri);
        var tenant = CheckTenant(app, SignInTenant);
        var types = ResponseType.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        CheckIssuance(app, types);
        var mode = ResponseMode ?? (types is ["code"] ? "query" : "fragment");
        if (mode == "query" && types is not ["code"])
        {
            throw AuthorizationErrors.ResponseModeUnfit(ResponseType);
        }

        var state = State ?? RandomText();
        var nonce = Nonce ?? (types.Contains("id_token") ? RandomText() : null);
        // A vendor's server redeems a web app's code by itself and knows no verifier of ours; the other platforms must have one.
        var verifier = types.Contains("code") && (Pkce ?? platform is AppPlatform.Spa or AppPlatform.PublicClient) ? RandomText() : null;
        var scopes =
            Scopes.Count > 0 ? Scopes
            : V1 ? []
            : DefaultScopes(app, cloud);
        var resource = V1 ? Resource ?? cloud.GraphEndpoint.GetLeftPart(UriPartial.Authority) : null;
        var endpoints = AppEndpoint.Of(cloud.Authority, cloud.GraphEndpoint, tenant, app.AppId, V1);
        return new AppAuthorizationUrl
        {
            Url = Compose(
                endpoints.AuthorizationEndpoint,
                ("client_id", app.AppId.ToString()),
                ("response_type", string.Join(' ', types)),
                ("redirect_uri", redirectUri),
                ("response_mode", mode),
                ("scope", scopes.Count > 0 ? string.Join(' ', scopes) : null),
                ("resource", resource),
                ("state", state),
                ("nonce", nonce),
                ("code_challenge", verifier is null ? null : Challenge(verifier)),
                ("code_challenge_method", verifier is null ? null : "S256"),
                ("prompt", Prompt),
                ("login_hint", LoginHint),
                ("domain_hint", DomainHint)
            ),
            AppId = app.AppId,
            AppDisplayName = app.DisplayName,
            TenantId = app.TenantId,
            SignInTenant = tenant,
            RedirectUri = redirectUri,
            Platform = platform,
            Scopes = scopes,
            Resource = resource,
            ResponseType = string.Join(' ', types),
            ResponseMode = mode,
            State = state,
            Nonce = nonce,
            Version = endpoints.Version,
            CodeVerifier = verifier is null ? null : SecureText.Hide(verifier),
            App = app,
        };
    }

    /// <summary>What the sign-in page may refuse: names without the URI of an API, which mean Microsoft Graph, but which it isn't known to have.</summary>
    public IReadOnlyList<string> ScopeWarnings(AppRegistration app) =>
        V1
            ? []
            :
            [
                .. from scope in Scopes
                where scope.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_') && !scope.StartsWith('.')
                let answer = PermissionCatalogue.Default.Resolve(PermissionResource.MicrosoftGraphAppId, scope, AppPermissionType.Delegated)
                where answer.Miss is not null
                select ScopeWarning(app, scope, answer.Miss!),
            ];

    private static string ScopeWarning(AppRegistration app, string scope, PermissionMiss miss) =>
        app.Known.ApiScopes.FirstOrDefault(own => string.Equals(own.Value, scope, StringComparison.OrdinalIgnoreCase)) is { } exposed
            ? $"'{scope}' alone means a permission of Microsoft Graph, which isn't known to have it. '{app.DisplayName}' exposes a scope of that name: use {(app.IdentifierUris is [var uri, ..] ? uri : app.AppId.ToString())}/{exposed.Value}."
            : $"'{scope}' isn't a delegated permission of Microsoft Graph that the module knows, and a name alone means Microsoft Graph. A scope of another API has its Application ID URI before it.{NearestNames.Question(miss.Nearest.Select(near => near.Name).Take(NearestNames.Shown))}";

    /// <summary>The address at which an administrator consents.</summary>
    /// <exception cref="AppException">RedirectUriNotRegistered, RedirectUriNeeded, AppSingleTenant, SignInTenantInvalid.</exception>
    public AppConsentUrl ToConsentUrl(AppRegistration app, CloudEnvironment cloud)
    {
        var (redirectUri, _) = RedirectUriChoice.Choose(app, RedirectUri);
        var tenant = CheckTenant(app, SignInTenant);
        var state = State ?? RandomText();
        IReadOnlyList<string> scopes =
            V1 ? []
            : Scopes.Count > 0 ? Scopes
            : [cloud.GraphScope];
        var endpoints = AppEndpoint.Of(cloud.Authority, cloud.GraphEndpoint, tenant, app.AppId, V1);
        return new AppConsentUrl
        {
            Url = Compose(
                endpoints.AdminConsentEndpoint,
                ("client_id", app.AppId.ToString()),
                ("scope", V1 ? null : string.Join(' ', scopes)),
                ("redirect_uri", redirectUri),
                ("state", state)
            ),
            AppId = app.AppId,
            AppDisplayName = app.DisplayName == app.AppId.ToString() ? null : app.DisplayName,
            SignInTenant = tenant,
            RedirectUri = redirectUri,
            Scopes = scopes,
            State = state,
            Version = endpoints.Version,
        };
    }

    /// <summary>A code challenge of RFC 7636, method S256.</summary>
    internal static string Challenge(string verifier) => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static string CheckTenant(AppRegistration app, string? tenant)
    {
        if (tenant is null)
        {
            return app.TenantId.ToString();
        }

        if (!TenantName.IsValid(tenant))
        {
            throw AuthorizationErrors.SignInTenantInvalid(tenant);
        }
        // A domain may be one of the app's own tenant: that only the service can tell.
        var foreign =
            tenant.ToLowerInvariant() is "common" or "organizations" or "consumers"
            || (Guid.TryParse(tenant, out var id) && id != app.TenantId);
        return foreign && app.SignInAudience == AppSignInAudience.AzureADMyOrg
            ? throw AuthorizationErrors.AppSingleTenant(app, tenant)
            : tenant;
    }

    private static void CheckIssuance(AppRegistration app, string[] types)
    {
        if (app.Id is null)
        {
            return;
        }

        if (types.Contains("id_token") && !app.IdTokenIssuance)
        {
            throw AuthorizationErrors.TokenIssuanceOff(app, idToken: true);
        }

        if (types.Contains("token") && !app.AccessTokenIssuance)
        {
            throw AuthorizationErrors.TokenIssuanceOff(app, idToken: false);
        }
    }

    /// <summary>Who the user is, a lasting sign-in, and what the app requests of Microsoft Graph on a user's behalf.</summary>
    private static IReadOnlyList<string> DefaultScopes(AppRegistration app, CloudEnvironment cloud)
    {
        string[] protocol = ["openid", "profile", "offline_access"];
        var requested = app
            .Known.Permissions.Where(permission =>
                permission is { Type: AppPermissionType.Delegated, Name: not null }
                && permission.ResourceAppId == PermissionResource.MicrosoftGraphAppId
            )
            .Select(permission => permission.Name!)
            .ToList();
        return [.. protocol.Concat(requested.Count > 0 ? requested : [cloud.GraphScope]).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string Compose(string endpoint, params (string Name, string? Value)[] parameters) =>
        $"{endpoint}?{string.Join('&', parameters.Where(item => item.Value is not null).Select(item => $"{item.Name}={Uri.EscapeDataString(item.Value!)}"))}";

    /// <summary>256 random bits in 43 characters.</summary>
    private static string RandomText() => Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
}
