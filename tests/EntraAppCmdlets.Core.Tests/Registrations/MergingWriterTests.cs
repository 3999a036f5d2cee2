using System.Text;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Registrations;

/// <summary>What seeing that a change stands costs, and where it ends. That it helps two runs is tried in ReplacedCollectionTests.</summary>
public sealed class MergingWriterTests : IDisposable
{
    private const string Address = "https://a.example/Callback";

    private readonly VirtualClock _clock = new() { Settle = TimeSpan.Zero };

    private SandboxTenant? _tenant;

    public void Dispose() => _tenant?.Dispose();

    [Fact]
    public async Task Where_reads_are_fresh_nobody_waits_and_nothing_more_is_sent()
    {
        var (requests, took) = await AddAsync(TimeSpan.Zero);
        // One look for the plan, one batch.
        Assert.Equal(["GET", "POST"], requests.Select(request => request.Method));
        Assert.Equal(TimeSpan.Zero, took);
    }

    [Fact]
    public async Task Where_reads_lag_behind_a_change_is_watched_until_it_shows_and_as_long_again()
    {
        var (_, took) = await AddAsync(TimeSpan.FromSeconds(3));
        Assert.InRange(took.TotalSeconds, 6, 11);
    }

    [Fact]
    public async Task Reads_that_lag_behind_for_minutes_do_not_keep_a_person_waiting_as_long()
    {
        var (_, took) = await AddAsync(TimeSpan.FromMinutes(5));
        Assert.InRange(took.TotalSeconds, 40, 45);
    }

    [Fact]
    public async Task An_app_that_this_connection_has_made_is_not_watched()
    {
        using var bench = Connect(TimeSpan.FromSeconds(3));
        await _clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            var started = _clock.GetUtcNow();
            var mark = bench.Tenant.Requests.Count;
            await bench.RequestAsync(app, AppPermissionType.Application, "Group.Create");
            Assert.Single(bench.WritesSince(mark));
            Assert.InRange(_clock.GetUtcNow() - started, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        });
    }

    [Fact]
    public async Task A_service_that_keeps_an_entry_otherwise_than_it_was_written_is_not_argued_with()
    {
        var (requests, took) = await AddAsync(TimeSpan.Zero, transport => new Lowering(transport));
        Assert.Equal(["GET", "POST"], requests.Select(request => request.Method));
        Assert.Equal(TimeSpan.Zero, took);
    }

    [Fact]
    public async Task What_this_connection_has_removed_a_moment_ago_does_not_come_back_as_somebody_elses()
    {
        using var earlier = Connect(TimeSpan.FromSeconds(5));
        await _clock.RunAsync(async () =>
        {
            var app = await Plan(earlier, await earlier.RegisterAsync(), Address);
            await Task.Delay(TimeSpan.FromMinutes(5), _clock);
            using var bench = new TenantBench(_tenant!, new GraphClientOptions { Clock = _clock, Jitter = new Random(1) });
            await bench.ApplyAsync(new RedirectUriService(bench.Work).PlanRemoveAsync(app, [Address], default));
            await Plan(bench, app, "https://b.example/cb");
            await Task.Delay(TimeSpan.FromMinutes(5), _clock);
            Assert.Equal("https://b.example/cb", Assert.Single((await bench.Reader.GetAsync(app.AppId, default)).Known.RedirectUris).Uri);
        });
    }

    [Fact]
    public async Task A_write_that_fails_is_told_by_its_own_name_and_not_by_that_of_a_look()
    {
        using var earlier = Connect(TimeSpan.Zero);
        var app = await _clock.RunAsync(() => earlier.RegisterAsync());
        using var bench = new TenantBench(_tenant!, new GraphClientOptions { Clock = _clock, Jitter = new Random(1) });
        await _clock.RunAsync(() => bench.Reader.GetAsync(app.AppId, default));
        foreach (var (inBatch, method) in new[] { (false, "POST"), (true, "PATCH"), (true, "GET") })
        {
            _tenant!.Settings.Faults.Clear();
            _tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.Status,
                    Status = 403,
                    InBatch = inBatch,
                    When = request => request.Method == method,
                }
            );
            var error = await Assert.ThrowsAsync<GraphException>(() => _clock.RunAsync(() => Plan(bench, app, Address)));
            Assert.StartsWith("Could not change the redirect URIs of 'authentik Entra Provider'", error.Message, StringComparison.Ordinal);
            Assert.Equal(403, error.Status);
        }
    }

    /// <summary>Adds a redirect URI to an app that was there before; what was sent, and how long it took.</summary>
    private async Task<(IReadOnlyList<SandboxRequestRecord> Requests, TimeSpan Took)> AddAsync(
        TimeSpan lag,
        Func<HttpMessageHandler, HttpMessageHandler>? line = null
    )
    {
        using var earlier = Connect(TimeSpan.Zero);
        return await _clock.RunAsync(async () =>
        {
            var app = await earlier.RegisterAsync();
            _tenant!.Settings.ReplicationDelay = lag;
            using var bench = new TenantBench(_tenant!, new GraphClientOptions { Clock = _clock, Jitter = new Random(1) }, line);
            await bench.Reader.GetAsync(app.AppId, default);
            var (mark, started) = (_tenant.Requests.Count, _clock.GetUtcNow());
            await Plan(bench, app, Address);
            return (bench.Since(mark), _clock.GetUtcNow() - started);
        });
    }

    private TenantBench Connect(TimeSpan lag)
    {
        _tenant = SandboxTenant.Open(
            new SandboxSettings
            {
                Clock = _clock,
                Seed = 1,
                ReplicationDelay = lag,
            }
        );
        return new TenantBench(_tenant, new GraphClientOptions { Clock = _clock, Jitter = new Random(1) });
    }

    private static Task<AppRegistration> Plan(TenantBench bench, AppRegistration app, string uri) =>
        bench.ApplyAsync(new RedirectUriService(bench.Work).PlanAddAsync(app, [new AppRedirectUri(uri, AppPlatform.Web)], default));

    /// <summary>A service that keeps addresses in small letters.</summary>
    private sealed class Lowering(HttpMessageHandler tenant) : DelegatingHandler(tenant)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (text.Length > 0)
            {
                response.Content = new StringContent(
                    text.Replace(Address, "https://a.example/callback", StringComparison.Ordinal),
                    Encoding.UTF8,
                    "application/json"
                );
            }

            return response;
        }
    }
}
