using System.Collections.Concurrent;
using System.Globalization;
using EntraAppCmdlets.Testing;
using Xunit.Abstractions;

namespace EntraAppCmdlets.Core.Tests.Faults;

[Trait("Category", "Long")]
public sealed class RandomRunTests(Figures figures, ITestOutputHelper output) : IClassFixture<Figures>
{
    private const int Seeds = 500;

    /// <summary>Installations that are taken back have seeds of their own, so that those of the others stay what they are.</summary>
    private const int FirstUninstall = 100_000;

    private const int UninstallSeeds = 100;

    /// <summary>So have logs that are taken back.</summary>
    private const int FirstUndo = 200_000;

    private const int UndoSeeds = 60;

    /// <summary>A failing seed is replayed by its number in this environment variable.</summary>
    private const string Variable = "RANDOM_RUN_SEED";

    /// <summary>Another number of seeds, for a longer search.</summary>
    private const string CountVariable = "RANDOM_RUN_COUNT";

    [Fact]
    public async Task Two_runs_at_once_amid_lag_throttling_accidents_and_kills_always_converge()
    {
        var only = Environment.GetEnvironmentVariable(Variable);
        IReadOnlyList<int> seeds = only is null
            ?
            [
                .. Enumerable.Range(
                    1,
                    Environment.GetEnvironmentVariable(CountVariable) is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : Seeds
                ),
                .. Enumerable.Range(FirstUninstall, UninstallSeeds),
                .. Enumerable.Range(FirstUndo, UndoSeeds),
            ]
            : [int.Parse(only, CultureInfo.InvariantCulture)];
        var goals = new Dictionary<GuideRun, FaultMatrix.Goal>();
        foreach (var run in seeds.Select(RunOf).Distinct())
        {
            goals[run] = await new FaultMatrix(run, lasting: false).UndisturbedAsync();
        }

        var wrong = new ConcurrentQueue<string>();
        var searched = 0L;
        await Parallel.ForEachAsync(
            seeds,
            async (seed, _) =>
            {
                var run = RunOf(seed);
                var random = new RandomRun(run, seed);
                var outcome = await random.TryAsync(goals[run]);
                Interlocked.Add(ref searched, random.Searched);
                if (outcome is { } trouble)
                {
                    wrong.Enqueue($"Seed {seed} ({run}): {trouble}{(only is null ? "" : $"\n{random.Story}\n{random.Writes}")}");
                }
                else if (only is not null)
                {
                    output.WriteLine(random.Story);
                }
            }
        );

        figures.Print(
            $"{seeds.Count} random pairs of runs at once, {seeds.Count - wrong.Count} converged; {searched} characters of streams, journals, errors and states searched for secrets and tokens"
        );
        Assert.True(
            wrong.IsEmpty,
            $"{wrong.Count} did not converge. {Variable}=n replays the one of seed n.\n\n{string.Join("\n\n", wrong.Take(10))}"
        );
    }

    [Fact]
    public async Task A_seed_tells_the_same_story_again()
    {
        foreach (var seed in Enumerable.Range(1, 6))
        {
            var run = seed % 2 == 0 ? GuideRuns.All[0] : GuideRuns.Uninstalls[^1];
            var goal = await new FaultMatrix(run, lasting: false).UndisturbedAsync();
            var (one, other) = (new RandomRun(run, seed), new RandomRun(run, seed));
            await one.TryAsync(goal);
            await other.TryAsync(goal);
            Assert.Equal(one.Story, other.Story);
        }
    }

    private static GuideRun RunOf(int seed) =>
        seed < FirstUninstall ? GuideRuns.Random[seed % GuideRuns.Random.Count]
        : seed < FirstUndo ? GuideRuns.Uninstalls[seed % GuideRuns.Uninstalls.Count]
        : GuideRuns.Undos[seed % GuideRuns.Undos.Count];
}
