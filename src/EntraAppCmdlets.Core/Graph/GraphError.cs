using System.Text.Json;
using System.Text.Json.Serialization;

namespace EntraAppCmdlets.Graph;

/// <summary>The error object of Microsoft Graph, as it comes.</summary>
internal sealed record GraphError
{
    public string? Code { get; init; }

    public string? Message { get; init; }

    public InnerGraphError? InnerError { get; init; }

    public List<GraphErrorItem>? Details { get; init; }

    /// <summary>The error that a body holds, or null for a body that holds none (of a gateway, or of another shape).</summary>
    public static GraphError? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return body.IsEmpty ? null : JsonSerializer.Deserialize(body, GraphJson.Default.GraphErrorBody)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record GraphErrorBody(GraphError? Error);

internal sealed record GraphErrorItem(string? Code, string? Message, string? Target);

internal sealed record InnerGraphError
{
    [JsonPropertyName("request-id")]
    public string? RequestId { get; init; }

    [JsonPropertyName("client-request-id")]
    public string? ClientRequestId { get; init; }
}
