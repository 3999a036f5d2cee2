using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Registrations;

/// <summary>Who holds a unique name: an app that is deleted, one that is just being made, or nobody that can be seen.</summary>
public sealed class UniqueNameTests
{
    [Fact]
    public async Task A_deleted_app_that_was_renamed_before_is_told_as_the_holder_of_the_name()
    {
        using var bench = new TenantBench();
        var renamed = await DeletedUnderAnotherNameAsync(bench);

        var error = await Assert.ThrowsAsync<AppException>(() => bench.RegisterAsync("first"));

        Assert.Equal("AppSoftDeleted", error.ErrorId);
        Assert.Contains("'second' was deleted", error.Message, StringComparison.Ordinal);
        Assert.Contains(renamed.AppId.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(RegistrationRules.DefaultUniqueName("first"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_app_that_was_renamed_before_comes_back_when_it_is_asked_for_by_its_last_name()
    {
        using var bench = new TenantBench();
        var renamed = await DeletedUnderAnotherNameAsync(bench);

        var back = await bench.RegisterAsync(
            "second",
            request => request with { UniqueName = RegistrationRules.DefaultUniqueName("first"), UniqueNameChosen = true, Restore = true }
        );

        Assert.Equal(renamed.AppId, back.AppId);
        Assert.Null((await bench.Reader.GetAsync(back.AppId, default)).DeletedDateTime);
    }

    [Fact]
    public async Task A_restored_app_that_is_not_as_asked_for_is_told_as_restored()
    {
        using var bench = new TenantBench();
        var renamed = await DeletedUnderAnotherNameAsync(bench);

        var error = await Assert.ThrowsAsync<AppException>(() => bench.RegisterAsync("first", request => request with { Restore = true }));

        Assert.Equal("AppSettingsDiffer", error.ErrorId);
        Assert.Contains(
            "display name is second, not first. It was restored; nothing else was changed.",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Null((await bench.Reader.GetAsync(renamed.AppId, default)).DeletedDateTime);
    }

    [Theory]
    [InlineData(400, "Request_BadRequest", "Another object with the same value for property uniqueName already exists.")]
    [InlineData(
        409,
        "Request_MultipleObjectsWithSameKeyValue",
        "Another object with the same value for property uniqueName already exists."
    )]
    public async Task A_name_that_another_run_takes_at_the_same_moment_leads_to_its_app(int status, string code, string message)
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        bench.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = status,
                Code = code,
                Message = message,
                Times = 3,
                AfterProcessing = true,
                When = IsUpsert,
            }
        );

        var app = await clock.RunAsync(() =>
            bench.RegisterAsync(
                "first",
                request => request with { RedirectUris = [new AppRedirectUri("https://a.example/cb", AppPlatform.Web)] }
            )
        );

        Assert.Equal("https://a.example/cb", Assert.Single((await bench.Reader.GetAsync(app.AppId, default)).Known.RedirectUris).Uri);
        Assert.Single(await bench.Reader.FindByNameAsync("first", default));
    }

    [Fact]
    public async Task A_name_whose_holder_stays_unseen_is_told_after_the_window()
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        bench.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 400,
                Code = "Request_BadRequest",
                Message = "Another object with the same value for property uniqueName already exists.",
                Times = int.MaxValue,
                When = IsUpsert,
            }
        );
        var started = clock.GetUtcNow();

        var error = await Assert.ThrowsAsync<AppException>(() => clock.RunAsync(() => bench.RegisterAsync("first")));

        Assert.Equal("UniqueNameTaken", error.ErrorId);
        Assert.InRange(clock.GetUtcNow() - started, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
    }

    private static async Task<AppRegistration> DeletedUnderAnotherNameAsync(TenantBench bench)
    {
        var app = await bench.RegisterAsync("first");
        var renamed = await bench.ApplyAsync(new SettingsService(bench.Work).PlanAsync(app, [(AppSetting.DisplayName, "second")], default));
        await bench.Removal.RemoveAsync(renamed, permanent: false, default);
        return renamed;
    }

    private static bool IsUpsert(SandboxRequest request) =>
        request.Method == "PATCH" && request.Uri.AbsolutePath.Contains("uniqueName", StringComparison.Ordinal);
}
