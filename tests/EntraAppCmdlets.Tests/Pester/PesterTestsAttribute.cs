using Xunit.Sdk;

namespace EntraAppCmdlets.Tests.Pester;

/// <summary>Stands for all tests in Pester's syntax: each is reported by its own name.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("EntraAppCmdlets.Tests.Pester.PesterDiscoverer", "EntraAppCmdlets.Tests")]
internal sealed class PesterTestsAttribute : FactAttribute;
