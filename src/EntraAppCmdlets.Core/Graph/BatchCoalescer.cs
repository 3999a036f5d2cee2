namespace EntraAppCmdlets.Graph;

/// <summary>
/// Several operations that run side by side and share their round trips: the requests that they wait for at the same time go out as one
/// batch. Each of them sends, waits and repeats as it would alone, and knows nothing of the others.
/// </summary>
internal sealed class BatchCoalescer
{
    private readonly object _gate = new();
    private readonly List<Wait> _waiting = [];
    private readonly Func<IReadOnlyList<GraphRequest>, CancellationToken, Task<IReadOnlyList<GraphResponse>>> _send;
    private int _running;

    private BatchCoalescer(Func<IReadOnlyList<GraphRequest>, CancellationToken, Task<IReadOnlyList<GraphResponse>>> send, int operations)
    {
        _send = send;
        _running = operations;
    }

    /// <summary>Runs operations side by side, to the end of all of them.</summary>
    /// <param name="graph">What sends their requests.</param>
    /// <param name="operations">Each gets a client to send its requests with.</param>
    /// <exception cref="Exception">The first error, in the order of the operations, once all have ended.</exception>
    public static Task RunAsync(GraphClient graph, params Func<GraphClient, Task>[] operations) => RunAsync(graph, null, operations);

    /// <inheritdoc cref="RunAsync(GraphClient, Func{GraphClient, Task}[])"/>
    /// <param name="graph">What sends their requests.</param>
    /// <param name="reads">Answers reads of the same kind together; null to send each one.</param>
    /// <param name="operations">Each gets a client to send its requests with.</param>
    public static async Task RunAsync(GraphClient graph, SharedReads? reads, params Func<GraphClient, Task>[] operations)
    {
        var gathering = new BatchCoalescer(
            (requests, cancel) =>
                reads is null ? graph.BatchAsync(requests, cancel) : reads.SendAsync(requests, all => graph.BatchAsync(all, cancel)),
            operations.Length
        );
        var client = graph.Through(gathering);
        var running = operations.Select(operation => gathering.RunOneAsync(client, operation)).ToList();
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    /// <summary>Answers the requests of one operation, once all others wait for theirs too or have ended.</summary>
    public Task<IReadOnlyList<GraphResponse>> SendAsync(IReadOnlyList<GraphRequest> requests, CancellationToken cancellationToken)
    {
        var wait = new Wait(requests, cancellationToken);
        List<Wait> ready;
        lock (_gate)
        {
            _waiting.Add(wait);
            ready = TakeReady();
        }

        Flush(ready);
        return wait.Answers.Task;
    }

    private async Task RunOneAsync(GraphClient client, Func<GraphClient, Task> operation)
    {
        try
        {
            await operation(client).ConfigureAwait(false);
        }
        finally
        {
            List<Wait> ready;
            lock (_gate)
            {
                _running--;
                ready = TakeReady();
            }

            Flush(ready);
        }
    }

    private List<Wait> TakeReady()
    {
        if (_waiting.Count == 0 || _waiting.Count < _running)
        {
            return [];
        }

        List<Wait> ready = [.. _waiting];
        _waiting.Clear();
        return ready;
    }

    private void Flush(List<Wait> ready)
    {
        if (ready.Count > 0)
        {
            _ = FlushAsync(ready);
        }
    }

    /// <summary>Never fails itself: what went wrong is the answer of those who wait.</summary>
    private async Task FlushAsync(List<Wait> ready)
    {
        try
        {
            // The operations of one command end together, so that one's token is everybody's.
            var answers = await _send([.. ready.SelectMany(wait => wait.Requests)], ready[0].CancellationToken).ConfigureAwait(false);
            var next = 0;
            foreach (var wait in ready)
            {
                wait.Answers.SetResult([.. answers.Skip(next).Take(wait.Requests.Count)]);
                next += wait.Requests.Count;
            }
        }
        catch (OperationCanceledException e)
        {
            foreach (var wait in ready)
            {
                wait.Answers.TrySetCanceled(e.CancellationToken);
            }
        }
        catch (Exception e)
        {
            foreach (var wait in ready)
            {
                wait.Answers.TrySetException(e);
            }
        }
    }

    private sealed record Wait(IReadOnlyList<GraphRequest> Requests, CancellationToken CancellationToken)
    {
        // Goes on where it is answered, as an operation alone does: none of them holds the gate then.
        public TaskCompletionSource<IReadOnlyList<GraphResponse>> Answers { get; } = new();
    }
}
