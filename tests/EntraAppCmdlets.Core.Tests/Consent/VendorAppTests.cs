using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Consent;

public sealed class VendorAppTests
{
    private static readonly Guid Vendor = Guid.Parse(SandboxTenant.VendorAppId);

    [Fact]
    public async Task A_vendors_app_gets_its_service_principal_where_the_portal_lists_it_and_the_consent_that_is_named()
    {
        using var bench = new TenantBench();
        var app = await bench.ServicePrincipals.AddVendorAppAsync(Unknown(bench, Vendor), default);
        var wanted = await NamedAsync(bench, "User.Read.All", "Group.Read.All");

        app = await bench.ApplyAsync(bench.Consent.PlanAsync(app, wanted, default));

        Assert.Null(app.Id);
        Assert.Equal("Fabrikam Security Connector", app.DisplayName);
        Assert.All(app.Known.Permissions, permission => Assert.True(permission.Consented));
        Assert.Equal(app.ServicePrincipalId, (await bench.Reader.GetAsync("Fabrikam Security Connector", default)).ServicePrincipalId);
        var rows = await bench.Consent.GetAsync(await bench.Reader.GetAsync(Vendor, default), default);
        Assert.Equal(["Group.Read.All", "User.Read.All"], rows.Select(row => row.Permission).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_id_that_belongs_to_no_multitenant_app_is_told_as_that()
    {
        using var bench = new TenantBench();

        var error = await Assert.ThrowsAsync<AppException>(() =>
            bench.ServicePrincipals.AddVendorAppAsync(Unknown(bench, Guid.NewGuid()), default)
        );

        Assert.Equal("VendorAppNotFound", error.ErrorId);
        Assert.IsType<GraphException>(error.InnerException);
    }

    [Fact]
    public async Task A_second_consent_adds_to_the_first_and_a_third_writes_nothing()
    {
        using var bench = new TenantBench();
        var app = await bench.ServicePrincipals.AddVendorAppAsync(Unknown(bench, Vendor), default);
        await bench.ApplyAsync(bench.Consent.PlanAsync(app, await NamedAsync(bench, "User.Read.All"), default));

        await bench.ApplyAsync(bench.Consent.PlanAsync(app, await NamedAsync(bench, "Group.Read.All"), default));

        Assert.Empty((await bench.Consent.PlanAsync(app, await NamedAsync(bench, "User.Read.All", "Group.Read.All"), default)).Words);
        Assert.Equal(2, (await bench.Consent.GetAsync(app, default)).Count);
    }

    [Fact]
    public async Task Of_an_app_of_ones_own_only_the_named_permissions_are_granted()
    {
        using var bench = new TenantBench();
        var app = await bench.RequestAsync(await bench.RegisterAsync(), AppPermissionType.Application, "User.Read.All", "Group.Read.All");
        app = await bench.RequestAsync(app, AppPermissionType.Delegated, "User.Read", "Mail.Read");
        var only = app.Known.Permissions.Where(permission => permission.Name is "User.Read.All" or "Mail.Read").ToList();

        app = await bench.ApplyAsync(bench.Consent.PlanAsync(app, only, default));

        Assert.Equal(
            ["Mail.Read", "User.Read.All"],
            app.Known.Permissions.Where(permission => permission.Consented == true)
                .Select(permission => permission.Name)
                .Order(StringComparer.Ordinal)
        );
        var granted = (await bench.Consent.GetAsync(app, default))
            .Where(row => row.State == AppConsentState.Granted)
            .Select(row => row.Permission);
        Assert.Equal(["Mail.Read", "User.Read.All"], granted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_an_app_of_ones_own_does_not_request_is_not_granted()
    {
        using var bench = new TenantBench();
        var app = await bench.RequestAsync(await bench.RegisterAsync(), AppPermissionType.Application, "User.Read.All");
        var wanted = await NamedAsync(bench, "User.Read.All", "Group.Read.All");

        var error = await Assert.ThrowsAsync<AppException>(() => bench.Consent.PlanAsync(app, wanted, default));

        Assert.Equal("PermissionNotRequested", error.ErrorId);
        Assert.Contains("Group.Read.All (application)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("User.Read.All", error.Message, StringComparison.Ordinal);
    }

    private static AppRegistration Unknown(TenantBench bench, Guid appId) =>
        new()
        {
            DisplayName = appId.ToString(),
            AppId = appId,
            TenantId = bench.Work.TenantId,
        };

    private static Task<IReadOnlyList<AppRequestedPermission>> NamedAsync(TenantBench bench, params string[] names) =>
        bench.Permissions.ResolveAsync(
            PermissionResource.MicrosoftGraphAppId,
            names,
            AppPermissionType.Application,
            new List<AppException>(),
            default
        );
}
