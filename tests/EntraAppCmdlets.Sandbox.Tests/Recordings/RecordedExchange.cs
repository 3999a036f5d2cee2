using System.Text.Json.Nodes;

namespace EntraAppCmdlets.Sandbox.Tests.Recordings;

/// <summary>One request and its answer, as the real service gave it.</summary>
internal sealed record RecordedExchange(
    int Number,
    string Method,
    string Uri,
    JsonNode? Request,
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    JsonNode? Response
)
{
    public static IReadOnlyList<RecordedExchange> Read(string path) =>
        [
            .. File.ReadLines(path)
                .Where(line => line.Length > 0)
                .Select(line =>
                {
                    var json = JsonNode.Parse(line)!;
                    return new RecordedExchange(
                        (int)json["i"]!,
                        (string)json["method"]!,
                        (string)json["uri"]!,
                        json["request"],
                        (int)json["status"]!,
                        json["headers"]!
                            .AsObject()
                            .ToDictionary(each => each.Key, each => (string)each.Value!, StringComparer.OrdinalIgnoreCase),
                        json["response"]
                    );
                }),
        ];
}
