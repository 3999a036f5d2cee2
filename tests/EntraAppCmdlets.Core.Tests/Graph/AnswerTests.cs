using System.Security.Authentication;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Graph;

public sealed class AnswerTests
{
    private static readonly GraphRequest Read = GraphRequest.Get("applications/1").Describe("read the application");
    private static readonly GraphRequest Write = GraphRequest
        .Delete("applications/1", PriorState.Lost(IrreversibleWrite.NotKnown))
        .Describe("remove the application");

    [Fact]
    public async Task An_error_keeps_all_that_the_service_said()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(
            400,
            """
            {"error":{"code":"CredentialInvalidLifetimeAsPerAppPolicy","message":"Lifetime too long.","innerError":{"request-id":"r","client-request-id":"c"},
            "details":[{"code":"InvalidKeyEndDate","message":"Ends too late.","target":"EndDate"}, null]}}
            """,
            ("request-id", "the-id")
        );

        var error = await bench.FailAsync(c => c.SendAsync(Write, default));

        Assert.Equal(400, error.Status);
        Assert.Equal("CredentialInvalidLifetimeAsPerAppPolicy", error.Code);
        Assert.Equal("the-id", error.RequestId);
        Assert.Equal(bench.Transport.Sent[0].Headers["client-request-id"], error.ClientRequestId);
        Assert.Equal(new GraphErrorDetail("InvalidKeyEndDate", "Ends too late.", "EndDate"), Assert.Single(error.Details));
        Assert.Equal(
            [
                "Could not remove the application: Lifetime too long.",
                "EndDate: Ends too late.",
                $"HTTP 400 CredentialInvalidLifetimeAsPerAppPolicy, DELETE applications/1, request-id the-id, client-request-id {error.ClientRequestId}",
            ],
            error.Message.Split('\n')
        );
    }

    [Theory]
    [InlineData("", "text/plain")]
    [InlineData("not json", "text/plain")]
    [InlineData("{", "application/json")]
    [InlineData("[1]", "application/json")]
    [InlineData("""{"error":"invalid_request"}""", "application/json")]
    [InlineData("""{"error":null}""", "application/json")]
    public async Task An_error_of_another_shape_counts_by_its_status(string body, string type)
    {
        using var bench = new GraphBench();
        bench.Transport.Then(_ => ScriptedTransport.Answer(403, body, type));

        var error = await bench.FailAsync(c => c.SendAsync(Read, default));

        Assert.Equal("Forbidden", error.Code);
        Assert.Equal(403, error.Status);
    }

    [Theory]
    [InlineData(200, "text/html", true)]
    [InlineData(200, "application/json", true)]
    [InlineData(403, "text/html; charset=utf-8", false)]
    public async Task A_web_page_instead_of_an_answer_is_called_so_and_not_asked_for_again(int status, string type, bool mayHaveHappened)
    {
        using var bench = new GraphBench();
        bench.Transport.Then(_ =>
        {
            var answer = ScriptedTransport.Answer(
                status,
                "\n <!doctype html><html><head><title>Hotel sign-in</title></head></html>",
                "text/plain"
            );
            answer.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
            return answer;
        });

        var error = await bench.FailAsync(c => c.SendAsync(Write.Idempotent(), default));

        Assert.Equal("ProxyAnswer", error.Code);
        Assert.Contains("'Hotel sign-in'", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal(status, error.Status);
        Assert.Equal(mayHaveHappened, error.OutcomeUnknown);
        Assert.Single(bench.Transport.Sent);
    }

    [Fact]
    public async Task The_web_page_of_an_overloaded_gateway_counts_as_the_overload_that_it_is()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(_ => ScriptedTransport.Answer(503, "<html/>", "text/html")).ThenAnswer(200, "{}");

        Assert.Equal(200, (await bench.RunAsync(c => c.SendAsync(Read, default))).Status);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(status, null, ("Location", "https://login.hotel.example/"));

        var error = await bench.FailAsync(c => c.SendAsync(Read, default));

        Assert.Equal("UnexpectedRedirect", error.Code);
        Assert.Contains("login.hotel.example", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.Single(bench.Transport.Sent);
    }

    [Fact]
    public async Task A_proxy_that_asks_for_credentials_is_named()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(407);

        var error = await bench.FailAsync(c => c.SendAsync(Read, default));

        Assert.Equal("ProxyAuthenticationRequired", error.Code);
        Assert.Contains("proxy asks for credentials", error.Message.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_named_and_not_tried_again()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenFail(
            new HttpRequestException(
                HttpRequestError.SecureConnectionError,
                "no SSL",
                new AuthenticationException("The remote certificate is invalid: NotTimeValid")
            )
        );

        var error = await bench.FailAsync(c => c.SendAsync(Write.Idempotent(), default));

        Assert.Equal("CertificateError", error.Code);
        Assert.Contains("certificate of graph.microsoft.com", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("clock", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.False(error.OutcomeUnknown);
        Assert.Single(bench.Transport.Sent);
    }

    [Theory]
    [InlineData("""{"id":"1","displayName":"x""", "ResponseTruncated")]
    [InlineData("   ", "ResponseTruncated")]
    [InlineData("""{"id":}""", "MalformedAnswer")]
    [InlineData("{}{}", "MalformedAnswer")]
    public async Task An_answer_that_is_cut_off_or_garbled_is_asked_for_again_for_reads_and_leaves_a_write_unknown(string body, string code)
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(200, body).ThenAnswer(200, "{}");

        await bench.RunAsync(c => c.SendAsync(Read, default));
        Assert.Equal(2, bench.Transport.Sent.Count);

        using var other = new GraphBench();
        other.Transport.ThenAnswer(200, body).ThenAnswer(200, "{}");

        var error = await other.FailAsync(c => c.SendAsync(Write, default));
        Assert.Equal(code, error.Code);
        Assert.True(error.OutcomeUnknown);
        Assert.Single(other.Transport.Sent);
    }

    [Fact]
    public async Task An_answer_shorter_than_announced_is_noticed_even_if_it_looks_whole()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(_ =>
        {
            var answer = ScriptedTransport.Answer(200, "{}", "application/json");
            answer.Content.Headers.ContentLength = 100;
            return answer;
        });

        var error = await bench.FailAsync(c => c.SendAsync(Write, default));

        Assert.Equal("ResponseTruncated", error.Code);
        Assert.True(error.OutcomeUnknown);
    }

    [Fact]
    public async Task An_answer_whose_body_breaks_off_is_truncated_and_not_merely_lost()
    {
        using var bench = new GraphBench();
        bench.Transport.Then(_ => new HttpResponseMessage(System.Net.HttpStatusCode.Created)
        {
            Content = new StreamContent(new BrokenStream()),
        });

        var error = await bench.FailAsync(c => c.SendAsync(Write, default));

        Assert.Equal("ResponseTruncated", error.Code);
        Assert.Equal(201, error.Status);
        Assert.True(error.OutcomeUnknown);
    }

    [Fact]
    public async Task An_empty_answer_where_an_object_was_asked_for_is_an_error_that_says_so()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(204);

        var error = await bench.FailAsync(c => c.SendAsync(Read, GraphJson.Default.GraphErrorItem, default));

        Assert.Equal("MalformedAnswer", error.Code);
        Assert.Contains("empty body", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_for_an_object_gives_null_only_for_the_services_own_not_found()
    {
        using var bench = new GraphBench();
        bench
            .Transport.ThenRefuse(404, "Request_ResourceNotFound", "Resource '1' does not exist.")
            .ThenRefuse(404, "UnknownPath", "No such path.")
            .ThenAnswer(200, """{"code":"c"}""");
        Task<GraphErrorItem?> Find(GraphClient c) => c.FindAsync(Read, GraphJson.Default.GraphErrorItem, default);

        Assert.Null(await bench.RunAsync(Find));
        Assert.Equal("UnknownPath", (await bench.FailAsync(Find)).Code);
        Assert.Equal("c", (await bench.RunAsync(Find))!.Code);
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new IOException("The response ended prematurely."));

        public override bool CanSeek => false;
    }
}
