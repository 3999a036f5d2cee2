using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Graph;

public sealed class BatchCoalescerTests
{
    [Fact]
    public async Task Operations_that_run_side_by_side_share_one_round_trip()
    {
        using var bench = new TenantBench();
        AppRegistration? first = null,
            second = null;
        var made = await bench.RegisterAsync("one");
        var mark = bench.Tenant.Requests.Count;

        await bench.Work.TogetherAsync(
            async side => first = await new AppReader(side).FindAsync(made.AppId, default),
            async side => second = await new AppReader(side).FindAsync(Guid.NewGuid(), default)
        );

        Assert.Equal(made.AppId, first?.AppId);
        Assert.Null(second);
        Assert.Equal("/v1.0/$batch", Assert.Single(bench.Since(mark)).Path);
    }

    [Fact]
    public async Task One_that_needs_more_round_trips_does_not_wait_for_those_that_have_ended()
    {
        using var bench = new TenantBench();
        var made = await bench.RegisterAsync("one");
        var mark = bench.Tenant.Requests.Count;
        var trips = 0;

        await bench.Work.TogetherAsync(
            async side => await new AppReader(side).FindAsync(made.AppId, default),
            _ => Task.CompletedTask,
            async side =>
            {
                for (; trips < 3; trips++)
                {
                    await new AppReader(side).FindAsync(made.AppId, default);
                }
            }
        );

        Assert.Equal(3, trips);
        Assert.Equal(3, bench.Since(mark).Count);
    }

    [Fact]
    public async Task The_trouble_of_one_is_told_when_the_others_have_ended()
    {
        using var bench = new TenantBench();
        var made = await bench.RegisterAsync("one");
        AppRegistration? found = null;

        var error = await Assert.ThrowsAsync<AppException>(() =>
            bench.Work.TogetherAsync(
                async side => await new AppReader(side).GetAsync(Guid.NewGuid(), default),
                async side => found = await new AppReader(side).FindAsync(made.AppId, default)
            )
        );

        Assert.Equal("AppNotFound", error.ErrorId);
        Assert.NotNull(found);
    }

    [Fact]
    public async Task A_network_that_fails_fails_all_of_them()
    {
        using var transport = new Vendors.BreakingTransport();
        using var bench = new TenantBench(transport: transport);
        await bench.Reader.FindAsync(Guid.NewGuid(), default);
        transport.BreakAt = 0;
        var ended = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            bench.Work.TogetherAsync([
                .. Enumerable
                    .Range(0, 3)
                    .Select(_ =>
                        (Func<CommandContext, Task>)(
                            async side =>
                            {
                                try
                                {
                                    await new AppReader(side).FindAsync(Guid.NewGuid(), default);
                                }
                                finally
                                {
                                    Interlocked.Increment(ref ended);
                                }
                            }
                        )
                    ),
            ])
        );

        Assert.Equal(3, ended);
    }
}
