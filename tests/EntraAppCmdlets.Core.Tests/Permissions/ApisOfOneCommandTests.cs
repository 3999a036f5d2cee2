using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Permissions;

/// <summary>An API that the module's own list doesn't know is read from the tenant; many inputs of one command share what was read.</summary>
public sealed class ApisOfOneCommandTests
{
    private static readonly Guid AzureServiceManagement = Guid.Parse("797f4846-ba00-4fd7-ba43-dac1f8f63013");

    [Fact]
    public async Task Many_inputs_of_a_command_read_an_API_once()
    {
        using var bench = new TenantBench();
        var work = bench.Work;
        Assert.NotNull(
            await new PermissionService(work).FindAsync(
                AzureServiceManagement,
                "user_impersonation",
                AppPermissionType.Delegated,
                withDisabled: false,
                default
            )
        );
        var mark = bench.Tenant.Requests.Count;

        Assert.NotNull(
            await new PermissionService(work).FindAsync(
                AzureServiceManagement,
                "user_impersonation",
                AppPermissionType.Delegated,
                withDisabled: false,
                default
            )
        );

        Assert.Equal(mark, bench.Tenant.Requests.Count);
    }

    [Fact]
    public async Task A_scope_that_an_API_has_got_since_is_found()
    {
        using var bench = new TenantBench();
        var api = await AddAsync(bench, await bench.RegisterAsync(), "first");
        Assert.NotNull(
            await new PermissionService(bench.Work).FindAsync(api.AppId, "first", AppPermissionType.Delegated, withDisabled: false, default)
        );
        await AddAsync(bench, api, "second");

        Assert.NotNull(
            await new PermissionService(bench.Work).FindAsync(
                api.AppId,
                "second",
                AppPermissionType.Delegated,
                withDisabled: false,
                default
            )
        );
    }

    private static Task<AppRegistration> AddAsync(TenantBench bench, AppRegistration app, string scope) =>
        bench.ApplyAsync(
            new ScopeService(bench.Work).PlanAddAsync(
                app,
                [
                    new ScopeRequest
                    {
                        Value = scope,
                        Consent = AppScopeConsent.AdminsAndUsers,
                        AdminConsentDisplayName = "Title",
                        AdminConsentDescription = "Text.",
                    },
                ],
                default
            )
        );
}
