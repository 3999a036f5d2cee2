using System.Text.Json.Serialization;

namespace EntraAppCmdlets.Graph;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GraphPage<GraphErrorItem>))]
internal sealed partial class TestJson : JsonSerializerContext;
