using System.Management.Automation;

namespace EntraAppCmdlets;

/// <summary>Ends connections and forgets their tokens.</summary>
/// <example>
/// <code>Disconnect-AppTenant</code>
/// <para>Ends every connection of this runspace.</para>
/// </example>
[Cmdlet(VerbsCommunications.Disconnect, "AppTenant")]
[OutputType(typeof(void))]
public sealed class DisconnectAppTenantCommand : ModuleCmdlet
{
    /// <summary>The tenant to disconnect from, by its id, default domain or name. Without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(ConnectedTenantCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var closed = ConnectionStore.Current.Remove(Tenant);
        foreach (var connection in closed)
            WriteVerbose($"Disconnected from {connection.Info}.");
        if (closed.Count == 0)
            WriteVerbose("There was no connection to end.");
    }
}
