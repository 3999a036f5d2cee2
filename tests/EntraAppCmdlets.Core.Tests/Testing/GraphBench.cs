using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Testing;

/// <summary>A Graph client on a scripted transport and a virtual clock.</summary>
internal sealed class GraphBench : IDisposable
{
    private readonly GraphPipeline _pipeline;

    public GraphBench(
        Func<GraphClientOptions, GraphClientOptions>? options = null,
        HttpMessageHandler? transport = null,
        IWriteJournal? journal = null
    )
    {
        var settings = new GraphClientOptions { Clock = Clock, Jitter = new Random(1) };
        _pipeline = new GraphPipeline(transport ?? Transport, Endpoint, Tokens, options?.Invoke(settings) ?? settings);
        Client = new GraphClient(_pipeline, Log) { Journal = journal };
    }

    public static Uri Endpoint { get; } = new("https://graph.microsoft.com");

    public VirtualClock Clock { get; } = new() { Settle = TimeSpan.Zero };

    public ScriptedTransport Transport { get; } = new();

    public FixedTokens Tokens { get; } = new();

    public ActivityRecorder Log { get; } = new();

    public GraphClient Client { get; }

    /// <summary>The time that has passed on the clock.</summary>
    public TimeSpan Passed => Clock.GetUtcNow() - new VirtualClock().GetUtcNow();

    public Task<T> RunAsync<T>(Func<GraphClient, Task<T>> work) => Clock.RunAsync(() => work(Client));

    /// <summary>Runs work that must fail.</summary>
    public async Task<GraphException> FailAsync(Func<GraphClient, Task> work) =>
        await Assert.ThrowsAsync<GraphException>(() => Clock.RunAsync(() => work(Client)));

    public void Dispose() => _pipeline.Dispose();
}
