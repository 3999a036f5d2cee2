using System.Text.Json;
using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Pester;

/// <summary>Runs test files in Pester's syntax in a real PowerShell.</summary>
internal static class PesterRunner
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The repository's test files.</summary>
    public static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Checkout.PathOf("tests/pester"), "*.Tests.ps1").Order(StringComparer.Ordinal);

    /// <summary>The tests of some files, without running them. A file that can't be read gives a failed result without a name.</summary>
    public static IReadOnlyList<PesterResult> List(IEnumerable<string> files) => Start(files, "-List");

    /// <summary>Runs a file in a process of its own. What is wrong with the file as a whole comes as a failed result that no test bears the name of.</summary>
    public static IReadOnlyList<PesterResult> Run(string file) => Start([file]);

    private static IReadOnlyList<PesterResult> Start(IEnumerable<string> files, params string[] more)
    {
        using TemporaryFolder folder = new();
        var results = folder.PathOf("results.jsonl");
        var script = Checkout.PathOf("tests/pester/runner/Invoke-TestFile.ps1");
        // A list can only be handed to a script by -Command.
        var run = PowerShellProcess.Run(
            "-Command", $"& {Quote(script)} -Path {string.Join(", ", files.Select(Quote))} -ResultPath {Quote(results)} {string.Join(' ', more)}");
        PesterResult[] lines = File.Exists(results)
            ? [.. File.ReadLines(results).Select(line => JsonSerializer.Deserialize<PesterResult>(line, Json)!)]
            : [];
        return lines is [.. var tests, { End: true }] && run.ExitCode == 0
            ? tests
            : [.. lines.Where(line => !line.End), new("", "Failed", $"The runner did not come to its end: {run}")];
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
