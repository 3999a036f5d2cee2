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

    /// <summary>The device code endpoint; v2.0 only.</summary>
    public string? DeviceCodeEndpoint { get; init; }

    /// <summary>Where a user signs out.</summary>
    public required string LogoutEndpoint { get; init; }

    /// <summary>The issuer in tokens.</summary>
    public required string Issuer { get; init; }

    /// <summary>The OpenID Connect metadata document.</summary>
    public required string Metadata { get; init; }

    /// <summary>The keys that tokens are signed with.</summary>
    public required string Keys { get; init; }

    /// <summary>Microsoft Graph.</summary>
    public required string GraphEndpoint { get; init; }

    /// <summary>The endpoints of a tenant. Source: the endpoint table of the Microsoft identity platform.</summary>
    /// <param name="login">The sign-in service of the cloud.</param>
    /// <param name="graph">Microsoft Graph of the cloud.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="appId">The app, if any.</param>
    /// <param name="v1">Whether the endpoints of version 1.0 are meant.</param>
    internal static AppEndpoint Of(Uri login, Uri graph, Guid tenantId, Guid? appId, bool v1)
    {
        var host = login.GetLeftPart(UriPartial.Authority);
        var tenant = $"{host}/{tenantId}";
        var oauth = v1 ? $"{tenant}/oauth2" : $"{tenant}/oauth2/v2.0";
        return new AppEndpoint
        {
            TenantId = tenantId,
            AppId = appId,
            Version = v1 ? "v1.0" : "v2.0",
            Authority = $"{tenant}/",
            AuthorizationEndpoint = $"{oauth}/authorize",
            TokenEndpoint = $"{oauth}/token",
            DeviceCodeEndpoint = v1 ? null : $"{oauth}/devicecode",
            LogoutEndpoint = $"{oauth}/logout",
            Issuer = v1 ? $"https://sts.windows.net/{tenantId}/" : $"{tenant}/v2.0",
            Metadata = v1 ? $"{tenant}/.well-known/openid-configuration" : $"{tenant}/v2.0/.well-known/openid-configuration",
            Keys = v1 ? $"{tenant}/discovery/keys" : $"{tenant}/discovery/v2.0/keys",
            GraphEndpoint = graph.GetLeftPart(UriPartial.Authority),
        };
    }
}
