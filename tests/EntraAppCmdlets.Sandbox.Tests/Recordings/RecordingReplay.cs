using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Recordings;

/// <summary>Sends recorded requests to a tenant in their order, and compares what it answers with what the service answered.</summary>
internal sealed partial class RecordingReplay
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);

    public int Statuses { get; private set; }

    public int StatusesRight { get; private set; }

    public int Properties { get; private set; }

    public int PropertiesRight { get; private set; }

    public List<string> Differences { get; } = [];

    public async Task RunAsync(string path)
    {
        var exchanges = RecordedExchange.Read(path);
        var recordedAt = DateTimeOffset.Parse(exchanges[0].Headers["date"], CultureInfo.InvariantCulture);
        var clock = new ManualClock(recordedAt);
        using var client = new SandboxClient(
            new SandboxSettings
            {
                Clock = clock,
                DomainName = "AzureSDKTeam.onmicrosoft.com",
                AnyIdentifierUri = true,
                DefaultSignInAudience = recordedAt.Year < 2024 ? "AzureADandPersonalMicrosoftAccount" : "AzureADMyOrg",
            }
        );
        var user = await SeedAsync(client);
        client.Token = client.UserToken(user, "Directory.AccessAsUser.All", "Global Administrator");
        foreach (var exchange in exchanges)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            var answer = await client.SendAsync(
                exchange.Method,
                Map(exchange.Uri).Replace("example@example.com", "example@AzureSDKTeam.onmicrosoft.com", StringComparison.Ordinal),
                exchange.Request is null ? null : JsonNode.Parse(Map(exchange.Request.ToJsonString()))
            );
            Compare($"{Path.GetFileName(path)} {exchange.Number} {exchange.Method} {exchange.Uri}", exchange, answer);
        }
    }

    /// <summary>The recorded tenant had a user, with the rights of an administrator, on whose behalf everything was done.</summary>
    private static async Task<string> SeedAsync(SandboxClient client)
    {
        var administrator = (await client.GetAsync("/users/admin@AzureSDKTeam.onmicrosoft.com")).Expect(200).Id;
        (
            await client.PatchAsync(
                $"/users/{administrator}",
                new JsonObject
                {
                    ["userPrincipalName"] = "example@AzureSDKTeam.onmicrosoft.com",
                    ["givenName"] = null,
                    ["surname"] = null,
                    ["jobTitle"] = null,
                    ["mail"] = null,
                }
            )
        ).Expect(204);
        return administrator;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.IgnoreCase)]
    private static partial Regex GuidPattern();

    private string Map(string text) => GuidPattern().Replace(text, match => _ids.GetValueOrDefault(match.Value) ?? match.Value);

    private void Compare(string name, RecordedExchange exchange, Answer answer)
    {
        Statuses++;
        if (answer.Status == exchange.Status)
        {
            StatusesRight++;
        }
        else
        {
            Differences.Add($"{name}: status {answer.Status}, recorded {exchange.Status}: {answer.Text}");
            return;
        }

        foreach (
            var header in new[] { "request-id", "x-ms-resource-unit", "odata-version", "content-type", "location" }.Where(
                exchange.Headers.ContainsKey
            )
        )
        {
            var recorded = exchange.Headers[header];
            Check(
                answer.Headers.TryGetValue(header, out var ours) && Shape(recorded) == Shape(ours!),
                $"{name}: header {header} is '{ours}', recorded '{recorded}'"
            );
        }

        CompareNode($"{name} $", exchange.Response, answer.Json);

        // Identifiers and the tenant are other ones: the form is what counts. .NET puts blanks into a media type that it has parsed.
        string Shape(string value) =>
            value is "1" or "2" ? "#" : GuidPattern().Replace(value, "{id}").Replace("; ", ";", StringComparison.Ordinal);
    }

    private void CompareNode(string place, JsonNode? recorded, JsonNode? ours)
    {
        switch (recorded)
        {
            case JsonObject expected when ours is JsonObject found:
                foreach (var (name, value) in expected)
                {
                    Check(found.ContainsKey(name), $"{place}.{name} is missing");
                    if (found.TryGetPropertyValue(name, out var other))
                    {
                        CompareNode($"{place}.{name}", value, other);
                    }
                }

                break;
            case JsonArray expected when ours is JsonArray found:
                Check(expected.Count == found.Count, $"{place} has {found.Count} items, recorded {expected.Count}");
                foreach (var (value, other) in Pair(expected, found))
                {
                    CompareNode(place + "[]", value, other);
                }

                break;
            case JsonValue expected when ours is JsonValue found:
                Check(
                    expected.GetValueKind() == found.GetValueKind()
                        || (
                            expected.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False
                            && found.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False
                        ),
                    $"{place} is a {found.GetValueKind()}, recorded a {expected.GetValueKind()}"
                );
                if (
                    expected.GetValueKind() == System.Text.Json.JsonValueKind.String
                    && Guid.TryParse((string)expected!, out _)
                    && Guid.TryParse((string)found!, out _)
                )
                {
                    _ids[(string)expected!] = (string)found!;
                }

                break;
            default:
                Check(
                    (recorded is null) == (ours is null),
                    $"{place} is {ours?.ToJsonString() ?? "null"}, recorded {recorded?.ToJsonString() ?? "null"}"
                );
                break;
        }
    }

    /// <summary>The service returns collections in any order: objects are matched by what they are known by.</summary>
    private IEnumerable<(JsonNode? Recorded, JsonNode? Ours)> Pair(JsonArray recorded, JsonArray ours)
    {
        var left = ours.ToList();
        foreach (var expected in recorded)
        {
            var match = left.FirstOrDefault(each => Key(each) == Map(Key(expected))) ?? left.FirstOrDefault();
            left.Remove(match);
            yield return (expected, match);
        }

        static string Key(JsonNode? node) =>
            node is JsonObject item
                ? (string?)(item["keyId"] ?? item["id"] ?? item["resourceAppId"] ?? item["uri"] ?? item["name"]) ?? ""
                : node?.ToJsonString() ?? "";
    }

    private void Check(bool right, string difference)
    {
        Properties++;
        if (right)
        {
            PropertiesRight++;
        }
        else
        {
            Differences.Add(difference);
        }
    }
}
