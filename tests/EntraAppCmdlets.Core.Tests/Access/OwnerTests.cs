using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Access;

public sealed class OwnerTests
{
    [Fact]
    public async Task An_owner_is_added_to_the_application_and_to_the_service_principal()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();

        app = await AddAsync(bench, app, AppOwnerTarget.Both, "Alex Weber");

        Assert.Equal("Alex Weber", Assert.Single(app.Owners!).DisplayName);
        var owner = Assert.Single(await new OwnerService(bench.Work).GetAsync(app, AppOwnerTarget.Both, default));
        Assert.Equal(AppOwnerTarget.Both, owner.Target);
        Assert.Equal("User", owner.Kind);
        Assert.Equal(app.AppId, owner.AppId);
    }

    [Fact]
    public async Task Owners_that_are_there_stay_and_a_second_run_writes_nothing()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await AddAsync(bench, app, AppOwnerTarget.ServicePrincipal, "Alex Weber");
        await AddAsync(bench, app, AppOwnerTarget.Both, "Alex Weber", "Sam Okafor");

        var plan = await PlanAddAsync(bench, app, AppOwnerTarget.Both, "Alex Weber", "Sam Okafor");

        Assert.Empty(plan.Words);
        Assert.Equal(
            ["Alex Weber", "Sam Okafor"],
            (await new OwnerService(bench.Work).GetAsync(app, AppOwnerTarget.ServicePrincipal, default))
                .Select(owner => owner.DisplayName)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_service_principal_can_own_an_app()
    {
        using var bench = new TenantBench();
        var pipeline = await bench.RegisterAsync("Deployment pipeline");
        var app = await bench.RegisterAsync();

        app = await AddAsync(bench, app, AppOwnerTarget.Application, pipeline.AppId.ToString());

        var owner = Assert.Single(await new OwnerService(bench.Work).GetAsync(app, AppOwnerTarget.Both, default));
        Assert.Equal(("ServicePrincipal", AppOwnerTarget.Application), (owner.Kind, owner.Target));
    }

    [Fact]
    public async Task Only_the_named_owner_is_removed_and_one_who_owns_nothing_is_no_error()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await AddAsync(bench, app, AppOwnerTarget.Both, "Alex Weber", "Sam Okafor");
        var owners = new OwnerService(bench.Work);

        var plan = await owners.PlanRemoveAsync(app, await FindAsync(bench, "Alex Weber", "Lee Novak"), AppOwnerTarget.Both, default);
        app = await plan.ApplyAsync(bench.Work, default);

        Assert.Contains("the application and the service principal", Assert.Single(plan.Words), StringComparison.Ordinal);
        Assert.Empty(plan.Warnings);
        Assert.Equal("Sam Okafor", Assert.Single(app.Owners!).DisplayName);
        Assert.Equal("Sam Okafor", Assert.Single(await owners.GetAsync(app, AppOwnerTarget.Both, default)).DisplayName);
    }

    [Fact]
    public async Task That_nobody_would_own_the_app_any_more_is_told_beforehand()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await AddAsync(bench, app, AppOwnerTarget.Application, "Alex Weber");

        var plan = await new OwnerService(bench.Work).PlanRemoveAsync(
            app,
            await FindAsync(bench, "Alex Weber"),
            AppOwnerTarget.Both,
            default
        );

        Assert.StartsWith("The application of", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vendors_app_has_owners_of_its_service_principal_only()
    {
        using var bench = new TenantBench();
        var principal = await bench.ServicePrincipals.EnsureAsync(Guid.Parse(SandboxTenant.VendorAppId), "vendor", ours: false, default);
        var app = await bench.Reader.GetAsync(principal.AppId!.Value, default);

        await AddAsync(bench, app, AppOwnerTarget.Both, "Alex Weber");

        Assert.Equal(
            AppOwnerTarget.ServicePrincipal,
            Assert.Single(await new OwnerService(bench.Work).GetAsync(app, AppOwnerTarget.Both, default)).Target
        );
        var error = await Assert.ThrowsAsync<AppException>(() => PlanAddAsync(bench, app, AppOwnerTarget.Application, "Alex Weber"));
        Assert.Equal("AppNotInTenant", error.ErrorId);
    }

    [Fact]
    public async Task In_a_slow_directory_nothing_is_lost_and_an_old_read_undoes_nothing()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock, ReplicationDelay = TimeSpan.FromSeconds(5) });
        await clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            app = await AddAsync(bench, app, AppOwnerTarget.Both, "Alex Weber");
            app = await AddAsync(bench, app, AppOwnerTarget.Both, "Alex Weber", "Sam Okafor");
            Assert.Equal(["Alex Weber", "Sam Okafor"], app.Owners!.Select(owner => owner.DisplayName));
            var owners = new OwnerService(bench.Work);
            await bench.ApplyAsync(owners.PlanRemoveAsync(app, await FindAsync(bench, "Alex Weber"), AppOwnerTarget.Both, default));
            Assert.Equal("Sam Okafor", Assert.Single(await owners.GetAsync(app, AppOwnerTarget.Both, default)).DisplayName);

            await Task.Delay(TimeSpan.FromMinutes(5), clock);
            var owner = Assert.Single(await owners.GetAsync(app, AppOwnerTarget.Both, default));
            Assert.Equal(("Sam Okafor", AppOwnerTarget.Both), (owner.DisplayName, owner.Target));
        });
    }

    [Theory]
    [InlineData(SandboxFaultKind.ConnectionReset)]
    [InlineData(SandboxFaultKind.ResponseCut)]
    public async Task A_lost_answer_adds_nobody_twice(SandboxFaultKind kind)
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            var plan = await PlanAddAsync(bench, app, AppOwnerTarget.Both, "Alex Weber");
            bench.Tenant.Settings.Faults.Add(new SandboxFault { Kind = kind, AfterProcessing = true });
            app = await plan.ApplyAsync(bench.Work, default);
            Assert.Single(app.Owners!);
            Assert.Equal(
                AppOwnerTarget.Both,
                Assert.Single(await new OwnerService(bench.Work).GetAsync(app, AppOwnerTarget.Both, default)).Target
            );
        });
    }

    private static Task<IReadOnlyList<Principal>> FindAsync(TenantBench bench, params string[] names) =>
        new PrincipalService(bench.Work, []).ResolveAsync(
            [.. names.Select(name => new PrincipalQuery(name))],
            Enum.GetValues<PrincipalKind>(),
            "own an app",
            new List<AppException>(),
            default
        );

    private static async Task<AppChange> PlanAddAsync(
        TenantBench bench,
        AppRegistration app,
        AppOwnerTarget target,
        params string[] names
    ) => await new OwnerService(bench.Work).PlanAddAsync(app, await FindAsync(bench, names), target, default);

    private static async Task<AppRegistration> AddAsync(
        TenantBench bench,
        AppRegistration app,
        AppOwnerTarget target,
        params string[] names
    )
    {
        var plan = await PlanAddAsync(bench, app, target, names);
        return await plan.ApplyAsync(bench.Work, default);
    }
}
