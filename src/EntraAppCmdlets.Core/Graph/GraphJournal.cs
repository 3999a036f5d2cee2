using System.Text.Json;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>What the journal keeps of a request to Graph.</summary>
internal static class GraphJournal
{
    public static JournalEntry Entry(
        GraphRequest request,
        DateTimeOffset time,
        int status,
        string? code,
        string? requestId,
        string? clientRequestId
    ) =>
        new()
        {
            Time = time,
            Method = request.Method.Method,
            Path = request.Path,
            What = request.What,
            Status = status,
            Code = code,
            RequestId = requestId,
            ClientRequestId = clientRequestId,
            Change = request.Body is { IsEmpty: false } body
                ? JsonSerializer.Deserialize(Redaction.Json(body.Span), JournalJson.Default.JsonElement)
                : null,
        };
}
