using System.Diagnostics;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace EntraAppCmdlets.Tests.Pester;

/// <summary>A file of Pester tests: each It is reported under its own name, and the file itself under its own, so that one without tests is seen.</summary>
public sealed class PesterFile : XunitTestCase
{
    /// <summary>For the deserializer only.</summary>
    [Obsolete("For the deserializer only")]
    public PesterFile() { }

    /// <summary>A file.</summary>
    /// <param name="diagnosticMessageSink">Taken by the base class.</param>
    /// <param name="display">How names are shown.</param>
    /// <param name="options">How names are shown.</param>
    /// <param name="method">The method that represents all files.</param>
    /// <param name="arguments">The file's path.</param>
    public PesterFile(
        IMessageSink diagnosticMessageSink,
        TestMethodDisplay display,
        TestMethodDisplayOptions options,
        ITestMethod method,
        object[] arguments
    )
        : base(diagnosticMessageSink, display, options, method, arguments) { }

    private string Path => (string)TestMethodArguments[0];

    private string FileName => System.IO.Path.GetFileName(Path);

    /// <inheritdoc/>
    protected override void Initialize()
    {
        base.Initialize();
        DisplayName = FileName;
        // A file says of itself that it takes long, so that a run of the fast tests leaves it out.
        if (
            File.ReadLines(Path)
                .Any(line => line.StartsWith("Describe ", StringComparison.Ordinal) && line.Contains("-Tag Long", StringComparison.Ordinal))
        )
        {
            Traits["Category"] = ["Long"];
        }
    }

    /// <inheritdoc/>
    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink,
        IMessageBus messageBus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource
    )
    {
        // PowerShell runs on a thread without xunit's synchronization context.
        var watch = Stopwatch.StartNew();
        var results = await Task.Run(() => PesterRunner.Run(Path));
        var tests = results.Where(result => result.Name.Length > 0).ToList();
        var faults = results.Where(result => result.Name.Length == 0).Select(result => result.Message).ToList();
        if (tests.Count == 0)
        {
            faults.Add("The file has no tests.");
        }

        tests.Add(
            new PesterResult(
                "runs to its end",
                faults.Count == 0 ? "Passed" : "Failed",
                string.Join("\n\n", faults),
                // What the file takes besides its tests: the runspace, the discovery, BeforeAll and AfterAll.
                Math.Max(0, watch.Elapsed.TotalSeconds - tests.Sum(test => test.Seconds))
            )
        );

        var summary = new RunSummary
        {
            Total = tests.Count,
            Failed = tests.Count(test => test.Failed),
            Skipped = tests.Count(test => test.Skipped),
            Time = tests.Sum(test => (decimal)test.Seconds),
        };
        IMessageSinkMessage[] messages =
        [
            new TestCaseStarting(this),
            .. tests.SelectMany(Messages),
            new TestCaseFinished(this, summary.Time, summary.Total, summary.Failed, summary.Skipped),
        ];
        if (!Array.TrueForAll(messages, messageBus.QueueMessage))
        {
            await cancellationTokenSource.CancelAsync();
        }

        return summary;
    }

    private IEnumerable<IMessageSinkMessage> Messages(PesterResult result)
    {
        var test = new XunitTest(this, $"{FileName}: {result.Name}");
        var seconds = (decimal)result.Seconds;
        yield return new TestStarting(test);
        yield return result switch
        {
            { Failed: true } => new TestFailed(test, seconds, "", [typeof(PesterResult).FullName], [result.Message], [null], [-1]),
            { Skipped: true } => new TestSkipped(test, result.Message),
            _ => new TestPassed(test, seconds, ""),
        };
        yield return new TestFinished(test, seconds, "");
    }
}
