using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.SignIn;

public sealed class AuthorizationCodeTests
{
    private const string Web = "https://xsoar.example.com/oauth";

    [Theory]
    [InlineData("query", false)]
    [InlineData("form_post", true)]
    [InlineData("fragment", false)]
    public async Task A_user_signs_in_and_the_code_is_redeemed_on_their_behalf(string mode, bool pkce)
    {
        using var bench = new TenantBench();
        var app = await RegisterAsync(bench, new AppRedirectUri(Web, AppPlatform.Web));
        using var secret = await bench.AddSecretAsync(app);

        using var code = await SignInAsync(bench, app, new() { ResponseMode = mode, Pkce = pkce });
        var result = await new SignInTest(bench.Work).RunAsync(app, code, secret.SecretText, madeJustNow: true, null, default);

        Assert.True(result.Succeeded, result.Error);
        Assert.Contains("User.Read", result.Scopes);
        Assert.Empty(result.Roles);
        Assert.EndsWith("@contoso.onmicrosoft.com", result.UserName, StringComparison.Ordinal);
        Assert.Equal(bench.Work.TenantId, result.TenantId);
        Assert.NotNull(result.ExpiresOn);
    }

    [Theory]
    [InlineData("https://spa.example.com/", AppPlatform.Spa)]
    [InlineData("http://localhost", AppPlatform.PublicClient)]
    public async Task A_client_without_a_secret_proves_itself_with_the_verifier(string redirectUri, AppPlatform platform)
    {
        using var bench = new TenantBench();
        var app = await RegisterAsync(bench, new AppRedirectUri(redirectUri, platform));

        using var code = await SignInAsync(bench, app, new());
        var result = await new SignInTest(bench.Work).RunAsync(app, code, null, madeJustNow: false, null, default);

        Assert.True(result.Succeeded, result.Error);
    }

    [Fact]
    public async Task A_code_is_good_once_and_the_second_time_the_cure_is_told()
    {
        using var bench = new TenantBench();
        var app = await RegisterAsync(bench, new AppRedirectUri(Web, AppPlatform.Web));
        using var secret = await bench.AddSecretAsync(app);
        using var code = await SignInAsync(bench, app, new());
        var test = new SignInTest(bench.Work);
        await test.RunAsync(app, code, secret.SecretText, madeJustNow: true, null, default);

        var again = await test.RunAsync(app, code, secret.SecretText, madeJustNow: true, null, default);

        Assert.Equal("AADSTS54005", again.ErrorCode);
        Assert.NotEmpty(again.Cure!);
    }

    [Fact]
    public async Task Version_1_asks_for_an_api_instead_of_scopes()
    {
        using var bench = new TenantBench();
        var app = await bench.GrantAsync(await RegisterAsync(bench, new AppRedirectUri(Web, AppPlatform.Web)));
        using var secret = await bench.AddSecretAsync(app);

        using var code = await SignInAsync(bench, app, new() { V1 = true });
        var result = await new SignInTest(bench.Work).RunAsync(app, code, secret.SecretText, madeJustNow: true, null, default);

        Assert.True(result.Succeeded, result.Error);
        Assert.Contains("User.Read", result.Scopes);
    }

    [Fact]
    public async Task A_user_who_declines_is_told_as_that()
    {
        using var bench = new TenantBench(new SandboxSettings { Consent = SandboxConsent.Decline });
        var app = await RegisterAsync(bench, new AppRedirectUri(Web, AppPlatform.Web));

        var error = await Assert.ThrowsAsync<SignInException>(() => SignInAsync(bench, app, new()));

        Assert.Equal("AADSTS65004", error.Code);
    }

    [Fact]
    public async Task A_page_that_does_not_send_back_is_told_with_its_error()
    {
        using var bench = new TenantBench();
        var app = await RegisterAsync(bench, new AppRedirectUri(Web, AppPlatform.Web));
        using var request = new AuthorizationRequest().ToUrl(
            app with
            {
                RedirectUris = [new("https://unknown.example.com/", AppPlatform.Web)],
            },
            bench.Connection.Cloud
        );

        var error = await Assert.ThrowsAsync<SignInException>(() => bench.Connection.EmbeddedSignIn!.OpenAsync(request, default));

        Assert.Equal("AADSTS50011", error.Code);
        Assert.Contains("Add-AppRedirectUri", error.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_who_is_not_assigned_is_turned_away_where_an_assignment_is_required()
    {
        using var bench = new TenantBench(new SandboxSettings { SignInUser = "lee.novak@contoso.onmicrosoft.com" });
        var app = await RegisterAsync(bench, new AppRedirectUri(Web, AppPlatform.Web));
        var assignments = new AssignmentService(bench.Work);
        await bench.ApplyAsync(assignments.PlanAddAsync(app, [], [], required: true, default));

        var error = await Assert.ThrowsAsync<SignInException>(() => SignInAsync(bench, app, new()));

        Assert.Equal("AADSTS50105", error.Code);
        Assert.Contains("Add-AppAssignment", error.Cure, StringComparison.Ordinal);
    }

    private static async Task<AppRegistration> RegisterAsync(TenantBench bench, AppRedirectUri uri) =>
        await bench.RequestAsync(
            await bench.RegisterAsync("XSOAR", request => request with { RedirectUris = [uri] }),
            AppPermissionType.Delegated,
            "User.Read"
        );

    private static Task<AppAuthorizationCode> SignInAsync(TenantBench bench, AppRegistration app, AuthorizationRequest request) =>
        bench.Connection.EmbeddedSignIn!.OpenAsync(request.ToUrl(app, bench.Connection.Cloud), default);
}
