using System.Collections.Concurrent;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace EntraAppCmdlets.Tests.Pester;

/// <summary>One test of a test file. The file is run once, when the first of its tests is asked for.</summary>
public sealed class PesterTestCase : XunitTestCase
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<PesterResult>>>> Runs = new();

    /// <summary>For the deserializer only.</summary>
    [Obsolete("For the deserializer only")]
    public PesterTestCase()
    {
    }

    /// <summary>A test.</summary>
    /// <param name="diagnosticMessageSink">Taken by the base class.</param>
    /// <param name="display">How names are shown.</param>
    /// <param name="options">How names are shown.</param>
    /// <param name="method">The method that stands for all tests.</param>
    /// <param name="arguments">The file, the test's name (empty for the file itself), and why it is skipped (empty if it isn't).</param>
    public PesterTestCase(IMessageSink diagnosticMessageSink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method, object[] arguments)
        : base(diagnosticMessageSink, display, options, method, arguments)
    {
    }

    private string File => (string)TestMethodArguments[0];

    private string Name => (string)TestMethodArguments[1];

    /// <inheritdoc/>
    protected override void Initialize()
    {
        base.Initialize();
        DisplayName = $"{Path.GetFileName(File)}: {(Name.Length > 0 ? Name : "runs to its end")}";
        SkipReason = (string)TestMethodArguments[2] is { Length: > 0 } reason ? reason : null;
    }

    /// <inheritdoc/>
    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink,
        IMessageBus messageBus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource)
    {
        var result = SkipReason is null
            ? Judge(await Runs.GetOrAdd(File, file => new(() => Task.Run(() => PesterRunner.Run(file)))).Value)
            : new(Name, "Skipped", SkipReason);
        XunitTest test = new(this, DisplayName);
        var seconds = (decimal)result.Seconds;
        IMessageSinkMessage[] messages =
        [
            new TestCaseStarting(this),
            new TestStarting(test),
            result switch
            {
                { Failed: true } => new TestFailed(test, seconds, "", [typeof(PesterResult).FullName], [result.Message], [null], [-1]),
                { Skipped: true } => new TestSkipped(test, result.Message),
                _ => new TestPassed(test, seconds, ""),
            },
            new TestFinished(test, seconds, ""),
            new TestCaseFinished(this, seconds, 1, result.Failed ? 1 : 0, result.Skipped ? 1 : 0),
        ];
        if (!Array.TrueForAll(messages, messageBus.QueueMessage))
        {
            await cancellationTokenSource.CancelAsync();
        }

        return new() { Total = 1, Failed = result.Failed ? 1 : 0, Skipped = result.Skipped ? 1 : 0, Time = seconds };
    }

    private PesterResult Judge(IReadOnlyList<PesterResult> run)
    {
        PesterResult[] mine = [.. run.Where(result => result.Name == Name)];
        return (Name, mine) switch
        {
            ("", []) => run.Count > 0 ? new() : new("", "Failed", "There is no test in the file."),
            (_, [var only]) => only,
            (_, []) => new(Name, "Failed", "The run of the file gave no result for this test."),
            _ => new(Name, "Failed", string.Join("\n\n", mine.Select(result => result.Message).Prepend($"{mine.Length} results of one name:"))),
        };
    }
}
