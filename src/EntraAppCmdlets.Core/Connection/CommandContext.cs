using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Connection;

/// <summary>What one running command works with: its connection, and a Graph client that speaks through the command's streams.</summary>
internal sealed class CommandContext(TenantConnection connection, IActivityLog log, GraphClient? graph = null)
{
    public TenantConnection Connection { get; } = connection;

    public IActivityLog Log { get; } = log;

    public GraphClient Graph { get; } = graph ?? new(connection.Pipeline, log);

    public Guid TenantId => Connection.TenantId;

    public TimeProvider Clock => Connection.Clock;

    public LocalWriteOverlay Recent => Connection.Recent;

    /// <summary>Runs operations side by side that share their round trips; ends when all have ended.</summary>
    public Task TogetherAsync(params IReadOnlyList<Func<CommandContext, Task>> operations) => BatchCoalescer.RunAsync(Graph,
        [.. operations.Select(operation => (Func<GraphClient, Task>)(shared => operation(new CommandContext(Connection, Log, shared))))]);
}
