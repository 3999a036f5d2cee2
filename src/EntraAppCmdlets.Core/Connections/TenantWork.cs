using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Connections;

/// <summary>What one running command works with: its connection, and a Graph client that speaks through the command's streams.</summary>
internal sealed class TenantWork(TenantConnection connection, IActivityLog log, GraphClient? graph = null)
{
    public TenantConnection Connection { get; } = connection;

    public IActivityLog Log { get; } = log;

    public GraphClient Graph { get; } = graph ?? new(connection.Pipeline, log);

    public Guid TenantId => Connection.TenantId;

    public TimeProvider Clock => Connection.Clock;

    public RecentChanges Recent => Connection.Recent;

    /// <summary>Runs operations side by side that share their round trips; ends when all have ended.</summary>
    public Task TogetherAsync(params IReadOnlyList<Func<TenantWork, Task>> operations) => GraphGathering.RunAsync(Graph,
        [.. operations.Select(operation => (Func<GraphClient, Task>)(shared => operation(new TenantWork(Connection, Log, shared))))]);
}
