using System.Collections;
using System.Management.Automation;
using System.Security;
using EntraAppCmdlets.Connections;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Connects the session to a tenant, or to a sandbox that behaves like one.</summary>
/// <remarks>
/// <para>The connection is the default of the cmdlets that follow in the same runspace. Connecting to another tenant adds a connection; the
/// parameter -Tenant of the other cmdlets chooses between them. The tenant is asked for its name once, so that a sign-in that can't work fails here.</para>
/// <para>With -Sandbox no tenant and no account is needed: the tenant lives in this process, and in a file if -Path is given.</para>
/// </remarks>
/// <example>
/// <code>Connect-AppTenant -Sandbox</code>
/// <para>Connects to an embedded tenant in memory, for trying things out.</para>
/// </example>
/// <example>
/// <code>Connect-AppTenant -TenantId contoso.onmicrosoft.com -ClientSecretCredential (Get-Credential)</code>
/// <para>Signs in as an application. The user name of the credential is the application (client) ID, its password the client secret.</para>
/// </example>
[Cmdlet(VerbsCommunications.Connect, "AppTenant", DefaultParameterSetName = SandboxSet)]
[OutputType(typeof(AppTenant))]
public sealed class ConnectAppTenantCommand : AsyncCmdlet
{
    private const string SandboxSet = "Sandbox";
    private const string SecretSet = "ClientSecret";
    private const string TokenSet = "AccessToken";

    /// <summary>The tenant: its id, or one of its verified domains.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SecretSet)]
    [Parameter(Position = 0, ParameterSetName = TokenSet)]
    [Alias("Tenant", "Domain")]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The application (client) ID as user name and its client secret as password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet)]
    [Alias("Credential")]
    [ValidateNotNull]
    public PSCredential? ClientSecretCredential { get; set; }

    /// <summary>An access token for Microsoft Graph, gotten elsewhere. It is used until it ends and is not renewed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>The cloud that the tenant is in: Global, USGov, USGovDoD or China.</summary>
    [Parameter(ParameterSetName = SecretSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [ValidateSet("Global", "USGov", "USGovDoD", "China")]
    public string Environment { get; set; } = "Global";

    /// <summary>Connects to a tenant that is embedded in this process and behaves as Microsoft Graph does.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SandboxSet)]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>The file that keeps the embedded tenant, so that it outlives the process. Made if it is not there.</summary>
    [Parameter(Position = 0, ParameterSetName = SandboxSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>How the embedded tenant behaves: delays, throttling, faults and policies, by name. An unknown name is refused with the list of names.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateNotNull]
    public IDictionary? SandboxSetting { get; set; }

    /// <summary>The longest time to wait for what was just made to be seen everywhere. Default: 2 minutes.</summary>
    [Parameter]
    public TimeSpan ReplicationTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var connection = ParameterSetName == SandboxSet ? OpenSandbox() : OpenTenant();
        try
        {
            connection.Info = await new TenantService(new TenantWork(connection, Log)).DescribeAsync(cancellationToken);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        ConnectionStore.Current.Add(connection);
        WriteObject(connection.Info);
    }

    private TenantConnection OpenSandbox()
    {
        SandboxTenant sandbox;
        SandboxSettings settings;
        var path = Path is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        try
        {
            settings = SandboxSetting is null ? new SandboxSettings() : SandboxSettings.Parse(SandboxSetting);
            sandbox = SandboxTenant.Open(settings, path);
        }
        catch (ArgumentException e)
        {
            throw AppErrors.SandboxSettingInvalid(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw AppErrors.SandboxFileUnusable(path ?? "", e);
        }

        return Connector.ToSandbox(sandbox.CreateHandler(), sandbox, Guid.Parse(sandbox.TenantId), sandbox.AdminClientId, sandbox.AdminClientSecret, path, Options(settings.Clock));
    }

    private TenantConnection OpenTenant()
    {
        var cloud = CloudEnvironment.Find(Environment);
        return ParameterSetName == TokenSet
            ? Connector.WithToken(cloud, TenantId, AccessToken!, Options(TimeProvider.System))
            : Connector.WithSecret(cloud, TenantId!, ClientSecretCredential!.UserName, ClientSecretCredential.Password, Options(TimeProvider.System));
    }

    private GraphClientOptions Options(TimeProvider clock) => new() { Clock = clock, ReplicationTimeout = ReplicationTimeout };
}
