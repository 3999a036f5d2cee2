using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Registrations;

public sealed class DeletedAppTests
{
    [Fact]
    public async Task A_deleted_app_is_found_by_each_of_its_ids_and_its_name()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await bench.Removal.RemoveAsync(app, permanent: false, default);
        var deleted = new DeletedAppService(bench.Work);
        Assert.Equal(app.AppId, (await deleted.FindAsync(app.AppId, default))?.AppId);
        Assert.Equal(app.AppId, (await deleted.FindAsync(app.Id!.Value, default))?.AppId);
        var found = await deleted.FindAsync(app.DisplayName, default);
        Assert.Equal(app.AppId, found?.AppId);
        Assert.NotNull(found!.DeletedDateTime);
        Assert.Null(await deleted.FindAsync(Guid.NewGuid(), default));
        Assert.Null(await deleted.FindAsync("no such app", default));
    }

    [Fact]
    public async Task Restoring_brings_back_the_app_with_its_service_principal_and_consent()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        app = await bench.RequestAsync(app, AppPermissionType.Application, "User.Read.All");
        app = await bench.GrantAsync(app);
        await bench.Removal.RemoveAsync(app, permanent: false, default);
        var deleted = new DeletedAppService(bench.Work);
        var back = await deleted.RestoreAsync((await deleted.FindAsync(app.AppId, default))!, default);
        Assert.Equal(app.ServicePrincipalId, back.ServicePrincipalId);
        Assert.Null(back.DeletedDateTime);
        Assert.Equal(AppConsentState.Granted, Assert.Single(await bench.Consent.GetAsync(back, default)).State);
    }

    [Fact]
    public async Task Restoring_waits_until_the_app_can_be_read() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await bench.RegisterAsync();
                await Task.Delay(TimeSpan.FromMinutes(5), bench.Work.Clock);
                await bench.Removal.RemoveAsync(app, permanent: false, default);
                await Task.Delay(TimeSpan.FromMinutes(5), bench.Work.Clock);
                var deleted = new DeletedAppService(bench.Work);
                var back = await deleted.RestoreAsync((await deleted.FindAsync(app.AppId, default))!, default);
                Assert.Null(back.DeletedDateTime);
                // The list of deleted apps may lag; the app that is back is not offered for removal.
                Assert.Null(await deleted.FindAsync(app.AppId, default));
            },
            async bench => Assert.NotNull(await bench.Reader.GetAsync("authentik Entra Provider", default))
        );

    [Fact]
    public async Task A_name_of_several_deleted_apps_is_told_with_their_ids()
    {
        using var bench = new TenantBench();
        for (var i = 0; i < 2; i++)
        {
            var app = await bench.RegisterAsync(with: request => request with { UniqueName = $"n{i}", UniqueNameChosen = true });
            await bench.Removal.RemoveAsync(app, permanent: false, default);
        }

        var error = await Assert.ThrowsAsync<AppException>(() =>
            new DeletedAppService(bench.Work).FindAsync("authentik Entra Provider", default)
        );
        Assert.Equal("DeletedAppAmbiguous", error.ErrorId);
    }

    [Fact]
    public async Task Removing_for_good_frees_the_unique_name_and_twice_is_no_error()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await bench.Removal.RemoveAsync(app, permanent: false, default);
        var deleted = new DeletedAppService(bench.Work);
        await bench.Removal.RemoveDeletedAsync(app, default);
        await bench.Removal.RemoveDeletedAsync(app, default);
        Assert.NotEqual(app.AppId, (await bench.RegisterAsync()).AppId);
    }

    [Fact]
    public async Task An_app_that_this_connection_has_deleted_is_not_waited_for()
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            await bench.Removal.RemoveAsync(app, permanent: false, default);
            var before = clock.GetUtcNow();

            await Assert.ThrowsAsync<AppException>(() => bench.Reader.RefreshAsync(app, default));

            Assert.True(clock.GetUtcNow() - before < TimeSpan.FromSeconds(5));
        });
    }
}
