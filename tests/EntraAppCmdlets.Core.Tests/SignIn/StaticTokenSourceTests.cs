using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.SignIn;

public sealed class StaticTokenSourceTests
{
    private const string GraphScope = "https://graph.microsoft.com/.default";
    private const string KeyVault = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093";

    [Theory]
    [InlineData("https://graph.microsoft.com", GraphScope)]
    [InlineData("https://graph.microsoft.com/", GraphScope)]
    [InlineData("HTTPS://graph.microsoft.com", GraphScope)]
    [InlineData("00000003-0000-0000-c000-000000000000", GraphScope)]
    [InlineData("https://vault.azure.cn", "https://vault.azure.cn/.default")]
    [InlineData(KeyVault, "https://vault.azure.net/.default")]
    [InlineData(KeyVault, "https://vault.usgovcloudapi.net/.default")]
    public async Task A_token_for_this_API_and_tenant_is_used(string audience, string scope)
    {
        var text = TestToken.ForGraph(audience);

        var token = await Source(text).GetTokenAsync(scope, renew: false, CancellationToken.None);

        Assert.Equal(text, token.Token);
        Assert.Equal(TestToken.Now.AddHours(1), token.ExpiresOn);
    }

    [Theory]
    [InlineData("https://management.azure.com/", GraphScope)]
    [InlineData("https://graph.microsoft.us", GraphScope)]
    [InlineData("https://graph.microsoft.com.evil.example", GraphScope)]
    [InlineData("", GraphScope)]
    [InlineData("00000002-0000-0000-c000-000000000000", GraphScope)]
    [InlineData("00000003-0000-0000-c000-000000000000", "https://outlook.office365.com/.default")]
    [InlineData(KeyVault, GraphScope)]
    [InlineData(KeyVault, "https://vault.example.com/.default")]
    [InlineData("https://graph.microsoft.com", "https://vault.azure.net/.default")]
    public async Task A_token_for_another_API_is_refused_before_use(string audience, string scope)
    {
        var text = TestToken.ForGraph(audience);

        var error = await Assert.ThrowsAsync<SignInException>(async () =>
            await Source(text).GetTokenAsync(scope, false, CancellationToken.None)
        );

        Assert.Equal("TokenForOtherAudience", error.Error);
        Assert.Contains("so it was not used. Get a token for ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://graph.microsoft.com", true)]
    [InlineData("https://graph.contoso.example/", true)]
    [InlineData("00000003-0000-0000-c000-000000000000", true)]
    [InlineData("https://management.azure.com", false)]
    public async Task A_Graph_at_an_address_of_its_own_takes_tokens_for_any_name_of_Graph_and_no_other(string audience, bool taken)
    {
        var source = new StaticTokenSource(
            SecureText.Hide(TestToken.ForGraph(audience)),
            null,
            Clock(),
            new Uri("https://graph.contoso.example")
        );

        var error = await Record.ExceptionAsync(async () =>
            await source.GetTokenAsync("00000003-0000-0000-c000-000000000000/.default", false, CancellationToken.None)
        );

        Assert.Equal(taken, error is null);
        Assert.True(
            taken
                || error is SignInException { Error: "TokenForOtherAudience", Message: var message }
                    && message.Contains("not for 'Microsoft Graph'", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_token_of_another_tenant_is_refused_before_use()
    {
        var other = Guid.NewGuid();

        var error = await Assert.ThrowsAsync<SignInException>(async () =>
            await Source(TestToken.ForGraph(tenant: other)).GetTokenAsync(GraphScope, false, CancellationToken.None)
        );

        Assert.Equal("TokenForOtherTenant", error.Error);
        Assert.Contains(other.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(TestToken.Tenant.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_tenant_will_do_where_none_is_named() =>
        Assert.NotNull(
            await new StaticTokenSource(SecureText.Hide(TestToken.ForGraph(tenant: Guid.NewGuid())), null, Clock()).GetTokenAsync(
                GraphScope,
                false,
                CancellationToken.None
            )
        );

    [Fact]
    public async Task A_token_is_refused_from_its_end_on()
    {
        var clock = Clock();
        var source = new StaticTokenSource(SecureText.Hide(TestToken.ForGraph()), TestToken.Tenant, clock);
        clock.Advance(TimeSpan.FromMinutes(59));
        await source.GetTokenAsync(GraphScope, false, CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(1));

        var error = await Assert.ThrowsAsync<SignInException>(async () =>
            await source.GetTokenAsync(GraphScope, false, CancellationToken.None)
        );

        Assert.Equal("TokenExpired", error.Error);
        Assert.Equal("The access token ended 2025-06-01 13:00:00Z. Get a new token and give that.", error.Message);
    }

    [Fact]
    public async Task A_token_of_the_future_points_to_the_clock()
    {
        var text = TestToken.With(("aud", "https://graph.microsoft.com"), ("nbf", TestToken.Now.AddMinutes(6).ToUnixTimeSeconds()));

        var error = await Assert.ThrowsAsync<SignInException>(async () =>
            await Source(text).GetTokenAsync(GraphScope, false, CancellationToken.None)
        );

        Assert.Equal("TokenNotValidYet", error.Error);
    }

    [Fact]
    public async Task A_token_that_the_service_refused_is_not_given_again()
    {
        var error = await Assert.ThrowsAsync<SignInException>(async () =>
            await Source(TestToken.ForGraph()).GetTokenAsync(GraphScope, renew: true, CancellationToken.None)
        );

        Assert.Equal("TokenRefused", error.Error);
    }

    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("not a token, but a secret by mistake")]
    public void What_is_no_token_is_refused_at_once_without_showing_it(string text)
    {
        var error = Assert.Throws<SignInException>(() => Source(text));

        Assert.Equal("TokenUnreadable", error.Error);
        Assert.DoesNotContain(text, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_caller_may_dispose_of_its_own_copy()
    {
        var given = SecureText.Hide(TestToken.ForGraph());
        var source = new StaticTokenSource(given, TestToken.Tenant, Clock());
        given.Dispose();

        Assert.NotEmpty((await source.GetTokenAsync(GraphScope, false, CancellationToken.None)).Token);
    }

    [Fact]
    public void A_token_never_shows_in_text() =>
        Assert.DoesNotContain("sesame", new AccessToken("sesame", TestToken.Now).ToString(), StringComparison.Ordinal);

    private static VirtualClock Clock() => new(TestToken.Now);

    private static StaticTokenSource Source(string text) => new(SecureText.Hide(text), TestToken.Tenant, Clock());
}
