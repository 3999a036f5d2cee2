using System.Text;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Graph;

public sealed class RedactionTests
{
    [Fact]
    public async Task No_stream_and_no_journal_ever_holds_a_secret_or_a_token()
    {
        const string Body = """
            {"secretText":"hush-1","passwordCredential":{"displayName":"authentik","secretText":"hush-2","hint":"hush-3"},"key":"hush-4",
            "client_assertion":"hush-5","assertion":"hush-6","access_token":"hush-7","token":"hush-8","proof":"hush-9",
            "value":[{"key":"hush-10","value":"hush-11"}],"secret\u0054ext":"hush-12","nested":{"displayName":{"password":"hush-13"}},
            "displayName":["shown",{"x":"hush-14"}],"unknown":["hush-15"],"number":4711}
            """;
        var journal = new MemoryJournal();
        using var bench = new GraphBench(journal: journal);
        bench
            .Transport.ThenAnswer(500, Body)
            .ThenAnswer(200, Body)
            .ThenAnswer(200, $$"""{"responses":[{"id":"0","status":200,"body":{{Body}}},{"id":"1","status":400,"body":{{Body}}}]}""")
            .ThenRefuse(400, "Request_BadRequest", "No.");
        var write = new GraphRequest
        {
            Before = PriorState.Nothing,
            Method = HttpMethod.Post,
            Path = "applications/1/addPassword",
            Body = Encoding.UTF8.GetBytes(Body),
            Repeatable = true,
        };

        await bench.RunAsync(c => c.SendAsync(write, default));
        await bench.RunAsync(c => c.BatchAsync([write, write], default));
        await bench.RunAsync(c => c.TrySendAsync(write, default));

        var everything = bench.Log.Everything + string.Join('\n', journal.Entries.Select(e => e + e.Change!.Value.GetRawText()));
        Assert.DoesNotContain("hush", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret-token", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", everything, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"displayName\":\"authentik\"", everything, StringComparison.Ordinal);
        Assert.Contains("secretText", everything, StringComparison.Ordinal);
        // One before each write, one with its answer.
        Assert.Equal(10, journal.Entries.Count);
    }

    [Theory]
    [InlineData(
        """{"id":"1","web":{"redirectUris":["https://a","https://b"]},"x":null,"y":true}""",
        """{"id":"1","web":{"redirectUris":["https://a","https://b"]},"x":null,"y":"***"}"""
    )]
    [InlineData(
        """{"displayName":"O\u0027Neil \"é\"","accountEnabled":true,"index":-1.5e3}""",
        """{"displayName":"O\u0027Neil \"é\"","accountEnabled":true,"index":-1.5e3}"""
    )]
    [InlineData("""{"appRoles":[{"value":"Task.Read"}],"value":"x"}""", """{"appRoles":[{"value":"Task.Read"}],"value":"***"}""")]
    [InlineData("""["a",["b"],{"id":["c"]}]""", """["***",["***"],{"id":["c"]}]""")]
    [InlineData("\"hush\"", "\"***\"")]
    [InlineData("{\"id\":", "(6 bytes that are not JSON)")]
    [InlineData("client_secret=hush", "(18 bytes that are not JSON)")]
    [InlineData("", "(empty)")]
    public void Only_values_of_the_named_properties_are_shown(string body, string shown) =>
        Assert.Equal(shown, Redaction.Show(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task Every_request_has_one_line_with_method_path_status_and_milliseconds()
    {
        using var slow = new GraphBench();
        slow.Transport.Then(
            async (_, ct) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(123), slow.Clock, ct).ConfigureAwait(false);
                return ScriptedTransport.Answer(200, "{}", "application/json");
            }
        );

        await slow.RunAsync(c => c.SendAsync(GraphRequest.Get("applications?$filter=displayName%20eq%20'x'"), default));

        Assert.Equal(["GET /v1.0/applications?$filter=displayName%20eq%20'x' 200 (123 ms)"], slow.Log.VerboseLines);
    }

    private sealed class MemoryJournal : IWriteJournal
    {
        public List<JournalEntry> Entries { get; } = [];

        public void Write(params IReadOnlyList<JournalEntry> entries) => Entries.AddRange(entries);
    }
}
