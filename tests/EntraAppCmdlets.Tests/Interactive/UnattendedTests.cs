using System.Management.Automation;
using System.Reflection;
using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Rights;

namespace EntraAppCmdlets.Tests.Interactive;

/// <summary>Every command that asks before it changes something, where nobody can be asked: a runbook, pwsh -NonInteractive, a program.</summary>
[Trait("Category", "Long")]
public sealed class UnattendedTests
{
    /// <summary>A run of each, by its place in the list and as a person reads it.</summary>
    public static TheoryData<int, string> Runs { get; } = List();

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_command_that_asks_ends_with_an_error_that_says_how_to_go_on(int place, string script)
    {
        var run = CommandRun.All[place];
        using var session = new ShellSession();
        using var bench = await RightsBench.CreateAsync(session, run.Prepare);
        bench.ConnectAdministrator();
        var before = bench.State;

        var result = bench.Run(
            $"$ConfirmPreference = 'Low'; try {{ {script.Replace("-Confirm:$false", "", StringComparison.Ordinal)} }} catch {{ $_ }}"
        );

        Assert.Empty(result.Errors);
        var error = Assert.IsType<ErrorRecord>(result.Output[^1]);
        Assert.StartsWith("ConfirmationNeeded,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotNull(error.TargetObject);
        Assert.Contains("-Confirm:$false", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.ErrorDetails.Message);
        Assert.Equal(before, bench.State);
    }

    private static TheoryData<int, string> List()
    {
        var list = new TheoryData<int, string>();
        foreach (var run in CommandRun.All.Where(run => Asks(run.Command)).DistinctBy(run => run.Command))
        {
            list.Add(CommandRun.All.ToList().IndexOf(run), run.Script);
        }

        return list;
    }

    // Without a path, what is exported goes to the pipeline only, which nobody is asked about.
    private static bool Asks(string command) =>
        CommandNeeds.Commands[command].GetCustomAttribute<CmdletAttribute>() is { SupportsShouldProcess: true }
        && (command == "Export-AppReport" || !command.StartsWith("Export-", StringComparison.Ordinal));
}
