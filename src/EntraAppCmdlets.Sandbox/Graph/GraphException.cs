using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>A request that the service refuses, with what it says.</summary>
internal sealed class GraphException(int status, string code, string message, params ErrorDetail[] details) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public IReadOnlyList<ErrorDetail> Details { get; } = details;

    public string? WwwAuthenticate { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public void Write(Utf8JsonWriter json, DateTimeOffset now, string requestId, string clientRequestId)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", Code);
        json.WriteString("message", Message);
        if (Details.Count > 0)
        {
            json.WriteStartArray("details");
            foreach (var detail in Details)
            {
                json.WriteStartObject();
                json.WriteString("code", detail.Code);
                json.WriteString("message", detail.Message);
                json.WriteString("target", detail.Target);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("innerError");
        json.WriteString("date", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("request-id", requestId);
        json.WriteString("client-request-id", clientRequestId);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
