using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Connections;

/// <summary>What one running command works with: its connection, and a Graph client that speaks through the command's streams.</summary>
internal sealed class TenantWork(TenantConnection connection, IActivityLog log)
{
    public TenantConnection Connection { get; } = connection;

    public IActivityLog Log { get; } = log;

    public GraphClient Graph { get; } = new(connection.Pipeline, log);

    public Guid TenantId => Connection.TenantId;

    public TimeProvider Clock => Connection.Clock;

    public RecentChanges Recent => Connection.Recent;
}
