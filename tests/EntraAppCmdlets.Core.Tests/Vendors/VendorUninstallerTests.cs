using System.Text.Json.Nodes;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

public sealed class VendorUninstallerTests
{
    /// <summary>What others may have added to an app; a redirect URI in other letters is one that the guide doesn't name.</summary>
    public static TheoryData<string> Additions =>
        [
            .. SingleChanges
                .All.Values.Where(change => $"{change.Check}".EndsWith("Extra", StringComparison.Ordinal))
                .Select(change => change.Name),
        ];

    /// <summary>Those whose app is registered in this tenant.</summary>
    public static TheoryData<string> OwnApps => [.. VendorBench.Cases.Except(["XSOAR vendor app"])];

    [Theory]
    [MemberData(nameof(OwnApps))]
    public async Task Taken_back_for_good_the_tenant_is_as_it_was(string name)
    {
        using var bench = new TenantBench();
        await bench.Reader.FindAsync(Guid.NewGuid(), default);
        var before = State(bench);
        using var installation = await bench.InstallAsync(name);

        var removed = await UninstallAsync(bench, name, permanent: true);

        Assert.Equal(installation.AppId, removed?.AppId);
        Assert.Equal(before, State(bench));
    }

    /// <summary>The tenant but for which directory roles are activated: the first assignment of a role does that, for good.</summary>
    private static string State(TenantBench bench)
    {
        var state = JsonNode.Parse(bench.Tenant.ExportState())!.AsObject();
        Assert.True(state.Remove("directoryRoles"));
        return state.ToJsonString();
    }

    [Theory]
    [InlineData("Sekoia")]
    [InlineData("Invictus")]
    [InlineData("authentik")]
    public async Task A_restored_app_has_no_secret_consent_assignment_or_owner_of_the_guide(string name)
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync(name);
        await UninstallAsync(bench, name);
        var deleted = await new DeletedAppService(bench.Work).FindAsync(installation.AppId, default);

        var restored = await new DeletedAppService(bench.Work).RestoreAsync(deleted!, default);

        Assert.Empty(restored.Known.Credentials);
        Assert.All(await bench.Consent.GetAsync(restored, default), row => Assert.Equal(AppConsentState.NotGranted, row.State));
        Assert.Empty(await new Aspects.Assignments.AssignmentService(bench.Work).GetAsync(restored, default));
        Assert.Empty(await new OwnerService(bench.Work).GetAsync(restored, AppOwnerTarget.Both, default));
    }

    [Theory]
    [MemberData(nameof(VendorBench.AllCases), MemberType = typeof(VendorBench))]
    public async Task A_second_run_finds_nothing_to_remove(string name)
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync(name);
        await UninstallAsync(bench, name);
        var state = bench.Tenant.ExportState();
        var mark = bench.Tenant.Requests.Count;

        Assert.Null(await UninstallAsync(bench, name));
        Assert.Null((await PlanAsync(bench, name, installation.App)).App);

        Assert.Equal(state, bench.Tenant.ExportState());
        Assert.Empty(bench.WritesSince(mark));
    }

    [Fact]
    public async Task An_app_that_is_deleted_already_is_removed_for_good_only_if_the_guide_has_made_it()
    {
        using var bench = new TenantBench();
        var other = await bench.RegisterAsync("Auth0", request => request with { UniqueName = "made-by-somebody-else" });
        await bench.Removal.RemoveAsync(other, permanent: false, default);

        Assert.Null(await UninstallAsync(bench, "Auth0", permanent: true));

        using var installation = await bench.InstallAsync("Auth0");
        await UninstallAsync(bench, "Auth0");
        Assert.Equal(installation.AppId, (await UninstallAsync(bench, "Auth0", permanent: true))?.AppId);
        Assert.NotNull(await new DeletedAppService(bench.Work).FindAsync(other.AppId, default));
        Assert.Null(await new DeletedAppService(bench.Work).FindAsync(installation.AppId, default));
    }

    [Theory]
    [MemberData(nameof(Additions))]
    public async Task What_others_have_added_is_listed_and_nothing_is_removed(string name)
    {
        var change = SingleChanges.All[name];
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync(change.Guide);
        await change.Make(new SingleChanges.Changer(bench.Work.Graph, installation.App));

        await MustRefuseAsync(bench, change.Guide);
    }

    [Fact]
    public async Task Secrets_of_others_and_owners_that_the_guide_does_not_name_are_listed()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("Invictus");
        var changer = new SingleChanges.Changer(bench.Work.Graph, installation.App);
        // By the portal, under the description of the guide's own.
        await changer.PostTo($"applications/{installation.App.Id}/addPassword", """{"passwordCredential":{"displayName":"Invictus"}}""");
        var sam = await PrincipalService.FindAsync(bench.Work, ["Sam Okafor"], [PrincipalKind.User], "own an app", [], default);
        await bench.ApplyAsync(new OwnerService(bench.Work).PlanAddAsync(installation.App, sam, AppOwnerTarget.Application, default));

        var extras = await MustRefuseAsync(bench, "Invictus");

        Assert.Contains(extras, extra => extra.StartsWith("Secret 'Invictus'", StringComparison.Ordinal));
        Assert.Contains("owner sam.okafor@contoso.onmicrosoft.com", extras);
        Assert.Equal(2, extras.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_permission_of_an_api_that_the_tenant_no_longer_has_is_no_addition_of_others(bool byName)
    {
        using var bench = new TenantBench();
        var api = await bench.ApplyAsync(
            new ScopeService(bench.Work).PlanAddAsync(
                await bench.RegisterAsync("Acme API"),
                [
                    new ScopeRequest
                    {
                        Value = "Acme.Use",
                        AdminConsentDisplayName = "Use",
                        AdminConsentDescription = "Uses.",
                    },
                ],
                default
            )
        );
        var template = TemplatesFolder.Changed(
            "authentik",
            json =>
            {
                json["parameters"] = JsonNode.Parse("""[{ "name": "Server", "type": "String", "help": "The API." }]""");
                json["permissions"]!
                    .AsArray()
                    .Add(
                        JsonNode.Parse(
                            $$"""{ "api": "{Server}", "type": "Delegated", "names": ["Acme.Use"], "step": "{{json["consent"]!["step"]}}" }"""
                        )
                    );
            }
        );
        var given = VendorBench.Table(("Server", byName ? api.DisplayName : api.AppId.ToString()));
        await bench.InstallAsync(bench.Guides(template, given));
        await bench.Removal.RemoveAsync(api, permanent: true, default);

        await bench.UninstallAsync(bench.Guides(template, given), permanent: true);

        Assert.Null(await bench.Reader.FindAsync("authentik Entra Provider", default));
    }

    [Fact]
    public async Task What_others_add_while_a_person_is_asked_counts_too()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(async () =>
        {
            using var installation = await bench.InstallAsync("authentik");
            var plan = await PlanAsync(bench, "authentik");
            using var added = await bench.AddSecretAsync(installation.App, "somebody's");
            clock.Advance(TimeSpan.FromMinutes(1));
            var state = bench.Tenant.ExportState();

            var refused = await Assert.ThrowsAsync<AppException>(() =>
                new VendorUninstaller(bench.Work).ApplyAsync(plan, force: false, default)
            );

            Assert.Equal("VendorAppHasExtras", refused.ErrorId);
            Assert.Equal(state, bench.Tenant.ExportState());
        });
    }

    [Fact]
    public async Task An_app_that_was_registered_elsewhere_is_removed_with_force_only()
    {
        using var bench = new TenantBench();
        var portal = await bench.RegisterAsync("By hand", request => request with { UniqueName = "by-hand" });
        using var installation = await bench.InstallAsync("authentik", names: new AppNaming(AppId: portal.AppId));

        var plan = await PlanAsync(bench, "authentik", installation.App);

        Assert.Contains(plan.Extras, extra => extra.StartsWith("the app itself: not registered by", StringComparison.Ordinal));
        Assert.Equal(portal.AppId, (await new VendorUninstaller(bench.Work).ApplyAsync(plan, force: true, default))?.AppId);
        Assert.Null(await bench.Reader.FindAsync(portal.AppId, default));
    }

    [Fact]
    public async Task Who_is_no_longer_in_the_directory_is_named_in_a_warning_and_what_is_left_of_them_goes_with_force()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("Invictus");
        var changer = new SingleChanges.Changer(bench.Work.Graph, installation.App);
        await changer.Delete("users/alex.weber@contoso.onmicrosoft.com");

        var plan = await PlanAsync(bench, "Invictus");

        Assert.Contains("alex.weber@contoso.onmicrosoft.com", bench.Log.Everything, StringComparison.Ordinal);
        Assert.StartsWith("owner ", Assert.Single(plan.Extras), StringComparison.Ordinal);
        Assert.NotNull(await new VendorUninstaller(bench.Work).ApplyAsync(plan, force: true, default));
    }

    [Theory]
    [MemberData(nameof(VendorBench.AllCases), MemberType = typeof(VendorBench))]
    public async Task Each_removal_is_a_step_in_words_and_the_app_is_the_last(string name)
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync(name);
        var plan = await PlanAsync(bench, name);

        Assert.Equal(plan.Steps.Count, plan.Steps.Distinct().Count());
        Assert.Contains("service principal", plan.Steps[^1], StringComparison.Ordinal);
        Assert.Equal(installation.Secret is not null, plan.Steps.Any(step => step.StartsWith("remove Secret", StringComparison.Ordinal)));
        Assert.Equal(
            installation.App.Known.Permissions.Any(permission => permission.Consented == true),
            plan.Steps.Any(step => step.StartsWith("revoke ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_vendors_own_app_loses_its_service_principal_with_grants_and_assignments()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("XSOAR vendor app");
        var mark = bench.Tenant.Requests.Count;

        await UninstallAsync(bench, "XSOAR vendor app");

        Assert.Null(await bench.Reader.FindAsync(installation.AppId, default));
        Assert.Contains(bench.WritesSince(mark), write => write.Path.Contains("appRoleAssignments", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_removal_takes_3_reads_and_2_rounds_of_writes_at_most()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("Sekoia");
        var mark = bench.Tenant.Requests.Count;

        await UninstallAsync(bench, "Sekoia");

        Assert.InRange(bench.Since(mark).Count, 1, 6);
    }

    private static async Task<IReadOnlyList<string>> MustRefuseAsync(TenantBench bench, string name)
    {
        var state = bench.Tenant.ExportState();
        var plan = await PlanAsync(bench, name);

        var refused = await Assert.ThrowsAsync<AppException>(() =>
            new VendorUninstaller(bench.Work).ApplyAsync(plan, force: false, default)
        );

        Assert.Equal("VendorAppHasExtras", refused.ErrorId);
        Assert.NotEmpty(plan.Extras);
        Assert.All(plan.Extras, extra => Assert.Contains(extra, refused.Message, StringComparison.Ordinal));
        Assert.Equal(state, bench.Tenant.ExportState());
        return plan.Extras;
    }

    private static Task<UninstallPlan> PlanAsync(TenantBench bench, string name, AppRegistration? app = null, bool permanent = false) =>
        new VendorUninstaller(bench.Work).PlanAsync(bench.Guide(name), app, permanent, default);

    private static async Task<AppRegistration?> UninstallAsync(TenantBench bench, string name, bool permanent = false) =>
        await new VendorUninstaller(bench.Work).ApplyAsync(await PlanAsync(bench, name, permanent: permanent), force: false, default);
}
