using System.Text.Json;
using CmdletHost.SampleModule;
using EntraAppCmdlets.Tests.PowerShell;

namespace CmdletHost.Tests.Engines;

/// <summary>What one snippet gave on one engine: its objects as JSON, and what its streams said.</summary>
internal sealed record Outcome(string Output, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings, IReadOnlyList<string> Verbose, IReadOnlyList<string> Debug, IReadOnlyList<string> Information);

/// <summary>The snippets of the table that both engines run, and what the real one makes of them, all in one process.</summary>
internal static class PowerShellSnippets
{
    private static readonly Lazy<IReadOnlyDictionary<string, Outcome>> Outcomes = new(RunAll);

    public static IReadOnlyDictionary<string, string> All { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Engines", "snippets.txt"))
        .Split("### ", StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(part => part[..part.IndexOf('\n', StringComparison.Ordinal)].Trim(), part => part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..].TrimEnd());

    public static Outcome Of(string name) => Outcomes.Value[name];

    private static Dictionary<string, Outcome> RunAll()
    {
        var folder = Directory.CreateTempSubdirectory("snippets-");
        try
        {
            var snippets = Path.Combine(folder.FullName, "snippets.json");
            var outcomes = Path.Combine(folder.FullName, "outcomes.json");
            File.WriteAllText(snippets, JsonSerializer.Serialize(All));
            var result = PowerShellProcess.Run("-File", Path.Combine(AppContext.BaseDirectory, "Engines", "run-snippets.ps1"), typeof(NewSampleCommand).Assembly.Location, snippets, outcomes);
            Assert.True(result.ExitCode == 0, result.ToString());
            return JsonSerializer.Deserialize<Dictionary<string, Outcome>>(File.ReadAllText(outcomes))!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
