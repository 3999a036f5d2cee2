using CmdletHost;

namespace EntraAppCmdlets.Tests.Engines;

/// <summary>CmdletHost in this process.</summary>
internal static class HostEngine
{
    /// <summary>Runs a script file in a session of its own.</summary>
    public static EngineResult Run(string path)
    {
        List<object?> written = [];
        using ScriptSession session = new(new() { ScriptPath = path, WorkingDirectory = Path.GetDirectoryName(path), Variables = new Dictionary<string, object?> { ["written"] = written } });
        var run = session.Run(File.ReadAllText(path));
        Assert.False(run.Failure?.FullyQualifiedErrorId is "NotKnownHere" or "ParserError", run.Failure?.Exception.Message);
        written.AddRange(run.Output);

        // The host's own words for the objects: they too must be PowerShell's.
        var json = session.Run("ConvertTo-Json -InputObject $written -Depth 6 -EnumsAsStrings");
        return new(
            Assert.IsType<string>(Assert.Single(json.Output)),
            [.. run.Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error.Exception.Message}")],
            run.Warnings);
    }
}
