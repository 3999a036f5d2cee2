using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Faults;

[Trait("Category", "Long")]
public sealed class FaultMatrixTests(Figures figures) : IClassFixture<Figures>
{
    [Theory]
    [MemberData(nameof(Undos))]
    public async Task Whatever_happens_while_writes_are_taken_back_the_run_or_the_next_one_ends_right(int place)
    {
        var matrix = new FaultMatrix(GuideRuns.Undos[place], lasting: false);
        await matrix.RunAsync(Environment.GetEnvironmentVariable("FAULT_CASE"));
        figures.Print(matrix.ToString());
        Assert.True(
            matrix.Wrong.Count == 0,
            $"{matrix.Wrong.Count} of {matrix.Cases} cases did not end right:\n\n{string.Join("\n\n", matrix.Wrong.Take(20))}"
        );
    }

    public static TheoryData<int> Undos { get; } = [.. Enumerable.Range(0, GuideRuns.Undos.Count)];

    /// <summary>A failing case is run alone by (a part of) its name in the environment variable FAULT_CASE.</summary>
    [Fact]
    public async Task Whatever_happens_to_whichever_request_the_run_or_the_next_one_ends_right()
    {
        var only = Environment.GetEnvironmentVariable("FAULT_CASE");
        var (cases, searched) = (0, 0L);
        var wrong = new List<string>();
        foreach (
            var run in GuideRuns
                .All.Concat(GuideRuns.OnOldApps)
                .Concat(GuideRuns.Copies)
                .Concat(GuideRuns.Uninstalls)
                .Append(GuideRuns.SeveralApps)
                .Append(GuideRuns.Rotation)
        )
        {
            var matrix = new FaultMatrix(run, lasting: run == GuideRuns.Chain || run == GuideRuns.Installs[^1]);
            await matrix.RunAsync(only);
            figures.Print(matrix.ToString());
            cases += matrix.Cases;
            searched += matrix.Searched;
            wrong.AddRange(matrix.Wrong);
        }

        figures.Print(
            $"Fault matrix: {cases} cases, {cases - wrong.Count} ended right; {searched} characters of streams, journals, errors and states searched for secrets and tokens"
        );
        Assert.True(only is not null || cases >= 1000, $"{cases} cases are too few.");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases} cases did not end right:\n\n{string.Join("\n\n", wrong.Take(20))}");
    }
}
