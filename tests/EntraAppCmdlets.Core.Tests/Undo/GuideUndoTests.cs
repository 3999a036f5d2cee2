using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Core.Tests.Faults;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Undo;

public sealed class GuideUndoTests
{
    [Theory]
    [MemberData(nameof(VendorBench.AllCases), MemberType = typeof(VendorBench))]
    public async Task Taking_a_guide_back_leaves_the_tenant_as_it_was_and_taking_that_back_restores_it(string name)
    {
        using var tenant = SandboxTenant.Open(new SandboxSettings { Seed = 1 });
        var before = tenant.LiveState();
        using var bench = new TenantBench(tenant, new GraphClientOptions());
        (await bench.InstallAsync(name)).Dispose();
        var installed = tenant.LiveState();
        var lines = bench.Lines();

        var plan = await bench.UndoAsync(lines);

        Assert.All(plan.Writes, write => Assert.Equal((AppUndoOutcome.Undone, null), (write.Outcome, write.Why)));
        Assert.True(before == tenant.LiveState(), FaultMatrix.Lines(before, tenant.LiveState()));

        // A second time writes nothing.
        var sent = bench.Journal.Lines.Count;
        plan = await bench.UndoAsync(lines);
        Assert.All(plan.Writes, write => Assert.Equal(AppUndoOutcome.AlreadyUndone, write.Outcome));
        Assert.Equal(sent, bench.Journal.Lines.Count);

        plan = await bench.UndoAsync(bench.Lines(lines.Count));
        Assert.All(plan.Writes, write => Assert.Equal((AppUndoOutcome.Undone, null), (write.Outcome, write.Why)));
        Assert.True(installed == tenant.LiveState(), FaultMatrix.Lines(installed, tenant.LiveState()));
    }

    /// <summary>The guides that can be carried out on an app with nothing but a name.</summary>
    public static TheoryData<string> OnOldApps { get; } =
    ["authentik", "XSOAR", "Sekoia", "Auth0", "Auth0 extended", "Invictus", .. VendorBench.Everything];

    [Theory]
    [MemberData(nameof(OnOldApps))]
    public async Task Taking_a_guide_back_from_an_app_that_was_there_leaves_the_app(string name)
    {
        using var tenant = SandboxTenant.Open(new SandboxSettings { Seed = 1 });
        using var bench = new TenantBench(tenant, new GraphClientOptions());
        var spec = bench.Guide(name).Spec.Find<RegistrationSpec>()!;
        await bench.RegisterAsync(spec.Request.DisplayName, _ => spec.Request with { RedirectUris = [], Settings = [], Parts = [] });
        var before = tenant.LiveState();
        var earlier = bench.Journal.Lines.Count;
        (await bench.InstallAsync(name)).Dispose();

        var plan = await bench.UndoAsync(bench.Lines(earlier));

        Assert.All(plan.Writes, write => Assert.Equal((AppUndoOutcome.Undone, null), (write.Outcome, write.Why)));
        Assert.True(before == tenant.LiveState(), FaultMatrix.Lines(before, tenant.LiveState()));
    }
}
