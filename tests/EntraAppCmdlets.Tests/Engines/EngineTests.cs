using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Engines;

/// <summary>The examples and the script tests on both engines.</summary>
public sealed class EngineTests
{
    /// <summary>The scripts, by their paths below the repository's root.</summary>
    public static TheoryData<string> Scripts { get; } =
        [.. from folder in new[] { "examples", "tests/scripts" }
            where Directory.Exists(Checkout.PathOf(folder))
            from path in Directory.EnumerateFiles(Checkout.PathOf(folder), "*.ps1").Order(StringComparer.Ordinal)
            // A runbook has parameters and an identity that this machine has not; it has tests of its own.
            where !Path.GetFileName(path).StartsWith("runbook-", StringComparison.Ordinal)
            select $"{folder}/{Path.GetFileName(path)}"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_runs_without_PowerShell(string script) => Assert.NotEqual("[]", HostEngine.Run(Checkout.PathOf(script)).Json);

    [PowerShellTheory]
    [MemberData(nameof(Scripts))]
    public void A_script_gives_the_same_objects_errors_and_warnings_in_PowerShell(string script) =>
        Assert.Equal(PowerShellEngine.Run(Checkout.PathOf(script)).Comparable(), HostEngine.Run(Checkout.PathOf(script)).Comparable());
}
