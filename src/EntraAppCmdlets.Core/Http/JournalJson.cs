using System.Text.Json;
using System.Text.Json.Serialization;

namespace EntraAppCmdlets.Http;

/// <summary>The JSON of the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class JournalJson : JsonSerializerContext;
