using System.Net;
using System.Net.Sockets;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.SignIn;

public sealed class TokenEndpointClientTests : IDisposable
{
    private const string Secret = "p%40ss~w&rd+=";
    private const string Scope = "https://graph.microsoft.com/.default";
    private const string Token = """{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"abc"}""";

    private readonly VirtualClock _clock = new(TestToken.Now);
    private readonly ScriptedTransport _transport = new();

    [Fact]
    public async Task An_app_signs_in_with_its_secret_at_the_tenants_own_address()
    {
        _transport.ThenAnswer(200, Token);

        var token = await SignInAsync();

        Assert.Equal("abc", token.Token);
        Assert.Equal(TestToken.Now.AddSeconds(3599), token.ExpiresOn);
        var sent = Assert.Single(_transport.Sent);
        Assert.Equal("POST", sent.Method);
        Assert.Equal("https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token", sent.Url);
        Assert.Equal(
            "grant_type=client_credentials&client_id=app&client_secret=p%2540ss~w%26rd%2B%3D&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
            sent.Body
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("../common")]
    [InlineData("contoso.com/oauth2/token?")]
    [InlineData("contoso@example.com")]
    [InlineData(".contoso.com")]
    public async Task What_is_no_tenant_is_refused_before_any_request(string tenant)
    {
        var error = await Assert.ThrowsAsync<SignInException>(() => SignInAsync(tenant));

        Assert.Equal("TenantInvalid", error.Error);
        Assert.Empty(_transport.Sent);
    }

    [Fact]
    public async Task A_refusal_is_told_with_code_and_cure_and_not_repeated()
    {
        _transport.ThenAnswer(
            401,
            """{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys for app 'x' are expired. Visit the portal. Trace ID: t","error_codes":[7000222],"correlation_id":"c"}"""
        );

        var error = await Assert.ThrowsAsync<SignInException>(() => SignInAsync());

        Assert.Equal("AADSTS7000222", error.Code);
        Assert.Equal("c", error.CorrelationId);
        Assert.StartsWith(
            "The provided client secret keys for app 'x' are expired (AADSTS7000222). Make a new secret",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Single(_transport.Sent);
    }

    [Fact]
    public async Task Throttling_outages_and_lost_connections_are_waited_out()
    {
        _transport
            .ThenAnswer(429, """{"error":"temporarily_unavailable"}""", ("Retry-After", "7"))
            .ThenAnswer(503, "busy")
            .ThenFail(
                new HttpRequestException(
                    HttpRequestError.ConnectionError,
                    "refused",
                    new SocketException((int)SocketError.ConnectionRefused)
                )
            )
            .ThenAnswer(
                400,
                """{"error":"invalid_request","error_description":"AADSTS90033: A transient error has occurred.","error_codes":[90033]}"""
            )
            .ThenAnswer(200, Token);

        var token = await _clock.RunAsync(() => SignInAsync());

        Assert.Equal("abc", token.Token);
        Assert.Equal(5, _transport.Sent.Count);
        Assert.True(_clock.GetUtcNow() >= TestToken.Now.AddSeconds(7));
    }

    [Fact]
    public async Task A_service_that_stays_away_is_given_up_within_a_minute_or_so()
    {
        _transport.ThenAnswer(503, "busy");

        var error = await Assert.ThrowsAsync<SignInException>(() => _clock.RunAsync(() => SignInAsync()));

        Assert.Equal("ServiceUnavailable", error.Error);
        Assert.Contains("status 503", error.Message, StringComparison.Ordinal);
        Assert.InRange(_transport.Sent.Count, 2, 5);
        Assert.True(_clock.GetUtcNow() <= TestToken.Now.AddMinutes(2));
    }

    [Fact]
    public async Task A_longer_wait_than_a_person_has_is_not_begun()
    {
        _transport.ThenAnswer(429, """{"error":"temporarily_unavailable"}""", ("Retry-After", "3600"));

        await Assert.ThrowsAsync<SignInException>(() => _clock.RunAsync(() => SignInAsync()));

        Assert.Equal(TestToken.Now, _clock.GetUtcNow());
    }

    [Fact]
    public async Task A_proxys_page_is_told_as_such()
    {
        _transport.Then(_ => ScriptedTransport.Answer(200, "<html><title>Sign in to the network</title></html>", "text/html"));

        var error = await Assert.ThrowsAsync<SignInException>(() => SignInAsync());

        Assert.Equal(GraphErrorCode.ProxyAnswer, error.Error);
        Assert.StartsWith("A web page ('Sign in to the network') came instead", error.Message, StringComparison.Ordinal);
        Assert.Single(_transport.Sent);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _transport.ThenAnswer(302, null, ("Location", "https://evil.example/token"));

        var error = await Assert.ThrowsAsync<SignInException>(() => SignInAsync());

        Assert.Equal(GraphErrorCode.UnexpectedRedirect, error.Error);
        Assert.Contains("evil.example", error.Message, StringComparison.Ordinal);
        Assert.Single(_transport.Sent);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"access_token":"abc"}""")]
    [InlineData("""{"access_token":"","expires_in":3599}""")]
    [InlineData("""{"access_token":"abc","expires_in":-1}""")]
    [InlineData("""{"access_token":"abc","expires_in":3599""")]
    public async Task An_answer_that_holds_no_whole_token_is_asked_for_again_and_then_told(string body)
    {
        _transport.ThenAnswer(200, body);

        var error = await Assert.ThrowsAsync<SignInException>(() => _clock.RunAsync(() => SignInAsync()));

        Assert.Equal(GraphErrorCode.MalformedAnswer, error.Error);
        Assert.DoesNotContain("abc", error.ToString(), StringComparison.Ordinal);
        Assert.True(_transport.Sent.Count > 1);
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_at_once()
    {
        using var cancel = new CancellationTokenSource();
        _transport.Then(
            (_, _) =>
            {
                cancel.Cancel();
                return Task.FromResult(ScriptedTransport.Answer(503, "busy", "text/plain"));
            }
        );

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SignInAsync(cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task No_error_holds_the_secret()
    {
        _transport.ThenFail(
            new HttpRequestException(
                HttpRequestError.NameResolutionError,
                "no such host",
                new SocketException((int)SocketError.HostNotFound)
            )
        );

        var error = await Assert.ThrowsAsync<SignInException>(() => _clock.RunAsync(() => SignInAsync()));

        Assert.Equal(GraphErrorCode.NameNotResolved, error.Error);
        Assert.StartsWith("The name login.microsoftonline.com could not be resolved", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(WebUtility.UrlEncode(Secret), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_id_of_a_tenant_is_found_by_its_domain_and_an_id_needs_no_request()
    {
        _transport.ThenAnswer(200, $$"""{"issuer":"https://login.microsoftonline.com/{{TestToken.Tenant}}/v2.0"}""");
        using var http = new HttpMessageInvoker(_transport, disposeHandler: false);

        Assert.Equal(TestToken.Tenant, await Client(http).FindTenantAsync("contoso.com", CancellationToken.None));
        Assert.Equal(
            "https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration",
            Assert.Single(_transport.Sent).Url
        );
        Assert.Equal(TestToken.Tenant, await Client(http).FindTenantAsync(TestToken.Tenant.ToString(), CancellationToken.None));
        Assert.Single(_transport.Sent);
    }

    [Theory]
    [InlineData(
        400,
        """{"error":"invalid_tenant","error_description":"AADSTS90002: Tenant 'nowhere.example' not found."}""",
        "AADSTS90002"
    )]
    [InlineData(200, """{"issuer":"https://login.microsoftonline.com/{tenantid}/v2.0"}""", null)]
    public async Task What_is_no_single_tenant_is_told(int status, string body, string? code)
    {
        _transport.ThenAnswer(status, body);
        using var http = new HttpMessageInvoker(_transport, disposeHandler: false);

        var error = await Assert.ThrowsAsync<SignInException>(() =>
            Client(http).FindTenantAsync("nowhere.example", CancellationToken.None)
        );

        Assert.Equal(code, error.Code);
        Assert.NotEmpty(error.Cure);
    }

    public void Dispose() => _transport.Dispose();

    private TokenEndpointClient Client(HttpMessageInvoker http) => new(http, CloudEnvironment.Global, _clock);

    private async Task<AccessToken> SignInAsync(string tenant = "contoso.onmicrosoft.com", CancellationToken cancellationToken = default)
    {
        using var http = new HttpMessageInvoker(_transport, disposeHandler: false);
        return await Client(http).WithSecretAsync(tenant, "app", SecureText.Hide(Secret), Scope, cancellationToken);
    }
}
