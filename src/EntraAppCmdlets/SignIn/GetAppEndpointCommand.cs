using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;

namespace EntraAppCmdlets;

/// <summary>Gets the sign-in endpoints of the tenant: authority, authorization and token endpoint, issuer, metadata, keys.</summary>
/// <remarks>
/// <para>They follow from the tenant and its cloud; nothing is sent, except to read an app. The authority is the address without a suffix, which some
/// vendors ask for.</para>
/// <para>For a multitenant app they are those at which users of any tenant sign in (organizations, common or consumers), and the issuer has {tenantid} for the
/// tenant of whoever signs in. Without -App they are those of the connected tenant, which an app that signs in without a user needs.</para>
/// </remarks>
/// <example>
/// <code>(Get-AppEndpoint).Authority</code>
/// <para>Gives the address that Sekoia.io asks for: the authorization endpoint without its suffix.</para>
/// </example>
/// <example>
/// <code>Get-AppEndpoint | Format-List</code>
/// <para>Shows the endpoints of the connected tenant.</para>
/// </example>
/// <seealso cref="GetAppAuthorizationUrlCommand"/>
/// <seealso cref="ExportVendorAppSettingCommand"/>
[Cmdlet(VerbsCommon.Get, "AppEndpoint")]
[OutputType(typeof(AppEndpoint))]
[GraphPermission(
    When = "where an app is given by its name or ID",
    Application = ["Application.Read.All"],
    Delegated = ["Application.Read.All"]
)]
public sealed class GetAppEndpointCommand : ConnectedCmdlet
{
    /// <summary>The app that signs in: an object of an earlier step, an application (client) ID, or a display name.</summary>
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
        var registration = App is null ? null : App.Registration ?? await new AppReader(Work()).GetAsync(App, cancellationToken);
        WriteObject(AppEndpoint.Of(Connection.Cloud, Connection.TenantId, registration, Version == "v1.0"));
    }
}
