using System.Text.Json.Serialization;

namespace EntraAppCmdlets.Graph;

/// <summary>One page of a list.</summary>
internal sealed record GraphPage<T>
{
    [JsonPropertyName("value")]
    public List<T> Value { get; init; } = [];

    /// <summary>Opaque: followed as it is.</summary>
    [JsonPropertyName("@odata.nextLink")]
    public string? NextLink { get; init; }

    /// <summary>How many there are in all; only where the request asked for it.</summary>
    [JsonPropertyName("@odata.count")]
    public long? Count { get; init; }
}
