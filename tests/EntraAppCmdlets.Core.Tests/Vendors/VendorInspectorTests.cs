using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

public sealed class VendorInspectorTests
{
    public static TheoryData<string> ChangeNames => [.. SingleChanges.All.Keys];

    [Theory]
    [MemberData(nameof(VendorBench.AllCases), MemberType = typeof(VendorBench))]
    public async Task After_an_install_nothing_is_found(string name)
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync(name);

        Assert.Empty(await InspectAsync(bench, name, null));
        Assert.Empty(await InspectAsync(bench, name, installation.App));
    }

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public async Task A_single_change_is_found(string name)
    {
        var change = SingleChanges.All[name];
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(async () =>
        {
            using var installation = await bench.InstallAsync(change.Guide);
            await change.Make(new SingleChanges.Changer(bench.Work.Graph, installation.App));
            clock.Advance(change.Age);
            // Long enough that this connection no longer takes what it reads for older than what it wrote.
            clock.Advance(TimeSpan.FromMinutes(3));

            var findings = await InspectAsync(bench, change.Guide, change.Check == VendorAppCheck.DisplayName ? installation.App : null);

            var found = findings.Where(finding => finding.Check == change.Check).ToList();
            Assert.NotEmpty(found);
            Assert.All(found, finding => Assert.Equal(change.Severity, finding.Severity));
            if (!change.Others)
            {
                Assert.Equal(
                    (change.And is { } also ? new[] { change.Check, also } : [change.Check]).Order(),
                    findings.Select(finding => finding.Check).Order()
                );
            }

            Assert.All(findings, finding => Assert.False(string.IsNullOrWhiteSpace(finding.Fix)));
        });
    }

    [Fact]
    public void At_least_25_single_changes_are_tried_and_every_check_among_them() =>
        Assert.Equal(
            Enum.GetValues<VendorAppCheck>().Except([VendorAppCheck.ScopeText, VendorAppCheck.CredentialMissing]).Order(),
            SingleChanges.All.Count >= 25
                ? SingleChanges
                    .All.Values.SelectMany(change => change.And is { } also ? new[] { change.Check, also } : [change.Check])
                    .Distinct()
                    .Order()
                : []
        );

    [Fact]
    public async Task Consent_that_a_user_gave_is_said_with_the_number_of_users()
    {
        var change = SingleChanges.All["consent of a single user only"];
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(async () =>
        {
            using var installation = await bench.InstallAsync(change.Guide);
            await change.Make(new SingleChanges.Changer(bench.Work.Graph, installation.App));
            // Long enough that this connection no longer takes what it reads for older than what it wrote.
            clock.Advance(TimeSpan.FromMinutes(3));

            Assert.Contains(
                await InspectAsync(bench, change.Guide, installation.App),
                finding => finding.Actual == "granted by 1 user for themselves"
            );
        });
    }

    [Fact]
    public async Task A_finding_tells_the_symptom_that_the_guide_tells()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(async () =>
        {
            using (await bench.InstallAsync("Auth0")) { }

            clock.Advance(TimeSpan.FromDays(200));
            var finding = Assert.Single(await InspectAsync(bench, "Auth0", null));
            Assert.Contains("failed to obtain access token", finding.GuideSymptom, StringComparison.Ordinal);
            Assert.StartsWith($"New-AppClientSecret -App {finding.AppId} -DisplayName 'Auth0'", finding.Fix, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_redirect_URI_that_differs_by_a_slash_is_told_as_what_is_there()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("Sekoia");
        await new SingleChanges.Changer(bench.Work.Graph, installation.App).Patch(
            """{"web":{"redirectUris":["https://app.sekoia.io/user/callback/"]}}"""
        );
        Assert.Contains(
            await InspectAsync(bench, "Sekoia", null),
            finding => finding.Actual == "missing; there is https://app.sekoia.io/user/callback/"
        );
    }

    [Fact]
    public async Task A_check_takes_at_most_3_requests()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("Invictus");
        var mark = bench.Tenant.Requests.Count;
        await InspectAsync(bench, "Invictus", null);
        Assert.InRange(bench.Since(mark).Count, 1, 3);
    }

    private static async Task<IReadOnlyList<VendorAppFinding>> InspectAsync(TenantBench bench, string name, AppRegistration? app)
    {
        var trouble = new List<AppException>();
        var findings = await new VendorInspector(bench.Work).InspectAsync(bench.Guide(name), app, trouble, default);
        Assert.Empty(trouble);
        return findings;
    }
}
