using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Registrations;

public sealed class SettingsTests
{
    private static readonly SettingsRequest Nothing = new(null, null, null, null);

    [Fact]
    public async Task What_was_not_given_stays_as_it_is()
    {
        using var bench = new TenantBench();
        var uri = new AppRedirectUri("https://a.example.com", AppPlatform.Web);
        var app = await bench.RegisterAsync(with: request => request with { RedirectUris = [uri], IdTokenIssuance = true });
        await bench.ApplyAsync(new SettingsService(bench.Work).PlanAsync(app, Nothing with { AccessTokenIssuance = true, DisplayName = "Renamed" }, default));
        var read = await bench.Registrations.GetAsync(app.AppId, default);
        Assert.Equal("Renamed", read.DisplayName);
        Assert.True(read.IdTokenIssuance);
        Assert.True(read.AccessTokenIssuance);
        Assert.Equal(AppSignInAudience.AzureADMyOrg, read.SignInAudience);
        Assert.Equal([uri], read.RedirectUris);
        Assert.Equal(app.UniqueName, read.UniqueName);
    }

    [Fact]
    public async Task Settings_that_are_so_already_are_not_sent()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var change = await new SettingsService(bench.Work).PlanAsync(app, Nothing with { SignInAudience = AppSignInAudience.AzureADMyOrg, IdTokenIssuance = false }, default);
        Assert.Empty(change.Words);
        Assert.Empty(change.Writes);
    }

    [Fact]
    public async Task Opening_an_app_to_personal_accounts_sets_the_token_version_that_they_need()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await bench.ApplyAsync(new SettingsService(bench.Work).PlanAsync(app, Nothing with { SignInAudience = AppSignInAudience.AzureADandPersonalMicrosoftAccount }, default));
        Assert.Equal(AppSignInAudience.AzureADandPersonalMicrosoftAccount, (await bench.Registrations.GetAsync(app.AppId, default)).SignInAudience);
    }

    [Fact]
    public async Task A_setting_that_is_turned_back_at_once_is_written_though_the_read_still_shows_the_old_state() =>
        await TenantBench.WithReplicationDelayAsync(TimeSpan.FromSeconds(20), async bench =>
        {
            var app = await bench.RegisterAsync();
            var settings = new SettingsService(bench.Work);
            await bench.ApplyAsync(settings.PlanAsync(app, Nothing with { AccessTokenIssuance = true }, default));
            await bench.ApplyAsync(settings.PlanAsync(app, Nothing with { AccessTokenIssuance = false }, default));
        }, async bench => Assert.False((await bench.Registrations.GetAsync("authentik Entra Provider", default)).AccessTokenIssuance));

    [Fact]
    public async Task An_audience_that_the_redirect_URIs_do_not_go_with_is_refused_before_anything_is_sent()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(with: request => request with { RedirectUris = [new AppRedirectUri("https://*.example.com", AppPlatform.Web)] });
        var mark = bench.Tenant.Requests.Count;
        var error = await Assert.ThrowsAsync<AppException>(() => new SettingsService(bench.Work).PlanAsync(app, Nothing with { SignInAudience = AppSignInAudience.PersonalMicrosoftAccount }, default));
        Assert.Equal("RedirectUriInvalid", error.ErrorId);
        Assert.Empty(bench.WritesSince(mark));
    }
}
