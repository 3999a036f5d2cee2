using System.Security;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Connections;

/// <summary>Makes connections: each way to sign in, down to a token source and a transport.</summary>
internal static class Connector
{
    /// <summary>To an embedded tenant, as its administrator app. Its endpoints are those of the worldwide cloud, answered in this process.</summary>
    /// <param name="transport">Answers in the place of the network.</param>
    /// <param name="tenant">Ends with the connection; null where it is to stay open.</param>
    /// <param name="tenantId">Its id.</param>
    /// <param name="clientId">The administrator app.</param>
    /// <param name="secret">Its secret, made at this start.</param>
    /// <param name="path">The file that keeps the tenant, if any.</param>
    /// <param name="options">Limits and clock.</param>
    public static TenantConnection ToSandbox(
        HttpMessageHandler transport, IDisposable? tenant, Guid tenantId, string clientId, string secret, string? path, GraphClientOptions options)
    {
        var info = new AppTenant { TenantId = tenantId, Environment = "Sandbox", AuthType = "ClientSecret", Account = clientId, SandboxPath = path };
        var endpoint = new TokenEndpointClient(new HttpMessageInvoker(transport, disposeHandler: false), CloudEnvironment.Global, options.Clock);
        var tokens = new ClientSecretTokenSource(endpoint, tenantId.ToString(), clientId, SecureText.Hide(secret), options.Clock);
        return new TenantConnection(info, CloudEnvironment.Global, transport, tokens, options, tenant);
    }

    /// <summary>With an access token that was gotten elsewhere.</summary>
    public static TenantConnection WithToken(CloudEnvironment cloud, string? tenant, SecureString token, GraphClientOptions options)
    {
        var wanted = Guid.TryParse(tenant, out var id) ? id : (Guid?)null;
        var source = new StaticTokenSource(token, wanted, options.Clock);
        var info = new AppTenant
        {
            TenantId = source.Claims.TenantId ?? wanted ?? Guid.Empty,
            Environment = cloud.Name,
            AuthType = "AccessToken",
            Account = source.Claims.UserName ?? source.Claims.AppId?.ToString(),
            GrantedPermissions = source.Claims.Roles.Count > 0 ? source.Claims.Roles : source.Claims.Scopes,
        };
        return new TenantConnection(info, cloud, GraphTransport.Create(null), source, options);
    }

    /// <summary>As an app with its secret.</summary>
    public static TenantConnection WithSecret(CloudEnvironment cloud, string tenant, string clientId, SecureString secret, GraphClientOptions options)
    {
        var fetch = IdentityLoader.Default.CreateProvider(cloud).ClientSecret(tenant, clientId, secret);
        var wanted = Guid.TryParse(tenant, out var id) ? id : (Guid?)null;
        var info = new AppTenant { TenantId = wanted ?? Guid.Empty, Environment = cloud.Name, AuthType = "ClientSecret", Account = clientId };
        return new TenantConnection(info, cloud, GraphTransport.Create(null), new IdentityTokenSource(fetch, wanted, options.Clock), options);
    }
}
