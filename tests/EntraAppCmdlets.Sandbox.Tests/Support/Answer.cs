using System.Text.Json.Nodes;

namespace EntraAppCmdlets.Sandbox.Tests.Support;

/// <summary>A response as the tests look at it.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, JsonNode? Json, string Text)
{
    public string? ErrorCode => (string?)(Json?["error"] as JsonObject)?["code"];

    public string? ErrorMessage => (string?)(Json?["error"] as JsonObject)?["message"];

    public JsonNode this[string name] => Json![name]!;

    public JsonArray Value => (JsonArray)Json!["value"]!;

    public string Id => (string)Json!["id"]!;

    /// <summary>The same answer where it has that status; otherwise the test ends with what came instead.</summary>
    public Answer Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Text}");
        return this;
    }

    public void ExpectError(int status, string code, string? messagePart = null)
    {
        Expect(status);
        Assert.Equal(code, ErrorCode);
        if (messagePart is not null)
        {
            Assert.Contains(messagePart, ErrorMessage, StringComparison.Ordinal);
        }
    }
}
