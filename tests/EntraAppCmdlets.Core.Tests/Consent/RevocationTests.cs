using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Consent;

public sealed class RevocationTests
{
    [Fact]
    public async Task All_that_was_granted_for_the_tenant_is_taken_back_and_what_is_requested_stays()
    {
        using var bench = new TenantBench();
        var app = await GrantedAsync(bench);

        app = await RevokeAsync(bench, app);

        Assert.All(app.Known.Permissions, permission => Assert.False(permission.Consented));
        var rows = await bench.Consent.GetAsync(app, default);
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.Equal(AppConsentState.NotGranted, row.State));
    }

    [Fact]
    public async Task Only_the_named_permission_is_taken_back_and_the_rest_of_its_grant_stays()
    {
        using var bench = new TenantBench();
        var app = await GrantedAsync(bench);

        app = await RevokeAsync(bench, app, "Mail.Read", "User.Read.All");

        Assert.Equal(["Group.Read.All", "User.Read"], Names(app.Known.Permissions.Where(permission => permission.Consented == true)));
        var granted = (await bench.Consent.GetAsync(app, default))
            .Where(row => row.State == AppConsentState.Granted)
            .Select(row => row.Permission);
        Assert.Equal(["Group.Read.All", "User.Read"], granted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_user_has_consented_to_is_left_alone_unless_asked_for()
    {
        using var bench = new TenantBench();
        var app = await GrantedAsync(bench);
        await GrantToUserAsync(bench, app, "Mail.Read Calendars.Read");

        await RevokeAsync(bench, app);
        var left = await bench.Consent.GetAsync(app, default);
        Assert.Equal(
            ["Calendars.Read", "Mail.Read"],
            left.Where(row => row.PrincipalId is not null).Select(row => row.Permission).Order(StringComparer.Ordinal)
        );

        await RevokeAsync(bench, app, ofUsers: true);
        Assert.DoesNotContain(await bench.Consent.GetAsync(app, default), row => row.PrincipalId is not null);
    }

    [Fact]
    public async Task What_is_granted_without_being_requested_can_be_taken_back()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(async () =>
        {
            var app = await GrantedAsync(bench);
            await bench.Work.Graph.SendAsync(
                GraphRequest.Patch(
                    $"applications/{app.Id}",
                    new ApplicationResource { RequiredResourceAccess = [] },
                    ResourceJson.Default.ApplicationResource,
                    PriorState.Nothing
                ),
                default
            );
            await Task.Delay(TimeSpan.FromMinutes(5), clock);
            app = await bench.Reader.GetAsync(app.AppId, default);

            await RevokeAsync(bench, app, "Mail.Read", "Group.Read.All");

            Assert.Equal(
                ["User.Read", "User.Read.All"],
                (await bench.Consent.GetAsync(app, default)).Select(row => row.Permission).Order(StringComparer.Ordinal)
            );
        });
    }

    [Fact]
    public async Task In_a_slow_directory_what_was_just_granted_is_taken_back_and_nothing_else_is_lost()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock, ReplicationDelay = TimeSpan.FromSeconds(5) });
        await clock.RunAsync(async () =>
        {
            var app = await GrantedAsync(bench);
            app = await RevokeAsync(bench, app, "Mail.Read", "User.Read.All");
            app = await bench.GrantAsync(await bench.RequestAsync(app, AppPermissionType.Delegated, "Calendars.Read"));
            await RevokeAsync(bench, app, "User.Read.All", "Calendars.Read", "Mail.Read");

            await Task.Delay(TimeSpan.FromMinutes(5), clock);
            var granted = (await bench.Consent.GetAsync(app, default))
                .Where(row => row.State != AppConsentState.NotGranted)
                .Select(row => row.Permission);
            Assert.Equal(["Group.Read.All", "User.Read"], granted.Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public async Task A_lost_answer_does_no_harm()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(async () =>
        {
            var app = await GrantedAsync(bench);
            var plan = await new RevocationService(bench.Work).PlanAsync(app, null, null, ofUsers: false, default);
            bench.Tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.ConnectionReset,
                    AfterProcessing = true,
                    When = request => request.Method == "POST",
                }
            );
            await plan.ApplyAsync(bench.Work, default);
            Assert.All(await bench.Consent.GetAsync(app, default), row => Assert.Equal(AppConsentState.NotGranted, row.State));
        });
    }

    [Fact]
    public async Task One_api_alone_can_be_meant()
    {
        using var bench = new TenantBench();
        var app = await GrantedAsync(bench);

        var plan = await new RevocationService(bench.Work).PlanAsync(
            app,
            null,
            Guid.Parse("00000002-0000-0ff1-ce00-000000000000"),
            ofUsers: true,
            default
        );

        Assert.Empty(plan.Words);
        Assert.Contains("4 other grants stay", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    private static async Task<AppRegistration> GrantedAsync(TenantBench bench)
    {
        var app = await bench.RegisterAsync();
        app = await bench.RequestAsync(app, AppPermissionType.Application, "User.Read.All", "Group.Read.All");
        app = await bench.RequestAsync(app, AppPermissionType.Delegated, "User.Read", "Mail.Read");
        return await bench.GrantAsync(app);
    }

    private static async Task GrantToUserAsync(TenantBench bench, AppRegistration app, string scope)
    {
        var graph = await bench.Reader.GetAsync(PermissionResource.MicrosoftGraphAppId, default);
        var users = await bench.Work.Graph.SendAsync(
            GraphRequest.Get("users?$select=id&$top=1"),
            ResourceJson.Default.GraphPageDirectoryObjectResource,
            default
        );
        await bench.Work.Graph.SendAsync(
            GraphRequest.Post(
                "oauth2PermissionGrants",
                new PermissionGrantResource
                {
                    ClientId = app.ServicePrincipalId,
                    ConsentType = "Principal",
                    PrincipalId = users.Value[0].Id,
                    ResourceId = graph.ServicePrincipalId,
                    Scope = scope,
                },
                ResourceJson.Default.PermissionGrantResource,
                PriorState.Nothing
            ),
            default
        );
    }

    private static async Task<AppRegistration> RevokeAsync(TenantBench bench, AppRegistration app, params string[] names) =>
        await RevokeAsync(bench, app, ofUsers: false, names);

    private static async Task<AppRegistration> RevokeAsync(TenantBench bench, AppRegistration app, bool ofUsers, params string[] names)
    {
        var revocation = new RevocationService(bench.Work);
        var graph = PermissionResource.MicrosoftGraphAppId;
        AppRequestedPermission[] only =
        [
            .. from name in names
            from type in Enum.GetValues<AppPermissionType>()
            let known = PermissionCatalogue.Default.Find(graph, name, type)
            where known is not null
            select new AppRequestedPermission
            {
                ResourceAppId = graph,
                Name = known.Name,
                Type = type,
                Id = known.Id,
            },
        ];
        return await (await revocation.PlanAsync(app, names.Length == 0 ? null : only, null, ofUsers, default)).ApplyAsync(
            bench.Work,
            default
        );
    }

    private static IEnumerable<string> Names(IEnumerable<AppRequestedPermission> permissions) =>
        permissions.Select(permission => permission.Name!).Order(StringComparer.Ordinal);
}
