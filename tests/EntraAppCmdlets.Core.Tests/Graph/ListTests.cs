using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Graph;

public sealed class ListTests
{
    private static readonly GraphRequest First = GraphRequest
        .Get("applications?$select=id")
        .WithHeader("ConsistencyLevel", "eventual")
        .Describe("list the applications");

    [Fact]
    public async Task Links_to_further_pages_are_followed_as_they_are_with_the_same_headers()
    {
        const string Next = "https://graph.microsoft.com/v1.0/applications?$select=id&$skiptoken=RFNwdAIAAQ%2Bx%27y";
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(200, Page("a", Next)).ThenAnswer(200, Page("b", null));

        Assert.Equal(["a", "b"], await Collect(bench));
        Assert.Equal(Next, bench.Transport.Sent[1].Url);
        Assert.All(bench.Transport.Sent, s => Assert.Equal("eventual", s.Headers["ConsistencyLevel"]));
        // It took no time that anybody would wait through.
        Assert.Empty(bench.Log.Shown);
    }

    [Theory]
    [InlineData("https://evil.example/v1.0/applications")]
    [InlineData("http://graph.microsoft.com/v1.0/applications")]
    [InlineData("https://graph.microsoft.com:8443/v1.0/applications")]
    [InlineData("https://graph.microsoft.com@evil.example/v1.0")]
    [InlineData("https://graph.microsoft.com.evil.example/v1.0")]
    [InlineData("/v1.0/applications?$skiptoken=1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public async Task A_link_that_leads_elsewhere_is_refused_and_gets_no_token(string link)
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(200, Page("a", link)).ThenAnswer(200, Page("b", null));

        var error = await bench.FailAsync(c => CollectAsync(c));

        Assert.Equal("ForeignLink", error.Code);
        Assert.Single(bench.Transport.Sent);
    }

    [Fact]
    public async Task Links_that_go_round_in_circles_end_with_an_error()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(200, Page("a", "https://graph.microsoft.com/v1.0/applications?$skiptoken=1"));

        Assert.Equal("MalformedAnswer", (await bench.FailAsync(c => CollectAsync(c))).Code);
    }

    [Fact]
    public async Task No_page_is_read_before_it_is_needed()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(200, Page("a", "https://graph.microsoft.com/v1.0/applications?$skiptoken=1")).ThenAnswer(500);

        await foreach (var item in bench.Client.ListAsync(First, TestJson.Default.GraphPageGraphErrorItem, default))
        {
            Assert.Equal("a", item.Code);
            break;
        }

        Assert.Single(bench.Transport.Sent);
    }

    private static Task<List<string>> Collect(GraphBench bench) => bench.RunAsync(CollectAsync);

    private static async Task<List<string>> CollectAsync(GraphClient client)
    {
        var codes = new List<string>();
        await foreach (var item in client.ListAsync(First, TestJson.Default.GraphPageGraphErrorItem, default).ConfigureAwait(false))
        {
            codes.Add(item.Code!);
        }

        return codes;
    }

    private static string Page(string code, string? next) =>
        $$"""{"@odata.context":"x","value":[{"code":"{{code}}"}]{{(next is null ? "" : $",\"@odata.nextLink\":\"{next}\"")}} }""";
}
