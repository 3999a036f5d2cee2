using System.Collections.Concurrent;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Faults;

/// <summary>
/// Every accident at every request of a run: the run ends right, or with an error that names the step, and then the next run, which knows
/// nothing of it, ends right.
/// </summary>
internal sealed class FaultMatrix(GuideRun run, bool lasting)
{
    private readonly ConcurrentQueue<string> _wrong = new();
    private int _cases;
    private int _rightAtOnce;
    private long _searched;

    /// <summary>What is wrong with the cases that did not end right.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    public int Cases => _cases;

    /// <summary>How many characters that the runs have said or left behind were searched for secrets and tokens.</summary>
    public long Searched => _searched;

    public override string ToString() =>
        $"{run}: {_cases} cases, {_cases - _wrong.Count} ended right, {_rightAtOnce} of them in the disturbed run itself, the others in the next one";

    /// <summary>Tries all cases.</summary>
    /// <param name="only">Only the cases with this in the name of the run and the case; null for all.</param>
    public async Task RunAsync(string? only = null)
    {
        var goal = await UndisturbedAsync();
        var cases = CasesOf(goal).Where(item => only is null || $"{run}, {item}".Contains(only, StringComparison.Ordinal)).ToList();
        // A case often waits for a thread that has just been woken: more cases than processors keep these busy.
        await Parallel.ForEachAsync(
            cases,
            new ParallelOptions { MaxDegreeOfParallelism = 3 * Environment.ProcessorCount },
            async (item, _) =>
            {
                var trouble = await TryAsync(item, goal);
                Interlocked.Increment(ref _cases);
                if (trouble is not null)
                {
                    _wrong.Enqueue($"{run}, {item}: {trouble}");
                }
            }
        );
    }

    private IEnumerable<FaultCase> CasesOf(Goal goal)
    {
        foreach (var at in Enumerable.Range(1, goal.Requests))
        {
            foreach (var accident in Accident.OfRequests.Concat(lasting ? Accident.Lasting : []))
            {
                yield return new FaultCase(accident, at, Item: false);
            }
        }

        foreach (var at in Enumerable.Range(1, goal.Items))
        {
            foreach (var accident in Accident.OfItems)
            {
                yield return new FaultCase(accident, at, Item: true);
            }
        }
    }

    /// <summary>What an undisturbed run leaves, and what it takes.</summary>
    public async Task<Goal> UndisturbedAsync()
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        var items = 0;
        var counter = new SandboxFault
        {
            Kind = SandboxFaultKind.Status,
            InBatch = true,
            When = _ => ++items < 0,
        };
        using var tenant = await OpenAsync(clock, counter);
        var (requests, earlier) = (tenant.Requests.Count, items);
        var attempt = await AttemptAsync(tenant, clock, CutOff.None, 0);
        if (attempt.Leak is { } leak)
        {
            throw new InvalidOperationException($"{run}, undisturbed: {leak}");
        }

        return attempt.Error is { } error
            ? throw new InvalidOperationException($"{run} fails undisturbed.", error)
            : new Goal(attempt.State, tenant.Requests.Count - requests, items - earlier)
            {
                EarlierRequests = requests,
                EarlierItems = earlier,
            };
    }

    /// <summary>One case; null if it ends right.</summary>
    private async Task<string?> TryAsync(FaultCase item, Goal goal)
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        using var tenant = await OpenAsync(
            clock,
            (item with { At = item.At + (item.Item ? goal.EarlierItems : goal.EarlierRequests) }).Fault()
        );
        var attempt = await AttemptAsync(tenant, clock, item.Accident.CutOff, item.At);
        if (attempt.Leak is { } leak)
        {
            return leak;
        }

        if (attempt.Error is null)
        {
            Interlocked.Increment(ref _rightAtOnce);
            return Difference(goal, attempt.State);
        }

        if (!NamesTheStep(attempt.Error))
        {
            return $"the error does not name the step: {attempt.Error}";
        }

        // Another process takes a moment to start.
        tenant.Settings.Faults.Clear();
        clock.Advance(TimeSpan.FromSeconds(1));
        var next = await AttemptAsync(tenant, clock, CutOff.None, 0);
        if (next.Leak is { } later)
        {
            return later;
        }

        return next.Error is { } error ? $"the next run ended with {error}\nafter the first one with {attempt.Error.Message}"
            : Difference(goal, next.State) is { } difference ? $"{difference}\nafter {attempt.Error.Message}"
            : null;
    }

    private async Task<(Exception? Error, string State, string? Leak)> AttemptAsync(
        SandboxTenant tenant,
        VirtualClock clock,
        CutOff cutOff,
        int at
    )
    {
        using var cancel = new CancellationTokenSource();
        var search = new SecretSearch();
        search.Learn(tenant.AdminClientSecret);
        using var bench = new TenantBench(
            tenant,
            new GraphClientOptions { Clock = clock, Jitter = new Random(1) },
            transport => new Line(transport, cutOff, at, cancel, search)
        );
        var error = await clock.RunAsync(() => Record.ExceptionAsync(() => run.RunAsync(bench, cancel.Token)));
        var state = tenant.ExportState(normalizeIds: true);
        var leak = search.FindInAny(bench.Everything, Told(error), state);
        Interlocked.Add(ref _searched, search.Searched);
        return (error, state, leak);
    }

    /// <summary>Whether a person who reads the error knows which step it was.</summary>
    public static bool NamesTheStep(Exception error) =>
        error switch
        {
            ProcessKilledException or OperationCanceledException => true,
            GraphException graph => graph.Failure.Target is null
                || !graph.Failure.What.Contains(graph.Failure.Target, StringComparison.Ordinal),
            AppException or SignInException or RunUnprovenException => true,
            _ => false,
        };

    /// <summary>All that an error holds for a person or a script to read.</summary>
    public static string Told(Exception? error) =>
        error switch
        {
            AppException app => $"{app}\n{app.Target}\n{app.Recommendation}",
            GraphException graph => $"{graph}\n{graph.Failure}",
            _ => $"{error}",
        };

    private static string? Difference(Goal goal, string state)
    {
        if (state == goal.State)
        {
            return null;
        }

        return $"the tenant is not what an undisturbed run leaves:\n{Lines(goal.State, state)}";
    }

    /// <summary>The lines that are in one of two states only.</summary>
    public static string Lines(string wanted, string found)
    {
        var (before, after) = (wanted.Split('\n'), found.Split('\n'));
        return string.Join(
            '\n',
            after.Except(before).Select(line => "+" + line).Concat(before.Except(after).Select(line => "-" + line)).Take(30)
        );
    }

    /// <summary>A tenant as the run finds it, in which something is going to happen.</summary>
    private async Task<SandboxTenant> OpenAsync(VirtualClock clock, SandboxFault? fault)
    {
        var tenant = SandboxTenant.Open(new SandboxSettings { Clock = clock, Seed = 1 });
        if (fault is not null)
        {
            tenant.Settings.Faults.Add(fault);
        }

        using var somebody = new TenantBench(tenant, new GraphClientOptions { Clock = clock });
        await clock.RunAsync(() => run.BeforeAsync(somebody));
        return tenant;
    }

    /// <summary>What an undisturbed run leaves, and what it takes.</summary>
    public sealed record Goal(string State, int Requests, int Items)
    {
        /// <summary>What was sent before the run.</summary>
        public int EarlierRequests { get; init; }

        /// <inheritdoc cref="EarlierRequests"/>
        public int EarlierItems { get; init; }
    }
}
