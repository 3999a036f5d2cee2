using System.Collections;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets.Testing;

/// <summary>A template for two apps, an API and its client, carried out and taken back as the commands do.</summary>
internal static class PairBench
{
    /// <summary>The values of a customer.</summary>
    public static Hashtable Given => VendorBench.Table(("Viewer", new[] { "Security team" }));

    public static VendorGuideSet Pair(this TenantBench bench, AppNaming? names = null) =>
        bench.Guides(TemplatesFolder.Get("Pair"), Given, names);

    public static VendorGuideSet Guides(this TenantBench bench, VendorTemplate template, IDictionary given, AppNaming? names = null) =>
        new(template, given, new VendorSettings(bench.Connection).OfTenant, names ?? new AppNaming());

    /// <summary>Plans every app, then makes each with what the ones before it have.</summary>
    public static async Task<IReadOnlyList<(GuidePlan Plan, VendorAppInstallation Installation)>> InstallAsync(
        this TenantBench bench,
        VendorGuideSet guides,
        InstallOptions? options = null,
        CancellationToken cancel = default
    )
    {
        var installer = new VendorInstaller(bench.Work);
        var plans = await bench.PlanAsync(guides, options, cancel);
        var isChanged = false;
        var results = new List<(GuidePlan, VendorAppInstallation)>();
        for (var place = 0; place < guides.Count; place++)
        {
            var plan = isChanged ? await PlanAsync(installer, guides, place, options, cancel) : plans[place];
            isChanged |= plan.HasChanges;
            var installation = await installer.ApplyAsync(plan, cancel);
            guides.Learn(place, installation.App);
            results.Add((plan, installation));
        }

        return results;
    }

    /// <summary>Plans every app before one is made.</summary>
    public static async Task<IReadOnlyList<GuidePlan>> PlanAsync(
        this TenantBench bench,
        VendorGuideSet guides,
        InstallOptions? options = null,
        CancellationToken cancel = default
    )
    {
        var installer = new VendorInstaller(bench.Work);
        var plans = new List<GuidePlan>();
        for (var place = 0; place < guides.Count; place++)
        {
            plans.Add(await PlanAsync(installer, guides, place, options, cancel));
            guides.Learn(place, installer.Rehearse(plans[place]).App);
        }

        return plans;
    }

    /// <summary>What a test of all apps finds.</summary>
    public static async Task<IReadOnlyList<VendorAppFinding>> InspectAsync(this TenantBench bench, VendorGuideSet guides)
    {
        await guides.FindAsync(bench.Work, default);
        var errors = new List<AppException>();
        var findings = new List<VendorAppFinding>();
        for (var place = 0; place < guides.Count; place++)
        {
            findings.AddRange(
                await new VendorInspector(bench.Work).InspectAsync(guides.Guide(place), guides.AppAt(place), errors, default)
            );
        }

        return errors.Count > 0 ? throw errors[0] : findings;
    }

    /// <summary>Takes the apps back, the last one first.</summary>
    public static async Task UninstallAsync(
        this TenantBench bench,
        VendorGuideSet guides,
        bool permanent = false,
        CancellationToken cancel = default
    )
    {
        await guides.FindAsync(bench.Work, cancel);
        var uninstaller = new VendorUninstaller(bench.Work);
        var plans = new List<UninstallPlan>();
        for (var place = guides.Count - 1; place >= 0; place--)
        {
            var plan = await uninstaller.PlanAsync(guides.Guide(place), guides.AppAt(place), permanent, cancel);
            VendorUninstaller.Check(plan, force: false);
            plans.Add(plan);
        }

        foreach (var plan in plans)
        {
            await uninstaller.ApplyAsync(plan, force: false, cancel);
        }
    }

    private static async Task<GuidePlan> PlanAsync(
        VendorInstaller installer,
        VendorGuideSet guides,
        int place,
        InstallOptions? options,
        CancellationToken cancel
    )
    {
        var errors = new List<AppException>();
        return await installer.PlanAsync(guides.Guide(place), options ?? new InstallOptions(), errors, cancel) ?? throw errors[0];
    }
}
