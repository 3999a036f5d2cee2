using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>
/// Answers the reads of many operations with few requests: the same read is sent once, reads of objects of one kind become one request for all of them, and what
/// holds for the whole command is kept. Whoever asks gets the answer that the request alone would have had.
/// </summary>
internal sealed class SharedReads
{
    private readonly ConcurrentDictionary<string, GraphResponse> _kept = new(StringComparer.Ordinal);

    /// <summary>Answers requests, in their order.</summary>
    /// <param name="requests">The requests of all operations.</param>
    /// <param name="send">Sends requests, and answers in their order.</param>
    public async Task<IReadOnlyList<GraphResponse>> SendAsync(
        IReadOnlyList<GraphRequest> requests,
        Func<IReadOnlyList<GraphRequest>, Task<IReadOnlyList<GraphResponse>>> send
    )
    {
        var answers = new Dictionary<GraphRequest, GraphResponse>(ReferenceEqualityComparer.Instance);
        var first = new Dictionary<string, GraphRequest>(StringComparer.Ordinal);
        var open = new List<GraphRequest>();
        foreach (var request in requests)
        {
            if (!IsPlainRead(request))
            {
                open.Add(request);
            }
            else if (_kept.TryGetValue(request.Path, out var kept))
            {
                answers[request] = kept;
            }
            else if (first.TryAdd(request.Path, request))
            {
                open.Add(request);
            }
        }

        var groups = open.Where(request => request.Lookup is not null)
            .GroupBy(request => request.Lookup! with { Value = Guid.Empty })
            .SelectMany(same => same.Chunk(GraphLookup.Most))
            .Where(chunk => chunk.Length > 1)
            .ToList();
        var alone = open.Except(groups.SelectMany(chunk => chunk)).ToList();
        if (groups.Count + alone.Count > 0)
        {
            var sent = await send([.. groups.Select(GraphLookup.Together), .. alone]).ConfigureAwait(false);
            Keep(alone, sent.Skip(groups.Count));
            var unanswered = groups.Zip(sent).SelectMany(group => Divide(group.First, group.Second, answers)).ToList();
            if (unanswered.Count > 0)
            {
                Keep(unanswered, await send(unanswered).ConfigureAwait(false));
            }
        }

        foreach (
            var request in answers
                .Keys.Where(request => request.HoldsForCommand && (answers[request].IsSuccess || answers[request].Status == 404))
                .ToList()
        )
        {
            _kept[request.Path] = answers[request];
        }

        return [.. requests.Select(request => answers.TryGetValue(request, out var own) ? own : answers[first[request.Path]].For(request))];

        void Keep(IEnumerable<GraphRequest> asked, IEnumerable<GraphResponse> answered)
        {
            foreach (var (request, answer) in asked.Zip(answered))
            {
                answers[request] = answer;
            }
        }
    }

    /// <summary>Answers reads, in their order: the same read is sent once, and nothing is kept.</summary>
    /// <param name="requests">The reads of all operations.</param>
    /// <param name="send">Sends requests, and answers in their order.</param>
    public static async Task<IReadOnlyList<GraphResponse>> SendOnceAsync(
        IReadOnlyList<GraphRequest> requests,
        Func<IReadOnlyList<GraphRequest>, Task<IReadOnlyList<GraphResponse>>> send
    )
    {
        var different = requests.DistinctBy(Same).ToList();
        var answers = different
            .Zip(await send(different).ConfigureAwait(false))
            .ToDictionary(item => Same(item.First), item => item.Second);
        return [.. requests.Select(request => answers[Same(request)].For(request))];

        static object Same(GraphRequest request) => IsPlainRead(request) ? request.Path : request;
    }

    private static bool IsPlainRead(GraphRequest request) => !request.IsWrite && request.Headers is null && request.Link is null;

    /// <summary>Gives each request its part of the answer to all of them.</summary>
    /// <returns>Those that it does not answer: they are sent alone.</returns>
    private static List<GraphRequest> Divide(GraphRequest[] requests, GraphResponse all, Dictionary<GraphRequest, GraphResponse> answers)
    {
        // Whatever a service has against the list, it may not have against one of them.
        if (all.Status is 400 or 501)
        {
            return [.. requests];
        }

        if (!all.IsSuccess)
        {
            foreach (var request in requests)
            {
                answers[request] = all.For(request);
            }

            return [];
        }

        var page = all.Read(GraphJson.Default.JsonElement);
        var found = new Dictionary<Guid, JsonElement>();
        if (page.ValueKind == JsonValueKind.Object && page.TryGetProperty("value", out var items) && items.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in items.EnumerateArray())
            {
                if (item.TryGetProperty(requests[0].Lookup!.Key, out var key) && key.TryGetGuid(out var value))
                {
                    found[value] = item;
                }
            }
        }

        var unanswered = new List<GraphRequest>();
        foreach (var request in requests)
        {
            if (Part(request, found) is { } part)
            {
                answers[request] = all.For(request, part.Status, Encoding.UTF8.GetBytes(part.Body));
            }
            else
            {
                unanswered.Add(request);
            }
        }

        return unanswered;
    }

    private static (int Status, string Body)? Part(GraphRequest request, Dictionary<Guid, JsonElement> found)
    {
        var lookup = request.Lookup!;
        if (!found.TryGetValue(lookup.Value, out var item))
        {
            // Of the relations of an object that isn't there the service itself says what is wrong.
            return lookup.Relation is null
                ? (
                    404,
                    $$$"""{"error":{"code":"{{{GraphErrorCode.ResourceNotFound}}}","message":"Resource '{{{lookup.Value}}}' does not exist or one of its queried reference-property objects are not present."}}"""
                )
                : null;
        }

        if (lookup.Relation is null)
        {
            return (200, item.GetRawText());
        }
        // Where there may be more than the service adds to an object, the list is read by itself.
        return
            item.TryGetProperty(lookup.Relation, out var related)
            && related.ValueKind == JsonValueKind.Array
            && related.GetArrayLength() < GraphLookup.MostRelated
            ? (200, $"{{\"value\":{related.GetRawText()}}}")
            : null;
    }
}
