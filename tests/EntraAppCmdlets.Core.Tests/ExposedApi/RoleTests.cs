using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.ExposedApi;

public sealed class RoleTests
{
    [Fact]
    public async Task A_role_is_added_once_and_for_users_and_groups_unless_told_otherwise()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var roles = new RoleService(bench.Work);
        await bench.ApplyAsync(roles.PlanAddAsync(app, [new RoleRequest { Value = "Readers", DisplayName = "All readers" }], default));
        await bench.ApplyAsync(
            roles.PlanAddAsync(
                app,
                [new RoleRequest { Value = "Both", AllowedMemberTypes = [AppRoleMemberType.Application, AppRoleMemberType.User] }],
                default
            )
        );
        Assert.Empty(
            (
                await roles.PlanAddAsync(
                    app,
                    [new RoleRequest { Value = "both", AllowedMemberTypes = [AppRoleMemberType.User, AppRoleMemberType.Application] }],
                    default
                )
            ).Words
        );
        var read = (await bench.Reader.GetAsync(app.AppId, default)).Known.AppRoles;
        Assert.Equal(["All readers", "Both"], read.Select(role => role.DisplayName));
        Assert.Equal(["User"], read[0].AllowedMemberTypes);
        Assert.Equal(["Application", "User"], read[1].AllowedMemberTypes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_enabled_role_is_changed_and_removed_by_disabling_it_first_and_others_stay()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var roles = new RoleService(bench.Work);
        app = await bench.ApplyAsync(roles.PlanAddAsync(app, [new RoleRequest { Value = "One" }], default));
        app = await bench.ApplyAsync(roles.PlanAddAsync(app, [new RoleRequest { Value = "Two" }], default));
        app = await bench.ApplyAsync(roles.PlanAddAsync(app, [new RoleRequest { Value = "One", Description = "Other words." }], default));
        var read = (await bench.Reader.GetAsync(app.AppId, default)).Known.AppRoles;
        Assert.Equal(("Other words.", true), (read[0].Description, read[0].IsEnabled));
        app = await bench.ApplyAsync(roles.PlanRemoveAsync(app, ["one"], default));
        Assert.Equal(["Two"], (await bench.Reader.GetAsync(app.AppId, default)).Known.AppRoles.Select(role => role.Value));
        Assert.Empty((await roles.PlanRemoveAsync(app, ["one"], default)).Words);
    }

    [Fact]
    public async Task Several_roles_are_added_by_one_write_and_a_value_may_have_249_characters()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var change = await new RoleService(bench.Work).PlanAddAsync(
            app,
            [.. new[] { "Viewer", "Editor", new string('r', 249) }.Select(value => new RoleRequest { Value = value })],
            default
        );
        Assert.Equal((3, 1), (change.Words.Count, change.Writes.Count));
        await bench.ApplyAsync(Task.FromResult(change));
        Assert.Equal(
            ["Viewer", "Editor", new string('r', 249)],
            (await bench.Reader.GetAsync(app.AppId, default)).Known.AppRoles.Select(role => role.Value)
        );
        Assert.Contains(
            "1 to 249",
            Assert.Throws<AppException>(() => Entitlements<AppRole>.CheckValue(new string('r', 250), RoleService.MaximumValue)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_misspelt_role_is_an_error_but_not_once_the_command_has_removed_the_right_one_itself()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var roles = new RoleService(bench.Work);
        await bench.ApplyAsync(
            roles.PlanAddAsync(app, [new RoleRequest { Value = "Viewer" }, new RoleRequest { Value = "Viewers" }], default)
        );
        var error = Assert.Single((await roles.PlanRemoveAsync(app, ["Viewr"], default)).Absence.Errors);
        Assert.Equal("AppRoleNotFound", error.ErrorId);
        Assert.Contains("Did you mean 'Viewer'? Nothing was removed.", error.Message, StringComparison.Ordinal);

        var change = await roles.PlanRemoveAsync(app, ["Viewer", "Auditor"], default);
        Assert.Empty(change.Absence.Errors);
        Assert.Contains("'Auditor'", Assert.Single(change.Absence.Warnings), StringComparison.Ordinal);
        await bench.ApplyAsync(Task.FromResult(change));
        // Planned anew, as after an answer that was lost: "Viewer" is gone, and "Viewers" reads like it.
        await bench.ApplyAsync(Task.FromResult(change with { PlannedAt = 0 }));
        Assert.Equal(["Viewers"], (await bench.Reader.GetAsync(app.AppId, default)).Known.AppRoles.Select(role => role.Value));
    }

    [Fact]
    public async Task A_role_for_applications_is_a_permission_that_another_app_can_be_granted()
    {
        using var bench = new TenantBench();
        var api = await bench.RegisterAsync("api");
        api = await bench.ApplyAsync(
            new RoleService(bench.Work).PlanAddAsync(
                api,
                [new RoleRequest { Value = "Import.Write", AllowedMemberTypes = [AppRoleMemberType.Application] }],
                default
            )
        );
        var client = await bench.RegisterAsync("client");
        var permissions = bench.Permissions;
        var trouble = new List<AppException>();
        var wanted = await permissions.ResolveAsync(api.AppId, ["Import.Write"], AppPermissionType.Application, trouble, default);
        Assert.Empty(trouble);
        client = await bench.ApplyAsync(permissions.PlanAddAsync(client, wanted, default));
        client = await bench.GrantAsync(client);
        Assert.True(Assert.Single(client.Known.Permissions).Consented);
    }
}
