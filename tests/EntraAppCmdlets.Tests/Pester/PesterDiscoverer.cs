using EntraAppCmdlets.Tests.PowerShell;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace EntraAppCmdlets.Tests.Pester;

/// <summary>Finds the tests of the test files: one for each It, and one for each file that says whether it was run to its end.</summary>
public sealed class PesterDiscoverer(IMessageSink diagnosticMessageSink) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        string[] files = [.. PesterRunner.Files];
        foreach (var file in files)
        {
            yield return Case(file, "", PowerShellProcess.Path is null ? PowerShellProcess.Missing : "");
        }

        if (PowerShellProcess.Path is null)
        {
            yield break;
        }

        // What goes wrong in listing goes wrong in running, too, and is told there.
        foreach (var test in PesterRunner.List(files).Where(test => test.Name.Length > 0))
        {
            yield return Case(test.File!, test.Name, test.Skipped ? test.Message : "");
        }

        PesterTestCase Case(string file, string name, string skip) => new(
            diagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, [file, name, skip]);
    }
}
