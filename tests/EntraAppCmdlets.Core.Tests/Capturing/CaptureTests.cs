using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Capturing;

/// <summary>A live app becomes data and a template, from which an equal app is made elsewhere.</summary>
public sealed class CaptureTests
{
    private static readonly AppRegistration Own = new()
    {
        DisplayName = "X",
        AppId = Guid.NewGuid(),
        TenantId = Guid.NewGuid(),
        Id = Guid.NewGuid(),
    };

    public static TheoryData<string, string, bool> Ways => Vendors.CatalogueTests.Ways();

    /// <summary>A part that is added later can't be forgotten: without a place here its noun would be lost in every copy.</summary>
    [Fact]
    public void Every_part_of_a_specification_is_captured() =>
        Assert.Equal(
            typeof(SpecPart)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(SpecPart)) && !type.IsAbstract)
                // What another app has of this one is a part of the other.
                .Except([typeof(Aspects.ExposedApi.AuthorizationsSpec)])
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal),
            new[] { Own, Own with { Id = null } }
                .SelectMany(app => AppCapturer.Blank(app).Parts)
                .Select(part => part.GetType().Name)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(VendorBench.AllCases), MemberType = typeof(VendorBench))]
    public async Task A_guides_app_is_exported_and_installed_in_another_tenant(string name)
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync(name);
        var capture = await CaptureBench.CopyAsync(bench, installation.App);
        Assert.DoesNotContain(capture.Gaps, gap => !gap.Property.StartsWith("certificate ", StringComparison.Ordinal));
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Ways))]
    public async Task Every_vendors_app_is_exported_and_installed_in_another_tenant(string vendor, string variant, bool everything)
    {
        using var bench = new TenantBench();
        using var installation = await Vendors.CatalogueTests.InstallAsync(bench, vendor, variant, everything);
        var capture = await CaptureBench.CopyAsync(bench, installation.App);
        // The roles that other apps of the guide have are theirs.
        string[] known = installation.Template.Key is null ? ["certificate "] : ["certificate ", "assignment of "];
        Assert.DoesNotContain(capture.Gaps, gap => !Array.Exists(known, part => gap.Property.StartsWith(part, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task An_app_of_any_kind_is_equal_in_another_tenant_but_for_what_is_reported(int seed) => TryAsync(seed);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(MoreSeeds))]
    public Task Many_apps_of_any_kind_are_equal_in_another_tenant_but_for_what_is_reported(int seed) => TryAsync(seed);

    /// <summary>The apps of the two tests above are worth something only if each part says something of some of them.</summary>
    [Fact]
    public async Task Generated_apps_have_something_of_every_part()
    {
        var said = new HashSet<string>();
        foreach (var seed in Enumerable.Range(1, 20))
        {
            using var bench = new TenantBench();
            var spec = (await bench.CaptureAsync(await new GeneratedApp(bench, seed).MakeAsync())).Spec;
            said.UnionWith(spec.Parts.Where(part => part.Facts(spec).Any()).Select(part => part.GetType().Name));
        }

        // Certificates are reported, not copied.
        Assert.Equal(
            AppCapturer.Blank(Own).Parts.Select(part => part.GetType().Name).Except(["CertificatesSpec"]).Order(StringComparer.Ordinal),
            said.Order(StringComparer.Ordinal)
        );
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    public static TheoryData<int> MoreSeeds => [.. Enumerable.Range(41, 460)];

    /// <summary>Every aspect in every combination, with odd names: what can be said is equal in the other tenant, what can't is reported.</summary>
    private static async Task TryAsync(int seed)
    {
        using var bench = new TenantBench();
        var generated = new GeneratedApp(bench, seed);
        var capture = await CaptureBench.CopyAsync(bench, await generated.MakeAsync());
        Assert.Equal(generated.Gaps.Order(StringComparer.Ordinal), capture.Gaps.Select(gap => gap.Property).Order(StringComparer.Ordinal));
    }
}
