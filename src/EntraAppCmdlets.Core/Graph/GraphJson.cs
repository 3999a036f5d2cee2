using System.Text.Json;
using System.Text.Json.Serialization;

namespace EntraAppCmdlets.Graph;

/// <summary>The JSON of the client itself: errors and batches. Resources have contexts of their own.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(GraphErrorBody))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
internal sealed partial class GraphJson : JsonSerializerContext;
