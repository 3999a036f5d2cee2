using EntraAppCmdlets.Tests.Interactive;
using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Rights;

namespace EntraAppCmdlets.Tests.Commands;

/// <summary>A rehearsal that finds nothing to change says so: silence could as well mean that nothing was understood.</summary>
[Trait("Category", "Long")]
public sealed class SilentRehearsalTests
{
    [Fact]
    public async Task What_was_done_already_is_not_rehearsed_in_silence_nor_said_twice()
    {
        var host = new AnsweringHost(answer: null);
        using var session = new ShellSession(host: host);
        List<string> silent = [];
        List<string> repeated = [];
        var nothing = 0;
        foreach (var run in CommandRun.All.Where(run => IsRehearsable(session, run.Command)).DistinctBy(run => run.Command))
        {
            using var bench = await RightsBench.CreateAsync(session, run.Prepare);
            bench.ConnectAdministrator();
            Assert.Empty(bench.Run(run.Script).Errors.Select(error => $"{run}: {error}"));
            var before = host.Lines.Count;

            var again = bench.Run($"$WhatIfPreference = $true; {run.Script}");

            List<string> said = [.. host.Lines.Skip(before), .. again.Warnings, .. again.Errors.Select(error => error.ToString())];
            nothing += said.Count(line =>
                line.StartsWith("What if: ", StringComparison.Ordinal) && line.EndsWith("; nothing to change.", StringComparison.Ordinal)
            );
            if (said.Count == 0)
            {
                silent.Add(run.Script);
            }

            if (
                said.Count(line =>
                    line.Contains("nothing to change", StringComparison.Ordinal)
                    || line.Contains("nothing to remove", StringComparison.Ordinal)
                ) > 1
            )
            {
                repeated.Add($"{run.Script}: {string.Join(" | ", said)}");
            }
        }

        Assert.Empty(silent);
        Assert.Empty(repeated);
        Assert.True(nothing > 10, $"{nothing} said that there is nothing to change.");
    }

    // Without a path, what is exported goes to the pipeline only: there is nothing to rehearse.
    private static bool IsRehearsable(ShellSession session, string command) =>
        !command.StartsWith("Export-", StringComparison.Ordinal)
        && session.Run($"(Get-Command {command}).Parameters.ContainsKey('WhatIf')").Output is [true];
}
