using System.Net.Sockets;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Graph;

public sealed class RepeatTests
{
    private static readonly GraphRequest Read = GraphRequest.Get("applications").Describe("list the applications");

    private static readonly GraphRequest Write = GraphRequest
        .Post("applications", new GraphErrorItem("x", "y", "z"), GraphJson.Default.GraphErrorItem, PriorState.Nothing)
        .Describe("create the application 'x'");

    [Theory]
    [InlineData("75", 75)]
    [InlineData("3", 3)]
    [InlineData("1.5", 1.5)]
    [InlineData("Wed, 01 Jan 2025 00:01:15 GMT", 75)]
    [InlineData("Wed, 01 Jan 2025 00:00:03 GMT", 3)]
    public async Task A_throttled_request_is_sent_again_exactly_when_the_service_asks_for_it(string retryAfter, double seconds)
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(429, null, ("Retry-After", retryAfter)).ThenAnswer(200, "{}");

        var response = await bench.RunAsync(c => c.SendAsync(Write, default));

        Assert.Equal(200, response.Status);
        Assert.Equal(TimeSpan.FromSeconds(seconds), bench.Passed);
        Assert.Equal(TimeSpan.FromSeconds(seconds), response.Waited);
        Assert.False(response.EarlierOutcomeUnknown);
    }

    [Theory]
    [InlineData("Tue, 31 Dec 2024 23:00:00 GMT")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("")]
    public async Task A_wait_that_makes_no_sense_is_replaced_by_a_short_one(string retryAfter)
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(429, null, ("Retry-After", retryAfter)).ThenAnswer(200, "{}");

        await bench.RunAsync(c => c.SendAsync(Read, default));

        Assert.InRange(bench.Passed, TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5));
    }

    [Theory]
    [InlineData("600")]
    [InlineData("99999999999999999999")]
    [InlineData("Fri, 03 Jan 2025 00:00:00 GMT")]
    public async Task A_wait_beyond_the_limit_is_not_begun_and_the_error_says_what_the_service_asks_for(string retryAfter)
    {
        using var bench = new GraphBench();
        bench.Transport.ThenRefuse(429, "TooManyRequests", "Too many requests.", ("Retry-After", retryAfter));

        var error = await bench.FailAsync(c => c.SendAsync(Read, default));

        Assert.Equal("TooManyRequests", error.Code);
        Assert.Contains(retryAfter, error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, bench.Passed);
        Assert.Single(bench.Transport.Sent);
    }

    [Fact]
    public async Task A_service_under_load_for_minutes_is_waited_out_ever_more_slowly_and_then_the_error_says_how_long()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenRefuse(429, "TooManyRequests", "Too many requests.", ("Retry-After", "1"));

        var error = await bench.FailAsync(c => c.SendAsync(Write, default));

        Assert.Equal(429, error.Status);
        Assert.InRange(error.Waited, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.Contains("after waiting 4 min", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.False(error.OutcomeUnknown);
        Assert.InRange(bench.Transport.Sent.Count, 10, 25);
    }

    [Fact]
    public async Task The_number_of_attempts_is_bounded()
    {
        using var bench = new GraphBench(o => o with { MaxAttempts = 3 });
        bench.Transport.ThenAnswer(503, null);

        await bench.FailAsync(c => c.SendAsync(Read, default));

        Assert.Equal(3, bench.Transport.Sent.Count);
    }

    // Throttling and a 503 that says when to come back turn a request away before it is carried out; other 5xx may come afterwards.
    [Theory]
    [InlineData(429, null, true, true)]
    [InlineData(503, "1", true, true)]
    [InlineData(503, null, true, false)]
    [InlineData(500, null, true, false)]
    [InlineData(502, null, true, false)]
    [InlineData(504, null, true, false)]
    [InlineData(504, "1", true, false)]
    [InlineData(501, null, false, false)]
    [InlineData(400, null, false, false)]
    [InlineData(403, null, false, false)]
    [InlineData(404, null, false, false)]
    [InlineData(409, null, false, false)]
    public async Task An_answer_is_followed_by_another_attempt_only_where_that_can_do_no_harm(
        int status,
        string? retryAfter,
        bool repeatsReads,
        bool repeatsWrites
    )
    {
        (string, string)[] headers = retryAfter is null ? [] : [("Retry-After", retryAfter)];
        foreach (var (request, repeats) in new[] { (Read, repeatsReads), (Write, repeatsWrites), (Write.Idempotent(), repeatsReads) })
        {
            using var bench = new GraphBench();
            bench.Transport.ThenRefuse(status, "SomeCode", "Some message.", headers).ThenAnswer(200, "{}");

            var response = await bench.RunAsync(c => c.TrySendAsync(request, default));

            Assert.Equal(repeats ? 2 : 1, bench.Transport.Sent.Count);
            Assert.Equal(repeats ? 200 : status, response.Status);
            if (!repeats)
            {
                Assert.Equal(request.IsWrite && repeatsReads, response.ToException().OutcomeUnknown);
            }
            else
            {
                Assert.Equal(request.IsWrite && !repeatsWrites, response.EarlierOutcomeUnknown);
            }
        }
    }

    public static TheoryData<string, Exception, bool, bool> Faults =>
        new()
        {
            {
                "ConnectionFailed",
                new HttpRequestException(
                    HttpRequestError.ConnectionError,
                    "refused",
                    new SocketException((int)SocketError.ConnectionRefused)
                ),
                true,
                false
            },
            {
                "ConnectionFailed",
                new HttpRequestException("refused", new SocketException((int)SocketError.ConnectionRefused)),
                true,
                false
            },
            { "ConnectionFailed", new TaskCanceledException("connect timed out", new TimeoutException()), true, false },
            { "NameNotResolved", new HttpRequestException(HttpRequestError.NameResolutionError, "no such host"), true, false },
            {
                "ConnectionLost",
                new HttpRequestException("reset", new IOException("reset", new SocketException((int)SocketError.ConnectionReset))),
                false,
                true
            },
            { "ConnectionLost", new HttpRequestException(HttpRequestError.ResponseEnded, "the server hung up"), false, true },
            { "ConnectionLost", new IOException("reset"), false, true },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_connection_that_fails_is_tried_again_but_a_write_only_if_it_surely_was_not_sent(
        string code,
        Exception fault,
        bool repeatsWrites,
        bool outcomeUnknown
    )
    {
        foreach (var (request, repeats) in new[] { (Read, true), (Write, repeatsWrites), (Write.Idempotent(), true) })
        {
            using var bench = new GraphBench();
            bench.Transport.ThenFail(fault).ThenAnswer(200, "{}");
            if (repeats)
            {
                var response = await bench.RunAsync(c => c.SendAsync(request, default));
                Assert.Equal(2, bench.Transport.Sent.Count);
                Assert.Equal(request.IsWrite && outcomeUnknown, response.EarlierOutcomeUnknown);
            }
            else
            {
                var error = await bench.FailAsync(c => c.SendAsync(request, default));
                Assert.Single(bench.Transport.Sent);
                Assert.Equal(code, error.Code);
                Assert.Equal(outcomeUnknown, error.OutcomeUnknown);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Without_a_network_the_error_comes_within_a_minute_and_its_first_line_says_what_is_wrong(
        string code,
        Exception fault,
        bool notSent,
        bool outcomeUnknown
    )
    {
        using var bench = new GraphBench();
        bench.Transport.ThenFail(fault);

        var error = await bench.FailAsync(c => c.SendAsync(Write.Idempotent(), default));

        Assert.Equal(code, error.Code);
        Assert.Equal(0, error.Status);
        Assert.Equal(outcomeUnknown, error.OutcomeUnknown);
        Assert.StartsWith("Could not create the application 'x': ", error.Message, StringComparison.Ordinal);
        Assert.Contains("graph.microsoft.com", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.InRange(bench.Passed, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(notSent ? 0.1 : 1.1));
    }

    [Fact]
    public async Task Every_attempt_carries_the_same_body_headers_and_client_request_id()
    {
        using var bench = new GraphBench();
        bench
            .Transport.ThenAnswer(503, null, ("Retry-After", "1"))
            .ThenRefuse(401, "InvalidAuthenticationToken", "Expired.")
            .ThenFail(new HttpRequestException(HttpRequestError.ConnectionError))
            .ThenAnswer(201, "{}");

        await bench.RunAsync(c => c.SendAsync(Write.WithHeader("Prefer", "something"), default));

        Assert.Equal(4, bench.Transport.Sent.Count);
        Assert.All(
            bench.Transport.Sent,
            sent =>
            {
                Assert.Equal("""{"code":"x","message":"y","target":"z"}""", sent.Body);
                Assert.Equal("something", sent.Headers["Prefer"]);
                Assert.Equal(bench.Transport.Sent[0].Headers["client-request-id"], sent.Headers["client-request-id"]);
            }
        );
    }

    [Fact]
    public async Task Cancellation_ends_a_wait_at_once_and_sends_nothing_more()
    {
        using var bench = new GraphBench();
        using var cancel = new CancellationTokenSource();
        bench.Transport.ThenAnswer(429, null, ("Retry-After", "60")).ThenAnswer(200, "{}");

        // The clock stands still: nothing but the cancellation can end the wait.
        var running = bench.Client.SendAsync(Read, cancel.Token);
        Assert.False(running.IsCompleted);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Single(bench.Transport.Sent);
        Assert.True(bench.Log.Shown.Last().Completed);
    }

    [Fact]
    public async Task Cancellation_of_a_request_under_way_is_a_cancellation_and_not_a_fault()
    {
        using var bench = new GraphBench();
        using var cancel = new CancellationTokenSource();
        bench.Transport.Then(
            async (_, ct) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
                throw new InvalidOperationException("Never reached.");
            }
        );

        var running = bench.Client.SendAsync(Read, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Single(bench.Transport.Sent);
    }

    [Fact]
    public async Task A_write_without_an_answer_in_time_is_not_repeated_and_its_outcome_is_called_unknown()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(Never(bench)).ThenAnswer(201, "{}");

        var error = await bench.FailAsync(c => c.SendAsync(Write, default));

        Assert.Equal("RequestTimeout", error.Code);
        Assert.True(error.OutcomeUnknown);
        Assert.Contains("unknown whether it was carried out", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(100), bench.Passed);
        Assert.Single(bench.Transport.Sent);
    }

    [Fact]
    public async Task A_read_without_an_answer_in_time_is_repeated()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(Never(bench)).ThenAnswer(200, "{}");

        await bench.RunAsync(c => c.SendAsync(Read, default));

        Assert.Equal(2, bench.Transport.Sent.Count);
    }

    [Fact]
    public async Task A_refused_token_is_fetched_anew_once()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenRefuse(401, "InvalidAuthenticationToken", "Expired.").ThenAnswer(201, "{}");

        var response = await bench.RunAsync(c => c.SendAsync(Write, default));

        Assert.Equal(201, response.Status);
        Assert.Equal(
            ["Bearer very-secret-token-0", "Bearer very-secret-token-1"],
            bench.Transport.Sent.Select(s => s.Headers["Authorization"])
        );
        Assert.All(bench.Tokens.Scopes, s => Assert.Equal("https://graph.microsoft.com/.default", s));
    }

    [Fact]
    public async Task A_token_that_is_refused_again_is_an_error_that_mentions_a_wrong_clock()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenRefuse(
            401,
            "InvalidAuthenticationToken",
            "Lifetime validation failed.",
            ("Date", "Wed, 01 Jan 2025 02:00:00 GMT")
        );

        var error = await bench.FailAsync(c => c.SendAsync(Write, default));

        Assert.Equal(401, error.Status);
        Assert.Contains("The clock of this machine is 120 min 0 s behind", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal(2, bench.Transport.Sent.Count);
        Assert.False(error.OutcomeUnknown);
    }

    [Theory]
    [InlineData(401, 2)]
    [InlineData(403, 1)]
    public async Task A_policy_that_asks_for_another_sign_in_is_told_as_such_and_not_as_a_lack_of_rights(int status, int sent)
    {
        using var bench = new GraphBench();
        bench.Transport.ThenRefuse(
            status,
            "InvalidAuthenticationToken",
            "Continuous access evaluation resulted in challenge.",
            (
                "WWW-Authenticate",
                "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19\""
            )
        );

        var error = await bench.FailAsync(c => c.SendAsync(Write, default));

        Assert.Equal("ClaimsChallenge", error.Code);
        Assert.Contains(
            "Conditional Access asks for more than this sign-in has brought",
            error.Message.Split('\n')[0],
            StringComparison.Ordinal
        );
        Assert.Equal(sent, bench.Transport.Sent.Count);
        Assert.False(error.OutcomeUnknown);
    }

    [Fact]
    public async Task A_wait_is_shown_counting_down_and_taken_away_afterwards()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(429, null, ("Retry-After", "3")).ThenAnswer(200, "{}");

        await bench.RunAsync(c => c.SendAsync(Read, default));

        Assert.Equal([3, 2, 1, -1], bench.Log.Shown.Select(p => p.SecondsRemaining));
        Assert.All(bench.Log.Shown, p => Assert.Equal("List the applications", p.Activity));
        Assert.Equal([false, false, false, true], bench.Log.Shown.Select(p => p.Completed));
        Assert.Contains(bench.Log.VerboseLines, l => l.Contains("in 3 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trouble_of_the_sign_in_surfaces_as_it_is()
    {
        var trouble = new HttpRequestException("sign-in service down");
        using var pipeline = new GraphPipeline(
            new ScriptedTransport().ThenAnswer(200, "{}"),
            GraphBench.Endpoint,
            new BrokenTokens(trouble),
            new()
        );

        var error = await Assert.ThrowsAsync<HttpRequestException>(() =>
            new GraphClient(pipeline, new ActivityRecorder()).SendAsync(Read, default)
        );

        Assert.Same(trouble, error);
    }

    [Fact]
    public void A_token_is_never_sent_without_encryption_to_another_machine()
    {
        Assert.Throws<ArgumentException>(() =>
            new GraphPipeline(new ScriptedTransport(), new Uri("http://graph.microsoft.com"), new FixedTokens(), new())
        );
        new GraphPipeline(new ScriptedTransport(), new Uri("http://localhost:5000/"), new FixedTokens(), new()).Dispose();
    }

    private static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Never(GraphBench bench) =>
        async (_, ct) =>
        {
            await Task.Delay(TimeSpan.FromHours(1), bench.Clock, ct);
            throw new InvalidOperationException("Never reached.");
        };

    private sealed class BrokenTokens(Exception trouble) : ITokenSource
    {
        public ValueTask<AccessToken> GetTokenAsync(string scope, bool renew, CancellationToken cancellationToken) =>
            ValueTask.FromException<AccessToken>(trouble);
    }
}
