using System.Globalization;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Registrations;

public sealed class RedirectUriTests
{
    private static readonly AppRedirectUri One = new("https://one.example.com/login", AppPlatform.Web);
    private static readonly AppRedirectUri Two = new("https://two.example.com/login", AppPlatform.Web);
    private static readonly AppRedirectUri Page = new("http://localhost:3000", AppPlatform.Spa);
    private static readonly AppRedirectUri Mobile = new("com.example.app://auth", AppPlatform.PublicClient);

    [Fact]
    public async Task Adding_keeps_what_is_there_on_every_platform_and_the_settings_beside_it()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(with: request => request with { RedirectUris = [One], AccessTokenIssuance = true });
        var result = await bench.ApplyAsync(new RedirectUriService(bench.Work).PlanAddAsync(app, [Two, Page, Mobile], default));
        Assert.Equal([One, Two, Page, Mobile], result.RedirectUris);
        var read = await bench.Reader.GetAsync(app.AppId, default);
        Assert.Equal([One, Two, Page, Mobile], read.RedirectUris);
        Assert.True(read.AccessTokenIssuance);
    }

    [Theory]
    [InlineData("brk-multihub://outlook.office.com", AppPlatform.Spa)]
    [InlineData("urn:ietf:wg:oauth:2.0:oob", AppPlatform.Web)]
    [InlineData("ms-appx-web://Microsoft.AAD.BrokerPlugIn/1234", AppPlatform.Web)]
    public async Task Schemes_that_Entra_takes_beside_https_are_registered_without_a_warning(string uri, AppPlatform platform)
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var plan = await new RedirectUriService(bench.Work).PlanAddAsync(app, [RedirectUriRules.CheckRedirectUri(uri, platform)], default);
        Assert.Empty(plan.Warnings);
        Assert.Contains(new AppRedirectUri(uri, platform), (await bench.ApplyAsync(Task.FromResult(plan))).Known.RedirectUris);
    }

    [Fact]
    public async Task What_the_service_alone_refuses_is_warned_of_sent_and_explained()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var plan = await new RedirectUriService(bench.Work).PlanAddAsync(app, [new("myapp://callback", AppPlatform.Web)], default);
        Assert.Single(plan.Warnings);
        var error = await Assert.ThrowsAsync<AppException>(() => bench.ApplyAsync(Task.FromResult(plan)));
        Assert.Equal("RedirectUriInvalid", error.ErrorId);
        Assert.Contains("must start with https", error.Message, StringComparison.Ordinal);
        Assert.Contains("-PublicClientRedirectUri", error.Recommendation, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<AppException>(() =>
            bench.RegisterAsync("Other", request => request with { RedirectUris = [new("myapp://callback", AppPlatform.Web)] })
        );
        Assert.Equal("RedirectUriInvalid", error.ErrorId);
    }

    [Fact]
    public async Task Adding_what_is_there_sends_nothing_and_says_so()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(with: request => request with { RedirectUris = [One] });
        var mark = bench.Tenant.Requests.Count;
        var change = await new RedirectUriService(bench.Work).PlanAddAsync(app, [One], default);
        Assert.Empty(change.Words);
        Assert.Contains(One.Uri, change.NoChangeReason, StringComparison.Ordinal);
        Assert.Empty(bench.WritesSince(mark));
    }

    [Fact]
    public async Task Of_two_additions_in_a_row_both_last_though_the_second_reads_an_old_state() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await bench.RegisterAsync();
                var uris = new RedirectUriService(bench.Work);
                await bench.ApplyAsync(uris.PlanAddAsync(app, [One], default));
                await bench.ApplyAsync(uris.PlanAddAsync(app, [Two], default));
            },
            async bench => Assert.Equal([One, Two], (await bench.Reader.GetAsync("authentik Entra Provider", default)).Known.RedirectUris)
        );

    [Fact]
    public async Task Removing_takes_only_what_was_named_and_a_second_time_changes_nothing()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(with: request => request with { RedirectUris = [One, Two, Page] });
        var uris = new RedirectUriService(bench.Work);
        var result = await bench.ApplyAsync(uris.PlanRemoveAsync(app, [Two.Uri, Page.Uri], default));
        Assert.Equal([One], result.RedirectUris);
        Assert.Equal([One], (await bench.Reader.GetAsync(app.AppId, default)).Known.RedirectUris);
        Assert.Empty((await uris.PlanRemoveAsync(app, [Two.Uri], default)).Words);
    }

    [Fact]
    public async Task Removing_an_address_that_differs_by_a_slash_removes_nothing_and_names_the_one_that_is_there()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(with: request => request with { RedirectUris = [One] });
        var change = await new RedirectUriService(bench.Work).PlanRemoveAsync(app, [One.Uri + "/"], default);
        Assert.Empty(change.Words);
        var error = Assert.Single(change.Absence.Errors);
        Assert.Equal("RedirectUriNotFound", error.ErrorId);
        Assert.Contains($"Did you mean '{One.Uri}'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_stands_on_another_platform_is_refused_before_anything_is_sent()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(with: request => request with { RedirectUris = [One] });
        var mark = bench.Tenant.Requests.Count;
        var error = await Assert.ThrowsAsync<AppException>(() =>
            new RedirectUriService(bench.Work).PlanAddAsync(app, [One with { Platform = AppPlatform.Spa }], default)
        );
        Assert.Equal("RedirectUriOnTwoPlatforms", error.ErrorId);
        Assert.Empty(bench.WritesSince(mark));
    }

    [Theory]
    [InlineData(AppSignInAudience.AzureADMyOrg, 256)]
    [InlineData(AppSignInAudience.AzureADandPersonalMicrosoftAccount, 100)]
    public async Task The_limit_of_redirect_URIs_holds_for_all_platforms_together_and_is_lower_with_personal_accounts(
        AppSignInAudience audience,
        int limit
    )
    {
        using var bench = new TenantBench();
        AppRedirectUri[] many =
        [
            .. Enumerable
                .Range(1, limit)
                .Select(i => new AppRedirectUri(
                    string.Create(CultureInfo.InvariantCulture, $"https://a.example.com/{i}"),
                    i % 2 == 0 ? AppPlatform.Web : AppPlatform.Spa
                )),
        ];
        var app = await bench.RegisterAsync(with: request => request with { SignInAudience = audience });
        var uris = new RedirectUriService(bench.Work);
        app = await bench.ApplyAsync(uris.PlanAddAsync(app, many, default));
        Assert.Equal(limit, app.Known.RedirectUris.Count);
        var error = await Assert.ThrowsAsync<AppException>(() => uris.PlanAddAsync(app, [Page], default));
        Assert.Equal("TooManyRedirectUris", error.ErrorId);
        Assert.Contains(limit.ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wildcard_does_not_go_with_personal_accounts()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(with: request => request with { SignInAudience = AppSignInAudience.PersonalMicrosoftAccount });
        var error = await Assert.ThrowsAsync<AppException>(() =>
            new RedirectUriService(bench.Work).PlanAddAsync(app, [new AppRedirectUri("https://*.example.com", AppPlatform.Web)], default)
        );
        Assert.Equal("RedirectUriInvalid", error.ErrorId);
    }

    [Fact]
    public async Task A_rehearsal_plans_on_the_app_that_is_not_there_without_a_request()
    {
        using var bench = new TenantBench();
        var planned = new AppRegistration
        {
            DisplayName = "p",
            AppId = Guid.Empty,
            TenantId = bench.Work.TenantId,
            IsPlanned = true,
            RedirectUris = [One],
        };
        var change = await new RedirectUriService(bench.Work).PlanAddAsync(planned, [Two], default);
        Assert.Equal([One, Two], change.Expected.RedirectUris);
        Assert.Empty(bench.Tenant.Requests);
    }
}
