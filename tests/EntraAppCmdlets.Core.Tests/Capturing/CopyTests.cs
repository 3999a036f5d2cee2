using System.Collections;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Capturing;

/// <summary>What keeps an app from being copied is known, by name, before anything is sent.</summary>
public sealed class CopyTests : IDisposable
{
    private const string Alex = "alex.weber@contoso.onmicrosoft.com";

    private readonly TenantBench _source = new();
    private readonly TenantBench _target = new();

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    [Fact]
    public async Task A_copy_into_the_same_tenant_is_refused()
    {
        var app = await _source.RegisterAsync("Demo");
        var mark = _source.Tenant.Requests.Count;
        var error = await Assert.ThrowsAsync<AppException>(() => PlanAsync(app, VendorBench.None, to: _source));
        Assert.Equal("CopyIntoSameTenant", error.ErrorId);
        Assert.Equal(mark, _source.Tenant.Requests.Count);
    }

    [Theory]
    [InlineData("nobody", "x", "CopyMapUnknown")]
    [InlineData("contoso-invictus.azurewebsites.net", null, "CopyMapInvalid")]
    [InlineData("contoso-invictus.azurewebsites.net", "https://a/b", "CopyMapInvalid")]
    public async Task A_table_that_does_not_fit_is_refused_with_its_name(string name, string? value, string errorId)
    {
        using var installation = await _source.InstallAsync("Invictus");
        var error = await Assert.ThrowsAsync<AppException>(() => PlanAsync(installation.App, VendorBench.Table((name, value!))));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Empty(_target.WritesSince(0));
    }

    [Fact]
    public async Task People_who_do_not_exist_there_are_all_named_and_nothing_is_sent()
    {
        using var installation = await _source.InstallAsync("Sekoia");
        var (copy, errors) = await PlanAsync(
            installation.App,
            VendorBench.Table(("Security team", "Nobodies"), ("lee.novak@contoso.onmicrosoft.com", "gone@contoso.onmicrosoft.com"))
        );
        Assert.Null(copy);
        Assert.Equal(["PrincipalNotFound", "PrincipalNotFound"], errors.Select(error => error.ErrorId));
        Assert.Contains("'Nobodies'", errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("'gone@contoso.onmicrosoft.com'", errors[1].Message, StringComparison.Ordinal);
        Assert.Empty(_target.WritesSince(0));
    }

    [Fact]
    public async Task An_API_that_the_other_tenant_lacks_is_named_and_nothing_is_sent()
    {
        var api = await _source.RegisterAsync("Payroll API");
        api = await _source.ApplyAsync(new Aspects.ExposedApi.IdentifierUriService(_source.Work).PlanSetAsync(api, [], false, default));
        api = await _source.ApplyAsync(
            new Aspects.ExposedApi.ScopeService(_source.Work).PlanAddAsync(
                api,
                [new Aspects.ExposedApi.ScopeRequest { Value = "read" }],
                default
            )
        );
        var app = await _source.RegisterAsync("Demo");
        var wanted = await _source.Permissions.ResolveAsync(api.AppId, ["read"], AppPermissionType.Delegated, [], default);
        app = await _source.ApplyAsync(_source.Permissions.PlanAddAsync(app, wanted, default));

        var (copy, errors) = await PlanAsync(app, VendorBench.None);
        Assert.Null(copy);
        Assert.Equal("ResourceNotInTenant", Assert.Single(errors).ErrorId);
        Assert.Contains(api.AppId.ToString(), errors[0].Message, StringComparison.Ordinal);
        Assert.Empty(_target.WritesSince(0));
    }

    [Fact]
    public async Task People_groups_and_hosts_are_replaced_as_the_table_says_and_left_out_where_it_says_nothing()
    {
        using var installation = await _source.InstallAsync("Invictus");
        var (copy, _) = await PlanAsync(
            installation.App,
            VendorBench.Table(("contoso-invictus.azurewebsites.net", "invictus.example.com"), (Alex, null!))
        );
        using var made = await new VendorInstaller(_target.Work).ApplyAsync(copy!.Plan, default);
        Assert.All(made.App.RedirectUris!, uri => Assert.StartsWith("https://invictus.example.com/", uri.Uri, StringComparison.Ordinal));
        Assert.Null(copy.Plan.Guide.Template.Owners);
        Assert.Empty((await _target.CaptureAsync(made.App)).Spec.Find<Aspects.Owners.OwnersSpec>()!.Names);
    }

    /// <summary>Whichever read of the app fails: nothing is made in the other tenant.</summary>
    [Fact]
    public async Task An_app_that_can_not_be_read_as_a_whole_is_not_copied()
    {
        using var installation = await _source.InstallAsync("Invictus");
        var mark = _source.Tenant.Requests.Count;
        _ = await PlanAsync(installation.App, VendorBench.None);
        var reads = _source.Tenant.Requests.Count - mark;
        Assert.InRange(reads, 2, 20);
        foreach (var at in Enumerable.Range(1, reads))
        {
            var number = 0;
            _source.Tenant.Settings.Faults.Clear();
            _source.Tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.Status,
                    Status = 403,
                    When = _ => ++number == at,
                }
            );
            await Assert.ThrowsAnyAsync<Exception>(() => PlanAsync(installation.App, VendorBench.None));
        }

        Assert.Empty(_target.WritesSince(0));
    }

    private async Task<(AppCopy? Copy, IReadOnlyList<AppException> Errors)> PlanAsync(
        AppRegistration app,
        IDictionary map,
        TenantBench? to = null
    )
    {
        var errors = new List<AppException>();
        var copy = await new AppCopier(_source.Work, (to ?? _target).Work).PlanAsync(
            app,
            map,
            new AppNaming(),
            new InstallOptions(),
            errors,
            () => { },
            default
        );
        return (copy, errors);
    }
}
