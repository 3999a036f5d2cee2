using System.Management.Automation;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>Shows the tenants that this runspace is connected to, the default one first.</summary>
/// <example>
/// <code>Get-AppTenant</code>
/// <para>Shows who is connected to which tenant, and with which permissions.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppTenant")]
[OutputType(typeof(AppTenant))]
public sealed class GetAppTenantCommand : ModuleCmdlet
{
    /// <summary>Only the connection to this tenant: its id, default domain or name, or the object that Connect-AppTenant wrote.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(ConnectedTenantCompleter))]
    [ValidateNotNull]
    public AppTenantReference? Tenant { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var all = Tenant is null ? [.. ConnectionStore.Current.All.Reverse()] : new[] { Tenant.Find(ConnectionStore.Current) };
            if (all.Length == 0)
            {
                throw ConnectionErrors.NotConnected();
            }

            foreach (var connection in all)
            {
                WriteObject(connection.Info);
            }
        }
        catch (AppException e)
        {
            WriteError(ErrorRecords.From(e, Tenant?.ToString())!);
        }
    }
}
