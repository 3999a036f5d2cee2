using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Registrations;

public sealed class AppSuggestionsTests
{
    [Theory]
    [InlineData("Invictos")]
    [InlineData("invictus dash")]
    [InlineData("Invictus Dashbord")]
    public async Task A_name_with_a_slip_of_the_pen_is_answered_with_those_that_read_like_it(string name)
    {
        using var bench = new TenantBench();
        var near = await bench.RegisterAsync(name.Length < 10 ? "Invictus" : "Invictus Dashboard");
        await bench.RegisterAsync("Inventory");
        await bench.RegisterAsync("Auth0");

        var error = await Assert.ThrowsAsync<AppException>(() => bench.Reader.GetAsync(name, default));

        Assert.Equal("AppNotFound", error.ErrorId);
        Assert.EndsWith($"Did you mean '{near.DisplayName}' ({near.AppId})?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_app_is_named_with_the_command_that_brings_it_back()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync("Invictus");
        await bench.Removal.RemoveAsync(app, permanent: false, default);

        foreach (
            var get in new Func<Task>[]
            {
                () => bench.Reader.GetAsync("Invictus", default),
                () => bench.Reader.GetAsync(app.AppId, default),
            }
        )
        {
            var error = await Assert.ThrowsAsync<AppException>(get);
            Assert.Contains("The app 'Invictus' was deleted on ", error.Message, StringComparison.Ordinal);
            Assert.Equal($"Restore-VendorAppRegistration {app.AppId} brings the deleted app back.", error.Recommendation);
        }
    }

    [Fact]
    public async Task An_object_id_leads_to_the_app_as_well()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync("Invictus");

        Assert.Equal(app.AppId, (await bench.Reader.GetAsync(app.Id!.Value, default)).AppId);
        Assert.Equal(app.AppId, (await bench.Reader.GetAsync(app.ServicePrincipalId!.Value, default)).AppId);
        Assert.Equal("AppNotFound", (await Assert.ThrowsAsync<AppException>(() => bench.Reader.GetAsync(Guid.NewGuid(), default))).ErrorId);
    }

    [Theory]
    [InlineData("X")]
    [InlineData("it's")]
    [InlineData("'")]
    [InlineData("%20&$top=1")]
    public async Task A_name_of_any_signs_is_told_as_missing(string name)
    {
        using var bench = new TenantBench();
        var error = await Assert.ThrowsAsync<AppException>(() => bench.Reader.GetAsync(name, default));
        Assert.StartsWith($"No app '{name}' was found in tenant ", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("Get-VendorAppRegistration lists the apps", error.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_found_costs_no_request_more_and_what_is_missing_costs_one()
    {
        using var bench = new TenantBench();
        await bench.RegisterAsync("Invictus");
        var mark = bench.Tenant.Requests.Count;
        await bench.Reader.GetAsync("Invictus", default);
        Assert.Single(bench.Since(mark));
        mark = bench.Tenant.Requests.Count;
        await Assert.ThrowsAsync<AppException>(() => bench.Reader.GetAsync("Invictos", default));
        Assert.Equal(2, bench.Since(mark).Count);
    }

    [Fact]
    public async Task Who_may_not_see_deleted_apps_is_told_the_rest()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync("Invictus");
        var refused = 0;
        bench.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 403,
                InBatch = true,
                When = request => request.Uri.AbsolutePath.Contains("deletedItems", StringComparison.Ordinal) && ++refused > 0,
            }
        );

        var error = await Assert.ThrowsAsync<AppException>(() => bench.Reader.GetAsync("Invictos", default));

        Assert.Contains($"Did you mean 'Invictus' ({app.AppId})?", error.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, refused);
    }

    [Theory]
    [InlineData(SandboxFaultKind.Status)]
    [InlineData(SandboxFaultKind.ConnectionRefused)]
    public async Task Where_nothing_more_can_be_asked_the_app_is_told_as_missing_all_the_same(SandboxFaultKind kind)
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(() => bench.RegisterAsync("Invictus"));
        bench.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = kind,
                Status = 403,
                Request = bench.Tenant.Requests.Count + 2,
                Times = int.MaxValue,
            }
        );

        var error = await Assert.ThrowsAsync<AppException>(() => clock.RunAsync(() => bench.Reader.GetAsync("Invictos", default)));

        Assert.Equal("AppNotFound", error.ErrorId);
        Assert.EndsWith($"was found in tenant {bench.Connection.Info}.", error.Message, StringComparison.Ordinal);
    }
}
