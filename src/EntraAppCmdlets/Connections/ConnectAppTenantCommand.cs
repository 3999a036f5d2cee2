using System.Collections;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Connects the session to a tenant, or to a sandbox that behaves like one.</summary>
/// <remarks>
/// <para>The commands that follow in the same runspace use this connection by default. Connecting to another tenant adds a connection; the -Tenant
/// parameter of the other commands chooses between them. The command reads the tenant's name once, so that a sign-in that can't work fails here.</para>
/// <para>By default, a person signs in through the browser. Tokens are kept in memory only, renewed before they expire, and removed by
/// Disconnect-AppTenant.</para>
/// <para>With -Sandbox, you need no tenant and no account: the tenant is in this process, and in a file if you specify -Path.</para>
/// </remarks>
/// <example>
/// <code>Connect-AppTenant -Sandbox</code>
/// <para>Connects to an embedded tenant in memory, to try things out.</para>
/// </example>
/// <example>
/// <code>Connect-AppTenant -Sandbox -LogPath ./writes.jsonl</code>
/// <para>Keeps a log of every change, for an auditor, for Microsoft support, and for Undo-AppChange.</para>
/// </example>
/// <example>
/// <code>Connect-AppTenant contoso.onmicrosoft.com</code>
/// <para>Opens the browser for a person to sign in. On a machine without one, add -UseDeviceCode.</para>
/// </example>
/// <example>
/// <code>Connect-AppTenant -TenantId contoso.onmicrosoft.com -ClientSecretCredential (Get-Credential)</code>
/// <para>Signs in as an application. The user name of the credential is the application (client) ID, its password the client secret.</para>
/// </example>
/// <example>
/// <code>Connect-AppTenant -TenantId contoso.onmicrosoft.com -ClientId 11112222-3333-4444-5555-666677778888 -CertificateThumbprint 0123456789ABCDEF0123456789ABCDEF01234567</code>
/// <para>Signs in as an application with a certificate of the user's or the machine's store.</para>
/// </example>
/// <example>
/// <code>Connect-AppTenant -ManagedIdentity</code>
/// <para>Signs in as the managed identity of the Azure resource that this runs on, such as an Automation account.</para>
/// </example>
[Cmdlet(VerbsCommunications.Connect, "AppTenant", DefaultParameterSetName = BrowserSet)]
[OutputType(typeof(AppTenant))]
public sealed class ConnectAppTenantCommand : AsyncCmdlet
{
    private const string BrowserSet = "Browser";
    private const string DeviceCodeSet = "DeviceCode";
    private const string SecretSet = "ClientSecret";
    private const string CertificateSet = "Certificate";
    private const string ThumbprintSet = "CertificateThumbprint";
    private const string CertificateFileSet = "CertificateFile";
    private const string ManagedIdentitySet = "ManagedIdentity";
    private const string WorkloadIdentitySet = "WorkloadIdentity";
    private const string AzureCliSet = "AzureCli";
    private const string AzurePowerShellSet = "AzurePowerShell";
    private const string VariablesSet = "EnvironmentVariable";
    private const string TokenSet = "AccessToken";
    private const string TokenScriptSet = "AccessTokenScript";
    private const string SandboxSet = "Sandbox";
    private const string SigningIn = "Signing in";

    private JsonLinesJournal? _journal;

    /// <summary>
    /// The tenant: its ID or one of its verified domains. A sign-in to another tenant is refused. With -Sandbox, the ID or domain that the embedded
    /// tenant gets.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = BrowserSet)]
    [Parameter(Position = 0, ParameterSetName = DeviceCodeSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SecretSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CertificateSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ThumbprintSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CertificateFileSet)]
    [Parameter(Position = 0, ParameterSetName = ManagedIdentitySet)]
    [Parameter(Position = 0, ParameterSetName = WorkloadIdentitySet)]
    [Parameter(Position = 0, ParameterSetName = AzureCliSet)]
    [Parameter(Position = 0, ParameterSetName = AzurePowerShellSet)]
    [Parameter(Position = 0, ParameterSetName = VariablesSet)]
    [Parameter(Position = 0, ParameterSetName = TokenSet)]
    [Parameter(Position = 0, ParameterSetName = TokenScriptSet)]
    [Parameter(Position = 0, ParameterSetName = SandboxSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("Tenant", "Domain")]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>
    /// The application (client) ID: of the app to sign in as, of a user-assigned managed identity, or of the app that signs a person in (by default
    /// Microsoft Graph Command Line Tools).
    /// </summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceCodeSet)]
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
    [Parameter(Mandatory = true, ParameterSetName = ThumbprintSet)]
    [Parameter(Mandatory = true, ParameterSetName = CertificateFileSet)]
    [Parameter(ParameterSetName = ManagedIdentitySet)]
    [Parameter(ParameterSetName = WorkloadIdentitySet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("AppId", "ApplicationId")]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The delegated permissions that a person's sign-in asks for. Default: the least privileged set that covers all commands of the
    /// module.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceCodeSet)]
    [Alias("Scope")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GraphDelegatedPermissionCompleter))]
    public string[]? Scopes { get; set; }

    /// <summary>The account to sign in with. Default: the person chooses in the browser.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("AccountId")]
    [ValidateNotNullOrEmpty]
    public string? LoginHint { get; set; }

    /// <summary>Shows a code to enter in the browser of any machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DeviceCodeSet)]
    [Alias("DeviceCode")]
    public SwitchParameter UseDeviceCode { get; set; }

    /// <summary>The application (client) ID as user name and its client secret as password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet)]
    [Alias("Credential")]
    [ValidateNotNull]
    public PSCredential? ClientSecretCredential { get; set; }

    /// <summary>A certificate with its private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The thumbprint of a certificate in the personal store of the user or the machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ThumbprintSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>A file with certificate and private key: PFX (PKCS #12) or PEM.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateFileSet)]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>The password of the certificate file.</summary>
    [Parameter(ParameterSetName = CertificateFileSet)]
    [ValidateNotNull]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>Sends the certificate itself along, for apps that trust a subject name and issuer instead of one certificate.</summary>
    [Parameter(ParameterSetName = CertificateSet)]
    [Parameter(ParameterSetName = ThumbprintSet)]
    [Parameter(ParameterSetName = CertificateFileSet)]
    public SwitchParameter SendCertificateChain { get; set; }

    /// <summary>Signs in as the managed identity of the Azure resource that this runs on; -ClientId or -IdentityResourceId names a user-assigned
    /// one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ManagedIdentitySet)]
    [Alias("Identity")]
    public SwitchParameter ManagedIdentity { get; set; }

    /// <summary>The Azure resource id of a user-assigned managed identity, instead of its client ID.</summary>
    [Parameter(ParameterSetName = ManagedIdentitySet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? IdentityResourceId { get; set; }

    /// <summary>
    /// Signs in as an app that trusts the platform which this runs on: GitHub Actions, Azure Pipelines, or any that puts a federated token into a file
    /// (Kubernetes). Tenant, app and token are found in the platform's own variables where they are not given.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = WorkloadIdentitySet)]
    [Alias("Federated")]
    public SwitchParameter WorkloadIdentity { get; set; }

    /// <summary>The file that the platform keeps a current federated token in. By default the one that AZURE_FEDERATED_TOKEN_FILE names.</summary>
    [Parameter(ParameterSetName = WorkloadIdentitySet)]
    [ValidateNotNullOrEmpty]
    public string? FederatedTokenPath { get; set; }

    /// <summary>The id of the service connection of Azure Pipelines. The job must map SYSTEM_ACCESSTOKEN.</summary>
    [Parameter(ParameterSetName = WorkloadIdentitySet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ServiceConnectionId { get; set; }

    /// <summary>Signs in as the account that is signed in to Azure CLI.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AzureCliSet)]
    public SwitchParameter AzureCli { get; set; }

    /// <summary>Signs in as the account that is signed in to Azure PowerShell.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AzurePowerShellSet)]
    public SwitchParameter AzurePowerShell { get; set; }

    /// <summary>Signs in as the app that AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH describe.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VariablesSet)]
    public SwitchParameter EnvironmentVariable { get; set; }

    /// <summary>An access token for Microsoft Graph from elsewhere. It is used until it expires and is not renewed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>
    /// Writes an access token for Microsoft Graph each time that one is needed: as SecureString, or as the object that Get-AzAccessToken writes.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenScriptSet)]
    [ValidateNotNull]
    public ScriptBlock? AccessTokenScript { get; set; }

    /// <summary>The cloud that the tenant is in: Global, USGov, USGovDoD or China.</summary>
    [Parameter]
    [ValidateSet("Global", "USGov", "USGovDoD", "China")]
    public string Environment { get; set; } = "Global";

    /// <summary>The base address of Microsoft Graph where it is not that of the cloud; https, or http on this machine. A version at its end is left
    /// out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNull]
    public Uri? GraphEndpoint { get; set; }

    /// <summary>The base address of the sign-in service where it is not that of the cloud; https, or http on this machine for a client secret. A
    /// tenant at its end is left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNull]
    public Uri? AuthorityHost { get; set; }

    /// <summary>The proxy. By default the one that the system or the environment variables HTTPS_PROXY and NO_PROXY name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>User and password for the proxy. By default those of the signed-in user.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Connects to a tenant that is embedded in this process and behaves as Microsoft Graph does. Without -Path, each connection has a new, empty tenant.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SandboxSet)]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>The file in which the embedded tenant is saved, so that it outlives the process. It is created if it doesn't exist.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>How the embedded tenant behaves: delays, throttling, faults and policies, by name. An unknown name is refused with the list of
    /// names.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ArgumentCompleter(typeof(SandboxSettingCompleter))]
    [ValidateNotNull]
    public IDictionary? SandboxSetting { get; set; }

    /// <summary>The longest time to wait for a change to be visible everywhere. Default: 2 minutes.</summary>
    [Parameter]
    public TimeSpan ReplicationTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A file in which every write of this connection is recorded, as a line of JSON before it is sent and one with the answer: time, method, path, status,
    /// request ID, what was sent, and what was there before, never a secret. It is created if it doesn't exist, else appended to; several processes may share it.
    /// Undo-AppChange takes back what it says.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        // First of all: who can't keep a log should know before anything is sent.
        var log = LogPath is null ? null : FullPath(LogPath);
        _journal = log is null ? null : OpenLog(log);
        var connection = ParameterSetName == SandboxSet ? OpenSandbox() : await OpenTenantAsync(cancellationToken);
        var waits = ParameterSetName is BrowserSet or DeviceCodeSet;
        try
        {
            if (waits)
            {
                Log.Progress(
                    new ActivityProgress(
                        SigningIn,
                        ParameterSetName == BrowserSet
                            ? "Waiting for the sign-in in the browser. Ctrl+C cancels."
                            : "Waiting for the code. Ctrl+C cancels."
                    )
                );
            }

            connection.Info = await new TenantService(new CommandContext(connection, Log)).DescribeAsync(cancellationToken) with
            {
                LogPath = log,
            };
        }
        catch
        {
            connection.Dispose();
            throw;
        }
        finally
        {
            if (waits)
            {
                Log.Progress(new ActivityProgress(SigningIn, "", Completed: true));
            }
        }

        ConnectionStore.Current.Add(connection);
        WriteObject(connection.Info);
    }

    private static JsonLinesJournal OpenLog(string path)
    {
        try
        {
            return new JsonLinesJournal(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ConnectionErrors.LogUnusable(path, e);
        }
    }

    private TenantConnection OpenSandbox()
    {
        var forTenants = Array.Find(
            [nameof(Environment), nameof(GraphEndpoint), nameof(AuthorityHost), nameof(Proxy), nameof(ProxyCredential)],
            IsBound
        );
        if (forTenants is not null)
        {
            throw SandboxErrors.NotForSandbox(forTenants);
        }

        SandboxTenant sandbox;
        SandboxSettings settings;
        var path = Path is null ? null : FullPath(Path);
        try
        {
            settings = SandboxSetting is null ? new SandboxSettings() : SandboxSettings.Parse(SandboxSetting);
            if (TenantId is not null && Guid.TryParse(TenantId, out _))
            {
                settings.TenantId = TenantId;
            }
            else if (TenantId is not null)
            {
                settings.DomainName = TenantId;
            }

            sandbox = SandboxTenant.Open(settings, path);
        }
        catch (ArgumentException e)
        {
            throw SandboxErrors.SandboxSettingInvalid(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw SandboxErrors.SandboxFileUnusable(path ?? "", e);
        }

        return Connector.ToSandbox(
            sandbox.CreateHandler(),
            sandbox,
            Guid.Parse(sandbox.TenantId),
            sandbox.AdminClientId,
            sandbox.AdminClientSecret,
            path,
            Options(settings.Clock)
        );
    }

    private async Task<TenantConnection> OpenTenantAsync(CancellationToken cancellationToken)
    {
        var cloud = CloudEnvironment.Find(Environment).With(GraphEndpoint, AuthorityHost);
        var options = Options(TimeProvider.System);
        using var connector = Connector.Over(cloud, options, Proxy, ProxyCredential?.GetNetworkCredential());
        return ParameterSetName switch
        {
            DeviceCodeSet => connector.WithDeviceCode(TenantId, ClientId, Scopes ?? LeastScopes.All, (message, _) => Log.Warning(message)),
            SecretSet => connector.WithSecret(TenantId!, ClientSecretCredential!.UserName, ClientSecretCredential.Password),
            CertificateSet => connector.WithCertificate(TenantId!, ClientId!, Certificate!, SendCertificateChain),
            ThumbprintSet => connector.WithCertificate(
                TenantId!,
                ClientId!,
                SignInCertificate.FromStore(CertificateThumbprint!, options.Clock),
                SendCertificateChain
            ),
            CertificateFileSet => connector.WithCertificate(
                TenantId!,
                ClientId!,
                SignInCertificate.FromFile(FullPath(CertificatePath!), CertificatePassword, options.Clock),
                SendCertificateChain
            ),
            ManagedIdentitySet => connector.WithManagedIdentity(
                await connector.FindTenantAsync(TenantId, cancellationToken),
                ClientId,
                IdentityResourceId
            ),
            WorkloadIdentitySet => connector.WithWorkloadIdentity(
                SignIn.WorkloadIdentity.Find(
                    TenantId,
                    ClientId,
                    FederatedTokenPath is null ? null : FullPath(FederatedTokenPath),
                    ServiceConnectionId,
                    System.Environment.GetEnvironmentVariable
                )
            ),
            AzureCliSet => connector.WithAzureCli(await connector.FindTenantAsync(TenantId, cancellationToken)),
            AzurePowerShellSet => connector.WithAzurePowerShell(await connector.FindTenantAsync(TenantId, cancellationToken)),
            VariablesSet => connector.WithEnvironment(await connector.FindTenantAsync(TenantId, cancellationToken)),
            TokenSet => await connector.WithTokenAsync(TenantId, AccessToken!, cancellationToken),
            TokenScriptSet => connector.WithTokens(
                await connector.FindTenantAsync(TenantId, cancellationToken),
                new ScriptTokens(AccessTokenScript!).FetchAsync
            ),
            _ => connector.WithBrowser(TenantId, ClientId, Scopes ?? LeastScopes.All, LoginHint),
        };
    }

    private string FullPath(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    private GraphClientOptions Options(TimeProvider clock) =>
        new()
        {
            Clock = clock,
            ReplicationTimeout = ReplicationTimeout,
            Journal = _journal,
        };
}
