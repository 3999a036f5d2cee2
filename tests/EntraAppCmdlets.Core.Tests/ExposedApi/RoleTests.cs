using EntraAppCmdlets.ExposedApi;
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
        await bench.ApplyAsync(roles.PlanAddAsync(app, new RoleRequest { Value = "Readers", DisplayName = "All readers" }, default));
        await bench.ApplyAsync(roles.PlanAddAsync(app, new RoleRequest { Value = "Both", AllowedMemberTypes = [AppRoleMemberType.Application, AppRoleMemberType.User] }, default));
        Assert.Empty((await roles.PlanAddAsync(app, new RoleRequest { Value = "both", AllowedMemberTypes = [AppRoleMemberType.User, AppRoleMemberType.Application] }, default)).Words);
        var read = (await bench.Registrations.GetAsync(app.AppId, default)).AppRoles;
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
        app = await bench.ApplyAsync(roles.PlanAddAsync(app, new RoleRequest { Value = "One" }, default));
        app = await bench.ApplyAsync(roles.PlanAddAsync(app, new RoleRequest { Value = "Two" }, default));
        app = await bench.ApplyAsync(roles.PlanAddAsync(app, new RoleRequest { Value = "One", Description = "Other words." }, default));
        var read = (await bench.Registrations.GetAsync(app.AppId, default)).AppRoles;
        Assert.Equal(("Other words.", true), (read[0].Description, read[0].IsEnabled));
        app = await bench.ApplyAsync(roles.PlanRemoveAsync(app, ["one"], default));
        Assert.Equal(["Two"], (await bench.Registrations.GetAsync(app.AppId, default)).AppRoles.Select(role => role.Value));
        Assert.Empty((await roles.PlanRemoveAsync(app, ["one"], default)).Words);
    }

    [Fact]
    public async Task A_role_for_applications_is_a_permission_that_another_app_can_be_granted()
    {
        using var bench = new TenantBench();
        var api = await bench.RegisterAsync("api");
        api = await bench.ApplyAsync(new RoleService(bench.Work).PlanAddAsync(api, new RoleRequest { Value = "Import.Write", AllowedMemberTypes = [AppRoleMemberType.Application] }, default));
        var client = await bench.RegisterAsync("client");
        var permissions = bench.Permissions;
        var trouble = new List<AppException>();
        var wanted = await permissions.ResolveAsync(api.AppId, ["Import.Write"], AppPermissionType.Application, trouble, default);
        Assert.Empty(trouble);
        client = await permissions.ApplyAsync(await permissions.PlanAddAsync(client, wanted, default), default);
        client = await bench.GrantAsync(client);
        Assert.True(Assert.Single(client.Permissions).Consented);
    }
}
