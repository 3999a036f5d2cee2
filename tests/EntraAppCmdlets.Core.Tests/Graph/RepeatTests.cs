using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Graph;

public sealed class RepeatTests
{
    private static readonly GraphRequest Read = GraphRequest.Get("applications").Describe("list the applications");

    [Fact]
    public async Task A_throttled_request_is_sent_again_after_the_seconds_that_the_service_asks_for()
    {
        using var bench = new GraphBench();
        bench.Transport.ThenAnswer(429, null, ("Retry-After", "75")).ThenAnswer(200, "{}");

        var response = await bench.RunAsync(c => c.SendAsync(Read, default));

        Assert.Equal(200, response.Status);
        Assert.Equal(TimeSpan.FromSeconds(75), bench.Passed);
        Assert.Equal(TimeSpan.FromSeconds(75), response.Waited);
    }
}
