using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace EntraAppCmdlets.Core.Tests.Faults;

public sealed class RandomRunTests(ITestOutputHelper output)
{
    private const int Seeds = 500;

    /// <summary>A failing seed is replayed by its number in this environment variable.</summary>
    private const string Variable = "RANDOM_RUN_SEED";

    /// <summary>Another number of seeds, for a longer search.</summary>
    private const string CountVariable = "RANDOM_RUN_COUNT";

    [Fact]
    public async Task Two_runs_at_once_amid_lag_throttling_accidents_and_kills_always_converge()
    {
        var only = Environment.GetEnvironmentVariable(Variable);
        var seeds = only is null ? Enumerable.Range(1, Environment.GetEnvironmentVariable(CountVariable) is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : Seeds) : [int.Parse(only, CultureInfo.InvariantCulture)];
        var goals = new Dictionary<GuideRun, string>();
        foreach (var run in GuideRuns.All)
            goals[run] = (await new FaultMatrix(run, lasting: false).UndisturbedAsync()).State;

        var wrong = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(seeds, async (seed, _) =>
        {
            var run = GuideRuns.All[seed % GuideRuns.All.Count];
            var random = new RandomRun(run, seed);
            if (await random.TryAsync(goals[run]) is { } trouble)
                wrong.Enqueue($"Seed {seed} ({run}): {trouble}{(only is null ? "" : $"\n{random.Story}\n{random.Writes}")}");
            else if (only is not null)
                output.WriteLine(random.Story);
        });

        output.WriteLine($"{seeds.Count()} random runs, {seeds.Count() - wrong.Count} converged");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} did not converge. {Variable}=n replays the one of seed n.\n\n{string.Join("\n\n", wrong.Take(10))}");
    }

    [Fact]
    public async Task A_seed_tells_the_same_story_again()
    {
        var run = GuideRuns.All[0];
        var goal = (await new FaultMatrix(run, lasting: false).UndisturbedAsync()).State;
        foreach (var seed in Enumerable.Range(1, 5))
        {
            var (one, other) = (new RandomRun(run, seed), new RandomRun(run, seed));
            await one.TryAsync(goal);
            await other.TryAsync(goal);
            Assert.Equal(one.Story, other.Story);
        }
    }
}
