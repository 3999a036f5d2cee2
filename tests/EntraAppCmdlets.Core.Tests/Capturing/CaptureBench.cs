using System.Collections;
using System.Text;
using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Capturing;

/// <summary>An app of one embedded tenant, exported and installed in another.</summary>
internal static class CaptureBench
{
    public const string OtherDomain = "fabrikam.onmicrosoft.com";

    /// <summary>Another organization, with people and groups of the same names.</summary>
    public static TenantBench Other() => new(new SandboxSettings { DomainName = OtherDomain });

    public static TenantNames Names(this TenantBench bench) => new(bench.Work.TenantId, bench.Tenant.DomainName);

    public static async Task<AppCapture> CaptureAsync(this TenantBench bench, AppRegistration app) =>
        await new AppCapturer(bench.Work).CaptureAsync(app, default) with
        {
            Tenant = bench.Names(),
        };

    /// <summary>The export as somebody else reads it from its file.</summary>
    public static VendorTemplate Exported(this AppCapture capture) =>
        TemplateReader.Read("export.json", Encoding.UTF8.GetBytes(TemplateText.Of(capture.ToTemplate(null, DateTimeOffset.UnixEpoch))));

    public static VendorGuide Guide(this TenantBench bench, VendorTemplate template, IDictionary? given = null) =>
        VendorGuide.Of(
            template,
            VendorInput.Resolve(
                template,
                given ?? VendorBench.None,
                name => name == "tenant.domain" ? bench.Tenant.DomainName : new VendorSettings(bench.Connection).OfTenant(name)
            ),
            new AppNaming()
        );

    public static async Task<VendorAppInstallation> InstallAsync(this TenantBench bench, VendorTemplate template)
    {
        var installer = new VendorInstaller(bench.Work);
        var errors = new List<AppException>();
        var plan = await installer.PlanAsync(bench.Guide(template), new InstallOptions(), errors, default);
        Assert.Empty(errors);
        return await installer.ApplyAsync(plan!, default);
    }

    /// <summary>What two specifications say differently, a line each.</summary>
    public static string Differences(IEnumerable<SpecFact> left, IEnumerable<SpecFact> right) =>
        string.Join('\n', SpecComparison.Compare(left, right).Select(item => $"{item.Property}: {item.Left} / {item.Right}"));

    /// <summary>Exports an app, holds the export against it, installs it in another tenant and holds the new app against it.</summary>
    public static async Task<AppCapture> CopyAsync(TenantBench bench, AppRegistration app)
    {
        var capture = await bench.CaptureAsync(app);
        var template = capture.Exported();
        Assert.Equal("", Differences(capture.Spec.Facts(), bench.Guide(template).Spec.Facts()));

        using var other = Other();
        template = new CopyValues(app, bench.Names(), other.Names(), VendorBench.None).Apply(template);
        using var installation = await other.InstallAsync(template);
        var copy = await other.CaptureAsync(installation.App);
        Assert.Equal("", Differences(capture.Facts(), copy.Facts()));
        return capture;
    }
}
