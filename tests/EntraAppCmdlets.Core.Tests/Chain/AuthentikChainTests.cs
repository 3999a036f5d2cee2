using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Chain;

public sealed class AuthentikChainTests
{
    [Fact]
    public async Task The_chain_ends_with_a_token_that_carries_every_application_permission()
    {
        using var bench = new TenantBench();
        var result = await bench.RunAuthentikAsync();
        Assert.True(result.Succeeded, result.Error);
        Assert.Equal(
            ["Group.Create", "Group.ReadWrite.All", "GroupMember.ReadWrite.All", "User.ReadWrite.All"],
            result.Roles.Order(StringComparer.Ordinal)
        );
        Assert.Equal(bench.Work.TenantId, result.TenantId);
        Assert.NotNull(result.ExpiresOn);
    }

    [Fact]
    public async Task The_chain_takes_at_most_12_requests()
    {
        using var bench = new TenantBench();
        await bench.Reader.FindAsync(Guid.NewGuid(), default);
        var mark = bench.Tenant.Requests.Count;
        await bench.RunAuthentikAsync();
        var sent = bench.Since(mark);
        Assert.True(sent.Count <= 12, $"{sent.Count} requests:\n{string.Join('\n', sent)}");
    }

    [Fact]
    public async Task A_second_run_writes_nothing_but_the_new_secret()
    {
        using var bench = new TenantBench();
        await bench.RunAuthentikAsync();
        var mark = bench.Tenant.Requests.Count;
        await bench.RunAuthentikAsync();
        var writes = bench
            .Since(mark)
            .Where(request =>
                request.Method is not "GET"
                && !request.Path.Contains("$batch", StringComparison.Ordinal)
                && !request.Path.Contains("/token", StringComparison.Ordinal)
            )
            .ToList();
        var write = Assert.Single(writes);
        Assert.EndsWith("addPassword", write.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_five_seconds_of_replication_delay_on_everything_it_still_ends_right()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock, ReplicationDelay = TimeSpan.FromSeconds(5) });
        var result = await clock.RunAsync(() => bench.RunAuthentikAsync());
        Assert.True(result.Succeeded, result.Error);
        Assert.Empty(result.MissingRoles);
        await clock.RunAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromMinutes(5), clock);
            var app = await bench.Reader.GetAsync("authentik Entra Provider", default);
            Assert.Equal(5, app.Known.Permissions.Count);
            Assert.Single(app.Known.Credentials);
            var consents = await bench.Consent.GetAsync(app, default);
            Assert.All(consents, consent => Assert.Equal(AppConsentState.Granted, consent.State));
            Assert.Equal(5, consents.Count);
        });
    }
}
