using System.Text.Json;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Rights;

namespace EntraAppCmdlets.Tests.Undo;

/// <summary>Every command that writes, in its usual runs: its journal says what was there before, and Undo-AppChange takes it back.</summary>
[Trait("Category", "Long")]
public sealed class CommandUndoTests
{
    /// <summary>What can't be taken back, by the command that has done it.</summary>
    private static IReadOnlyList<string> Left(string script) =>
        script.Contains("-Permanent", StringComparison.Ordinal) ? ["the object no longer exists", "the object was removed for good", Secret]
        : script.StartsWith("Uninstall-", StringComparison.Ordinal) || script.StartsWith("Remove-AppCredential", StringComparison.Ordinal)
            ? [Secret]
        // The new secret takes the place of the earlier one.
        : script.Contains("-NewSecret", StringComparison.Ordinal) ? [Secret]
        : [];

    private const string Secret = "the client secret was removed, and its value isn't kept anywhere";

    /// <summary>The runs, by their places in the list and as a person reads them.</summary>
    public static TheoryData<int, string> Runs { get; } = List();

    [Theory]
    [MemberData(nameof(Runs))]
    public Task What_a_command_writes_can_be_taken_back_by_its_log(int place, string script) =>
        TakeBackAsync(place, script, wasKilled: false);

    /// <summary>As of a process that was killed while its last request was under way.</summary>
    [Theory]
    [MemberData(nameof(Runs))]
    public Task What_a_command_writes_can_be_taken_back_by_a_log_that_ends_before_the_last_answer(int place, string script) =>
        TakeBackAsync(place, script, wasKilled: true);

    private static async Task TakeBackAsync(int place, string script, bool wasKilled)
    {
        var run = CommandRun.All[place];
        using var session = new ShellSession();
        using var folder = new TemporaryFolder();
        using var bench = await RightsBench.CreateAsync(session, run.Prepare);
        var before = bench.State;
        var log = folder.PathOf("changes.jsonl");
        bench.LogPath = log;
        bench.ConnectAdministrator();
        Assert.Empty(bench.Run(script).Errors.Select(error => error.Exception.Message));

        var all = (await File.ReadAllLinesAsync(log)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        if (wasKilled)
        {
            all.RemoveRange(all.FindLastIndex(IsPending) + 1, all.Count - all.FindLastIndex(IsPending) - 1);
            await File.WriteAllLinesAsync(log, all.Select(line => line.GetRawText()));
        }

        var lines = all.GroupBy(line => line.GetProperty("attempt").GetString()).Select(attempt => attempt.Last()).ToList();
        // Each says what was there before, or why it can't be taken back; a change says it of the properties that it names, and of no other.
        Assert.Empty(
            lines
                .Where(line => !line.TryGetProperty("before", out _) && !line.TryGetProperty("irreversible", out _))
                .Select(line => line.GetRawText())
        );
        foreach (var line in lines.Where(line => line.TryGetProperty("before", out var old) && old.ValueKind == JsonValueKind.Object))
        {
            if (line.TryGetProperty("change", out var change))
            {
                Assert.Equal(Names(change), Names(line.GetProperty("before")));
            }
        }

        if (lines.Count == 0)
        {
            return;
        }

        bench.LogPath = folder.PathOf("undo.jsonl");
        bench.ConnectAdministrator();
        var undone = bench.Run($"Undo-AppChange '{log}' -Confirm:$false");
        Assert.Empty(undone.Errors.Select(error => error.Exception.Message));
        var results = undone.Output.Cast<AppUndo>().ToList();
        Assert.Equal(lines.Count, results.Count);
        var left = results.Where(result => result.Outcome == AppUndoOutcome.NotUndone).ToList();
        Assert.Equal([], left.Where(result => !Left(script).Contains(result.Reason)).Select(result => result.ToString()));
        if (left.Count == 0)
        {
            Assert.True(before == bench.State, Difference(before, bench.State));
        }
    }

    private static bool IsPending(JsonElement line) => line.TryGetProperty("pending", out _);

    private static IEnumerable<string> Names(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
            ? json.EnumerateObject()
                .SelectMany(property => Names(property.Value).DefaultIfEmpty("").Select(name => $"{property.Name}.{name}"))
            : [];

    private static string Difference(string wanted, string found)
    {
        var (before, after) = (wanted.Split('\n'), found.Split('\n'));
        return string.Join(
            '\n',
            after.Except(before).Select(line => "+" + line).Concat(before.Except(after).Select(line => "-" + line)).Take(30)
        );
    }

    private static TheoryData<int, string> List()
    {
        var list = new TheoryData<int, string>();
        for (var place = 0; place < CommandRun.All.Count; place++)
        {
            if (!CommandRun.All[place].Script.StartsWith("Undo-", StringComparison.Ordinal))
            {
                list.Add(place, CommandRun.All[place].ToString());
            }
        }

        return list;
    }
}
