using Xunit.Abstractions;
using Xunit.Sdk;

namespace EntraAppCmdlets.Tests.Pester;

/// <summary>Finds the files of Pester tests: a test case each, whose run gives a result for each It.</summary>
public sealed class PesterDiscoverer(IMessageSink diagnosticMessageSink) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        PesterRunner.Files.Select(file => new PesterFile(
            diagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, [file]));
}
