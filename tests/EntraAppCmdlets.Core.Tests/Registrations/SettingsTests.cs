using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Registrations;

public sealed class SettingsTests
{
    [Fact]
    public async Task What_was_not_given_stays_as_it_is()
    {
        using var bench = new TenantBench();
        var uri = new AppRedirectUri("https://a.example.com", AppPlatform.Web);
        var app = await bench.RegisterAsync(with: request => request with { RedirectUris = [uri], IdTokenIssuance = true });
        await bench.ApplyAsync(
            new SettingsService(bench.Work).PlanAsync(
                app,
                [(AppSetting.AccessTokenIssuance, true), (AppSetting.DisplayName, "Renamed")],
                default
            )
        );
        var read = await bench.Reader.GetAsync(app.AppId, default);
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
        var change = await new SettingsService(bench.Work).PlanAsync(
            app,
            [(AppSetting.SignInAudience, AppSignInAudience.AzureADMyOrg), (AppSetting.IdTokenIssuance, false)],
            default
        );
        Assert.Empty(change.Words);
        Assert.Empty(change.Writes);
    }

    [Fact]
    public async Task Opening_an_app_to_personal_accounts_sets_the_token_version_that_they_need()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await bench.ApplyAsync(
            new SettingsService(bench.Work).PlanAsync(
                app,
                [(AppSetting.SignInAudience, AppSignInAudience.AzureADandPersonalMicrosoftAccount)],
                default
            )
        );
        Assert.Equal(
            AppSignInAudience.AzureADandPersonalMicrosoftAccount,
            (await bench.Reader.GetAsync(app.AppId, default)).SignInAudience
        );
    }

    [Fact]
    public async Task A_setting_that_is_turned_back_at_once_is_written_though_the_read_still_shows_the_old_state() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await bench.RegisterAsync();
                var settings = new SettingsService(bench.Work);
                await bench.ApplyAsync(settings.PlanAsync(app, [(AppSetting.AccessTokenIssuance, true)], default));
                await bench.ApplyAsync(settings.PlanAsync(app, [(AppSetting.AccessTokenIssuance, false)], default));
            },
            async bench => Assert.False((await bench.Reader.GetAsync("authentik Entra Provider", default)).AccessTokenIssuance)
        );

    [Fact]
    public async Task An_audience_that_the_redirect_URIs_do_not_go_with_is_refused_before_anything_is_sent()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(with: request =>
            request with
            {
                RedirectUris = [new AppRedirectUri("https://*.example.com", AppPlatform.Web)],
            }
        );
        var mark = bench.Tenant.Requests.Count;
        var error = await Assert.ThrowsAsync<AppException>(() =>
            new SettingsService(bench.Work).PlanAsync(
                app,
                [(AppSetting.SignInAudience, AppSignInAudience.PersonalMicrosoftAccount)],
                default
            )
        );
        Assert.Equal("RedirectUriInvalid", error.ErrorId);
        Assert.Empty(bench.WritesSince(mark));
    }

    [Fact]
    public async Task What_vendors_ask_for_besides_is_set_read_and_not_sent_again()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        (AppSetting, object?)[] wanted =
        [
            (AppSetting.AccessTokenVersion, 2),
            (AppSetting.PublicClientFlows, true),
            (AppSetting.HomePageUrl, "https://app.example.com"),
            (AppSetting.LogoutUrl, "https://app.example.com/out"),
            (AppSetting.TermsOfServiceUrl, "https://app.example.com/terms"),
            (AppSetting.PrivacyStatementUrl, "https://app.example.com/privacy"),
            (AppSetting.Notes, "Ticket 4711"),
        ];
        await bench.ApplyAsync(new SettingsService(bench.Work).PlanAsync(app, wanted, default));

        var read = await bench.Reader.GetAsync(app.AppId, default);
        Assert.All(wanted, item => Assert.Equal(item.Item2, item.Item1.Get(read)));
        Assert.Empty((await new SettingsService(bench.Work).PlanAsync(read, wanted, default)).Words);
    }

    [Fact]
    public async Task A_new_app_has_its_settings_from_the_start_and_a_second_run_finds_them()
    {
        using var bench = new TenantBench();
        RegistrationRequest With(RegistrationRequest request) =>
            request with
            {
                Settings = [(AppSetting.AccessTokenVersion, 2), (AppSetting.Notes, "Made by a script")],
            };
        var app = await bench.RegisterAsync(with: With);
        Assert.Equal((2, "Made by a script"), (app.AccessTokenVersion, app.Notes));
        var mark = bench.Tenant.Requests.Count;

        Assert.Equal(app.AppId, (await bench.RegisterAsync(with: With)).AppId);
        Assert.Empty(bench.WritesSince(mark));
        var error = await Assert.ThrowsAsync<AppException>(() =>
            bench.RegisterAsync(with: request => request with { Settings = [(AppSetting.Notes, "Others")] })
        );
        Assert.Equal("AppSettingsDiffer", error.ErrorId);
    }

    [Theory]
    [InlineData(nameof(AppRegistration.LogoutUrl), "http://app.example.com/out", "UrlInvalid")]
    [InlineData(nameof(AppRegistration.HomePageUrl), "app.example.com", "UrlInvalid")]
    [InlineData(nameof(AppRegistration.AccessTokenVersion), 3, "AccessTokenVersionInvalid")]
    [InlineData(nameof(AppRegistration.AccessTokenVersion), 1, "AccessTokenVersionInvalid")]
    [InlineData(nameof(AppRegistration.Notes), null, "NotesInvalid")]
    public async Task What_the_service_refuses_is_refused_before_anything_is_sent(string name, object? value, string errorId)
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(with: request =>
            request with
            {
                SignInAudience = AppSignInAudience.AzureADandPersonalMicrosoftAccount,
            }
        );
        var mark = bench.Tenant.Requests.Count;

        var error = await Assert.ThrowsAsync<AppException>(() =>
            new SettingsService(bench.Work).PlanAsync(app, [(AppSetting.Of(name), value ?? new string('n', 1025))], default)
        );

        Assert.Equal(errorId, error.ErrorId);
        Assert.Empty(bench.WritesSince(mark));
    }
}
