using System.Management.Automation;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>Ends connections and forgets their tokens.</summary>
/// <remarks>
/// <para>A tenant that isn't connected is an error; so is a name that several connected tenants have. Without -Tenant, it isn't an error if
/// nothing is connected.</para>
/// </remarks>
/// <example>
/// <code>Disconnect-AppTenant</code>
/// <para>Disconnects from all tenants of this session, also from several with the same name, such as sandboxes of earlier runs.</para>
/// </example>
/// <example>
/// <code>Get-AppTenant contoso.onmicrosoft.com | Disconnect-AppTenant</code>
/// <para>Ends the connection to one tenant.</para>
/// </example>
[Cmdlet(VerbsCommunications.Disconnect, "AppTenant")]
[OutputType(typeof(void))]
public sealed class DisconnectAppTenantCommand : ModuleCmdlet
{
    /// <summary>The tenant to disconnect from: its id, default domain or name, or the object that Connect-AppTenant and Get-AppTenant write.
    /// Without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(ConnectedTenantCompleter))]
    [ValidateNotNull]
    public AppTenantReference? Tenant { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var connections = ConnectionStore.Current;
        IReadOnlyList<TenantConnection> closed;
        if (Tenant is null)
        {
            closed = connections.Clear();
        }
        else
        {
            try
            {
                closed = [Tenant.Find(connections)];
            }
            catch (AppException e)
            {
                WriteError(ErrorRecords.From(e, Tenant.ToString())!);
                return;
            }

            connections.Remove(closed[0]);
        }

        foreach (var connection in closed)
        {
            WriteVerbose($"Disconnected from {connection.Info}.");
        }

        if (closed.Count == 0)
        {
            WriteVerbose("There was no connection to end.");
        }
    }
}
