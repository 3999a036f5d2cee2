namespace EntraAppCmdlets.Graph;

/// <summary>
/// Several operations that run side by side and share their round trips: the requests that they wait for at the same time go out as one
/// batch. Each of them sends, waits and repeats as it would alone, and knows nothing of the others.
/// </summary>
internal sealed class BatchCoalescer
{
    private readonly object _gate = new();
    private readonly List<Wait> _waiting = [];
    private readonly GraphClient _graph;
    private readonly Func<IReadOnlyList<Wait>, CancellationToken, Task<IReadOnlyList<GraphResponse>>> _send;
    private readonly bool _sharesSequences;
    private int _running;

    private BatchCoalescer(
        GraphClient graph,
        int operations,
        Func<IReadOnlyList<Wait>, CancellationToken, Task<IReadOnlyList<GraphResponse>>> send,
        bool sharesSequences = false
    )
    {
        _graph = graph;
        _running = operations;
        _send = send;
        _sharesSequences = sharesSequences;
    }

    /// <summary>Runs operations side by side, to the end of all of them.</summary>
    /// <param name="graph">What sends their requests.</param>
    /// <param name="operations">Each gets a client to send its requests with.</param>
    /// <exception cref="Exception">The first error, in the order of the operations, once all have ended.</exception>
    public static Task RunAsync(GraphClient graph, params Func<GraphClient, Task>[] operations) =>
        new BatchCoalescer(graph, operations.Length, (waits, cancel) => graph.BatchAsync(All(waits), cancel)).RunAsync(operations);

    /// <inheritdoc cref="RunAsync(GraphClient, Func{GraphClient, Task}[])"/>
    /// <param name="graph">What sends their requests.</param>
    /// <param name="reads">Answers reads of the same kind together.</param>
    /// <param name="operations">Each gets a client to send its requests with.</param>
    public static Task RunAsync(GraphClient graph, SharedReads reads, params Func<GraphClient, Task>[] operations) =>
        new BatchCoalescer(
            graph,
            operations.Length,
            (waits, cancel) => reads.SendAsync(All(waits), all => graph.BatchAsync(all, cancel))
        ).RunAsync(operations);

    /// <summary>Runs operations side by side that change different things: their writes share round trips too, each operation's in their own order.</summary>
    /// <inheritdoc cref="RunAsync(GraphClient, Func{GraphClient, Task}[])"/>
    public static Task RunChangesAsync(GraphClient graph, params Func<GraphClient, Task>[] operations) =>
        new BatchCoalescer(
            graph,
            operations.Length,
            (waits, cancel) => SendChangesAsync(graph, waits, cancel),
            sharesSequences: true
        ).RunAsync(operations);

    /// <summary>Answers the requests of one operation, once all others wait for theirs too or have ended.</summary>
    public Task<IReadOnlyList<GraphResponse>> SendAsync(GraphSteps steps, CancellationToken cancellationToken)
    {
        if (steps.Sequential && !_sharesSequences)
        {
            return _graph.BatchAsync(steps.Requests, cancellationToken, sequential: true);
        }

        var wait = new Wait(steps, cancellationToken);
        List<Wait> ready;
        lock (_gate)
        {
            _waiting.Add(wait);
            ready = TakeReady();
        }

        Flush(ready);
        return wait.Answers.Task;
    }

    /// <summary>Has the others not wait for an operation, which waits itself for something that is no request.</summary>
    public BatchPause Pause()
    {
        List<Wait> ready;
        lock (_gate)
        {
            _running--;
            ready = TakeReady();
        }

        Flush(ready);
        return new BatchPause(() =>
        {
            lock (_gate)
            {
                _running++;
            }
        });
    }

    private static IReadOnlyList<GraphRequest> All(IReadOnlyList<Wait> waits) => [.. waits.SelectMany(wait => wait.Steps.Requests)];

    /// <summary>Sends what operations wait for: the same read once, everything else operation by operation.</summary>
    private static async Task<IReadOnlyList<GraphResponse>> SendChangesAsync(
        GraphClient graph,
        IReadOnlyList<Wait> waits,
        CancellationToken cancellationToken
    )
    {
        var reads = waits.Where(wait => wait.Steps.AreReads).ToList();
        var others = waits.Where(wait => !wait.Steps.AreReads).ToList();
        var read = SharedReads.SendOnceAsync(All(reads), all => graph.BatchAsync(all, cancellationToken));
        var sent = graph.BatchAsync([.. others.Select(wait => wait.Steps)], cancellationToken);
        await Task.WhenAll(read, sent).ConfigureAwait(false);
        var (fromReads, fromOthers) = (
            new Queue<GraphResponse>(await read.ConfigureAwait(false)),
            new Queue<GraphResponse>(await sent.ConfigureAwait(false))
        );
        return
        [
            .. waits.SelectMany(wait => wait.Steps.Requests.Select(_ => (wait.Steps.AreReads ? fromReads : fromOthers).Dequeue()).ToList()),
        ];
    }

    private async Task RunAsync(Func<GraphClient, Task>[] operations)
    {
        var client = _graph.Through(this);
        await Task.WhenAll(operations.Select(operation => RunOneAsync(client, operation)).ToList()).ConfigureAwait(false);
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
            var answers = await _send(ready, ready[0].CancellationToken).ConfigureAwait(false);
            var next = 0;
            foreach (var wait in ready)
            {
                wait.Answers.SetResult([.. answers.Skip(next).Take(wait.Steps.Requests.Count)]);
                next += wait.Steps.Requests.Count;
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

    private sealed record Wait(GraphSteps Steps, CancellationToken CancellationToken)
    {
        // Goes on where it is answered, as an operation alone does: none of them holds the gate then.
        public TaskCompletionSource<IReadOnlyList<GraphResponse>> Answers { get; } = new();
    }
}

/// <summary>A time in which nobody waits for an operation.</summary>
/// <param name="ended">Has the others wait for it again.</param>
internal sealed class BatchPause(Action ended)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the pause; canceled if the operation is to end.</summary>
    public Task Task => _ended.Task;

    /// <summary>Ends it: the others wait for the operation again from now on, even if it takes a moment to go on.</summary>
    public void End()
    {
        ended();
        _ended.SetResult();
    }

    /// <summary>Ends it for an operation that is to go on no more.</summary>
    public void Cancel()
    {
        ended();
        _ended.SetCanceled();
    }
}
