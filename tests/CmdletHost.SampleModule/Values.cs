using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace CmdletHost.SampleModule;

public enum SampleKind
{
    None,
    Small,
    Large,
    Largest,
}

public sealed class Sample
{
    public string Name { get; set; } = "";

    public int Index { get; set; }

    public SampleKind Kind { get; set; }

    public IReadOnlyList<string> Tags { get; set; } = [];

    public Uri? Address { get; set; }
}

/// <summary>Made of a string by its constructor.</summary>
public sealed class SampleReference(string name)
{
    public string Name { get; } = name.Length > 0 ? name : throw new ArgumentException("A reference needs a name.");
}

/// <summary>Turns "#7" into 7.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberSignAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is string text && text.StartsWith('#') ? int.Parse(text.AsSpan(1), CultureInfo.InvariantCulture) : inputData;
}

public sealed class SampleCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        [new CompletionResult("alpha"), new CompletionResult("beta", "beta", CompletionResultType.ParameterValue, "the second")];
}

/// <summary>What cmdlets did behind the pipeline's back, for tests to see.</summary>
public static class Trace
{
    private static readonly List<string> Entries = [];

    public static void Add(string entry)
    {
        lock (Entries)
        {
            Entries.Add(entry);
        }
    }

    /// <summary>The entries of one test, which gives all of its own a common beginning.</summary>
    public static IReadOnlyList<string> Of(string prefix)
    {
        lock (Entries)
        {
            return [.. Entries.Where(entry => entry.StartsWith(prefix, StringComparison.Ordinal)).Select(entry => entry[prefix.Length..])];
        }
    }
}

public sealed class SampleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    public void OnImport() => Trace.Add("module:import");

    public void OnRemove(PSModuleInfo psModuleInfo) => Trace.Add("module:remove");
}
