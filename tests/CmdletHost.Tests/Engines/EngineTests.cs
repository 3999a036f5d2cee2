using EntraAppCmdlets.Tests.PowerShell;

namespace CmdletHost.Tests.Engines;

public class EngineTests
{
    public static TheoryData<string> Names => [.. PowerShellSnippets.All.Keys];

    [PowerShellTheory]
    [MemberData(nameof(Names))]
    public void PowerShell_and_this_host_give_the_same_objects_and_messages(string name)
    {
        var real = PowerShellSnippets.Of(name);
        var own = RunHere(PowerShellSnippets.All[name]);

        var (expected, actual) = (Lines(real), Lines(own));
        Assert.True(expected.SequenceEqual(actual), string.Join('\n', [.. expected.Except(actual).Select(line => $"only PowerShell: {line}"), .. actual.Except(expected).Select(line => $"only this host: {line}"), $"PowerShell: {real.Output}", $"this host: {own.Output}"]));
    }

    /// <summary>The same on a machine without PowerShell: nothing of the table is refused here.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_in_the_table_is_refused(string name) =>
        Assert.DoesNotContain(RunHere(PowerShellSnippets.All[name]).Errors, error => error.StartsWith("NotKnownHere", StringComparison.Ordinal) || error.StartsWith("ParserError", StringComparison.Ordinal));

    private static Outcome RunHere(string snippet)
    {
        var result = Sampled.Run(snippet);
        var json = ScriptHost.Run("ConvertTo-Json -InputObject $output -Depth 4 -Compress -WarningAction Ignore",
            new ScriptHostOptions { ImportModule = false, Variables = new Dictionary<string, object?> { ["output"] = result.Output.ToArray() } });
        return new Outcome((string)Assert.Single(json.Output)!, [.. result.Errors.Select(error => $"{error.FullyQualifiedErrorId}|{error}|{error.CategoryInfo}")],
            result.Warnings, result.Verbose, result.Debug, [.. result.Information.Select(record => record.ToString())]);
    }

    // One line for each object, so that a difference shows its place.
    private static List<string> Lines(Outcome outcome) => [.. outcome.Output.Split(','), "errors:", .. outcome.Errors,
        "warnings:", .. outcome.Warnings, "verbose:", .. outcome.Verbose, "debug:", .. outcome.Debug, "information:", .. outcome.Information];
}
