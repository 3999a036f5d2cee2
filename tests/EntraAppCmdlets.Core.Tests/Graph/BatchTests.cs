using System.Text.Json.Nodes;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Graph;

public sealed class BatchTests
{
    [Fact]
    public async Task Answers_come_in_the_order_of_the_requests_whatever_order_the_service_answers_in()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(r => Batch(r, items => items.Reverse().Select(i => Item(i, 200, $$"""{"code":"{{i["url"]}}"}"""))));

        var answers = await bench.RunAsync(c => c.BatchAsync(Reads(3), default));

        Assert.Equal(["/things/0", "/things/1", "/things/2"], answers.Select(a => a.Read(GraphJson.Default.GraphErrorItem).Code));
        Assert.Equal("https://graph.microsoft.com/v1.0/$batch", Assert.Single(bench.Transport.Sent).Url);
    }

    [Fact]
    public async Task More_than_twenty_go_in_several_round_trips()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(r => Batch(r, items => items.Select(i => Item(i, 204))));

        var answers = await bench.RunAsync(c => c.BatchAsync(Reads(45), default));

        Assert.Equal(45, answers.Count);
        Assert.All(answers, a => Assert.Equal(204, a.Status));
        Assert.Equal([20, 20, 5], bench.Transport.Sent.Select(s => JsonNode.Parse(s.Body!)!["requests"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_single_request_goes_as_a_plain_one_and_none_as_nothing()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(200, "{}");

        Assert.Equal(200, Assert.Single(await bench.RunAsync(c => c.BatchAsync(Reads(1), default))).Status);
        Assert.Empty(await bench.RunAsync(c => c.BatchAsync([], default)));
        Assert.Equal("https://graph.microsoft.com/v1.0/things/0", Assert.Single(bench.Transport.Sent).Url);
    }

    [Fact]
    public async Task Bodies_and_headers_travel_with_their_items()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(r => Batch(r, items => items.Select(i => Item(i, 204))));
        var upsert = GraphRequest.Upsert(
            "applications(uniqueName='x')",
            new GraphErrorItem("é'\"", null, null),
            GraphJson.Default.GraphErrorItem
        );

        await bench.RunAsync(c => c.BatchAsync([upsert, .. Reads(1)], default));

        var items = JsonNode.Parse(bench.Transport.Sent[0].Body!)!["requests"]!.AsArray();
        Assert.Equal("PATCH", (string?)items[0]!["method"]);
        Assert.Equal("create-if-missing", (string?)items[0]!["headers"]!["Prefer"]);
        Assert.Equal("application/json", (string?)items[0]!["headers"]!["Content-Type"]);
        Assert.Equal("é'\"", (string?)items[0]!["body"]!["code"]);
        Assert.Null(items[1]!["headers"]);
        Assert.Null(items[1]!["dependsOn"]);
    }

    [Fact]
    public async Task Only_throttled_items_are_sent_again_after_the_longest_of_their_waits_and_the_others_keep_their_answers()
    {
        using var bench = new GraphBench();
        bench
            .Transport.Then(r =>
                Batch(
                    r,
                    items =>
                        [
                            Item(items[0], 201),
                            Item(items[1], 429, retryAfter: "7"),
                            Item(items[2], 400, """{"error":{"code":"Request_BadRequest","message":"No."}}"""),
                            Item(items[3], 503, retryAfter: "9"),
                        ]
                )
            )
            .Then(r => Batch(r, items => items.Select(i => Item(i, 202))));

        var answers = await bench.RunAsync(c => c.BatchAsync(Writes(4), default));

        Assert.Equal([201, 202, 400, 202], answers.Select(a => a.Status));
        Assert.Equal("Request_BadRequest", answers[2].ToException().Code);
        Assert.Equal(["/things/1", "/things/3"], Urls(bench.Transport.Sent[1]));
        Assert.Equal(TimeSpan.FromSeconds(9), bench.Passed);
        Assert.All(answers, a => Assert.False(a.EarlierOutcomeUnknown));
    }

    [Fact]
    public async Task An_item_that_may_have_been_carried_out_is_sent_again_only_if_it_is_repeatable()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(r => Batch(r, items => items.Select(i => Item(i, 500)))).ThenAnswer(200, "{}");
        GraphRequest[] requests = [Writes(1)[0], Writes(1)[0].Idempotent()];

        var answers = await bench.RunAsync(c => c.BatchAsync(requests, default));

        Assert.Equal([500, 200], answers.Select(a => a.Status));
        Assert.True(answers[0].ToException().OutcomeUnknown);
        Assert.True(answers[1].EarlierOutcomeUnknown);
        Assert.Equal(2, bench.Transport.Sent.Count);
    }

    [Fact]
    public async Task Items_that_are_throttled_for_minutes_keep_their_refusal_and_say_how_long_was_waited()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(r => Batch(r, items => items.Select(i => Item(i, 429, retryAfter: "20"))));

        var answers = await bench.RunAsync(c => c.BatchAsync(Writes(2), default));

        Assert.All(answers, a => Assert.Equal(429, a.Status));
        Assert.InRange(answers[0].ToException().Waited, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.False(answers[0].ToException().OutcomeUnknown);
    }

    [Fact]
    public async Task A_chain_depends_step_by_step_and_stops_at_the_first_failure()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(r =>
            Batch(
                r,
                items =>
                    items.Select(
                        (i, n) =>
                            n < 19 ? Item(i, 204) : Item(i, 403, """{"error":{"code":"Authorization_RequestDenied","message":"No."}}""")
                    )
            )
        );

        var answers = await bench.RunAsync(c => c.BatchAsync(Writes(23), default, sequential: true));

        Assert.Equal(403, answers[19].Status);
        Assert.All(answers.Take(19), a => Assert.True(a.IsSuccess));
        Assert.All(
            answers.Skip(20),
            a => Assert.Equal((424, "FailedDependency", false), (a.Status, a.ToException().Code, a.ToException().OutcomeUnknown))
        );
        var items = JsonNode.Parse(Assert.Single(bench.Transport.Sent).Body!)!["requests"]!.AsArray();
        Assert.Null(items[0]!["dependsOn"]);
        Assert.Equal("4", (string?)items[5]!["dependsOn"]![0]);
    }

    [Fact]
    public async Task A_chain_goes_on_from_the_step_that_was_throttled_without_repeating_those_before()
    {
        using var bench = new GraphBench();
        bench
            .Transport.Then(r =>
                Batch(r, items => [Item(items[0], 204), Item(items[1], 429, retryAfter: "5"), Item(items[2], 424), Item(items[3], 424)])
            )
            .Then(r => Batch(r, items => items.Select(i => Item(i, 204))));

        var answers = await bench.RunAsync(c => c.BatchAsync(Writes(4), default, sequential: true));

        Assert.All(answers, a => Assert.Equal(204, a.Status));
        Assert.Equal(["/things/1", "/things/2", "/things/3"], Urls(bench.Transport.Sent[1]));
        Assert.Null(JsonNode.Parse(bench.Transport.Sent[1].Body!)!["requests"]![0]!["dependsOn"]);
    }

    [Theory]
    [InlineData(429, "5", 5)]
    [InlineData(401, null, 0)]
    public async Task What_a_read_of_a_chain_is_for_is_sent_again_with_it(int status, string? retryAfter, double seconds)
    {
        using var bench = new GraphBench();
        GraphRequest[] chain = [Writes(1)[0], Reads(1)[0] with { BelongsToNext = true }, Writes(2)[1], Reads(2)[1]];
        bench
            .Transport.Then(r =>
                Batch(
                    r,
                    items =>
                        [
                            Item(items[0], 204),
                            Item(items[1], 200, "{}"),
                            Item(items[2], status, retryAfter: retryAfter),
                            Item(items[3], 424),
                        ]
                )
            )
            .Then(r => Batch(r, items => items.Select(i => Item(i, 200, "{}"))));

        var answers = await bench.RunAsync(c => c.BatchAsync(chain, default, sequential: true));

        Assert.All(answers, a => Assert.True(a.IsSuccess));
        Assert.Equal(["/things/0", "/things/1", "/things/1"], Urls(bench.Transport.Sent[1]));
        Assert.Equal(seconds, bench.Passed.TotalSeconds);
        Assert.DoesNotContain(bench.Log.VerboseLines, line => line.Contains("(200)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_always_turns_the_second_request_away_gets_it_alone_in_the_end()
    {
        using var bench = new GraphBench();
        GraphRequest[] chain = [Reads(1)[0] with { BelongsToNext = true }, Writes(1)[0]];
        bench.Transport.Then(r =>
            r.RequestUri!.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal)
                ? Batch(r, items => [Item(items[0], 200, "{}"), Item(items[1], 429, retryAfter: "1")])
                : ScriptedTransport.Answer(204, null, "application/json")
        );

        var answers = await bench.RunAsync(c => c.BatchAsync(chain, default, sequential: true));

        Assert.Equal([200, 204], answers.Select(answer => answer.Status));
        Assert.Equal(5, bench.Transport.Sent.Count);
    }

    [Fact]
    public async Task A_connection_lost_during_a_batch_leaves_its_writes_unknown_and_says_so_for_each()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenFail(new IOException("reset"));

        var answers = await bench.RunAsync(c => c.BatchAsync(Writes(2), default));

        Assert.Single(bench.Transport.Sent);
        Assert.All(answers, a => Assert.Equal((0, "ConnectionLost"), (a.Status, a.ToException().Code)));
        Assert.All(answers, a => Assert.True(a.ToException().OutcomeUnknown));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reads_that_shared_a_lost_batch_with_a_write_are_asked_again_and_the_write_is_not(bool answered)
    {
        using var bench = new GraphBench();
        if (answered)
        {
            bench.Transport.ThenAnswer(502, "{}");
        }
        else
        {
            bench.Transport.ThenFail(new IOException("reset"));
        }

        bench.Transport.Then(r => Batch(r, items => items.Select(i => Item(i, 200))));

        var answers = await bench.RunAsync(c => c.BatchAsync([.. Writes(1), .. Reads(2)], default));

        Assert.Equal(2, bench.Transport.Sent.Count);
        Assert.Equal(["/things/0", "/things/1"], Urls(bench.Transport.Sent[1]));
        Assert.True(answers[0].ToException().OutcomeUnknown);
        Assert.Equal([200, 200], answers.Skip(1).Select(a => a.Status));
    }

    [Fact]
    public async Task An_item_whose_token_was_refused_is_sent_again_with_a_new_one_and_without_a_wait()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(r => Batch(r, items => items.Select((i, n) => Item(i, n == 1 ? 401 : 204)))).ThenAnswer(204);

        var answers = await bench.RunAsync(c => c.BatchAsync(Writes(3), default));

        Assert.All(answers, a => Assert.Equal(204, a.Status));
        Assert.Equal("https://graph.microsoft.com/v1.0/things/1", bench.Transport.Sent[1].Url);
        Assert.Equal(1, bench.Tokens.Renewals);
        Assert.Equal(TimeSpan.Zero, bench.Passed);
    }

    [Fact]
    public async Task An_item_that_is_refused_with_a_new_token_too_is_refused_for_good()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(r =>
            Batch(
                r,
                items =>
                    items.Select(i =>
                        Item(
                            i,
                            (string?)i["url"] switch
                            {
                                "/things/0" => 204,
                                "/things/1" => 401,
                                _ => 424,
                            }
                        )
                    )
            )
        );

        var answers = await bench.RunAsync(c => c.BatchAsync(Writes(3), default, sequential: true));

        Assert.Equal([204, 401, 424], answers.Select(a => a.Status));
        Assert.InRange(bench.Tokens.Renewals, 1, 2);
    }

    [Fact]
    public async Task A_batch_of_reads_is_repeated_after_a_lost_connection()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenFail(new IOException("reset")).Then(r => Batch(r, items => items.Select(i => Item(i, 200))));

        Assert.All(await bench.RunAsync(c => c.BatchAsync(Reads(2), default)), a => Assert.Equal(200, a.Status));
    }

    [Fact]
    public async Task A_batch_refused_as_a_whole_gives_every_item_that_refusal()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenRefuse(403, "Authorization_RequestDenied", "Insufficient privileges.", ("request-id", "r"));

        var answers = await bench.RunAsync(c => c.BatchAsync(Writes(2), default));

        Assert.All(
            answers,
            a => Assert.Equal((403, "Authorization_RequestDenied", "r"), (a.Status, a.ToException().Code, a.ToException().RequestId))
        );
        Assert.StartsWith("Could not change thing 1: Insufficient", answers[1].ToException().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"responses":[{"id":"0","status":204}]}""")]
    [InlineData("""{"responses":[{"id":"0","status":204},{"id":"7","status":204}]}""")]
    public async Task An_item_that_the_answer_leaves_out_is_unknown(string answer)
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(200, answer);

        var answers = await bench.RunAsync(c => c.BatchAsync(Writes(2), default));

        Assert.Equal(204, answers[0].Status);
        Assert.Equal("MalformedAnswer", answers[1].ToException().Code);
        Assert.True(answers[1].ToException().OutcomeUnknown);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"responses":null}""")]
    [InlineData("""{"responses":[null]}""")]
    [InlineData("""{"responses":[{}]}""")]
    [InlineData("""{"responses":[{"id":"0","status":"odd"}]}""")]
    public async Task An_answer_that_is_no_batch_at_all_leaves_every_item_unknown(string answer)
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(200, answer);

        var answers = await bench.RunAsync(c => c.BatchAsync(Writes(2), default));

        Assert.All(answers, a => Assert.Equal(("MalformedAnswer", true), (a.ToException().Code, a.ToException().OutcomeUnknown)));
    }

    [Fact]
    public async Task Cancellation_ends_the_wait_for_throttled_items_at_once()
    {
        using var bench = new GraphBench();
        using var cancel = new CancellationTokenSource();
        bench.Transport.Then(r => Batch(r, items => items.Select(i => Item(i, 429, retryAfter: "60"))));

        var running = bench.Client.BatchAsync(Writes(2), cancel.Token);
        Assert.False(running.IsCompleted);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Single(bench.Transport.Sent);
    }

    [Fact]
    public async Task Each_item_has_its_line_in_the_log()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(r => Batch(r, items => [Item(items[0], 204), Item(items[1], 409)]));

        await bench.RunAsync(c => c.BatchAsync(Writes(2), default));

        Assert.Equal(
            ["POST /v1.0/$batch 200 (0 ms)", "  in the batch: PATCH /things/0 204", "  in the batch: PATCH /things/1 409"],
            bench.Log.VerboseLines
        );
    }

    private static GraphRequest[] Reads(int count) => [.. Enumerable.Range(0, count).Select(i => GraphRequest.Get($"things/{i}"))];

    private static GraphRequest[] Writes(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    GraphRequest
                        .Patch($"things/{i}", new GraphErrorItem("c", null, null), GraphJson.Default.GraphErrorItem, PriorState.Nothing)
                        .Describe($"change thing {i}")
                ),
        ];

    private static IEnumerable<string> Urls(SentRequest batch) =>
        JsonNode.Parse(batch.Body!)!["requests"]!.AsArray().Select(i => (string)i!["url"]!);

    private static HttpResponseMessage Batch(HttpRequestMessage request, Func<JsonNode[], IEnumerable<JsonObject>> answer)
    {
        using var reader = new StreamReader(request.Content!.ReadAsStream());
        var items = JsonNode.Parse(reader.ReadToEnd())!["requests"]!.AsArray().Select(i => i!).ToArray();
        var body = new JsonObject { ["responses"] = new JsonArray([.. answer(items)]) };
        return ScriptedTransport.Answer(200, body.ToJsonString(), "application/json");
    }

    private static JsonObject Item(JsonNode request, int status, string? body = null, string? retryAfter = null)
    {
        var item = new JsonObject
        {
            ["id"] = (string)request["id"]!,
            ["status"] = status,
            ["headers"] = new JsonObject { ["Cache-Control"] = "no-cache" },
        };
        if (retryAfter is not null)
        {
            item["headers"]!["retry-after"] = retryAfter;
        }

        item["body"] = body is null ? null : JsonNode.Parse(body);
        return item;
    }
}
