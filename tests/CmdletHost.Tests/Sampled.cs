using CmdletHost.SampleModule;

namespace CmdletHost.Tests;

/// <summary>Runs scripts with the sample module imported.</summary>
internal static class Sampled
{
    public static ScriptHostOptions Options { get; } = new() { ModulePath = typeof(NewSampleCommand).Assembly.Location };

    public static ScriptResult Run(string script) => ScriptHost.Run(script, Options);

    /// <summary>The output as texts, of a script that reports no error.</summary>
    public static IReadOnlyList<string> Texts(string script)
    {
        var result = Run(script);
        Assert.True(result.Errors.Count == 0, string.Join('\n', result.Errors));
        return [.. result.Output.Select(item => $"{item}")];
    }

    /// <summary>The only error that a script reports.</summary>
    public static System.Management.Automation.ErrorRecord Error(string script) => Assert.Single(Run(script).Errors);
}
