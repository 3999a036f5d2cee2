using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class BatchTests : IDisposable
{
    private readonly SandboxClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Each_request_of_a_batch_has_its_own_answer()
    {
        var answer = (
            await _client.PostAsync(
                "/$batch",
                JsonNode.Parse(
                    """
                    {"requests":[
                      {"id":"1","method":"POST","url":"/applications","headers":{"Content-Type":"application/json"},"body":{"displayName":"A"}},
                      {"id":"2","method":"GET","url":"/applications?$filter=displayName eq 'A'&$select=id","dependsOn":["1"]},
                      {"id":"3","method":"GET","url":"/nosuch"}]}
                    """
                )!
            )
        ).Expect(200);
        var responses = (JsonArray)answer["responses"];
        Assert.Equal([201, 200, 400], responses.Select(each => (int)each!["status"]!));
        Assert.Single((JsonArray)responses[1]!["body"]!["value"]!);
        Assert.Equal("BadRequest", (string?)responses[2]!["body"]!["error"]!["code"]);
    }

    [Fact]
    public async Task What_depends_on_a_failure_is_not_carried_out()
    {
        var answer = (
            await _client.PostAsync(
                "/$batch",
                JsonNode.Parse(
                    """
                    {"requests":[
                      {"id":"1","method":"GET","url":"/nosuch"},
                      {"id":"2","method":"POST","url":"/applications","dependsOn":["1"],"headers":{"Content-Type":"application/json"},"body":{"displayName":"A"}},
                      {"id":"3","method":"GET","url":"/users","dependsOn":["2"]}]}
                    """
                )!
            )
        ).Expect(200);
        Assert.Equal([400, 424, 424], ((JsonArray)answer["responses"]).Select(each => (int)each!["status"]!));
        Assert.Empty((await _client.GetAsync("/applications")).Value);
    }

    [Fact]
    public async Task Twenty_requests_are_taken_and_twenty_one_refused_as_a_whole()
    {
        JsonObject Batch(int count) =>
            new()
            {
                ["requests"] = new JsonArray([
                    .. Enumerable
                        .Range(1, count)
                        .Select(number =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["id"] = $"{number}",
                                    ["method"] = "POST",
                                    ["url"] = "/applications",
                                    ["headers"] = new JsonObject { ["Content-Type"] = "application/json" },
                                    ["body"] = new JsonObject { ["displayName"] = $"A{number}" },
                                }
                        ),
                ]),
            };
        (await _client.PostAsync("/$batch", Batch(21))).ExpectError(400, "MaximumValueExceeded", "20");
        Assert.Empty((await _client.GetAsync("/applications")).Value);
        (await _client.PostAsync("/$batch", Batch(20))).Expect(200);
        Assert.Equal(20, (await _client.GetAsync("/applications")).Value.Count);
    }

    [Theory]
    [InlineData("""{"requests":{}}""")]
    [InlineData("""{"requests":[{"id":"1"}]}""")]
    [InlineData("""{"requests":[{"id":"1","method":"BREW","url":"/users"}]}""")]
    [InlineData("""{"requests":[{"id":"1","method":"GET","url":"/users"},{"id":"1","method":"GET","url":"/users"}]}""")]
    [InlineData("""{"requests":[{"id":"1","method":"GET","url":"/users","dependsOn":["2"]}]}""")]
    [InlineData("""{"requests":[{"id":"1","method":"POST","url":"/applications","body":{"displayName":"A"}}]}""")]
    public async Task A_batch_of_the_wrong_form_is_refused_as_a_whole(string body) =>
        (await _client.PostAsync("/$batch", JsonNode.Parse(body)!)).ExpectError(400, "BadRequest");
}
