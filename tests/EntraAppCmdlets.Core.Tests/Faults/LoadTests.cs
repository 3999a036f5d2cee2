using EntraAppCmdlets.Core.Tests.Vendors;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Faults;

/// <summary>A tenant under load: the client slows down, shows that it waits, and gives up only when its patience is over.</summary>
[Trait("Category", "Long")]
public sealed class LoadTests : IDisposable
{
    private readonly VirtualClock _clock = new() { Settle = TimeSpan.Zero };
    private readonly SandboxTenant _tenant;

    public LoadTests() => _tenant = SandboxTenant.Open(new SandboxSettings { Clock = _clock, Seed = 1 });

    public void Dispose() => _tenant.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_time_that_the_service_asks_for_is_waited_and_shown_as_it_passes(bool asDate)
    {
        using var bench = Connect();
        _tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 429,
                RetryAfter = TimeSpan.FromSeconds(40),
                RetryAfterAsDate = asDate,
                When = IsUpsert,
            }
        );
        var started = _clock.GetUtcNow();

        await _clock.RunAsync(() => bench.RegisterAsync());

        Assert.InRange((_clock.GetUtcNow() - started).TotalSeconds, 40, 45);
        var shown = bench.Log.Shown.ToList();
        Assert.Contains(
            shown,
            progress => progress.SecondsRemaining is > 35 and <= 40 && progress.Status.Contains("429", StringComparison.Ordinal)
        );
        Assert.Contains(shown, progress => progress.SecondsRemaining is > 0 and < 5);
        Assert.True(shown[^1].Completed);
    }

    [Theory]
    [InlineData("authentik")]
    [InlineData("Invictus")]
    public async Task Minutes_of_load_on_every_request_only_make_it_slower(string guide)
    {
        using var calm = new TenantBench(new SandboxSettings { Seed = 1 });
        using (await calm.InstallAsync(guide)) { }

        // A few requests in a window of a minute, batch items counted one by one: an installation takes many windows.
        _tenant.Settings.ThrottleLimit = 2;
        _tenant.Settings.ThrottleWindow = TimeSpan.FromMinutes(1);
        using var bench = Connect();
        var started = _clock.GetUtcNow();

        using var installation = await _clock.RunAsync(() => bench.InstallAsync(guide));

        Assert.True(_clock.GetUtcNow() - started > TimeSpan.FromMinutes(4), "There was no load to speak of.");
        Assert.Equal(calm.Tenant.ExportState(normalizeIds: true), _tenant.ExportState(normalizeIds: true));
        Assert.True(installation.SignIn?.Succeeded ?? true, installation.SignIn?.Error);
        Assert.Contains(bench.Log.Shown, progress => progress.Status.Contains("429", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Patience_ends_with_an_error_that_says_how_long_was_waited_and_what_is_still_to_do()
    {
        using var bench = Connect();
        var app = await _clock.RunAsync(async () =>
            await bench.RequestAsync(await bench.RegisterAsync(), AppPermissionType.Application, "Group.Create", "User.Read.All")
        );
        _tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 429,
                RetryAfter = TimeSpan.FromSeconds(20),
                InBatch = true,
                Times = int.MaxValue,
                When = IsAssignment,
            }
        );

        var error = await Assert.ThrowsAsync<GraphException>(() => _clock.RunAsync(() => bench.GrantAsync(app)));

        var lines = error.Message.Split('\n');
        Assert.Matches("^Could not grant Group.Create .*Too many requests.* \\(gave up after waiting 4 min [0-9]+ s\\)", lines[0]);
        Assert.Contains(
            lines,
            line =>
                line.StartsWith("Still to do: grant User.Read.All (application) to 'authentik Entra Provider'", StringComparison.Ordinal)
        );
        Assert.InRange(error.Waited, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_guide_that_can_not_go_on_tells_the_steps_that_are_left()
    {
        using var bench = Connect();
        foreach (var inBatch in new[] { true, false })
        {
            _tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.Status,
                    Status = 429,
                    InBatch = inBatch,
                    Times = int.MaxValue,
                    When = IsAssignment,
                }
            );
        }

        var error = await Assert.ThrowsAsync<GraphException>(() => _clock.RunAsync(() => bench.InstallAsync("authentik")));

        var left = Assert.Single(error.Message.Split('\n'), line => line.StartsWith("Still to do: ", StringComparison.Ordinal));
        Assert.Contains("make the secret 'authentik'", left, StringComparison.Ordinal);
        Assert.DoesNotContain("create 'authentik Entra Provider'", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Single_items_of_a_batch_are_waited_out_and_only_they_are_sent_again()
    {
        using var bench = Connect();
        var app = await _clock.RunAsync(async () =>
            await bench.RequestAsync(
                await bench.RegisterAsync(),
                AppPermissionType.Application,
                "Group.Create",
                "User.Read.All",
                "Mail.Send"
            )
        );
        var sent = 0;
        foreach (var inBatch in new[] { true, false })
        {
            _tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.Status,
                    InBatch = inBatch,
                    When = request => IsAssignment(request) && ++sent < 0,
                }
            );
        }

        _tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 429,
                RetryAfter = TimeSpan.FromSeconds(3),
                InBatch = true,
                When = request => IsAssignment(request) && sent == 2,
            }
        );

        app = await _clock.RunAsync(() => bench.GrantAsync(app));

        Assert.Equal(3, app.Known.Permissions.Count(permission => permission.Consented == true));
        Assert.Equal(4, sent);
    }

    private TenantBench Connect() => new(_tenant, new GraphClientOptions { Clock = _clock, Jitter = new Random(1) });

    private static bool IsAssignment(SandboxRequest request) =>
        request.Method == "POST" && request.Uri.AbsolutePath.EndsWith("appRoleAssignments", StringComparison.Ordinal);

    private static bool IsUpsert(SandboxRequest request) =>
        request.Method == "PATCH" && request.Uri.AbsolutePath.Contains("uniqueName", StringComparison.Ordinal);
}
