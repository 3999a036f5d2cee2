using System.Management.Automation;

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
    /// <summary>Only the connection to this tenant, by its id, default domain or name.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(ConnectedTenantCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var all = ConnectionStore.Current.All.Reverse().ToList();
        if (Tenant is not null)
            all = ConnectionStore.Current.Find(Tenant) is { } one ? [one] : [];
        if (all.Count == 0)
        {
            var error = Tenant is null ? AppErrors.NotConnected() : AppErrors.NotConnectedTo(Tenant, ConnectionStore.Current.All.Select(item => item.Info));
            WriteError(ErrorRecords.From(error, Tenant)!);
        }

        foreach (var connection in all)
            WriteObject(connection.Info);
    }
}
