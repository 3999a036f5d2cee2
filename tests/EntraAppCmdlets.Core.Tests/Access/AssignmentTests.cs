using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Access;

public sealed class AssignmentTests
{
    [Fact]
    public async Task A_user_and_a_group_get_default_access_and_nobody_else_is_let_in()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync("Sekoia.io");

        app = await AssignAsync(bench, app, null, required: true, "Security team", "Sam Okafor");

        Assert.True(app.AssignmentRequired);
        var there = await new AssignmentService(bench.Work).GetAsync(app, default);
        Assert.Equal(
            ["Sam Okafor: Default access", "Security team: Default access"],
            there.Select(item => item.ToString()).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["Group", "User"], there.Select(item => item.PrincipalType!).Order(StringComparer.Ordinal));
        Assert.True((await bench.Reader.GetAsync(app.AppId, default)).AssignmentRequired);
    }

    [Fact]
    public async Task People_are_assigned_before_the_door_is_shut()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var mark = bench.Tenant.Requests.Count;

        await AssignAsync(bench, app, null, required: true, "Sam Okafor");

        var writes = bench
            .Since(mark)
            .Where(request => request.Method is "POST" or "PATCH" && !request.Path.Contains("$batch", StringComparison.Ordinal))
            .Select(request => request.Method);
        Assert.Equal(["POST", "PATCH"], writes);
    }

    [Fact]
    public async Task A_second_run_writes_nothing_and_those_who_are_assigned_stay()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await AssignAsync(bench, app, null, required: true, "Sam Okafor");
        await AssignAsync(bench, app, null, required: null, "Alex Weber");

        Assert.Empty((await PlanAsync(bench, app, null, true, "Sam Okafor", "Alex Weber")).Words);
        Assert.Equal(2, (await new AssignmentService(bench.Work).GetAsync(app, default)).Count);
    }

    [Fact]
    public async Task A_role_is_found_by_its_value_its_name_or_its_id()
    {
        using var bench = new TenantBench();
        var (app, admin) = await WithRolesAsync(bench);

        await AssignAsync(bench, app, "dashboard.admin", null, "Alex Weber");
        await AssignAsync(bench, app, "Administrator", null, "Sam Okafor");
        await AssignAsync(bench, app, admin.ToString(), null, "Security team");

        Assert.All(
            await new AssignmentService(bench.Work).GetAsync(app, default),
            item => Assert.Equal(("Dashboard.Admin", admin), (item.Role, item.RoleId))
        );
    }

    [Fact]
    public async Task Where_the_app_has_roles_one_must_be_chosen_and_the_error_lists_those_that_fit()
    {
        using var bench = new TenantBench();
        var (app, _) = await WithRolesAsync(bench);

        var none = await Assert.ThrowsAsync<AppException>(() => PlanAsync(bench, app, null, null, "Alex Weber"));
        var wrong = await Assert.ThrowsAsync<AppException>(() => PlanAsync(bench, app, "Reader", null, "Alex Weber"));
        var ofApps = await Assert.ThrowsAsync<AppException>(() => PlanAsync(bench, app, "Dashboard.Sync", null, "Alex Weber"));

        Assert.Equal("AppRoleNeeded", none.ErrorId);
        Assert.Contains("Dashboard.Admin", none.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Dashboard.Sync", none.Message, StringComparison.Ordinal);
        Assert.Equal("AppRoleNotFound", wrong.ErrorId);
        Assert.Contains("has no role 'Reader'", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("'Dashboard.Sync' of 'Dashboard' is for apps", ofApps.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everybody_gets_and_loses_each_of_several_roles()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync("Dashboard");
        app = await bench.ApplyAsync(
            new RoleService(bench.Work).PlanAddAsync(
                app,
                [new RoleRequest { Value = "Reader" }, new RoleRequest { Value = "Editor" }, new RoleRequest { Value = "Admin" }],
                default
            )
        );
        var assignments = new AssignmentService(bench.Work);
        var people = await FindAsync(bench, "Alex Weber", "Sam Okafor");

        // A role under two of its names is one role.
        var readers = (await bench.Reader.GetAsync(app.AppId, default)).AppRoles!.Single(role => role.Value == "Reader").Id.ToString();
        await bench.ApplyAsync(assignments.PlanAddAsync(app, [people[0]], ["Reader", readers], null, default));
        var plan = await assignments.PlanAddAsync(app, people, ["Reader", "Editor"], null, default);
        Assert.Equal(
            [
                "assign user Alex Weber with role Editor",
                "assign user Sam Okafor with role Reader",
                "assign user Sam Okafor with role Editor",
            ],
            plan.Words
        );
        await plan.ApplyAsync(bench.Work, default);
        Assert.Equal(4, (await assignments.GetAsync(app, default)).Count);
        plan = await assignments.PlanAddAsync(app, people, ["Editor", "Reader"], null, default);
        Assert.Empty(plan.Words);
        Assert.Contains("assigned to 'Dashboard' already", plan.NoChangeReason, StringComparison.Ordinal);

        // One that the app doesn't have stops all of it.
        Assert.Equal(
            "AppRoleNotFound",
            (await Assert.ThrowsAsync<AppException>(() => assignments.PlanAddAsync(app, people, ["Admin", "Edtor"], null, default))).ErrorId
        );

        var removal = await assignments.PlanRemoveAsync(app, people, ["Reader", "Admin"], default);
        Assert.Equal(2, removal.Words.Count);
        Assert.Equal(2, removal.Absence!.Warnings.Count(warning => warning.Contains("with the role Admin", StringComparison.Ordinal)));
        await removal.ApplyAsync(bench.Work, default);
        Assert.All(await assignments.GetAsync(app, default), item => Assert.Equal("Editor", item.Role));
    }

    [Fact]
    public async Task Another_app_gets_a_role_that_is_meant_for_apps()
    {
        using var bench = new TenantBench();
        var (app, _) = await WithRolesAsync(bench);
        await bench.RegisterAsync("Synchronizer");

        await AssignAsync(bench, app, "Dashboard.Sync", null, "Synchronizer");

        var item = Assert.Single(await new AssignmentService(bench.Work).GetAsync(app, default));
        Assert.Equal(("Synchronizer", "ServicePrincipal"), (item.PrincipalDisplayName, item.PrincipalType));
    }

    [Fact]
    public async Task A_group_that_the_licence_does_not_allow_is_told_with_the_cure_and_the_user_is_assigned_all_the_same()
    {
        using var bench = new TenantBench(new SandboxSettings { GroupAssignment = false });
        var app = await bench.RegisterAsync();

        var error = await Assert.ThrowsAsync<AppException>(() =>
            AssignAsync(bench, app, null, required: true, "Security team", "Alex Weber")
        );

        Assert.Equal("GroupAssignmentNotLicensed", error.ErrorId);
        Assert.Contains("P1", error.Recommendation, StringComparison.Ordinal);
        Assert.Equal("Alex Weber", Assert.Single(await new AssignmentService(bench.Work).GetAsync(app, default)).PrincipalDisplayName);
        Assert.False((await bench.Reader.GetAsync(app.AppId, default)).AssignmentRequired);
    }

    [Fact]
    public async Task Only_what_is_named_is_taken_away()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await AssignAsync(bench, app, null, null, "Sam Okafor", "Alex Weber");
        var assignments = new AssignmentService(bench.Work);

        var plan = await assignments.PlanRemoveAsync(app, await FindAsync(bench, "Sam Okafor", "Lee Novak"), [], default);
        await plan.ApplyAsync(bench.Work, default);

        Assert.Single(plan.Words);
        Assert.Equal("Alex Weber", Assert.Single(await assignments.GetAsync(app, default)).PrincipalDisplayName);
        Assert.Empty((await assignments.PlanRemoveAsync(app, await FindAsync(bench, "Sam Okafor"), [], default)).Words);
    }

    [Fact]
    public async Task In_a_slow_directory_everybody_is_assigned_once()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock, ReplicationDelay = TimeSpan.FromSeconds(5) });
        await clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            app = await AssignAsync(bench, app, null, required: true, "Sam Okafor");
            Assert.Empty((await PlanAsync(bench, app, null, true, "Sam Okafor")).Words);
            app = await AssignAsync(bench, app, null, null, "Alex Weber");
            var assignments = new AssignmentService(bench.Work);
            var sam = await FindAsync(bench, "Sam Okafor");
            await bench.ApplyAsync(assignments.PlanRemoveAsync(app, sam, [], default));
            app = await AssignAsync(bench, app, null, null, "Sam Okafor");
            await bench.ApplyAsync(assignments.PlanRemoveAsync(app, sam, [], default));
            await Task.Delay(TimeSpan.FromMinutes(5), clock);
            Assert.Equal("Alex Weber", Assert.Single(await assignments.GetAsync(app, default)).PrincipalDisplayName);
            Assert.True((await bench.Reader.GetAsync(app.AppId, default)).AssignmentRequired);
        });
    }

    [Fact]
    public async Task A_lost_answer_assigns_nobody_twice()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            var plan = await PlanAsync(bench, app, null, null, "Alex Weber");
            bench.Tenant.Settings.Faults.Add(new SandboxFault { Kind = SandboxFaultKind.ConnectionReset, AfterProcessing = true });
            await plan.ApplyAsync(bench.Work, default);
            Assert.Single(await new AssignmentService(bench.Work).GetAsync(app, default));
        });
    }

    private static async Task<(AppRegistration App, Guid Admin)> WithRolesAsync(TenantBench bench)
    {
        var app = await bench.RegisterAsync("Dashboard");
        AppRoleResource[] roles =
        [
            new()
            {
                Id = Guid.NewGuid(),
                Value = "Dashboard.Admin",
                DisplayName = "Administrator",
                Description = "All of it",
                AllowedMemberTypes = ["User"],
                IsEnabled = true,
            },
            new()
            {
                Id = Guid.NewGuid(),
                Value = "Dashboard.Sync",
                DisplayName = "Synchronization",
                Description = "Data",
                AllowedMemberTypes = ["Application"],
                IsEnabled = true,
            },
        ];
        await bench.Work.Graph.SendAsync(
            GraphRequest.Patch(
                $"applications/{app.Id}",
                new ApplicationResource { AppRoles = [.. roles] },
                ResourceJson.Default.ApplicationResource,
                PriorState.Nothing
            ),
            default
        );
        return (app, roles[0].Id);
    }

    private static Task<IReadOnlyList<Principal>> FindAsync(TenantBench bench, params string[] names) =>
        new PrincipalService(bench.Work, []).ResolveAsync(
            [.. names.Select(name => new PrincipalQuery(name))],
            Enum.GetValues<PrincipalKind>(),
            "be assigned",
            new List<AppException>(),
            default
        );

    private static async Task<AppChange> PlanAsync(
        TenantBench bench,
        AppRegistration app,
        string? role,
        bool? required,
        params string[] names
    ) =>
        await new AssignmentService(bench.Work).PlanAddAsync(
            app,
            await FindAsync(bench, names),
            role is null ? [] : [role],
            required,
            default
        );

    private static async Task<AppRegistration> AssignAsync(
        TenantBench bench,
        AppRegistration app,
        string? role,
        bool? required,
        params string[] names
    )
    {
        var plan = await PlanAsync(bench, app, role, required, names);
        return await plan.ApplyAsync(bench.Work, default);
    }
}
