using System.Management.Automation;
using EntraAppCmdlets.Registrations;

namespace EntraAppCmdlets;

/// <summary>Gets the sign-in endpoints of the tenant: authority, authorization and token endpoint, issuer, metadata, keys.</summary>
/// <remarks>
/// <para>They follow from the tenant and its cloud; nothing is sent, except to find an app by its name. The authority is the address without a suffix, which some
/// vendors ask for.</para>
/// </remarks>
/// <example>
/// <code>(Get-AppEndpoint).Authority</code>
/// <para>Gives the address that Sekoia.io asks for: the authorization endpoint without its suffix.</para>
/// </example>
/// <example>
/// <code>Get-AppEndpoint | Format-List</code>
/// <para>Shows the endpoints of the connected tenant.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppEndpoint")]
[OutputType(typeof(AppEndpoint))]
[GraphPermission(When = "where an app is given by its name", Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
public sealed class GetAppEndpointCommand : ConnectedCmdlet
{
    /// <summary>The app whose id is shown beside the endpoints: an object of an earlier step, an application (client) ID, or a display name.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId", "ClientId", "ApplicationId")]
    [ArgumentCompleter(typeof(AppCompleter))]
    [ValidateNotNull]
    public AppReference? App { get; set; }

    /// <summary>The version of the endpoints. Default: v2.0.</summary>
    [Parameter]
    [ValidateSet("v1.0", "v2.0")]
    public string Version { get; set; } = "v2.0";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        WorkFor(App);
        Guid? appId = App is null ? null : await new RegistrationService(Work()).AppIdAsync(App, cancellationToken);
        WriteObject(AppEndpoint.Of(Connection.Cloud.Authority, Connection.Cloud.GraphEndpoint, Connection.TenantId.ToString(), appId, Version == "v1.0"));
    }
}
