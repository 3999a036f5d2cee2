using System.Text.RegularExpressions;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Faults;

/// <summary>
/// Two processes carry out the same guide at the same time in a tenant that lags, throttles and fails as a seed says. Each is started again
/// until it ends without an error, as a runbook is. The same seed gives the same accidents at the same moments.
/// </summary>
internal sealed partial class RandomRun(GuideRun run, int seed)
{
    private const int MostStarts = 12;

    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(30);

    private readonly Random _random = new(seed);
    private readonly VirtualClock _clock = new() { Settle = TimeSpan.Zero };
    private readonly List<string> _told = [];
    private readonly List<string> _writes = [];
    private readonly SecretSearch _search = new();

    /// <summary>What happened: every request, and how every process ended.</summary>
    public string Story { get; private set; } = "";

    /// <summary>How many characters that the processes have said or left behind were searched for secrets and tokens.</summary>
    public long Searched => _search.Searched;

    /// <summary>The journals of all processes.</summary>
    public string Writes => string.Join('\n', _writes);

    /// <summary>Runs it; null if the tenant converges, or what is wrong.</summary>
    /// <param name="goal">What an undisturbed run leaves.</param>
    public async Task<string?> TryAsync(FaultMatrix.Goal goal)
    {
        using var tenant = SandboxTenant.Open(new SandboxSettings { Clock = _clock, Seed = 1 });
        _search.Learn(tenant.AdminClientSecret);
        try
        {
            return await _clock.RunAsync(async () =>
            {
                using (var somebody = new TenantBench(tenant, new GraphClientOptions { Clock = _clock }))
                {
                    await run.BeforeAsync(somebody);
                }

                Disturb(tenant.Settings, goal);
                return await TryAsync(tenant, goal.State);
            });
        }
        finally
        {
            Story = string.Join(
                '\n',
                _told.Concat(
                    tenant.Requests.Select(request =>
                        $"{request.Number} {request.Method} {request.Path} {request.Status}{(request.Processed ? "" : ", not carried out")}"
                    )
                )
            );
        }
    }

    private async Task<string?> TryAsync(SandboxTenant tenant, string goal)
    {
        var (one, two) = (_random.Next(), _random.Next());
        var troubles = await Task.WhenAll(ProcessAsync(tenant, "one", one), ProcessAsync(tenant, "two", two));
        if (troubles.FirstOrDefault(trouble => trouble is not null) is { } wrong)
        {
            return wrong;
        }

        // Once all is everywhere, there is one of everything, and at least the younger one of the secrets.
        tenant.Settings.Faults.Clear();
        await Task.Delay(LongestLag * 2, _clock);
        if (Difference(WithoutSecrets(goal), WithoutSecrets(tenant.ExportState(normalizeIds: true))) is { } early)
        {
            return $"after both runs {early}";
        }

        // One run more, and there is one secret, too.
        tenant.Settings.ThrottleEvery = tenant.Settings.ThrottleLimit = 0;
        if (await ProcessAsync(tenant, "last", 0) is { } last)
        {
            return last;
        }

        var state = tenant.ExportState(normalizeIds: true);
        return _search.Find(state) ?? (Difference(goal, state) is { } late ? $"after a last run {late}" : null);
    }

    /// <summary>A process, started again until it ends well; null, or what is wrong.</summary>
    private async Task<string?> ProcessAsync(SandboxTenant tenant, string name, int seed)
    {
        var random = new Random(seed);
        for (var start = 1; ; start++)
        {
            var (error, leak) = await StartAsync(tenant, name, start, random, disturbed: seed != 0);
            _told.Add($"{_clock.GetUtcNow():mm:ss.fff} process {name}, start {start}: {error?.Message.Split('\n')[0] ?? "ended well"}");
            if (leak is not null)
            {
                return $"process {name}: {leak}";
            }

            if (error is null)
            {
                return null;
            }

            if (error is not ProcessKilledException && !FaultMatrix.NamesTheStep(error))
            {
                return $"process {name} ended with an error that names no step: {error}";
            }

            if (start == MostStarts)
            {
                return $"process {name} did not end well in {start} starts: {error}";
            }

            await Task.Delay(TimeSpan.FromSeconds(1 + random.Next(60)), _clock);
        }
    }

    private async Task<(Exception? Error, string? Leak)> StartAsync(
        SandboxTenant tenant,
        string name,
        int start,
        Random random,
        bool disturbed
    )
    {
        var killed = disturbed && random.Next(4) == 0;
        var cutOff = killed ? (random.Next(2) == 0 ? CutOff.KilledBefore : CutOff.KilledAfter) : CutOff.None;
        using var cancel = new CancellationTokenSource();
        using var bench = new TenantBench(
            tenant,
            new GraphClientOptions { Clock = _clock, Jitter = new Random(random.Next()) },
            transport => new Line(
                disturbed ? new SlowLine(transport, _clock, random) : transport,
                cutOff,
                killed ? 1 + random.Next(14) : 0,
                cancel,
                _search
            )
        );
        var error = await Record.ExceptionAsync(() => run.RunAsync(bench, cancel.Token));
        _writes.AddRange(bench.Journal.Lines.Select(line => $"{name}, start {start}: {line}"));
        return (error, _search.Find($"{bench.Everything}\n{FaultMatrix.Told(error)}"));
    }

    private void Disturb(SandboxSettings settings, FaultMatrix.Goal goal)
    {
        settings.ReplicationDelay = _random.Next(3) == 0 ? TimeSpan.Zero : LongestLag * _random.NextDouble();
        settings.UpsertReturnsBody = _random.Next(2) == 0;
        settings.ThrottleEvery = _random.Next(2) == 0 ? 0 : 2 + _random.Next(10);
        settings.ThrottleRetryAfter = TimeSpan.FromSeconds(_random.Next(20));
        settings.ThrottleLimit = _random.Next(3) == 0 ? 4 + _random.Next(20) : 0;
        for (var left = _random.Next(8); left > 0; left--)
        {
            var item = _random.Next(3) == 0;
            var accidents = (item ? Accident.OfItems : Accident.OfRequests).Where(accident => accident.Fault is not null).ToList();
            var accident = accidents[_random.Next(accidents.Count)];
            var earlier = item ? goal.EarlierItems : goal.EarlierRequests;
            settings.Faults.Add(new FaultCase(accident, earlier + 1 + _random.Next(40), item).Fault()!);
        }

        _told.Add(
            $"lag {settings.ReplicationDelay.TotalSeconds:0.0} s, every {settings.ThrottleEvery}th throttled, {settings.ThrottleLimit} in 10 s, "
                + string.Join(
                    ", ",
                    settings.Faults.Select(fault =>
                        $"{(fault.InBatch ? "item" : "request")} {fault.Request}: {fault.Kind} {fault.Status}{(fault.AfterProcessing ? " after processing" : "")}"
                    )
                )
        );
    }

    private static string? Difference(string wanted, string found) =>
        wanted == found ? null : $"the tenant is not what an undisturbed run leaves:\n{FaultMatrix.Lines(wanted, found)}";

    private static string WithoutSecrets(string state) => PasswordCredentials().Replace(state, "");

    [GeneratedRegex("\"passwordCredentials\": \\[[^\\]]*\\],?", RegexOptions.CultureInvariant)]
    private static partial Regex PasswordCredentials();
}
