using EntraAppCmdlets.Aspects.DirectoryRoles;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Access;

public sealed class DirectoryRoleTests
{
    private const string GlobalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";

    [Fact]
    public async Task A_role_is_assigned_once_whether_by_name_or_id_and_a_second_run_writes_nothing()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await AddAsync(bench, app, "global reader", GlobalReader, "Directory Readers");

        var roles = await new DirectoryRoleService(bench.Work).GetAsync(app, default);
        Assert.Equal(["Directory Readers", "Global Reader"], roles.Select(role => role.Role).Order(StringComparer.Ordinal));
        Assert.All(roles, role => Assert.Equal("/", role.DirectoryScopeId));
        var mark = bench.Tenant.Requests.Count;
        await AddAsync(bench, app, "Global Reader");
        Assert.Empty(bench.WritesSince(mark));
    }

    [Fact]
    public async Task A_custom_role_is_found_by_its_name_and_shown_by_it()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await CustomAsync(bench, "App reader", enabled: true);
        await CustomAsync(bench, "Off", enabled: false);

        await AddAsync(bench, app, "app READER");

        var role = Assert.Single(await new DirectoryRoleService(bench.Work).GetAsync(app, default));
        Assert.Equal("App reader", role.Role);
        Assert.Equal(AppPermissionRisk.Unknown, role.Risk);
        var errors = new List<AppException>();
        await new DirectoryRoleService(bench.Work).ResolveAsync(["Off"], errors, default);
        Assert.Equal("DirectoryRoleDisabled", Assert.Single(errors).ErrorId);
    }

    [Fact]
    public async Task A_role_that_the_tenant_lacks_is_an_error_with_the_nearest_name_before_anything_is_written()
    {
        using var bench = new TenantBench();
        var errors = new List<AppException>();
        var mark = bench.Tenant.Requests.Count;

        var found = await new DirectoryRoleService(bench.Work).ResolveAsync(
            ["Global Reder", "11111111-2222-3333-4444-555555555555", "Security Reader"],
            errors,
            default
        );

        Assert.Equal("Security Reader", Assert.Single(found).Name);
        Assert.All(errors, error => Assert.Equal("DirectoryRoleNotFound", error.ErrorId));
        Assert.Contains("'Global Reader'", errors[0].Message, StringComparison.Ordinal);
        Assert.Equal(2, errors.Count);
        Assert.Empty(bench.WritesSince(mark));
    }

    [Fact]
    public async Task Right_after_an_assignment_a_second_run_and_a_removal_see_it_though_reads_are_old() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await bench.RegisterAsync();
                await AddAsync(bench, app, "Global Reader", "Directory Readers");
                Assert.Empty((await PlanAsync(bench, app, "Global Reader")).Words);
                await RemoveAsync(bench, app, "Global Reader");
                Assert.Equal("Directory Readers", Assert.Single(await new DirectoryRoleService(bench.Work).GetAsync(app, default)).Role);
            },
            async bench =>
                Assert.Equal(
                    "Directory Readers",
                    Assert
                        .Single(
                            await new DirectoryRoleService(bench.Work).GetAsync(
                                await bench.Reader.GetAsync("authentik Entra Provider", default),
                                default
                            )
                        )
                        .Role
                )
        );

    [Fact]
    public async Task Removing_says_what_is_not_there_and_stops_at_a_misspelt_name()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await AddAsync(bench, app, "Global Reader");
        var service = new DirectoryRoleService(bench.Work);

        var misspelt = await service.PlanRemoveAsync(app, ["Global Reder"], default);
        var absent = await service.PlanRemoveAsync(app, ["Exchange Administrator"], default);

        Assert.Equal("DirectoryRoleNotFound", Assert.Single(misspelt.Absence.Errors).ErrorId);
        Assert.Contains("'Exchange Administrator'", Assert.Single(absent.Absence.Warnings), StringComparison.Ordinal);
        await RemoveAsync(bench, app, GlobalReader);
        Assert.Empty(await service.GetAsync(app, default));
    }

    [Theory]
    [InlineData("Global Administrator", AppPermissionRisk.Critical, true)]
    [InlineData("Application Administrator", AppPermissionRisk.Critical, true)]
    [InlineData("Exchange Administrator", AppPermissionRisk.High, false)]
    [InlineData("Global Reader", AppPermissionRisk.High, false)]
    [InlineData("Reports Reader", AppPermissionRisk.Medium, false)]
    [InlineData("Directory Readers", AppPermissionRisk.Low, false)]
    public async Task The_power_of_a_role_is_said_in_the_words_of_permissions(string name, AppPermissionRisk risk, bool controls)
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var change = await PlanAsync(bench, app, name);
        Assert.Equal(risk, DirectoryRoleRisk.Of(BuiltInRoles.Find(name)!.Value));
        Assert.Equal(risk >= AppPermissionRisk.High, change.Warnings.Any(warning => warning.Contains(name, StringComparison.Ordinal)));
        Assert.Equal(controls, change.Warnings.Any(warning => warning.Contains("control of the tenant", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_rated_role_is_a_built_in_one_and_rated_once()
    {
        Assert.All(DirectoryRoleRisk.Rated, id => Assert.Contains(id, BuiltInRoles.Names.Keys));
        Assert.Equal(DirectoryRoleRisk.Rated.Distinct().Count(), DirectoryRoleRisk.Rated.Count());
    }

    private static async Task<AppChange> PlanAsync(TenantBench bench, AppRegistration app, params string[] names)
    {
        var service = new DirectoryRoleService(bench.Work);
        return await service.PlanAddAsync(app, await service.ResolveAsync(names, [], default), default);
    }

    private static Task<AppRegistration> AddAsync(TenantBench bench, AppRegistration app, params string[] names) =>
        bench.ApplyAsync(PlanAsync(bench, app, names));

    private static Task<AppRegistration> RemoveAsync(TenantBench bench, AppRegistration app, params string[] names) =>
        bench.ApplyAsync(new DirectoryRoleService(bench.Work).PlanRemoveAsync(app, names, default));

    private static Task CustomAsync(TenantBench bench, string name, bool enabled) =>
        bench.Work.Graph.SendAsync(
            new GraphRequest
            {
                Before = PriorState.Nothing,
                Method = HttpMethod.Post,
                Path = "roleManagement/directory/roleDefinitions",
                Body = System.Text.Encoding.UTF8.GetBytes(
                    $$"""{"displayName":"{{name}}","isEnabled":{{(enabled ? "true" : "false")}},"rolePermissions":[{"allowedResourceActions":["microsoft.directory/applications/standard/read"]}]}"""
                ),
            },
            default
        );
}
