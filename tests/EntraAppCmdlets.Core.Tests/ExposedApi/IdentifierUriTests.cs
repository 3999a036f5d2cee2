using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.ExposedApi;

public sealed class IdentifierUriTests
{
    [Fact]
    public async Task The_default_is_added_to_what_is_there_and_replaces_it_only_on_request()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var uris = new IdentifierUriService(bench.Work);
        var (byId, byTenant) = ($"api://{app.AppId}", $"api://{app.TenantId}/invictus");
        app = await bench.ApplyAsync(uris.PlanSetAsync(app, [byTenant], false, default));
        app = await bench.ApplyAsync(uris.PlanSetAsync(app, [], false, default));
        Assert.Equal([byTenant, byId], (await bench.Reader.GetAsync(app.AppId, default)).Known.IdentifierUris);
        Assert.Empty((await uris.PlanSetAsync(app, [], false, default)).Words);
        app = await bench.ApplyAsync(uris.PlanSetAsync(app, [], true, default));
        Assert.Equal([byId], (await bench.Reader.GetAsync(app.AppId, default)).Known.IdentifierUris);
    }

    [Fact]
    public async Task A_host_that_is_no_verified_domain_is_told_with_what_to_use_instead()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var error = await Assert.ThrowsAsync<AppException>(() =>
            bench.ApplyAsync(new IdentifierUriService(bench.Work).PlanSetAsync(app, ["https://foreign.example.com"], false, default))
        );
        Assert.Equal("IdentifierUriNotAllowed", error.ErrorId);
        Assert.Contains("foreign.example.com", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_URI_of_another_app_is_told_as_taken()
    {
        using var bench = new TenantBench();
        var uris = new IdentifierUriService(bench.Work);
        var uri = $"api://{bench.Work.TenantId}/shared";
        await bench.ApplyAsync(uris.PlanSetAsync(await bench.RegisterAsync("one"), [uri], false, default));
        var two = await bench.RegisterAsync("two");
        var error = await Assert.ThrowsAsync<AppException>(() => bench.ApplyAsync(uris.PlanSetAsync(two, [uri], false, default)));
        Assert.Equal("IdentifierUriTaken", error.ErrorId);
    }

    [Theory]
    [InlineData("invictus")]
    [InlineData("/invictus")]
    [InlineData("https://a.example.com/")]
    [InlineData("https://a.example.com/api/")]
    [InlineData("api://11112222-3333-4444-5555-666677778888/")]
    [InlineData("api://my app")]
    public void What_can_be_no_URI_of_any_app_is_refused_before_anything_is_sent(string uri) =>
        Assert.Equal("IdentifierUriInvalid", Assert.Throws<AppException>(() => IdentifierUriService.Check(uri)).ErrorId);

    [Theory]
    [InlineData("https://contoso.onmicrosoft.com/api?version=1")]
    [InlineData("https://contoso.onmicrosoft.com/api#part")]
    public async Task A_query_and_a_fragment_go_with_work_accounts_and_not_with_personal_ones(string uri)
    {
        using var bench = new TenantBench();
        var work = await bench.RegisterAsync("Work");
        var uris = new IdentifierUriService(bench.Work);
        Assert.Contains(
            uri,
            (await bench.ApplyAsync(uris.PlanSetAsync(work, [IdentifierUriService.Check(uri)], replace: false, default)))
                .Known
                .IdentifierUris
        );
        var personal = await bench.RegisterAsync(
            "Personal",
            request => request with { SignInAudience = AppSignInAudience.AzureADandPersonalMicrosoftAccount }
        );
        var error = await Assert.ThrowsAsync<AppException>(() => uris.PlanSetAsync(personal, [uri], replace: false, default));
        Assert.Contains("personal accounts", error.Message, StringComparison.Ordinal);
    }
}
