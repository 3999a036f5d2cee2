using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>
/// Many requests in as few round trips as the service allows. Goes in rounds: what failed for the moment is sent again in the next
/// one, everything else is final.
/// </summary>
/// <param name="pipeline">The way to the service.</param>
/// <param name="log">What takes the progress.</param>
/// <param name="journal">Where every write is written down, or null.</param>
/// <param name="steps">The requests, those of each operation together.</param>
internal sealed class GraphBatch(GraphPipeline pipeline, IActivityLog log, IWriteJournal? journal, IReadOnlyList<GraphSteps> steps)
{
    /// <summary>The service takes no more at once.</summary>
    public const int Largest = 20;

    /// <summary>A service that lets every other request in would turn away the second of two for ever.</summary>
    private const int MostTogether = 4;

    /// <summary>Batches that are under way at the same time.</summary>
    public const int MostAtOnce = 4;

    private readonly GraphRequest[] _requests = [.. steps.SelectMany(step => step.Requests)];

    /// <summary>The operation of each request, as its place in the steps.</summary>
    private readonly int[] _owners = [.. steps.SelectMany((step, place) => step.Requests.Select(_ => place))];

    private readonly GraphResponse[] _results = new GraphResponse[steps.Sum(step => step.Requests.Count)];
    private readonly string[] _attempts = new string[steps.Sum(step => step.Requests.Count)];

    /// <summary>What shared the fate of a batch that could not be sent again as a whole, and can be sent again itself.</summary>
    private readonly HashSet<int> _spared = [];

    /// <summary>What waits in its batch for a request of another operation.</summary>
    private readonly HashSet<int> _heldUp = [];

    private bool _tokenRenewed;

    private readonly RetryBackoff _pace = new(
        pipeline.Options,
        log,
        steps.SelectMany(step => step.Requests).Select(r => r.What).FirstOrDefault(w => w is not null) ?? "send several requests"
    );

    public async Task<IReadOnlyList<GraphResponse>> SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pending = Enumerable.Range(0, _requests.Length).ToList();
            var later = new List<int>();
            while (pending.Count > 0)
            {
                var (now, again) = await RoundAsync(pending, cancellationToken).ConfigureAwait(false);
                later.AddRange(again);
                if (now.Count == 0 && later.Count > 0 && await WaitAsync(later, cancellationToken).ConfigureAwait(false))
                {
                    (now, later) = ([.. later.Order()], []);
                }

                pending = now;
            }

            return _results;
        }
        finally
        {
            _pace.Finish();
        }
    }

    /// <summary>
    /// Sends all that is pending, of a sequence as much as a batch holds; answers with what should be sent next: what has not been carried out yet, and what failed
    /// for the moment.
    /// </summary>
    private async Task<(List<int> Now, List<int> Later)> RoundAsync(List<int> pending, CancellationToken cancellationToken)
    {
        _heldUp.Clear();
        var own = pending.GroupBy(i => _owners[i]).Select(group => group.ToList()).ToList();
        var shared = WrittenByMany(own);
        var (inOrder, others) = (new List<List<int>>(), new List<List<int>>());
        foreach (var part in own)
        {
            if (IsSequence(part))
            {
                inOrder.Add(part[..Math.Min(part.Count, Largest)]);
                continue;
            }

            foreach (var i in part)
            {
                (_requests[i].Written is { } written && shared.Contains(written) ? inOrder : others).Add([i]);
            }
        }

        // The service takes batches in which each request waits for the one before, and batches in which none waits, but no mixture of both.
        var chunks = Chunks(inOrder)
            .Select(chunk => (Chunk: chunk, IsChain: true))
            .Concat(Chunks(others).Select(chunk => (Chunk: chunk, IsChain: false)));
        // Reads don't get into each other's way; of writes the service takes no two to one object at the same time.
        var atOnce = shared.Count == 0 && (own.Count > 1 || pending.TrueForAll(i => !_requests[i].IsWrite));
        using var places = new SemaphoreSlim(atOnce ? MostAtOnce : 1);
        await Task.WhenAll(
                chunks.Select(async item =>
                {
                    await places.WaitAsync(cancellationToken).ConfigureAwait(false);
                    try
                    {
                        await SendChunkAsync(item.Chunk, item.IsChain, cancellationToken).ConfigureAwait(false);
                    }
                    finally
                    {
                        places.Release();
                    }
                })
            )
            .ConfigureAwait(false);
        var (now, later) = (new List<int>(), new List<int>());
        foreach (var part in own)
        {
            if (!IsSequence(part))
            {
                now.AddRange(part.Where(IsHeldUpByAnother));
                later.AddRange(part.Where(i => !IsHeldUpByAnother(i) && IsWorthRepeating(i)));
            }
            else if (FailedIn(part) is not { } failed)
            {
                now.AddRange(part.Skip(Largest));
            }
            else if (IsHeldUpByAnother(part[failed]))
            {
                now.AddRange(part);
            }
            else
            {
                later.AddRange(AfterFailure(part, failed));
            }
        }

        return (now, later);
    }

    private bool IsSequence(List<int> part) => steps[_owners[part[0]]].Sequential;

    /// <summary>The objects that several operations write to.</summary>
    private HashSet<string> WrittenByMany(List<List<int>> own) =>
        own.SelectMany(part => part.Select(i => _requests[i].Written).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase))
            .GroupBy(written => written, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Skip(1).Any())
            .Select(same => same.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>As many parts in a batch as it holds, each of them whole and in its place.</summary>
    private static List<int[]> Chunks(List<List<int>> parts)
    {
        var chunks = new List<List<int>>();
        foreach (var part in parts)
        {
            if (chunks.Count == 0 || chunks[^1].Count + part.Count > Largest)
            {
                chunks.Add([]);
            }

            chunks[^1].AddRange(part);
        }

        return [.. chunks.Select(chunk => chunk.ToArray())];
    }

    /// <summary>Which request of a sequence has failed; null for none of those sent.</summary>
    private int? FailedIn(List<int> own) =>
        own.FindIndex(0, Math.Min(own.Count, Largest), i => !_results[i].IsSuccess) is var failed and >= 0 ? failed : null;

    /// <summary>What is sent again of a sequence: what comes after a request that failed was not carried out and shares its fate.</summary>
    private List<int> AfterFailure(List<int> own, int failed)
    {
        foreach (var i in own.Skip(failed + 1).Where(i => _results[i] is null))
        {
            _results[i] = NotCarriedOut(_requests[i]);
        }

        if (!IsWorthRepeating(own[failed]))
        {
            return [];
        }

        var first = failed;
        while (first > 0 && _requests[own[first - 1]].BelongsToNext && _pace.Attempts < MostTogether)
        {
            first--;
        }

        return own[first..];
    }

    private async Task<bool> WaitAsync(List<int> again, CancellationToken cancellationToken)
    {
        if (again.Exists(i => IsRefusedToken(_results[i])))
        {
            log.Verbose("The access token was not accepted for a part of the batch; it is fetched anew.");
            await pipeline.RenewTokenAsync(cancellationToken).ConfigureAwait(false);
            _tokenRenewed = true;
        }

        // What only shares the fate of another one, or belongs to it, needs no wait of its own.
        again = again.FindAll(i => !_results[i].IsSuccess && _results[i].Status is not (401 or 424));
        if (again.Count == 0)
        {
            return true;
        }

        var first = _results[again[0]];
        var retryAfter = again.Max(i => RetryAfter.Parse(_results[i].Header("Retry-After"), pipeline.Options.Clock));
        return await _pace
            .WaitAsync(
                retryAfter,
                first.Failure is { } failure ? RetryRules.Why(failure) : RetryRules.Why(first.Status),
                int.MaxValue,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private bool IsWorthRepeating(int i)
    {
        var response = _results[i];
        return _spared.Remove(i)
            || IsRefusedToken(response)
            || (response.Failure is null && RetryRules.AppliesTo(response.Request, response.Status, response.Header("Retry-After")));
    }

    /// <summary>It wasn't carried out because a request of another operation has failed: that one's failure isn't its own.</summary>
    private bool IsHeldUpByAnother(int i) => _results[i] is { Status: 424, Failure: null } && _heldUp.Contains(i);

    /// <summary>It wasn't carried out. The token is renewed once: who is refused with a new one is refused for good.</summary>
    private bool IsRefusedToken(GraphResponse response) => response is { Status: 401, Failure: null } && !_tokenRenewed;

    private async Task SendChunkAsync(int[] chunk, bool isChain, CancellationToken cancellationToken)
    {
        if (chunk is [var only])
        {
            Keep(only, await AnswerOrFailureAsync(_requests[only], journal, cancellationToken).ConfigureAwait(false));
            return;
        }

        var envelope = Envelope(chunk, isChain);
        Announce(chunk);
        var answer = await AnswerOrFailureAsync(envelope, null, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess && !envelope.Repeatable && RetryRules.MayPass(answer))
        {
            _spared.UnionWith(chunk.Where(i => _requests[i].Repeatable));
        }

        var items = answer.IsSuccess ? Items(answer) : ImmutableDictionary<string, BatchItem>.Empty;
        foreach (var i in chunk)
        {
            Keep(i, items.TryGetValue(Id(i), out var item) ? Result(_requests[i], item, answer) : Missing(_requests[i], answer));
            Tell(_results[i]);
        }

        KeepWrites(chunk);
    }

    /// <summary>Writes down the writes that are about to be sent.</summary>
    private void Announce(int[] chunk)
    {
        var writes = WritesIn(chunk);
        if (journal is null || writes.Count == 0)
        {
            return;
        }

        var now = pipeline.Options.Clock.GetUtcNow();
        foreach (var i in writes)
        {
            _attempts[i] = GraphJournal.NewAttempt();
        }

        journal.Announce(log, [.. writes.Select(i => GraphJournal.Pending(_requests[i], now, _attempts[i]))]);
    }

    /// <summary>Writes down what became of them, all at once: each write of the journal waits for the disk.</summary>
    private void KeepWrites(int[] chunk)
    {
        var writes = WritesIn(chunk);
        if (journal is null || writes.Count == 0)
        {
            return;
        }

        var now = pipeline.Options.Clock.GetUtcNow();
        journal.Keep(log, [.. writes.Select(i => Entry(_results[i], now, _attempts[i]))]);
    }

    private List<int> WritesIn(int[] chunk) => [.. chunk.Where(i => _requests[i].IsWrite)];

    private static JournalEntry Entry(GraphResponse result, DateTimeOffset now, string attempt) =>
        GraphJournal.Entry(
            result.Request,
            now,
            attempt,
            (result.Status, CodeOf(result), result.RequestId, result.ClientRequestId),
            result.Body.Span,
            result.EarlierOutcomeUnknown
        );

    private void Keep(int i, GraphResponse answer)
    {
        var before = _results[i];
        var mayHaveHappened =
            _requests[i].IsWrite
            && before is not null
            && (before.EarlierOutcomeUnknown || RetryRules.MayHaveHappened(before.Status, before.Header("Retry-After")));
        _results[i] = answer.After(mayHaveHappened, _pace.Waited);
    }

    private async Task<GraphResponse> AnswerOrFailureAsync(GraphRequest request, IWriteJournal? writes, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.SendAsync(request, log, writes, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphException e)
        {
            return new GraphResponse(request, 0, default, ImmutableDictionary<string, string>.Empty)
            {
                Failure = e,
                ClientRequestId = e.ClientRequestId,
            };
        }
    }

    private GraphRequest Envelope(int[] chunk, bool isChain)
    {
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartArray("requests");
        for (var n = 0; n < chunk.Length; n++)
        {
            var request = _requests[chunk[n]];
            request.CheckPrior();
            json.WriteStartObject();
            json.WriteString("id", Id(chunk[n]));
            json.WriteString("method", request.Method.Method);
            json.WriteString("url", "/" + request.Path.TrimStart('/'));
            WriteHeaders(json, request);
            if (request.Body is { } body)
            {
                json.WritePropertyName("body");
                json.WriteRawValue(body.Span, skipInputValidation: true);
            }

            if (isChain && n > 0)
            {
                json.WriteStartArray("dependsOn");
                json.WriteStringValue(Id(chunk[n - 1]));
                json.WriteEndArray();
                if (_owners[chunk[n - 1]] != _owners[chunk[n]])
                {
                    _heldUp.Add(chunk[n]);
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return new GraphRequest
        {
            Method = HttpMethod.Post,
            Path = "$batch",
            // Its items are written down one by one.
            Before = PriorState.Nothing,
            Body = stream.ToArray(),
            What = _requests[chunk[0]].What ?? "send several requests",
            Repeatable = chunk.All(i => _requests[i].Repeatable),
        };
    }

    private static void WriteHeaders(Utf8JsonWriter json, GraphRequest request)
    {
        if (request.Headers is null && request.Body is null)
        {
            return;
        }

        json.WriteStartObject("headers");
        foreach (var (name, value) in request.Headers ?? ImmutableDictionary<string, string>.Empty)
        {
            json.WriteString(name, value);
        }

        if (request.Body is not null)
        {
            json.WriteString("Content-Type", "application/json");
        }

        json.WriteEndObject();
    }

    private static IReadOnlyDictionary<string, BatchItem> Items(GraphResponse answer)
    {
        try
        {
            return answer
                    .Read(GraphJson.Default.BatchAnswer)
                    .Responses?.Where(r => r is { Id: not null })
                    .GroupBy(r => r.Id!)
                    .ToDictionary(g => g.Key, g => g.First())
                ?? [];
        }
        catch (GraphException e) when (e.Code == GraphErrorCode.MalformedAnswer)
        {
            return ImmutableDictionary<string, BatchItem>.Empty;
        }
    }

    private static GraphResponse Result(GraphRequest request, BatchItem item, GraphResponse answer) =>
        new(request, item.Status, item.Content, new Dictionary<string, string>(item.Headers ?? [], StringComparer.OrdinalIgnoreCase))
        {
            ClientRequestId = answer.ClientRequestId,
            Waited = answer.Waited,
            EarlierOutcomeUnknown = request.IsWrite && answer.EarlierOutcomeUnknown,
        };

    /// <summary>The result of an item whose batch as a whole failed, or answered without it.</summary>
    private static GraphResponse Missing(GraphRequest request, GraphResponse answer)
    {
        var whole = answer.IsSuccess
            ? new GraphFailure(request.InWords, GraphErrorCode.MalformedAnswer, "the answer to the batch says nothing about it.")
            {
                ClientRequestId = answer.ClientRequestId,
                RequestId = answer.RequestId,
                OutcomeUnknown = true,
            }
            : answer.ToException().Failure;
        return new GraphResponse(request, answer.IsSuccess ? 0 : answer.Status, answer.Body, ImmutableDictionary<string, string>.Empty)
        {
            ClientRequestId = answer.ClientRequestId,
            Waited = answer.Waited,
            Failure = new GraphException(
                whole with
                {
                    What = request.InWords,
                    Target = $"{request.Method} {request.Path}",
                    OutcomeUnknown = request.IsWrite && whole.OutcomeUnknown,
                },
                answer.Failure
            ),
        };
    }

    private static GraphResponse NotCarriedOut(GraphRequest request) =>
        new(request, 424, default, ImmutableDictionary<string, string>.Empty)
        {
            Failure = new GraphException(
                new GraphFailure(request.InWords, GraphErrorCode.FailedDependency, "it was not sent, because a step before it failed.")
                {
                    Status = 424,
                }
            ),
        };

    private void Tell(GraphResponse result)
    {
        var request = result.Request;
        log.Verbose(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  in the batch: {request.Method} /{request.Path.TrimStart('/')} {(result.Status == 0 ? CodeOf(result) : result.Status)}"
            )
        );
    }

    private static string? CodeOf(GraphResponse result) => result.IsSuccess ? null : result.ToException().Code;

    private static string Id(int index) => index.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The answer to a batch.</summary>
internal sealed record BatchAnswer(List<BatchItem>? Responses);

/// <summary>The answer to one request of a batch.</summary>
internal sealed record BatchItem(string? Id, int Status, Dictionary<string, string>? Headers, JsonElement Body)
{
    /// <summary>The body's bytes. What is not JSON comes as a string.</summary>
    public ReadOnlyMemory<byte> Content =>
        Body.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => default,
            JsonValueKind.String => Encoding.UTF8.GetBytes(Body.GetString()!),
            _ => Encoding.UTF8.GetBytes(Body.GetRawText()),
        };
}
