using System.Management.Automation;

namespace EntraAppCmdlets;

/// <summary>Gets the sign-in endpoints of the tenant: authority, authorization and token endpoint, issuer, metadata, keys.</summary>
/// <remarks><para>They follow from the tenant and its cloud; nothing is sent.</para></remarks>
/// <example>
/// <code>Get-AppEndpoint | Format-List</code>
/// <para>Shows the endpoints of the connected tenant.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppEndpoint")]
[OutputType(typeof(AppEndpoint))]
public sealed class GetAppEndpointCommand : ConnectedCmdlet
{
    /// <summary>The app whose id is shown beside the endpoints: an object of an earlier step, or an application (client) ID.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId", "ClientId", "ApplicationId")]
    [ValidateNotNull]
    public AppReference? App { get; set; }

    /// <summary>The version of the endpoints. Default: v2.0.</summary>
    [Parameter]
    [ValidateSet("v1.0", "v2.0")]
    public string Version { get; set; } = "v2.0";

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (App?.Registration is { } app && app.TenantId != Connection.TenantId)
            throw AppErrors.AppOfOtherTenant(app, Connection.TenantId);
        WriteObject(AppEndpoint.Of(Connection.Cloud.Authority, Connection.Cloud.GraphEndpoint, Connection.TenantId, App?.AppId, Version == "v1.0"));
        return Task.CompletedTask;
    }
}
