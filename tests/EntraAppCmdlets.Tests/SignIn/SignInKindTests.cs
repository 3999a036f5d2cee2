using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.SignIn;

/// <summary>The real libraries, driven through the module's interface against a service in this process.</summary>
public sealed class SignInKindTests : IDisposable
{
    private const string Secret = "sesame~open";
    private static readonly IdentityLoader Loader = new(Checkout.PathOf("module/bin/identity"));

    private readonly SignInService _service = new();
    private readonly IIdentityProvider _provider;

    public SignInKindTests() => _provider = Loader.CreateProvider(SignInService.Cloud, _service);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task A_secret_is_sent_once_and_the_token_is_kept()
    {
        var fetch = _provider.ClientSecret(SignInService.TenantId, SignInService.ClientId, SecureText.Hide(Secret));

        var (first, ends) = await fetch(SignInService.Scope, false, CancellationToken.None);
        var (second, _) = await fetch(SignInService.Scope, false, CancellationToken.None);

        Assert.Equal(first, second);
        Assert.True(ends > DateTimeOffset.UnixEpoch);
        var request = Assert.Single(_service.TokenRequests);
        Assert.Equal($"https://login.example.com/{SignInService.TenantId}/oauth2/v2.0/token", request.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal(Secret, request["client_secret"]);
        Assert.Equal("client_credentials", request["grant_type"]);
        Assert.Equal(SignInService.Scope, request["scope"]?.Split(' ')[0]);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_past_the_libraries_own_cache()
    {
        var fetch = _provider.ClientSecret(SignInService.TenantId, SignInService.ClientId, SecureText.Hide(Secret));

        var (first, _) = await fetch(SignInService.Scope, false, CancellationToken.None);
        var (second, _) = await fetch(SignInService.Scope, true, CancellationToken.None);

        Assert.NotEqual(first, second);
        Assert.Equal(2, _service.TokenRequests.Count);
    }

    [Fact]
    public async Task Two_sign_ins_share_no_token()
    {
        await _provider.ClientSecret(SignInService.TenantId, SignInService.ClientId, SecureText.Hide(Secret))(
            SignInService.Scope,
            false,
            CancellationToken.None
        );
        await _provider.ClientSecret(SignInService.TenantId, SignInService.ClientId, SecureText.Hide("another"))(
            SignInService.Scope,
            false,
            CancellationToken.None
        );

        Assert.Equal([Secret, "another"], _service.TokenRequests.Select(request => request["client_secret"]));
    }

    [Fact]
    public async Task A_refusal_has_the_services_code_and_the_cure_and_no_secret()
    {
        _service.Answer = request =>
            request["grant_type"] is null
                ? null
                : SignInService.Refusal("invalid_client", 7000215, "Invalid client secret provided. Ensure the secret.");

        var error = await FailureOf(_provider.ClientSecret(SignInService.TenantId, SignInService.ClientId, SecureText.Hide(Secret)));

        Assert.Equal("invalid_client", error.Error);
        Assert.Equal("AADSTS7000215", error.Code);
        Assert.Equal("77777777-0000-0000-0000-000000000000", error.CorrelationId);
        Assert.StartsWith(
            "Invalid client secret provided (AADSTS7000215). Use the secret's value",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contoso.com/../evil", SignInService.ClientId)]
    [InlineData("", SignInService.ClientId)]
    [InlineData(SignInService.TenantId, "")]
    public async Task What_the_library_refuses_is_an_error_of_the_sign_in(string tenant, string client)
    {
        var error = await FailureOf(_provider.ClientSecret(tenant, client, SecureText.Hide(Secret)));

        Assert.Equal("ClientSecretFailed", error.Error);
        Assert.Equal("Check tenant, application (client) ID and secret.", error.Cure);
        Assert.Empty(_service.TokenRequests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_signs_an_assertion_for_this_token_endpoint(bool sendChain)
    {
        using var certificate = Certificate();

        await _provider.ClientCertificate(SignInService.TenantId, SignInService.ClientId, certificate, sendChain)(
            SignInService.Scope,
            false,
            CancellationToken.None
        );

        var request = Assert.Single(_service.TokenRequests);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", request["client_assertion_type"]);
        var parts = request["client_assertion"]!.Split('.');
        using var header = JsonDocument.Parse(Base64Url.Decode(parts[0]));
        using var claims = JsonDocument.Parse(Base64Url.Decode(parts[1]));
        Assert.Equal(SignInService.ClientId, claims.RootElement.GetProperty("iss").GetString());
        Assert.Contains(SignInService.TenantId, claims.RootElement.GetProperty("aud").GetString(), StringComparison.Ordinal);
        Assert.Equal(sendChain, header.RootElement.TryGetProperty("x5c", out _));
        using var key = certificate.GetRSAPublicKey()!;
        Assert.True(
            key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Base64Url.Decode(parts[2])!,
                HashAlgorithmName.SHA256,
                header.RootElement.GetProperty("alg").GetString() == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1
            )
        );
    }

    [Fact]
    public async Task A_certificate_without_its_private_key_is_told_as_such()
    {
        using var certificate = Certificate();
        using var half = X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert));

        var error = await FailureOf(_provider.ClientCertificate(SignInService.TenantId, SignInService.ClientId, half, false));

        Assert.Contains("private key", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(_service.TokenRequests);
    }

    [Fact]
    public async Task A_federated_token_is_asked_for_when_it_is_needed_and_sent_as_assertion()
    {
        var asked = 0;
        var fetch = _provider.ClientAssertion(SignInService.TenantId, SignInService.ClientId, _ => Task.FromResult($"assertion{++asked}"));

        await fetch(SignInService.Scope, false, CancellationToken.None);
        await fetch(SignInService.Scope, true, CancellationToken.None);

        Assert.Equal(["assertion1", "assertion2"], _service.TokenRequests.Select(request => request["client_assertion"]));
    }

    [Fact]
    public async Task Trouble_with_the_federated_token_keeps_its_own_words()
    {
        var error = await FailureOf(
            _provider.ClientAssertion(
                SignInService.TenantId,
                SignInService.ClientId,
                _ => throw new SignInException("GitHubTokenNotAvailable", "No token.", "Give the job id-token: write.")
            )
        );

        Assert.Equal("GitHubTokenNotAvailable", error.Error);
    }

    [Fact]
    public async Task A_workload_sends_the_token_that_its_platform_put_into_a_file()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("token", "federated");

        await _provider.WorkloadIdentity(SignInService.TenantId, SignInService.ClientId, file)(
            SignInService.Scope,
            false,
            CancellationToken.None
        );

        Assert.Equal("federated", Assert.Single(_service.TokenRequests)["client_assertion"]);
    }

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
            request.Url.AbsolutePath.EndsWith("/devicecode", StringComparison.Ordinal) ? DeviceCode()
            : request["device_code"] is null || !pending ? null
            : SignInService.Refusal("authorization_pending", 70016, "Pending.");
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
            request.Url.AbsolutePath.EndsWith("/devicecode", StringComparison.Ordinal) ? DeviceCode()
            : request["device_code"] is null ? null
            : SignInService.Refusal("authorization_pending", 70016, "Pending.");

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
            request.Url.AbsolutePath.EndsWith("/devicecode", StringComparison.Ordinal) ? DeviceCode()
            : request["device_code"] is null ? null
            : SignInService.Refusal("expired_token", 70020, "The provided device code is expired.");

        var error = await FailureOf(_provider.DeviceCode(SignInService.TenantId, null, [], (_, _, _, _, _) => Task.CompletedTask));

        Assert.Equal("AADSTS70020", error.Code);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "NameNotResolved", "The name login.example.com could not be resolved")]
    [InlineData(HttpRequestError.ConnectionError, "ConnectionFailed", "There is no connection to login.example.com")]
    public async Task A_sign_in_service_that_cannot_be_reached_is_told_as_that_and_not_as_a_wrong_secret(
        HttpRequestError fault,
        string id,
        string message
    )
    {
        _service.Answer = _ => throw new HttpRequestException(fault, "no way");

        var error = await FailureOf(_provider.ClientSecret(SignInService.TenantId, SignInService.ClientId, SecureText.Hide(Secret)));

        Assert.Equal(id, error.Error);
        Assert.StartsWith(message, error.Summary, StringComparison.Ordinal);
        Assert.Contains("network", error.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_address_than_https_is_refused_with_what_works_there()
    {
        var plain = Loader.CreateProvider(CloudEnvironment.Global.With(null, new Uri("http://127.0.0.1:5000")), _service);

        var error = await FailureOf(plain.ClientSecret(SignInService.TenantId, SignInService.ClientId, SecureText.Hide(Secret)));

        Assert.Equal("EndpointInvalid", error.Error);
        Assert.Contains("client secret or an access token works", error.Message, StringComparison.Ordinal);
        Assert.Empty(_service.Requests);
    }

    private static HttpResponseMessage DeviceCode() =>
        SignInService.Json(
            200,
            """{"user_code":"ABC123","device_code":"d","verification_uri":"https://microsoft.com/devicelogin","expires_in":900,"interval":1,"message":"Go there and enter ABC123"}"""
        );

    private static async Task<SignInException> FailureOf(
        Func<string, bool, CancellationToken, ValueTask<(string Token, DateTimeOffset ExpiresOn)>> fetch
    ) => await Assert.ThrowsAsync<SignInException>(async () => await fetch(SignInService.Scope, false, CancellationToken.None));

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            now.AddDays(-1),
            now.AddDays(1)
        );
    }
}
