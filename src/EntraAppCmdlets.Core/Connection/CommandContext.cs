using System.Collections.Concurrent;
using System.Diagnostics;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Connection;

/// <summary>
/// What one running command works with in one tenant: its connection, a Graph client that speaks through the command's streams, and what it has read that other inputs need
/// too. Made once per command; services hold nothing themselves and are made where they are needed.
/// </summary>
internal sealed class CommandContext(TenantConnection connection, IActivityLog log, GraphClient? graph = null)
{
    /// <summary>So long after it was made, an app is taken to be as this connection has left it: nobody else knows it yet.</summary>
    private static readonly TimeSpan StillAlone = TimeSpan.FromSeconds(10);

    public TenantConnection Connection { get; } = connection;

    public IActivityLog Log { get; } = log;

    public GraphClient Graph { get; } = graph ?? new(connection.Pipeline, log);

    public Guid TenantId => Connection.TenantId;

    public TimeProvider Clock => Connection.Clock;

    public LocalWriteOverlay Recent => Connection.Recent;

    /// <summary>The APIs that the command has read with their permissions, by application (client) ID.</summary>
    public ConcurrentDictionary<Guid, ServicePrincipalResource> Apis { get; private init; } = [];

    /// <summary>Since when the command runs, in ticks of <see cref="Stopwatch"/>; null to read everything anew.</summary>
    public long? Since { get; init; }

    /// <summary>
    /// Whether the object at hand tells the state of its application: it was read since the command began, by itself or by a step before it in the same pipeline, and so
    /// short a time ago that what this connection has written to it meanwhile is known.
    /// </summary>
    public bool IsFresh(AppRegistration app) =>
        Since is { } since
        && app.ReadAt is { } read
        && read >= since
        && Stopwatch.GetElapsedTime(read) < Connection.Pipeline.Options.ReplicationTimeout;

    /// <summary>
    /// Whether the object at hand, corrected by what this connection has written, tells all of its app: the connection made it a moment ago, in an earlier step of the
    /// chain as a rule. Then the next step plans without reading it.
    /// </summary>
    public bool Knows(AppRegistration app) =>
        app is { Id: not null, IsPlanned: false, ReadAt: { } read }
        && Stopwatch.GetElapsedTime(read) < StillAlone
        && Recent.KnowsAll(app.AppId);

    /// <summary>A read of an app that may be answered together with those of others; not of one just written here, because lists show it later than its own address.</summary>
    public GraphRequest AmongOthers(Guid appId, GraphRequest request) => Recent.Touched(appId) ? request with { Lookup = null } : request;

    /// <summary>Reads something of an app: waits while this connection has just written to the app and a 404 may mean "not yet".</summary>
    /// <param name="app">The app.</param>
    /// <param name="read">The read; sent again as a whole.</param>
    /// <param name="cancellationToken">Ends it, also during a wait.</param>
    /// <param name="what">What is read, in words that follow "could not"; null for the app itself.</param>
    public Task<T> ReadAsync<T>(
        AppRegistration app,
        Func<CancellationToken, Task<T>> read,
        CancellationToken cancellationToken,
        string? what = null
    ) =>
        Graph.UntilVisibleAsync(
            what ?? $"read '{app.DisplayName}'",
            read,
            error => ReplicationErrors.Read(error) && Recent.Touched(app.AppId) && !Recent.DeletedHere(app.AppId),
            cancellationToken
        );

    /// <summary>Reads several things of an app in one round trip; each of them must be there.</summary>
    /// <inheritdoc cref="ReadAsync{T}(AppRegistration, Func{CancellationToken, Task{T}}, CancellationToken, string)"/>
    public Task<IReadOnlyList<GraphResponse>> ReadAsync(
        AppRegistration app,
        IReadOnlyList<GraphRequest> requests,
        CancellationToken cancellationToken,
        string? what = null
    ) =>
        ReadAsync(
            app,
            async cancel =>
            {
                var all = await Graph.BatchAsync(requests, cancel).ConfigureAwait(false);
                return all.FirstOrDefault(answer => !answer.IsSuccess) is { } failed ? throw failed.ToException() : all;
            },
            cancellationToken,
            what
        );

    /// <summary>Runs operations side by side that share their round trips; ends when all have ended.</summary>
    public Task TogetherAsync(params IReadOnlyList<Func<CommandContext, Task>> operations) =>
        BatchCoalescer.RunAsync(Graph, Sides(operations));

    /// <summary>Runs the same reads for many inputs side by side, with as few requests as there are kinds of reads.</summary>
    public Task TogetherAsync(SharedReads reads, IReadOnlyList<Func<CommandContext, Task>> operations) =>
        BatchCoalescer.RunAsync(Graph, reads, Sides(operations));

    /// <summary>Runs the changes of many inputs side by side: what they read and write at the same time shares its round trips.</summary>
    public Task ChangeTogetherAsync(IReadOnlyList<Func<CommandContext, Task>> operations) =>
        BatchCoalescer.RunChangesAsync(Graph, Sides(operations));

    private Func<GraphClient, Task>[] Sides(IReadOnlyList<Func<CommandContext, Task>> operations) =>
        [
            .. operations.Select(operation =>
                (Func<GraphClient, Task>)(shared => operation(new CommandContext(Connection, Log, shared) { Since = Since, Apis = Apis }))
            ),
        ];
}
