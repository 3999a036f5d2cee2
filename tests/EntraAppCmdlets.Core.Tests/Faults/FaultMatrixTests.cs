using Xunit.Abstractions;

namespace EntraAppCmdlets.Core.Tests.Faults;

public sealed class FaultMatrixTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Whatever_happens_to_whichever_request_the_run_or_the_next_one_ends_right()
    {
        var cases = 0;
        var wrong = new List<string>();
        foreach (var run in GuideRuns.All)
        {
            var matrix = new FaultMatrix(run);
            await matrix.RunAsync(Environment.GetEnvironmentVariable("FAULT_CASE"));
            output.WriteLine(matrix.ToString());
            cases += matrix.Cases;
            wrong.AddRange(matrix.Wrong);
        }

        output.WriteLine($"{cases} cases, {cases - wrong.Count} ended right");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases} cases did not end right:\n\n{string.Join("\n\n", wrong.Take(20))}");
    }
}
