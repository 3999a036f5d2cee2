using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Undo;

/// <summary>The JSON of what is read and written back: as it comes, because the journal says which properties count.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(GraphPage<JsonElement>))]
internal sealed partial class UndoJson : JsonSerializerContext;
