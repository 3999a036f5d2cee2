using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Permissions;

public sealed class ApiPermissionTests
{
    private static readonly Guid Graph = PermissionResource.MicrosoftGraphAppId;

    [Fact]
    public async Task An_API_is_found_by_its_id_short_name_name_and_URI()
    {
        using var bench = new TenantBench();
        var api = await ApiAsync(bench);
        Assert.Equal(Graph, await ApiFinder.FindAsync(bench.Work, "graph", default));
        Assert.Equal(api.AppId, await ApiFinder.FindAsync(bench.Work, api.AppId.ToString(), default));
        Assert.Equal(api.AppId, await ApiFinder.FindAsync(bench.Work, "my api", default));
        Assert.Equal(api.AppId, await ApiFinder.FindAsync(bench.Work, $"api://{api.AppId}", default));
        Assert.Equal(
            "ApiNotFound",
            (await Assert.ThrowsAsync<AppException>(() => ApiFinder.FindAsync(bench.Work, "no such api", default))).ErrorId
        );
        await bench.RegisterAsync("My API", request => request with { UniqueName = "second", UniqueNameChosen = true });
        var error = await Assert.ThrowsAsync<AppException>(() => ApiFinder.FindAsync(bench.Work, "My API", default));
        Assert.Equal("ApiAmbiguous", error.ErrorId);
        Assert.Contains(api.AppId.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_just_exposed_is_requested_and_consented_to_at_once_though_everything_lags_behind() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await ApiAsync(bench);
                app = await RequestAsync(bench, app, app, AppPermissionType.Delegated, "Api.Access");
                app = await RequestAsync(bench, app, app, AppPermissionType.Application, "Import");
                app = await bench.GrantAsync(app);
                Assert.All(app.Known.Permissions, permission => Assert.True(permission.Consented));
            },
            async bench =>
            {
                var app = await bench.Reader.GetAsync("My API", default);
                var consents = await bench.Consent.GetAsync(app, default);
                Assert.Equal(["Api.Access", "Import"], consents.Select(consent => consent.Permission).Order(StringComparer.Ordinal));
                Assert.All(consents, consent => Assert.Equal(AppConsentState.Granted, consent.State));
            }
        );

    [Fact]
    public async Task An_object_that_does_not_know_a_new_scope_yet_is_read_again()
    {
        using var bench = new TenantBench();
        var old = await bench.RegisterAsync("My API");
        await ApiAsync(bench);
        var client = await RequestAsync(bench, await bench.RegisterAsync("client"), old, AppPermissionType.Delegated, "api.access");
        Assert.Equal(("Api.Access", "My API"), (client.Known.Permissions[0].Name, client.Known.Permissions[0].ResourceName));
    }

    [Fact]
    public async Task Every_wrong_name_is_told_with_the_nearest_ones_of_the_app_or_the_type_in_which_it_exists()
    {
        using var bench = new TenantBench();
        var api = await ApiAsync(bench);
        var trouble = new List<AppException>();
        await bench.Permissions.ResolveAsync(api, ["Api.Acess", "Import"], AppPermissionType.Delegated, trouble, default);
        Assert.All(trouble, error => Assert.Equal("PermissionNotFound", error.ErrorId));
        Assert.Contains("Api.Access", trouble[0].Message, StringComparison.Ordinal);
        Assert.Contains("application permission of My API only", trouble[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_for_users_is_no_permission()
    {
        using var bench = new TenantBench();
        var api = await bench.ApplyAsync(
            new RoleService(bench.Work).PlanAddAsync(await bench.RegisterAsync("My API"), [new RoleRequest { Value = "Readers" }], default)
        );
        var trouble = new List<AppException>();
        await bench.Permissions.ResolveAsync(api, ["Readers"], AppPermissionType.Application, trouble, default);
        Assert.Equal("PermissionNotFound", Assert.Single(trouble).ErrorId);
    }

    [Fact]
    public async Task Removing_takes_what_is_named_of_one_type_and_keeps_the_rest()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        app = await bench.RequestAsync(app, AppPermissionType.Application, "User.Read.All", "Group.Create");
        app = await bench.RequestAsync(app, AppPermissionType.Delegated, "User.Read.All");
        app = await RequestAsync(bench, app, await ApiAsync(bench), AppPermissionType.Delegated, "Api.Access");
        app = await RemoveAsync(bench, app, ("user.read.all", AppPermissionType.Application), ("Api.Access", AppPermissionType.Delegated));
        var read = (await bench.Reader.GetAsync(app.AppId, default)).Known.Permissions;
        Assert.Equal(
            [("Group.Create", AppPermissionType.Application), ("User.Read.All", AppPermissionType.Delegated)],
            read.Select(permission => (permission.Name, permission.Type))
        );
        Assert.Empty(
            (await bench.Permissions.PlanRemoveAsync(app, [("User.Read.All", AppPermissionType.Application)], [], null, default))
                .Change
                .Words
        );
    }

    [Fact]
    public async Task What_was_removed_does_not_come_back_with_the_next_addition_though_its_read_is_old() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await bench.RegisterAsync();
                app = await bench.RequestAsync(app, AppPermissionType.Application, "User.Read.All", "Group.Create");
                app = await RemoveAsync(bench, app, ("Group.Create", AppPermissionType.Application));
                await bench.RequestAsync(app, AppPermissionType.Delegated, "User.Read");
            },
            async bench =>
                Assert.Equal(
                    ["User.Read.All", "User.Read"],
                    (await bench.Reader.GetAsync("authentik Entra Provider", default)).Known.Permissions.Select(permission =>
                        permission.Name
                    )
                )
        );

    [Fact]
    public async Task A_name_that_is_requested_of_two_APIs_is_removed_only_with_the_API_given()
    {
        using var bench = new TenantBench();
        var one = await ApiAsync(bench, "one");
        var two = await ApiAsync(bench, "two");
        var app = await RequestAsync(bench, await bench.RegisterAsync(), one, AppPermissionType.Delegated, "Api.Access");
        app = await RequestAsync(bench, app, two, AppPermissionType.Delegated, "Api.Access");
        (string, AppPermissionType) name = ("Api.Access", AppPermissionType.Delegated);
        var error = await Assert.ThrowsAsync<AppException>(() => bench.Permissions.PlanRemoveAsync(app, [name], [], null, default));
        Assert.Equal("PermissionAmbiguous", error.ErrorId);
        var removal = await bench.Permissions.PlanRemoveAsync(app, [name], [], two.AppId, default);
        Assert.Equal(two.AppId, Assert.Single(removal.Removed).ResourceAppId);
    }

    [Fact]
    public async Task An_id_that_its_API_has_not_got_stops_consent_before_a_grant_and_can_be_listed_and_removed()
    {
        using var bench = new TenantBench();
        var app = await bench.RequestAsync(await bench.RegisterAsync(), AppPermissionType.Application, "User.Read.All");
        var wrong = new AppRequestedPermission
        {
            ResourceAppId = Graph,
            Id = Guid.NewGuid(),
            Type = AppPermissionType.Application,
        };
        app = await bench.ApplyAsync(bench.Permissions.PlanAddAsync(app, [wrong], default));

        Assert.Equal(
            "PermissionUnknownToTenant",
            (await Assert.ThrowsAsync<AppException>(() => bench.Consent.PlanAsync(app, null, default))).ErrorId
        );
        var state = await bench.Consent.ReadAsync(app, default);
        Assert.Equal(2, state.Requested.Count);
        Assert.Equal(
            "PermissionUnknownToTenant",
            (await Assert.ThrowsAsync<AppException>(() => bench.Consent.Granting(state).ApplyAsync(bench.Work, default))).ErrorId
        );
        Assert.All(await bench.Consent.GetAsync(app, default), consent => Assert.Equal(AppConsentState.NotGranted, consent.State));

        app = await RemoveAsync(bench, app, (wrong.Id.ToString(), AppPermissionType.Application));
        app = await bench.GrantAsync(app);
        Assert.Equal("User.Read.All", Assert.Single(app.Known.Permissions).Name);
    }

    [Fact]
    public async Task The_tenant_describes_the_permissions_of_any_of_its_APIs()
    {
        using var bench = new TenantBench();
        var api = await ApiAsync(bench);
        var live = (await bench.Permissions.LiveAsync(api.AppId, default))!;
        var found = bench.Permissions.Search(live, "*", null).ToList();
        Assert.Equal(
            [("Api.Access", AppPermissionType.Delegated, false), ("Import", AppPermissionType.Application, true)],
            found.Select(permission => (permission.Name, permission.Type, permission.AdminConsentRequired!.Value))
        );
        Assert.All(found, permission => Assert.NotEmpty(permission.Description!));
        Assert.Empty(bench.Permissions.Search(live, "Api.*", AppPermissionType.Application));
        var all = new List<ServicePrincipalResource>();
        await foreach (var resource in bench.Permissions.ListApisAsync(default))
        {
            all.Add(resource);
        }

        Assert.Contains(
            all,
            resource => resource.AppId == Graph && bench.Permissions.Search(resource, "User.Read", AppPermissionType.Delegated).Any()
        );
    }

    private static async Task<AppRegistration> ApiAsync(TenantBench bench, string name = "My API")
    {
        var api = await bench.ApplyAsync(
            new ScopeService(bench.Work).PlanAddAsync(
                await bench.RegisterAsync(name),
                [new ScopeRequest { Value = "Api.Access", Consent = AppScopeConsent.AdminsAndUsers }],
                default
            )
        );
        return await bench.ApplyAsync(
            new RoleService(bench.Work).PlanAddAsync(
                api,
                [new RoleRequest { Value = "Import", AllowedMemberTypes = [AppRoleMemberType.Application] }],
                default
            )
        );
    }

    private static async Task<AppRegistration> RequestAsync(
        TenantBench bench,
        AppRegistration app,
        AppRegistration api,
        AppPermissionType type,
        params string[] names
    )
    {
        var trouble = new List<AppException>();
        var wanted = await bench.Permissions.ResolveAsync(api, names, type, trouble, default);
        Assert.Empty(trouble);
        return await bench.ApplyAsync(bench.Permissions.PlanAddAsync(app, wanted, default));
    }

    private static async Task<AppRegistration> RemoveAsync(
        TenantBench bench,
        AppRegistration app,
        params (string, AppPermissionType)[] names
    ) => await bench.ApplyAsync(Task.FromResult((await bench.Permissions.PlanRemoveAsync(app, names, [], null, default)).Change));
}
