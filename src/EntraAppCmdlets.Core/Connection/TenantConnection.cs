using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Connection;

/// <summary>A signed-in connection to one tenant: what every command of a runspace shares.</summary>
internal sealed class TenantConnection : IDisposable
{
    private readonly HttpMessageHandler _transport;
    private readonly IDisposable? _tenantItself;
    private readonly HttpMessageInvoker _signIn;

    /// <param name="info">Who is connected, where.</param>
    /// <param name="cloud">The endpoints.</param>
    /// <param name="transport">What carries requests to Graph and to the sign-in service.</param>
    /// <param name="tokens">Where access tokens come from.</param>
    /// <param name="options">Limits and clock of the Graph client, and its journal, which ends with the connection.</param>
    /// <param name="tenantItself">The embedded tenant that ends with the connection; null for a real one.</param>
    public TenantConnection(
        AppTenant info,
        CloudEnvironment cloud,
        HttpMessageHandler transport,
        ITokenSource tokens,
        GraphClientOptions options,
        IDisposable? tenantItself = null
    )
    {
        Info = info;
        Tokens = tokens;
        Cloud = cloud;
        _transport = transport;
        _tenantItself = tenantItself;
        _signIn = new HttpMessageInvoker(transport, disposeHandler: false);
        Clock = options.Clock;
        if (options.Journal is { } journal)
        {
            options = options with { Journal = new AccountJournal(journal, () => Info) };
        }

        Pipeline = new GraphPipeline(transport, cloud.GraphEndpoint, tokens, options, cloud.GraphScope);
        Recent = new LocalWriteOverlay(options.Clock, options.ReplicationTimeout);
    }

    /// <summary>Who is connected, where. Filled in further once the tenant has answered.</summary>
    public AppTenant Info
    {
        get;
        set => field = value with { Connection = this };
    }

    /// <summary>Whether it has ended: nothing can be sent over it any more.</summary>
    public bool IsClosed { get; private set; }

    public CloudEnvironment Cloud { get; }

    public GraphPipeline Pipeline { get; }

    public ITokenSource Tokens { get; }

    public LocalWriteOverlay Recent { get; }

    public TimeProvider Clock { get; }

    public Guid TenantId => Info.TenantId;

    /// <summary>The token endpoint as an app itself would use it, over the same transport.</summary>
    /// <param name="log">Takes one line for each request.</param>
    public TokenEndpointClient TokenEndpoint(IActivityLog log) => new(_signIn, Cloud, Clock, Pipeline.Options.Jitter, log);

    /// <summary>The way to the sign-in service, for those who speak with it themselves.</summary>
    public HttpMessageInvoker SignIn => _signIn;

    /// <summary>The sign-in page of an embedded tenant; null where a browser can open the real one.</summary>
    public SignInPage? EmbeddedSignIn => Info.Environment == "Sandbox" ? new(_signIn) : null;

    /// <summary>A Key Vault, over the same transport and with this connection's sign-in. Its libraries are loaded now.</summary>
    /// <exception cref="SignInException">IdentityNotInstalled.</exception>
    public IKeyVault OpenKeyVault(Uri address, IActivityLog log) =>
        IdentityLoader.Default.OpenKeyVault(address, Cloud, TokenAsync, new KeyVaultLog(Pipeline.Options, log, _transport));

    /// <summary>The certificates of a Key Vault.</summary>
    /// <inheritdoc cref="OpenKeyVault"/>
    public IKeyVaultCertificates OpenKeyVaultCertificates(Uri address, IActivityLog log) =>
        IdentityLoader.Default.OpenKeyVaultCertificates(address, Cloud, TokenAsync, new KeyVaultLog(Pipeline.Options, log, _transport));

    public void Dispose()
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        Pipeline.Dispose();
        _signIn.Dispose();
        _transport.Dispose();
        _tenantItself?.Dispose();
        (Pipeline.Options.Journal as IDisposable)?.Dispose();
    }

    private async ValueTask<(string Token, DateTimeOffset ExpiresOn)> TokenAsync(
        string scope,
        bool renew,
        CancellationToken cancellationToken
    )
    {
        var token = await Tokens.GetTokenAsync(scope, renew, cancellationToken).ConfigureAwait(false);
        return (token.Token, token.ExpiresOn);
    }
}
