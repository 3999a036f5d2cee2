using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;
using TokenFunction = System.Func<
    string,
    bool,
    System.Threading.CancellationToken,
    System.Threading.Tasks.ValueTask<(string Token, System.DateTimeOffset ExpiresOn)>
>;

namespace EntraAppCmdlets.Connection;

/// <summary>Makes connections: each way to sign in, down to a token source. Nothing is sent before the first token is asked for.</summary>
/// <param name="cloud">Where the tenant is.</param>
/// <param name="options">Limits and clock.</param>
/// <param name="transport">Carries the requests to Graph and to the sign-in service; it ends with the connection, or with this where none was made.</param>
/// <param name="identity">The identity libraries; null for the module's own.</param>
internal sealed class Connector(
    CloudEnvironment cloud,
    GraphClientOptions options,
    HttpMessageHandler transport,
    IdentityLoader? identity = null
) : IDisposable
{
    private bool _taken;

    /// <summary>Over the network.</summary>
    /// <param name="cloud">Where the tenant is.</param>
    /// <param name="options">Limits and clock.</param>
    /// <param name="proxy">The proxy; null for the one that the system or the environment names.</param>
    /// <param name="credentials">For the proxy; null for those of the signed-in user.</param>
    public static Connector Over(CloudEnvironment cloud, GraphClientOptions options, Uri? proxy, NetworkCredential? credentials) =>
        new(cloud, options, GraphTransport.Create(proxy is null ? null : GraphTransport.Proxy(proxy, credentials)));

    public void Dispose()
    {
        if (!_taken)
        {
            transport.Dispose();
        }
    }

    /// <summary>To an embedded tenant, as its administrator app. Its endpoints are those of the worldwide cloud, answered in this process.</summary>
    /// <param name="transport">Answers instead of the network.</param>
    /// <param name="tenant">Ends with the connection; null where it is to stay open.</param>
    /// <param name="tenantId">Its id.</param>
    /// <param name="clientId">The administrator app.</param>
    /// <param name="secret">Its secret, made at this start.</param>
    /// <param name="path">The file that keeps the tenant, if any.</param>
    /// <param name="options">Limits and clock.</param>
    public static TenantConnection ToSandbox(
        HttpMessageHandler transport,
        IDisposable? tenant,
        Guid tenantId,
        string clientId,
        string secret,
        string? path,
        GraphClientOptions options
    )
    {
        var info = new AppTenant
        {
            TenantId = tenantId,
            Environment = "Sandbox",
            AuthType = "ClientSecret",
            Account = clientId,
            SandboxPath = path,
        };
        return new TenantConnection(
            info,
            CloudEnvironment.Global,
            transport,
            AppTokens(CloudEnvironment.Global, transport, tenantId.ToString(), clientId, SecureText.Hide(secret), options),
            options,
            tenant
        );
    }

    /// <summary>The id of a tenant that is named by its domain: ways to sign in that bring a tenant of their own are held to it.</summary>
    public async Task<Guid?> FindTenantAsync(string? tenant, CancellationToken cancellationToken)
    {
        if (tenant is null)
        {
            return null;
        }

        using var http = new HttpMessageInvoker(transport, disposeHandler: false);
        return await new TokenEndpointClient(http, cloud, options.Clock).FindTenantAsync(tenant, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>With an access token from elsewhere.</summary>
    /// <exception cref="SignInException">It isn't a token, or not one for Microsoft Graph, or it has expired: before the tenant is looked for.</exception>
    public async Task<TenantConnection> WithTokenAsync(string? tenant, SecureString token, CancellationToken cancellationToken)
    {
        var claims = new StaticTokenSource(token, null, options.Clock, OwnGraph).Claims;
        TokenCheck.Throw(claims, cloud.GraphScope, IdOf(tenant), options.Clock.GetUtcNow(), OwnGraph);
        return WithToken(await FindTenantAsync(tenant, cancellationToken).ConfigureAwait(false), token);
    }

    /// <summary>With an access token from elsewhere, of a tenant that is known by its id.</summary>
    public TenantConnection WithToken(Guid? tenant, SecureString token) =>
        Connect("AccessToken", tenant, null, new StaticTokenSource(token, tenant, options.Clock, OwnGraph));

    /// <summary>With access tokens that someone else fetches whenever one is needed.</summary>
    public TenantConnection WithTokens(Guid? tenant, Func<CancellationToken, Task<SecureString>> fetch) =>
        Connect("AccessToken", tenant, null, new CallbackTokenSource(fetch, tenant, options.Clock, OwnGraph));

    /// <summary>As an app with its secret.</summary>
    public TenantConnection WithSecret(string tenant, string clientId, SecureString secret)
    {
        tenant = TenantName.Check(tenant);
        clientId = ClientIdText.Check(clientId);
        return AsApp("ClientSecret", tenant, clientId, secret);
    }

    /// <summary>As an app with a certificate and its private key.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="clientId">The app.</param>
    /// <param name="certificate">The certificate; used as long as the connection lasts.</param>
    /// <param name="sendChain">Whether to send the certificate along, for apps that trust a subject name and issuer.</param>
    public TenantConnection WithCertificate(string tenant, string clientId, X509Certificate2 certificate, bool sendChain)
    {
        tenant = TenantName.Check(tenant);
        clientId = ClientIdText.Check(clientId);
        SignInCertificate.Check(certificate, options.Clock);
        return AsApp("ClientCertificate", tenant, clientId, ClientProof.Of(certificate, sendChain));
    }

    /// <summary>As an app that trusts the platform which this runs on: Azure Pipelines, GitHub Actions, or any that puts a token into a file.</summary>
    public TenantConnection WithWorkloadIdentity(WorkloadIdentity workload)
    {
        workload = workload with { TenantId = TenantName.Check(workload.TenantId), ClientId = ClientIdText.Check(workload.ClientId) };
        if (workload.ServiceConnectionId is not null)
        {
            return Connect(
                "WorkloadIdentity",
                IdOf(workload.TenantId),
                workload.ClientId,
                Provider().AzurePipelines(workload.TenantId, workload.ClientId, workload.ServiceConnectionId, workload.SystemAccessToken!)
            );
        }

        var http = new HttpMessageInvoker(transport, disposeHandler: false);
        return AsApp(
            "WorkloadIdentity",
            workload.TenantId,
            workload.ClientId,
            ClientProof.OfToken(cancel =>
                workload.TokenFile is { } file
                    ? FederatedTokens.FromFileAsync(file, cancel)
                    : FederatedTokens.FromGitHubAsync(http, Environment.GetEnvironmentVariable, cancel)
            )
        );
    }

    /// <summary>As the managed identity of the Azure resource that this runs on.</summary>
    public TenantConnection WithManagedIdentity(Guid? tenant, string? clientId, string? resourceId) =>
        Connect(
            "ManagedIdentity",
            tenant,
            clientId ?? resourceId,
            Provider().ManagedIdentity(clientId is null ? null : ClientIdText.Check(clientId), resourceId)
        );

    /// <summary>As the account that is signed in to Azure CLI.</summary>
    public TenantConnection WithAzureCli(Guid? tenant) => Connect("AzureCli", tenant, null, Provider().AzureCli(tenant?.ToString()));

    /// <summary>As the account that is signed in to Azure PowerShell.</summary>
    public TenantConnection WithAzurePowerShell(Guid? tenant) =>
        Connect("AzurePowerShell", tenant, null, Provider().AzurePowerShell(tenant?.ToString()));

    /// <summary>As the app that the environment variables describe.</summary>
    public TenantConnection WithEnvironment(Guid? tenant) => Connect("EnvironmentVariable", tenant, null, Provider().Environment());

    /// <summary>As a person, in the browser of this machine.</summary>
    public TenantConnection WithBrowser(string? tenant, string? clientId, IEnumerable<string> scopes, string? loginHint)
    {
        tenant = tenant is null ? null : TenantName.Check(tenant);
        clientId = clientId is null ? null : ClientIdText.Check(clientId);
        return Connect(
            "InteractiveBrowser",
            IdOf(tenant),
            loginHint,
            Provider().InteractiveBrowser(tenant, clientId, Qualified(scopes), loginHint)
        );
    }

    /// <summary>As a person, in the browser of any machine.</summary>
    /// <param name="tenant">The tenant; null for the account's own.</param>
    /// <param name="clientId">The app that signs the person in; null for Microsoft's own.</param>
    /// <param name="scopes">Delegated permissions, by name.</param>
    /// <param name="show">Shows the service's message and until when the code counts.</param>
    public TenantConnection WithDeviceCode(
        string? tenant,
        string? clientId,
        IEnumerable<string> scopes,
        Action<string, DateTimeOffset> show
    )
    {
        tenant = tenant is null ? null : TenantName.Check(tenant);
        clientId = clientId is null ? null : ClientIdText.Check(clientId);
        return Connect(
            "DeviceCode",
            IdOf(tenant),
            null,
            Provider()
                .DeviceCode(
                    tenant,
                    clientId,
                    Qualified(scopes),
                    (_, _, message, ends, _) =>
                    {
                        show(message, ends);
                        return Task.CompletedTask;
                    }
                )
        );
    }

    private static AppTokenSource AppTokens(
        CloudEnvironment cloud,
        HttpMessageHandler transport,
        string tenant,
        string clientId,
        ClientProof proof,
        GraphClientOptions options,
        Uri? graph = null
    ) =>
        new(
            new TokenEndpointClient(new HttpMessageInvoker(transport, disposeHandler: false), cloud, options.Clock, options.Jitter),
            tenant,
            clientId,
            proof,
            options.Clock,
            graph
        );

    // Tokens of a Graph at an address of its own may name it by that address.
    private Uri? OwnGraph => cloud.IsCustom ? cloud.GraphEndpoint : null;

    private static Guid? IdOf(string? tenant) => Guid.TryParse(tenant, out var id) ? id : null;

    private IIdentityProvider Provider() => (identity ?? IdentityLoader.Default).CreateProvider(cloud, transport);

    // A permission's name alone is Graph's.
    private string[] Qualified(IEnumerable<string> scopes) =>
        [.. scopes.Select(scope => scope.Contains("://", StringComparison.Ordinal) ? scope : $"{cloud.GraphResource}/{scope}")];

    private TenantConnection AsApp(string authType, string tenant, string clientId, ClientProof proof) =>
        Connect(authType, IdOf(tenant), clientId, AppTokens(cloud, transport, tenant, clientId, proof, options, OwnGraph));

    private TenantConnection Connect(string authType, Guid? tenant, string? account, TokenFunction tokens) =>
        Connect(authType, tenant, account, new IdentityTokenSource(tokens, tenant, options.Clock, OwnGraph));

    private TenantConnection Connect(string authType, Guid? tenant, string? account, ITokenSource tokens)
    {
        _taken = true;
        return new TenantConnection(
            new AppTenant
            {
                TenantId = tenant ?? Guid.Empty,
                Environment = cloud.Name,
                AuthType = authType,
                Account = account,
            },
            cloud,
            transport,
            tokens,
            options
        );
    }
}
