using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Credentials;

public sealed class SecretReplacementTests : IDisposable
{
    private readonly VirtualClock _clock = new() { Settle = TimeSpan.Zero };
    private readonly SandboxTenant _tenant;

    public SecretReplacementTests() => _tenant = SandboxTenant.Open(new SandboxSettings { Clock = _clock });

    public void Dispose() => _tenant.Dispose();

    [Fact]
    public async Task An_earlier_secret_of_the_same_description_goes_and_all_others_stay()
    {
        using var bench = Connect();
        await _clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            using var earlier = await bench.AddSecretAsync(app);
            using var other = await bench.AddSecretAsync(app, "another description");
            var byHand = await AddByHandAsync(bench, app, "authentik");
            await Task.Delay(TimeSpan.FromSeconds(1), _clock);

            using var made = await bench.AddSecretAsync(app, replace: true);

            var left = (await bench.Credentials.GetAsync(app, default)).Select(item => item.KeyId);
            Assert.Equal(new[] { other.KeyId, byHand, made.KeyId }.Order(), left.Order());
        });
    }

    [Fact]
    public async Task Without_it_an_earlier_secret_stays()
    {
        using var bench = Connect();
        await _clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            using var earlier = await bench.AddSecretAsync(app);
            using var made = await bench.AddSecretAsync(app);
            Assert.Equal(2, (await bench.Credentials.GetAsync(app, default)).Count);
        });
    }

    [Fact]
    public async Task A_secret_of_a_run_that_was_killed_a_moment_ago_is_found_though_no_read_shows_it_yet()
    {
        _tenant.Settings.ReplicationDelay = TimeSpan.FromSeconds(20);
        await _clock.RunAsync(async () =>
        {
            using var killed = Connect();
            var app = await killed.RegisterAsync();
            using var lost = await killed.AddSecretAsync(app);
            await Task.Delay(TimeSpan.FromSeconds(1), _clock);

            using var next = Connect();
            using var made = await next.AddSecretAsync(app, replace: true);

            await Task.Delay(TimeSpan.FromMinutes(1), _clock);
            Assert.Equal(made.KeyId, Assert.Single(await next.Credentials.GetAsync(app, default)).KeyId);
        });
    }

    [Fact]
    public async Task Of_two_runs_at_once_that_replace_at_least_the_later_secret_works()
    {
        _tenant.Settings.Latency = TimeSpan.FromSeconds(0.3);
        using var one = Connect();
        using var other = Connect();
        await _clock.RunAsync(async () =>
        {
            var app = await one.RegisterAsync();
            var made = await Task.WhenAll(
                one.AddSecretAsync(app, replace: true),
                LaterAsync(() => other.AddSecretAsync(app, replace: true))
            );

            var left = (await one.Credentials.GetAsync(app, default)).Select(item => item.KeyId).ToList();
            Assert.Contains(made[1].KeyId, left);
            Assert.True((await other.SignInAsync(made[1])).Succeeded);
            Array.ForEach(made, secret => secret.Dispose());
        });
    }

    [Fact]
    public async Task Removing_a_secret_that_somebody_else_has_removed_ends_at_once()
    {
        await _clock.RunAsync(async () =>
        {
            using var one = Connect();
            using var other = Connect();
            var app = await one.RegisterAsync();
            using var secret = await one.AddSecretAsync(app);
            await one.Secrets.RemoveAsync(app, secret.KeyId, default);
            var before = _clock.GetUtcNow();
            await other.Secrets.RemoveAsync(app, secret.KeyId, default);
            Assert.Equal(before, _clock.GetUtcNow());
        });
    }

    [Fact]
    public async Task Removing_a_secret_that_is_too_young_waits_until_it_can_be_removed()
    {
        _tenant.Settings.ReplicationDelay = TimeSpan.FromSeconds(20);
        await _clock.RunAsync(async () =>
        {
            using var bench = Connect();
            var app = await bench.RegisterAsync();
            using var secret = await bench.AddSecretAsync(app);
            await bench.Secrets.RemoveAsync(app, secret.KeyId, default);
            await Task.Delay(TimeSpan.FromMinutes(1), _clock);
            Assert.Empty(await bench.Credentials.GetAsync(app, default));
        });
    }

    [Fact]
    public async Task A_line_that_loses_every_answer_leaves_few_secrets_and_an_error_that_names_their_ids()
    {
        await _clock.RunAsync(async () =>
        {
            using var bench = Connect();
            var app = await bench.RegisterAsync();
            _tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.ConnectionReset,
                    AfterProcessing = true,
                    Times = int.MaxValue,
                    When = request => request.Uri.AbsolutePath.EndsWith("addPassword", StringComparison.Ordinal),
                }
            );

            var error = await Assert.ThrowsAsync<AppException>(() => bench.AddSecretAsync(app));

            _tenant.Settings.Faults.Clear();
            Assert.Equal("SecretMayBeLost", error.ErrorId);
            var left = await bench.Credentials.GetAsync(app, default);
            Assert.InRange(left.Count, 1, 3);
            Assert.All(left, item => Assert.Contains(item.KeyId.ToString(), error.Message, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task A_lost_secret_that_can_not_be_removed_takes_the_next_one_with_it_and_the_error_names_both()
    {
        await _clock.RunAsync(async () =>
        {
            using var bench = Connect();
            var app = await bench.RegisterAsync();
            _tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.ConnectionReset,
                    AfterProcessing = true,
                    When = request => request.Uri.AbsolutePath.EndsWith("addPassword", StringComparison.Ordinal),
                }
            );
            _tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.Status,
                    Status = 403,
                    Times = int.MaxValue,
                    When = request => request.Uri.AbsolutePath.EndsWith("removePassword", StringComparison.Ordinal),
                }
            );

            var error = await Assert.ThrowsAsync<AppException>(() => bench.AddSecretAsync(app));

            Assert.Equal("SecretMayBeLost", error.ErrorId);
            var left = await bench.Credentials.GetAsync(app, default);
            Assert.Equal(2, left.Count);
            Assert.All(left, item => Assert.Contains(item.KeyId.ToString(), error.Message, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void An_id_is_ours_for_its_own_app_and_description_only()
    {
        var app = Guid.NewGuid();
        var id = SecretId.New(app, "authentik", DateTimeOffset.UnixEpoch.AddYears(55));
        Assert.True(SecretId.IsOurs(id, app, "authentik"));
        Assert.False(SecretId.IsOurs(id, app, "Authentik"));
        Assert.False(SecretId.IsOurs(id, Guid.NewGuid(), "authentik"));
        Assert.False(SecretId.IsOurs(Guid.NewGuid(), app, "authentik"));
        Assert.Equal(8, id.Version);
    }

    [Fact]
    public void Ids_are_in_the_order_of_their_making()
    {
        var (app, now) = (Guid.NewGuid(), new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var ids = Enumerable.Range(0, 1000).Select(n => SecretId.New(app, "authentik", now.AddMilliseconds(n))).ToList();
        Assert.All(
            ids.Zip(ids.Skip(1)),
            pair => Assert.True(SecretId.IsOlder(pair.First, pair.Second) && !SecretId.IsOlder(pair.Second, pair.First))
        );
        Assert.False(SecretId.IsOlder(ids[0], ids[0]));
    }

    private TenantBench Connect() => new(_tenant, new GraphClientOptions { Clock = _clock, Jitter = new Random(1) });

    private async Task<T> LaterAsync<T>(Func<Task<T>> work)
    {
        await Task.Delay(TimeSpan.FromSeconds(0.1), _clock);
        return await work();
    }

    private static async Task<Guid> AddByHandAsync(TenantBench bench, AppRegistration app, string description)
    {
        var request = GraphRequest.Post(
            $"applications/{app.Id}/addPassword",
            new AddPasswordRequest { PasswordCredential = new PasswordCredentialResource { DisplayName = description } },
            ResourceJson.Default.AddPasswordRequest,
            PriorState.Nothing
        );
        return (await bench.Work.Graph.SendAsync(request, ResourceJson.Default.PasswordCredentialResource, default)).KeyId!.Value;
    }
}
