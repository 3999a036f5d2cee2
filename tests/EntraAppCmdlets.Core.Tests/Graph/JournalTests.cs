using System.Text.Json;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Graph;

public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal").FullName;

    private string File => Path.Combine(_folder, "writes.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_attempt_to_write_is_one_line_and_reads_are_none()
    {
        using var journal = new JsonLinesJournal(File);
        using var bench = new GraphBench(journal: journal);
        bench
            .Transport.ThenAnswer(200, "{}")
            .ThenAnswer(503, null, ("Retry-After", "2"))
            .ThenAnswer(201, "{}", ("request-id", "r1"))
            .ThenFail(new IOException("reset"))
            .ThenAnswer(
                200,
                """{"responses":[{"id":"0","status":204,"headers":{"request-id":"r2"}},{"id":"1","status":200},{"id":"2","status":400,"body":{"error":{"code":"No","message":"No."}}}]}"""
            );
        var create = GraphRequest
            .Post("applications", new GraphErrorItem("x", null, null), GraphJson.Default.GraphErrorItem, PriorState.Nothing)
            .Describe("create it");
        var remove = GraphRequest.Delete("applications/1", PriorState.Lost(IrreversibleWrite.NotKnown));

        await bench.RunAsync(c => c.SendAsync(GraphRequest.Get("applications"), default));
        await bench.RunAsync(c => c.SendAsync(create, default));
        await bench.FailAsync(c => c.SendAsync(remove, default));
        await bench.RunAsync(c => c.BatchAsync([remove, GraphRequest.Get("users"), remove], default));

        var lines = await ReadAsync();
        Assert.Equal(
            [
                ("POST", "applications", 503, "ServiceUnavailable"),
                ("POST", "applications", 201, null),
                ("DELETE", "applications/1", 0, "ConnectionLost"),
                ("DELETE", "applications/1", 204, null),
                ("DELETE", "applications/1", 400, "No"),
            ],
            lines.Select(l =>
                (
                    l.GetProperty("method").GetString(),
                    l.GetProperty("path").GetString(),
                    l.GetProperty("status").GetInt32(),
                    l.TryGetProperty("code", out var code) ? code.GetString() : null
                )
            )
        );
        Assert.Equal("r1", lines[1].GetProperty("requestId").GetString());
        Assert.Equal("r2", lines[3].GetProperty("requestId").GetString());
        Assert.Equal("create it", lines[1].GetProperty("what").GetString());
        Assert.Equal("""{"code":"x"}""", lines[1].GetProperty("change").GetRawText());
        Assert.Equal("2025-01-01T00:00:02+00:00", lines[1].GetProperty("time").GetString());
        Assert.Equal(bench.Transport.Sent[1].Headers["client-request-id"], lines[1].GetProperty("clientRequestId").GetString());
    }

    [Fact]
    public async Task A_write_is_in_the_journal_before_it_is_sent()
    {
        using var journal = new JsonLinesJournal(File);
        using var bench = new GraphBench(journal: journal);
        List<JsonElement> alone = [],
            together = [];
        bench
            .Transport.Then(
                async (_, _) =>
                {
                    alone = await ReadAllAsync();
                    return new HttpResponseMessage(System.Net.HttpStatusCode.NoContent);
                }
            )
            .Then(
                async (_, _) =>
                {
                    together = await ReadAllAsync();
                    return new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden);
                }
            );
        var remove = GraphRequest.Delete("applications/1", PriorState.Lost(IrreversibleWrite.NotKnown));

        await bench.RunAsync(c => c.SendAsync(remove, default));
        await bench.RunAsync(c => c.BatchAsync([remove, GraphRequest.Get("users"), remove], default));

        Assert.Equal(["True 0"], alone.Select(Shown));
        Assert.Equal(["True 0", "False 204", "True 0", "True 0"], together.Select(Shown));
        var attempts = (await ReadAllAsync()).Select(line => line.GetProperty("attempt").GetString()).ToList();
        Assert.Equal(6, attempts.Count);
        Assert.All(attempts.GroupBy(attempt => attempt), same => Assert.Equal(2, same.Count()));

        static string Shown(JsonElement line) => $"{line.TryGetProperty("pending", out _)} {line.GetProperty("status").GetInt32()}";
    }

    [Fact]
    public async Task A_write_cut_short_by_the_person_is_in_the_journal_too()
    {
        using var journal = new JsonLinesJournal(File);
        using var bench = new GraphBench(journal: journal);
        using var cancel = new CancellationTokenSource();
        bench.Transport.Then(
            async (_, ct) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
                throw new InvalidOperationException("Never reached.");
            }
        );

        var running = bench.Client.SendAsync(
            GraphRequest.Delete("applications/1", PriorState.Lost(IrreversibleWrite.NotKnown)),
            cancel.Token
        );
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("Canceled", Assert.Single(await ReadAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Several_writers_of_one_file_lose_and_tear_no_line()
    {
        const int Writers = 4,
            Lines = 100;
        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(w =>
                    Task.Run(() =>
                    {
                        using var journal = new JsonLinesJournal(File);
                        for (var n = 0; n < Lines; n++)
                        {
                            journal.Write(
                                new JournalEntry
                                {
                                    Time = DateTimeOffset.UnixEpoch,
                                    Method = "POST",
                                    Path = $"{w}/{n}",
                                    Status = 200,
                                }
                            );
                        }
                    })
                )
        );

        Assert.Equal(Writers * Lines, (await ReadAsync()).Select(l => l.GetProperty("path").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task A_line_that_a_killed_process_left_unfinished_does_not_spoil_the_next()
    {
        await System.IO.File.WriteAllTextAsync(File, """{"time":"2025""");
        using var journal = new JsonLinesJournal(File);

        journal.Write(
            new JournalEntry
            {
                Time = DateTimeOffset.UnixEpoch,
                Method = "POST",
                Path = "x",
                Status = 200,
            }
        );

        var lines = await System.IO.File.ReadAllLinesAsync(File);
        Assert.Equal(2, lines.Length);
        Assert.Equal("x", JsonDocument.Parse(lines[1]).RootElement.GetProperty("path").GetString());
    }

    [Fact]
    public void A_journal_that_can_not_be_kept_is_refused_before_anything_is_sent() =>
        Assert.Throws<DirectoryNotFoundException>(() => new JsonLinesJournal(Path.Combine(_folder, "missing", "writes.jsonl")));

    [Fact]
    public async Task A_journal_that_fails_later_is_told_and_does_not_undo_the_command()
    {
        using var bench = new GraphBench(journal: new FullDisk());
        bench.Transport.ThenAnswer(204);

        await bench.RunAsync(c => c.SendAsync(GraphRequest.Delete("applications/1", PriorState.Lost(IrreversibleWrite.NotKnown)), default));

        Assert.Contains("disk full", Assert.Single(bench.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answers_of_a_batch_are_written_at_once_and_those_that_cannot_be_kept_are_all_told()
    {
        var journal = new FullDisk();
        using var bench = new GraphBench(journal: journal);
        bench.Transport.ThenAnswer(200, """{"responses":[{"id":"0","status":204},{"id":"1","status":200},{"id":"2","status":204}]}""");
        GraphRequest Remove(string app) => GraphRequest.Delete($"applications/{app}", PriorState.Lost(IrreversibleWrite.NotKnown));

        await bench.RunAsync(c => c.BatchAsync([Remove("1"), GraphRequest.Get("users"), Remove("2")], default));

        Assert.Equal([2, 2], journal.Tried);
        Assert.Equal(
            ["DELETE applications/1 (204)", "DELETE applications/2 (204)"],
            bench.Log.Warnings.Select(warning => warning[..warning.IndexOf(" could not", StringComparison.Ordinal)])
        );
    }

    /// <summary>The lines with an answer.</summary>
    private async Task<List<JsonElement>> ReadAsync() => [.. (await ReadAllAsync()).Where(line => !line.TryGetProperty("pending", out _))];

    private async Task<List<JsonElement>> ReadAllAsync() =>
        [.. (await System.IO.File.ReadAllLinesAsync(File)).Select(l => JsonDocument.Parse(l).RootElement)];

    private sealed class FullDisk : IWriteJournal
    {
        /// <summary>How many entries were to be kept, time after time.</summary>
        public List<int> Tried { get; } = [];

        public void Write(params IReadOnlyList<JournalEntry> entries)
        {
            Tried.Add(entries.Count);
            throw new IOException("disk full");
        }
    }
}
