using System.Management.Automation;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>
/// How a person names a connected tenant: by its id, default domain or name, or by the object that Connect-AppTenant and Get-AppTenant write. PowerShell makes
/// one from each of these by itself. The object also works in another runspace of the process, as long as its connection is open.
/// </summary>
public sealed class AppTenantReference
{
    private readonly AppTenant? _tenant;

    /// <summary>A tenant's id, default domain or name.</summary>
    public AppTenantReference(string tenant)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tenant);
        Name = tenant.Trim();
    }

    /// <summary>A tenant's id.</summary>
    public AppTenantReference(Guid tenantId) => Name = tenantId.ToString();

    /// <summary>What Connect-AppTenant and Get-AppTenant write.</summary>
    public AppTenantReference(AppTenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        _tenant = tenant;
        Name = tenant.TenantId.ToString();
    }

    /// <summary>An object that knows its tenant, by its property TenantId: of another module, of a job, or a row of a CSV file.</summary>
    public AppTenantReference(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Name = item.BaseObject is ValueType ? item.BaseObject.ToString()! : item.Properties["TenantId"]?.Value?.ToString()?.Trim() ?? "";
        if (Name.Length == 0)
        {
            throw new PSInvalidCastException("The object has no property TenantId.");
        }
    }

    /// <summary>The id, domain or name.</summary>
    internal string Name { get; }

    /// <summary>The connection that is meant.</summary>
    /// <exception cref="AppException">NotConnected, TenantAmbiguous.</exception>
    internal TenantConnection Find(ConnectionStore.Connections connections)
    {
        if (_tenant?.Connection is { IsClosed: false } live)
        {
            return live;
        }
        // The tenant may have been connected to again since the object was written.
        return connections.Find(Name)
            ?? throw (
                _tenant is null
                    ? ConnectionErrors.NotConnectedTo(Name, connections.All.Select(item => item.Info))
                    : ConnectionErrors.TenantDisconnected(_tenant)
            );
    }

    /// <summary>What the person gave.</summary>
    public override string ToString() => _tenant?.ToString() ?? Name;
}
