using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>The addresses at which an app signs in: what the portal shows under "Endpoints".</summary>
public sealed record AppEndpoint
{
    /// <summary>The tenant (directory) ID.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The application (client) ID, where the endpoints were asked for an app.</summary>
    public Guid? AppId { get; init; }

    /// <summary>The version of the endpoints: v2.0 or v1.0.</summary>
    public required string Version { get; init; }

    /// <summary>What comes before the tenant's endpoints, without a suffix; some vendors call it OpenID Connect URL.</summary>
    public required string Authority { get; init; }

    /// <summary>The OAuth 2.0 authorization endpoint.</summary>
    public required string AuthorizationEndpoint { get; init; }

    /// <summary>The OAuth 2.0 token endpoint.</summary>
    public required string TokenEndpoint { get; init; }

    /// <summary>The device code endpoint.</summary>
    public required string DeviceCodeEndpoint { get; init; }

    /// <summary>Where a user signs out.</summary>
    public required string LogoutEndpoint { get; init; }

    /// <summary>Where an administrator consents for the whole tenant.</summary>
    public required string AdminConsentEndpoint { get; init; }

    /// <summary>The issuer in tokens.</summary>
    public required string Issuer { get; init; }

    /// <summary>The OpenID Connect metadata document.</summary>
    public required string Metadata { get; init; }

    /// <summary>The keys that tokens are signed with.</summary>
    public required string Keys { get; init; }

    /// <summary>The federation metadata document: the certificates that SAML and WS-Federation tokens are signed with.</summary>
    public required string FederationMetadata { get; init; }

    /// <summary>Microsoft Graph.</summary>
    public required string GraphEndpoint { get; init; }

    /// <summary>
    /// The endpoints of an app: those of the connected tenant, or for a multitenant app those at which users of any tenant sign in. The issuer of their
    /// tokens is the tenant of whoever signs in, which appears as <c>{tenantid}</c> in it.
    /// </summary>
    /// <param name="cloud">The cloud.</param>
    /// <param name="tenantId">The connected tenant.</param>
    /// <param name="app">The app; null for the tenant's own endpoints.</param>
    /// <param name="v1">Whether the endpoints of version 1.0 are meant.</param>
    internal static AppEndpoint Of(CloudEnvironment cloud, Guid tenantId, AppRegistration? app, bool v1)
    {
        var tenant = app?.SignInAudience switch
        {
            AppSignInAudience.AzureADMultipleOrgs => "organizations",
            AppSignInAudience.AzureADandPersonalMicrosoftAccount => "common",
            AppSignInAudience.PersonalMicrosoftAccount => "consumers",
            _ => null,
        };
        var own = Of(cloud.Authority, cloud.GraphEndpoint, tenantId.ToString(), app?.AppId, v1);
        return tenant is null
            ? own
            : Of(cloud.Authority, cloud.GraphEndpoint, tenant, app!.AppId, v1) with
            {
                TenantId = tenantId,
                Issuer = own.Issuer.Replace(tenantId.ToString(), "{tenantid}", StringComparison.Ordinal),
            };
    }

    /// <summary>The authority.</summary>
    public override string ToString() => Authority;

    /// <summary>The endpoints of a tenant. Source: the endpoint table of the Microsoft identity platform.</summary>
    /// <param name="login">The sign-in service of the cloud.</param>
    /// <param name="graph">Microsoft Graph of the cloud.</param>
    /// <param name="tenant">The tenant's id or domain, <c>common</c>, <c>organizations</c> or <c>consumers</c>.</param>
    /// <param name="appId">The app, if any.</param>
    /// <param name="v1">Whether the endpoints of version 1.0 are meant.</param>
    internal static AppEndpoint Of(Uri login, Uri graph, string tenant, Guid? appId, bool v1)
    {
        var authority = $"{login.GetLeftPart(UriPartial.Authority)}/{tenant}";
        var oauth = v1 ? $"{authority}/oauth2" : $"{authority}/oauth2/v2.0";
        // The issuer of version 1.0 is a name, not an address that is called; the clouds outside China share it.
        var v1Issuer = login.Host.EndsWith(".chinacloudapi.cn", StringComparison.OrdinalIgnoreCase)
            ? "https://sts.chinacloudapi.cn"
            : "https://sts.windows.net";
        return new AppEndpoint
        {
            TenantId = Guid.TryParse(tenant, out var id) ? id : Guid.Empty,
            AppId = appId,
            Version = v1 ? "v1.0" : "v2.0",
            Authority = $"{authority}/",
            AuthorizationEndpoint = $"{oauth}/authorize",
            TokenEndpoint = $"{oauth}/token",
            DeviceCodeEndpoint = $"{oauth}/devicecode",
            LogoutEndpoint = $"{oauth}/logout",
            AdminConsentEndpoint = v1 ? $"{authority}/adminconsent" : $"{authority}/v2.0/adminconsent",
            Issuer = v1 ? $"{v1Issuer}/{tenant}/" : $"{authority}/v2.0",
            Metadata = v1 ? $"{authority}/.well-known/openid-configuration" : $"{authority}/v2.0/.well-known/openid-configuration",
            Keys = v1 ? $"{authority}/discovery/keys" : $"{authority}/discovery/v2.0/keys",
            FederationMetadata = $"{authority}/federationmetadata/2007-06/federationmetadata.xml",
            GraphEndpoint = graph.GetLeftPart(UriPartial.Authority),
        };
    }
}
