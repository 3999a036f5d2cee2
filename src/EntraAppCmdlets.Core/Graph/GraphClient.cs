using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Graph;

/// <summary>Microsoft Graph as a running command sees it. Light: one per command, over the connection's pipeline.</summary>
internal sealed class GraphClient(GraphPipeline pipeline, IActivityLog log)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan SlowestLook = TimeSpan.FromSeconds(4);

    /// <summary>Where every write is written down, or null.</summary>
    public IWriteJournal? Journal { get; init; } = pipeline.Options.Journal;

    /// <summary>The operations that this client shares its round trips with, or null.</summary>
    private BatchCoalescer? Gathering { get; init; }

    /// <summary>The same client for one of several operations that share their round trips.</summary>
    public GraphClient Through(BatchCoalescer gathering) => new(pipeline, log) { Journal = Journal, Gathering = gathering };

    public TimeProvider Clock => pipeline.Options.Clock;

    public Uri Endpoint => pipeline.Endpoint;

    /// <summary>Sends a request and answers with its final status, whatever it is.</summary>
    /// <exception cref="GraphException">No usable answer came.</exception>
    public async Task<GraphResponse> TrySendAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        if (Gathering is null || request.Link is not null || request.IsBeta)
        {
            return pipeline.Ahead.Take(request) is { } known
                ? known
                : await pipeline.SendAsync(request, log, Journal, cancellationToken).ConfigureAwait(false);
        }

        var answer = (await BatchAsync([request], cancellationToken).ConfigureAwait(false))[0];
        return answer is { Status: 0, Failure: { } failure } ? throw failure : answer;
    }

    /// <summary>Sends a request that must succeed.</summary>
    /// <exception cref="GraphException">It did not.</exception>
    public async Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        var response = await TrySendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.OrThrow();
    }

    /// <inheritdoc cref="SendAsync(GraphRequest, CancellationToken)"/>
    public async Task<T> SendAsync<T>(GraphRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        (await SendAsync(request, cancellationToken).ConfigureAwait(false)).Read(type);

    /// <summary>Reads an object that may not be there: null if the service knows none.</summary>
    /// <exception cref="GraphException">Anything else went wrong.</exception>
    public async Task<T?> FindAsync<T>(GraphRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var response = await TrySendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccess)
        {
            return response.Read(type);
        }

        var error = response.ToException();
        return error.Is(404, GraphErrorCode.ResourceNotFound) ? null : throw error;
    }

    /// <summary>Reads a list, page by page as it is consumed.</summary>
    /// <param name="first">The request for the first page.</param>
    /// <param name="type">The pages.</param>
    /// <param name="cancellationToken">Ends it, also during a wait.</param>
    /// <exception cref="GraphException">A page failed, or a link leads to another host (<c>ForeignLink</c>), which gets no token of ours.</exception>
    public async IAsyncEnumerable<T> ListAsync<T>(
        GraphRequest first,
        JsonTypeInfo<GraphPage<T>> type,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var progress = new ReadProgress(log, Clock, first.InWords);
        await foreach (var page in PagesAsync(first, type, cancellationToken).ConfigureAwait(false))
        {
            if (page.Count is { } all)
            {
                progress.Expect(all);
            }

            progress.Add(page.Value.Count);
            foreach (var item in page.Value)
            {
                yield return item;
            }
        }
    }

    /// <summary>Reads a list whose pages are counted together with those of other lists.</summary>
    /// <inheritdoc cref="ListAsync{T}(GraphRequest, JsonTypeInfo{GraphPage{T}}, CancellationToken)"/>
    /// <param name="first">The request for the first page.</param>
    /// <param name="type">The pages.</param>
    /// <param name="cancellationToken">Ends it, also during a wait.</param>
    /// <param name="start">The answer to the request for the first page, where it came with others; null to send it.</param>
    public async IAsyncEnumerable<GraphPage<T>> PagesAsync<T>(
        GraphRequest first,
        JsonTypeInfo<GraphPage<T>> type,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        GraphResponse? start = null
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var request = first; request is not null; )
        {
            var page = start is null ? await SendAsync(request, type, cancellationToken).ConfigureAwait(false) : start.Read(type);
            start = null;
            request = page.NextLink is null ? null : Follow(first, page.NextLink, seen);
            yield return page;
        }
    }

    /// <summary>Sends any number of requests in as few round trips as the service allows.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="cancellationToken">Ends it, also during a wait.</param>
    /// <param name="sequential">Each one only if the one before succeeded; otherwise in any order.</param>
    /// <returns>
    /// One answer per request, in the order of the requests; never an exception for one of them. One that failed for the moment was
    /// sent again on its own; one without any answer has status 0.
    /// </returns>
    public Task<IReadOnlyList<GraphResponse>> BatchAsync(
        IReadOnlyList<GraphRequest> requests,
        CancellationToken cancellationToken,
        bool sequential = false
    )
    {
        var steps = new GraphSteps(requests, sequential);
        return Gathering is null ? BatchAsync([steps], cancellationToken) : Gathering.SendAsync(steps, cancellationToken);
    }

    /// <summary>Sends the requests of several operations in as few round trips as the service allows; what fails for one of them is no affair of the others.</summary>
    /// <returns>One answer per request, those of each operation after those of the one before.</returns>
    public async Task<IReadOnlyList<GraphResponse>> BatchAsync(IReadOnlyList<GraphSteps> operations, CancellationToken cancellationToken)
    {
        var known = operations.Select(steps => steps.Sequential ? null : steps.Requests.Select(pipeline.Ahead.Take).ToList()).ToList();
        List<GraphSteps> open =
        [
            .. operations.Select(
                (steps, i) =>
                    known[i] is { } answers ? steps with { Requests = [.. steps.Requests.Where((_, n) => answers[n] is null)] } : steps
            ),
        ];
        var count = open.Sum(steps => steps.Requests.Count);
        // One request alone stays one; with a batch, others come along for nothing.
        var along = count > 1 && open.TrueForAll(steps => steps.AreReads) ? pipeline.Ahead.ComeAlong(GraphBatch.Largest - count) : [];
        var sent = new Queue<GraphResponse>(
            count == 0
                ? []
                : await new GraphBatch(pipeline, log, Journal, [.. open, new GraphSteps(along, Sequential: false)])
                    .SendAsync(cancellationToken)
                    .ConfigureAwait(false)
        );
        List<GraphResponse> all =
        [
            .. operations.SelectMany((steps, i) => steps.Requests.Select((_, n) => known[i]?[n] ?? sent.Dequeue()).ToList()),
        ];
        pipeline.Ahead.Keep(sent);
        return all;
    }

    /// <summary>Says what will be read soon, so that it comes along with a batch that is sent before.</summary>
    /// <returns>Takes it back.</returns>
    public IDisposable Want(IReadOnlyList<GraphRequest> requests) => pipeline.Ahead.Want(requests);

    /// <summary>Has the operations that this one shares its round trips with not wait for it, until it is called.</summary>
    /// <exception cref="InvalidOperationException">It shares none.</exception>
    public BatchPause Pause() => (Gathering ?? throw new InvalidOperationException("Nobody waits for this operation.")).Pause();

    /// <summary>
    /// Sends requests to which "not found" is an answer that is acted upon: that somebody else was quicker to remove something, for example. It has to be
    /// said twice, because a directory that lags says so of existing objects too.
    /// </summary>
    /// <inheritdoc cref="BatchAsync(IReadOnlyList{GraphRequest}, CancellationToken, bool)"/>
    public async Task<IReadOnlyList<GraphResponse>> BatchConfirmedAsync(
        IReadOnlyList<GraphRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var answers = (await BatchAsync(requests, cancellationToken).ConfigureAwait(false)).ToArray();
        var missing = Enumerable
            .Range(0, answers.Length)
            .Where(i => answers[i].Status == 404 && requests[i].Method != HttpMethod.Post)
            .ToList();
        if (missing.Count > 0)
        {
            var again = await BatchAsync([.. missing.Select(i => requests[i])], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < missing.Count; i++)
            {
                answers[missing[i]] = again[i];
            }
        }

        return answers;
    }

    /// <summary>
    /// Repeats an attempt for as long as its error is one of a directory that has not replicated yet. All other errors surface at once.
    /// </summary>
    /// <param name="what">What is being done, in words that follow "could not".</param>
    /// <param name="attempt">The attempt; sent again as a whole.</param>
    /// <param name="tooEarly">The errors to wait out: those of a directory that has not replicated yet.</param>
    /// <param name="cancellationToken">Ends it, also during a wait.</param>
    /// <param name="timeout">How long; null for the connection's replication timeout.</param>
    /// <exception cref="GraphException">The attempt's own error; after the timeout one that says how long was waited.</exception>
    public async Task<T> UntilVisibleAsync<T>(
        string what,
        Func<CancellationToken, Task<T>> attempt,
        Func<GraphException, bool> tooEarly,
        CancellationToken cancellationToken,
        TimeSpan? timeout = null
    )
    {
        const string Status = "Waiting until the directory has replicated";
        var window = timeout ?? pipeline.Options.ReplicationTimeout;
        var started = Clock.GetTimestamp();
        var shown = false;
        try
        {
            for (var pause = FirstLook; ; pause = pause * 1.5 < SlowestLook ? pause * 1.5 : SlowestLook)
            {
                try
                {
                    return await attempt(cancellationToken).ConfigureAwait(false);
                }
                catch (GraphException e) when (tooEarly(e))
                {
                    var left = window - Clock.GetElapsedTime(started);
                    if (left <= TimeSpan.Zero)
                    {
                        throw new GraphException(e.Failure with { What = what, Waited = Clock.GetElapsedTime(started) }, e);
                    }

                    // The last look is at the very end of the window.
                    pause = pause < left ? pause : left;
                    log.Verbose($"{Status} ({e.Status} {e.Code}); another attempt to {what} in {Duration.InWords(pause)}");
                    shown = true;
                    var share = (int)(100 * Clock.GetElapsedTime(started) / window);
                    log.Progress(new ActivityProgress(what, Status, share, (int)Math.Ceiling(left.TotalSeconds)));
                }

                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)), Clock, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        finally
        {
            if (shown)
            {
                log.Progress(new ActivityProgress(what, "", Completed: true));
            }
        }
    }

    /// <summary>The request for a further page of a list.</summary>
    /// <exception cref="GraphException">The link leads to another host or to a page that was read already.</exception>
    public GraphRequest Follow(GraphRequest first, string nextLink, HashSet<string> seen)
    {
        GraphException Refuse(string code, string reason) => new(new GraphFailure(first.InWords, code, reason));
        if (!Uri.TryCreate(nextLink, UriKind.Absolute, out var link) || !pipeline.Owns(link))
        {
            throw Refuse(
                GraphErrorCode.ForeignLink,
                $"the link to the next page leads away from {Endpoint.Host}: {link?.Host ?? "no absolute address"}."
            );
        }

        return seen.Add(nextLink)
            ? first with
            {
                Link = link,
                Path = link.PathAndQuery,
            }
            : throw Refuse(GraphErrorCode.MalformedAnswer, "the links to the next pages go round in circles.");
    }
}
