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
internal sealed class GraphBatch(
    GraphPipeline pipeline,
    IActivityLog log,
    IWriteJournal? journal,
    IReadOnlyList<GraphRequest> requests,
    bool sequential
)
{
    /// <summary>The service takes no more at once.</summary>
    public const int Largest = 20;

    /// <summary>A service that lets every other request in would turn away the second of two for ever.</summary>
    private const int MostTogether = 4;

    /// <summary>Batches of reads that are under way at the same time.</summary>
    public const int MostAtOnce = 4;

    private readonly GraphResponse[] _results = new GraphResponse[requests.Count];

    /// <summary>What shared the fate of a batch that could not be sent again as a whole, and can be sent again itself.</summary>
    private readonly HashSet<int> _spared = [];

    private bool _tokenRenewed;

    private readonly RetryBackoff _pace = new(
        pipeline.Options,
        log,
        requests.Select(r => r.What).FirstOrDefault(w => w is not null) ?? "send several requests"
    );

    public async Task<IReadOnlyList<GraphResponse>> SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pending = Enumerable.Range(0, requests.Count).ToList();
            while (pending.Count > 0)
            {
                var again = sequential
                    ? await ChainAsync(pending, cancellationToken).ConfigureAwait(false)
                    : await RoundAsync(pending, cancellationToken).ConfigureAwait(false);
                if (again.Count == 0 || !await WaitAsync(again, cancellationToken).ConfigureAwait(false))
                {
                    break;
                }

                pending = again;
            }

            return _results;
        }
        finally
        {
            _pace.Finish();
        }
    }

    /// <summary>Sends all that is pending; answers with what should be sent again.</summary>
    private async Task<List<int>> RoundAsync(List<int> pending, CancellationToken cancellationToken)
    {
        // Reads don't get into each other's way; of writes the service takes no two to one object at the same time.
        using var places = new SemaphoreSlim(pending.TrueForAll(i => !requests[i].IsWrite) ? MostAtOnce : 1);
        await Task.WhenAll(
                pending
                    .Chunk(Largest)
                    .Select(async chunk =>
                    {
                        await places.WaitAsync(cancellationToken).ConfigureAwait(false);
                        try
                        {
                            await SendChunkAsync(chunk, cancellationToken).ConfigureAwait(false);
                        }
                        finally
                        {
                            places.Release();
                        }
                    })
            )
            .ConfigureAwait(false);
        return pending.FindAll(IsWorthRepeating);
    }

    /// <summary>Sends all that is pending until one fails; what comes after it was not carried out and shares its fate.</summary>
    private async Task<List<int>> ChainAsync(List<int> pending, CancellationToken cancellationToken)
    {
        foreach (var chunk in pending.Chunk(Largest))
        {
            await SendChunkAsync(chunk, cancellationToken).ConfigureAwait(false);
            if (Array.FindIndex(chunk, i => !_results[i].IsSuccess) is var failed and >= 0)
            {
                var first = pending.IndexOf(chunk[failed]);
                foreach (var i in pending.Skip(first + 1).Where(i => _results[i] is null))
                {
                    _results[i] = NotCarriedOut(requests[i]);
                }

                if (!IsWorthRepeating(chunk[failed]))
                {
                    return [];
                }

                while (first > 0 && requests[pending[first - 1]].BelongsToNext && _pace.Attempts < MostTogether)
                {
                    first--;
                }

                return pending[first..];
            }
        }

        return [];
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

    /// <summary>It wasn't carried out. The token is renewed once: who is refused with a new one is refused for good.</summary>
    private bool IsRefusedToken(GraphResponse response) => response is { Status: 401, Failure: null } && !_tokenRenewed;

    private async Task SendChunkAsync(int[] chunk, CancellationToken cancellationToken)
    {
        if (chunk is [var only])
        {
            Keep(only, await AnswerOrFailureAsync(requests[only], journal, cancellationToken).ConfigureAwait(false));
            return;
        }

        var envelope = Envelope(chunk);
        var answer = await AnswerOrFailureAsync(envelope, null, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess && !envelope.Repeatable && RetryRules.MayPass(answer))
        {
            _spared.UnionWith(chunk.Where(i => requests[i].Repeatable));
        }

        var items = answer.IsSuccess ? Items(answer) : ImmutableDictionary<string, BatchItem>.Empty;
        foreach (var i in chunk)
        {
            Keep(i, items.TryGetValue(Id(i), out var item) ? Result(requests[i], item, answer) : Missing(requests[i], answer));
            Tell(_results[i]);
        }
    }

    private void Keep(int i, GraphResponse answer)
    {
        var before = _results[i];
        var mayHaveHappened =
            requests[i].IsWrite
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

    private GraphRequest Envelope(int[] chunk)
    {
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartArray("requests");
        for (var n = 0; n < chunk.Length; n++)
        {
            var request = requests[chunk[n]];
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

            if (sequential && n > 0)
            {
                json.WriteStartArray("dependsOn");
                json.WriteStringValue(Id(chunk[n - 1]));
                json.WriteEndArray();
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
            What = requests[chunk[0]].What ?? "send several requests",
            Repeatable = chunk.All(i => requests[i].Repeatable),
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
        var code = result.IsSuccess ? null : result.ToException().Code;
        log.Verbose(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  in the batch: {request.Method} /{request.Path.TrimStart('/')} {(result.Status == 0 ? code : result.Status)}"
            )
        );
        if (request.IsWrite)
        {
            journal?.Keep(
                log,
                GraphJournal.Entry(
                    request,
                    pipeline.Options.Clock.GetUtcNow(),
                    (result.Status, code, result.RequestId, result.ClientRequestId),
                    result.Body.Span,
                    result.EarlierOutcomeUnknown
                )
            );
        }
    }

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
