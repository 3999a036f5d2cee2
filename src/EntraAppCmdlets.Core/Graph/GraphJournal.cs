using System.Text.Json;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>What the journal keeps of a request to Graph.</summary>
internal static class GraphJournal
{
    private static readonly JsonElement Nothing = JsonSerializer.Deserialize("null"u8, GraphJson.Default.JsonElement);

    /// <summary>A name for an attempt that is about to be made.</summary>
    public static string NewAttempt() => Guid.NewGuid().ToString("N");

    /// <summary>The entry for an attempt that is about to be made.</summary>
    /// <param name="request">The write.</param>
    /// <param name="time">The time.</param>
    /// <param name="attempt">The name of the attempt.</param>
    public static JournalEntry Pending(GraphRequest request, DateTimeOffset time, string attempt) =>
        Entry(request, time, attempt, (0, null, null, null), default, mayHaveHappened: false) with
        {
            Pending = true,
        };

    /// <summary>The entry for one attempt.</summary>
    /// <param name="request">The write.</param>
    /// <param name="time">When its answer came.</param>
    /// <param name="attempt">The name of the attempt.</param>
    /// <param name="outcome">Status, error code and IDs of the answer.</param>
    /// <param name="answer">The body of the answer.</param>
    /// <param name="mayHaveHappened">An attempt before may have been carried out already.</param>
    public static JournalEntry Entry(
        GraphRequest request,
        DateTimeOffset time,
        string attempt,
        (int Status, string? Code, string? RequestId, string? ClientRequestId) outcome,
        ReadOnlySpan<byte> answer,
        bool mayHaveHappened
    )
    {
        var before = request.Before!;
        var creates = before == PriorState.Nothing || before is { Values: null, Irreversible: null };
        // An upsert that found the object has changed it instead.
        var existed = creates && outcome.Status == 200 && request.Method == HttpMethod.Patch && !mayHaveHappened;
        return new()
        {
            Attempt = attempt,
            Time = time,
            Method = request.Method.Method,
            Path = request.Path,
            What = request.What,
            Status = outcome.Status,
            Code = outcome.Code,
            RequestId = outcome.RequestId,
            ClientRequestId = outcome.ClientRequestId,
            Change = request.Body is { IsEmpty: false } body ? Shown(body.Span) : null,
            Before =
                existed ? null
                : creates ? Nothing
                : before.Values is { } values ? Shown(JsonSerializer.SerializeToUtf8Bytes(values, GraphJson.Default.JsonElement))
                : null,
            Identity = before.Identity is { } identity
                ? Shown(JsonSerializer.SerializeToUtf8Bytes(identity, GraphJson.Default.JsonElement))
                : null,
            Id = creates && outcome.Status is >= 200 and < 300 ? IdOf(answer) : null,
            Irreversible = (existed ? IrreversibleWrite.ExistedAlready : before.Irreversible)?.ToString(),
        };
    }

    private static JsonElement Shown(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(Redaction.Json(json), JournalJson.Default.JsonElement);

    /// <summary>The ID that an answer tells of what was created; null for an answer without one.</summary>
    private static string? IdOf(ReadOnlySpan<byte> answer)
    {
        if (answer.IsEmpty)
        {
            return null;
        }

        try
        {
            var json = JsonSerializer.Deserialize(answer, GraphJson.Default.JsonElement);
            return
                json.ValueKind == JsonValueKind.Object
                && (json.TryGetProperty("id", out var id) || json.TryGetProperty("keyId", out id))
                && id.ValueKind == JsonValueKind.String
                ? id.GetString()
                : null;
        }
        catch (JsonException)
        {
            // What is no JSON tells no ID; whoever reads the answer says what is wrong with it.
            return null;
        }
    }
}
