using System.Management.Automation;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Rights;

namespace EntraAppCmdlets.Tests.Commands;

/// <summary>What a command writes comes in the order in which things happened, whichever stream it goes to.</summary>
[Trait("Category", "Long")]
public sealed class StreamOrderTests
{
    /// <summary>The runs that are one pipeline, by their places in the list and as a person reads them.</summary>
    public static TheoryData<int, string> Runs { get; } = List();

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Requests_are_told_before_what_they_led_to(int place, string script)
    {
        var run = CommandRun.All[place];
        using var session = ShellSession.Borrow();
        using var bench = await RightsBench.CreateAsync(session, run.Prepare);
        bench.ConnectApp(RequiredPermissions.OfAdministrator);

        var written = bench.Run($"$VerbosePreference = 'Continue'; & {{ {script} }} *>&1").Output;

        Assert.DoesNotContain(written, item => item is ErrorRecord);
        Assert.DoesNotContain(written.SkipWhile(IsTold), IsTold);
        Assert.True(written.Any(item => item is VerboseRecord) || IsLocal(script), "No request was told.");
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task An_error_comes_after_the_requests_that_led_to_it(int place, string script)
    {
        var run = CommandRun.All[place];
        using var session = ShellSession.Borrow();
        using var bench = await RightsBench.CreateAsync(session, run.Prepare);
        bench.ConnectApp([]);

        var written = bench.Run($"$VerbosePreference = 'Continue'; try {{ & {{ {script} }} *>&1 }} catch {{ $_ }}").Output;

        Assert.True(written.Any(item => item is ErrorRecord) || IsLocal(script), "Nothing was refused.");
        Assert.DoesNotContain(written.SkipWhile(item => item is not ErrorRecord), IsTold);
    }

    private static bool IsTold(object? item) => item is VerboseRecord or WarningRecord;

    /// <summary>Commands that need no request of Microsoft Graph for this run.</summary>
    private static bool IsLocal(string script) =>
        script
            is "Get-AppEndpoint"
                or "Find-AppPermission User.Read"
                or "Find-AppPermission -Request 'GET /users'"
                or "$secret | Test-AppSignIn"
        || script.StartsWith("Receive-", StringComparison.Ordinal);

    private static TheoryData<int, string> List()
    {
        var list = new TheoryData<int, string>();
        for (var place = 0; place < CommandRun.All.Count; place++)
        {
            if (
                !CommandRun.All[place].Script.Contains(';', StringComparison.Ordinal)
                && !CommandRun.All[place].Script.StartsWith("if", StringComparison.Ordinal)
            )
            {
                list.Add(place, CommandRun.All[place].ToString());
            }
        }

        return list;
    }
}
