using System.Text.RegularExpressions;
using EntraAppCmdlets.Tests.SignIn;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace EntraAppCmdlets.Tests.Pester;

/// <summary>
/// Finds the files of Pester tests: a test case each, whose run gives a result for each It. Each is a collection of its own and runs beside others, except
/// those that set environment variables, because these belong to the process.
/// </summary>
public sealed partial class PesterDiscoverer(IMessageSink diagnosticMessageSink) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    ) =>
        PesterRunner.Files.Select(file => new PesterFile(
            diagnosticMessageSink,
            discoveryOptions.MethodDisplayOrDefault(),
            discoveryOptions.MethodDisplayOptionsOrDefault(),
            Alone(testMethod, file),
            [file]
        ));

    /// <summary>Whether a file changes what all tests of the process see.</summary>
    internal static bool ChangesProcess(string content) => EnvironmentChange().IsMatch(content);

    private static TestMethod Alone(ITestMethod method, string file)
    {
        var definition = ChangesProcess(File.ReadAllText(file)) ? Reflector.Wrap(typeof(EnvironmentOfTheProcess)) : null;
        var collection = new TestCollection(method.TestClass.TestCollection.TestAssembly, definition, Path.GetFileName(file));
        return new TestMethod(new TestClass(collection, method.TestClass.Class), method.Method);
    }

    // A backtick before the variable leaves it to a process that the test starts.
    [GeneratedRegex(
        @"(?<!`)\$env:\w+\s*=|\bSetEnvironmentVariable\b|\bCurrentDirectory\b|\benv:\\|-Item\s+[""']?env:\$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex EnvironmentChange();
}
