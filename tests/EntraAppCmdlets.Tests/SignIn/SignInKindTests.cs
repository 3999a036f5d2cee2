using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.SignIn;

/// <summary>The real libraries, driven through the module's interface against a service in this process.</summary>
public sealed class SignInKindTests : IDisposable
{
    private static readonly IdentityLoader Loader = new(Checkout.PathOf("module/bin/identity"));

    private readonly SignInService _service = new();
    private readonly IIdentityProvider _provider;

    public SignInKindTests() => _provider = Loader.CreateProvider(SignInService.Cloud, _service);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task A_managed_identity_asks_the_machines_own_endpoint_and_names_the_identity()
    {
        _service.Answer = request =>
            request.Url.Host != "169.254.169.254"
                ? null
                : SignInService.Json(
                    200,
                    """{"access_token":"managed","expires_in":"86399","expires_on":"4102444800","resource":"https://graph.example.com","token_type":"Bearer"}"""
                );

        var (token, _) = await _provider.ManagedIdentity(SignInService.ClientId, null)(SignInService.Scope, false, CancellationToken.None);

        Assert.Equal("managed", token);
        var url = _service.Requests[^1].Url;
        Assert.Equal("/metadata/identity/oauth2/token", url.AbsolutePath);
        Assert.Contains($"client_id={SignInService.ClientId}", url.Query, StringComparison.Ordinal);
        Assert.Contains("resource=https://graph.example.com", Uri.UnescapeDataString(url.Query), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_a_managed_identity_is_told_so()
    {
        _service.Answer = request =>
            request.Url.Host != "169.254.169.254"
                ? null
                : SignInService.Json(400, """{"error":"invalid_request","error_description":"Identity not found"}""");

        var error = await FailureOf(_provider.ManagedIdentity(null, null));

        Assert.Equal("ManagedIdentityNotAvailable", error.Error);
        Assert.StartsWith("No managed identity is available on this machine: ", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("Run this on an Azure resource", error.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_code_is_shown_and_the_sign_in_goes_on_once_it_was_entered()
    {
        var pending = true;
        _service.Answer = request =>
            request["device_code"] is null || !pending ? null : SignInService.Refusal("authorization_pending", 70016, "Pending.");
        (Uri Where, string Code, string Message, DateTimeOffset Ends) shown = (new Uri("about:blank"), "", "", default);

        var (token, _) = await _provider.DeviceCode(
            SignInService.TenantId,
            null,
            ["https://graph.example.com/User.Read"],
            (where, code, message, ends, _) =>
            {
                shown = (where, code, message, ends);
                pending = false;
                return Task.CompletedTask;
            }
        )(SignInService.Scope, false, CancellationToken.None);

        Assert.NotEmpty(token);
        Assert.Equal("https://microsoft.com/devicelogin", shown.Where.AbsoluteUri);
        Assert.Equal("ABC123", shown.Code);
        Assert.Equal("Go there and enter ABC123", shown.Message);
        var request = _service.Requests.Single(sent => sent.Url.AbsolutePath.EndsWith("/devicecode", StringComparison.Ordinal));
        Assert.Contains("https://graph.example.com/User.Read", request["scope"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_for_a_device_code_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        _service.Answer = request =>
            request["device_code"] is null ? null : SignInService.Refusal("authorization_pending", 70016, "Pending.");

        var waiting = _provider.DeviceCode(SignInService.TenantId, null, [], (_, _, _, _, _) => cancel.CancelAsync())(
            SignInService.Scope,
            false,
            cancel.Token
        );

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
    }

    [Fact]
    public async Task A_device_code_that_nobody_entered_is_told()
    {
        _service.Answer = request =>
            request["device_code"] is null ? null : SignInService.Refusal("expired_token", 70020, "The provided device code is expired.");

        var error = await FailureOf(_provider.DeviceCode(SignInService.TenantId, null, [], (_, _, _, _, _) => Task.CompletedTask));

        Assert.Equal("AADSTS70020", error.Code);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "NameNotResolved", "The name login.example.com could not be resolved")]
    [InlineData(HttpRequestError.ConnectionError, "ConnectionFailed", "There is no connection to login.example.com")]
    public async Task A_sign_in_service_that_cannot_be_reached_is_told_as_that(HttpRequestError fault, string id, string message)
    {
        _service.Answer = _ => throw new HttpRequestException(fault, "no way");

        var error = await FailureOf(_provider.DeviceCode(SignInService.TenantId, null, [], (_, _, _, _, _) => Task.CompletedTask));

        Assert.Equal(id, error.Error);
        Assert.StartsWith(message, error.Summary, StringComparison.Ordinal);
        Assert.Contains("network", error.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_address_than_https_is_refused_with_what_works_there()
    {
        var plain = Loader.CreateProvider(CloudEnvironment.Global.With(null, new Uri("http://127.0.0.1:5000")), _service);

        var error = await FailureOf(plain.DeviceCode(SignInService.TenantId, null, [], (_, _, _, _, _) => Task.CompletedTask));

        Assert.Equal("EndpointInvalid", error.Error);
        Assert.Contains("an access token or a credential of an app works", error.Message, StringComparison.Ordinal);
        Assert.Empty(_service.Requests);
    }

    private static async Task<SignInException> FailureOf(
        Func<string, bool, CancellationToken, ValueTask<(string Token, DateTimeOffset ExpiresOn)>> fetch
    ) => await Assert.ThrowsAsync<SignInException>(async () => await fetch(SignInService.Scope, false, CancellationToken.None));
}
