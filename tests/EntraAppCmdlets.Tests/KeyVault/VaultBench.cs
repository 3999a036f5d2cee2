using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.KeyVault;

/// <summary>Azure's own clients in the load context of the identity libraries, against the vaults of an embedded tenant.</summary>
internal sealed class VaultBench : IDisposable
{
    private readonly TenantBench _bench;

    public VaultBench()
    {
        Tenant = SandboxTenant.Open(new SandboxSettings());
        _bench = new TenantBench(Tenant, new());
        Transport = Tenant.CreateHandler();
    }

    public static IdentityLoader Loader { get; } = new(Checkout.PathOf("module/bin/identity"));

    public SandboxTenant Tenant { get; }

    public HttpMessageHandler Transport { get; }

    /// <summary>What registers apps in the tenant.</summary>
    public TenantBench Apps => _bench;

    /// <summary>The scopes for which a vault has asked for tokens.</summary>
    public List<string> Scopes { get; } = [];

    public IKeyVault Open(string address) => Loader.OpenKeyVault(new Uri(address), CloudEnvironment.Global, TokenAsync, Transport);

    public IKeyVaultCertificates OpenCertificates(string address) =>
        Loader.OpenKeyVaultCertificates(new Uri(address), CloudEnvironment.Global, TokenAsync, Transport);

    public async ValueTask<(string Token, DateTimeOffset ExpiresOn)> TokenAsync(
        string scope,
        bool renew,
        CancellationToken cancellationToken
    )
    {
        Scopes.Add(scope);
        var token = await _bench.Connection.Tokens.GetTokenAsync(scope, renew, cancellationToken);
        return (token.Token, token.ExpiresOn);
    }

    /// <summary>A client of one's own, signed in to the vaults.</summary>
    public async Task<HttpClient> ClientAsync()
    {
        var http = new HttpClient(Tenant.CreateHandler());
        http.DefaultRequestHeaders.Authorization = new(
            "Bearer",
            (await TokenAsync(CloudEnvironment.Global.KeyVaultScope, false, default)).Token
        );
        return http;
    }

    /// <summary>Asserts that what another load context implements has types of the base library only.</summary>
    public static void AssertBaseTypes(Type contract) =>
        Assert.All(
            contract
                .GetMethods()
                .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
                .SelectMany(Parts),
            type => Assert.StartsWith("System", type.Assembly.GetName().Name, StringComparison.Ordinal)
        );

    public void Dispose()
    {
        _bench.Dispose();
        Tenant.Dispose();
    }

    private static IEnumerable<Type> Parts(Type type) => type.GetGenericArguments().SelectMany(Parts).Append(type);
}
