using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace RealClients.Tests;

/// <summary>MSAL for .NET, by way of Azure.Identity, against the server: discovery, every flow that needs no browser, and refusals.</summary>
public sealed class AzureIdentityTests : IAsyncLifetime
{
    private static readonly TokenRequestContext Graph = new(["https://graph.microsoft.com/.default"]);

    private TlsServer _server = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _server = await TlsServer.StartAsync();
        _http = _server.NewHttpClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_secret_and_a_certificate_sign_an_application_in()
    {
        var administrator = await new ClientSecretCredential(
            _server.TenantId,
            _server.ClientId,
            _server.ClientSecret,
            Options(new ClientSecretCredentialOptions())
        ).GetTokenAsync(Graph, default);
        var app = await GraphAsync(administrator.Token, HttpMethod.Post, "/applications", """{"displayName":"A"}""");
        await GraphAsync(administrator.Token, HttpMethod.Post, "/servicePrincipals", $$"""{"appId":"{{app["appId"]}}"}""");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=client",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        await GraphAsync(
            administrator.Token,
            HttpMethod.Patch,
            $"/applications/{app["id"]}",
            $$"""{"keyCredentials":[{"type":"AsymmetricX509Cert","usage":"Verify","key":"{{Convert.ToBase64String(certificate.RawData)}}"}]}"""
        );
        var credential = new ClientCertificateCredential(
            _server.TenantId,
            (string)app["appId"]!,
            certificate,
            Options(new ClientCertificateCredentialOptions())
        );
        Assert.Equal(
            (string?)app["appId"],
            Claims((await credential.GetTokenAsync(Graph, default)).Token).GetProperty("appid").GetString()
        );
        using var other = RSA.Create(2048);
        using var stranger = new CertificateRequest(
            "CN=client",
            other,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var refused = new ClientCertificateCredential(
            _server.TenantId,
            (string)app["appId"]!,
            stranger,
            Options(new ClientCertificateCredentialOptions())
        );
        Assert.Contains(
            "AADSTS700027",
            (await Assert.ThrowsAsync<AuthenticationFailedException>(async () => await refused.GetTokenAsync(Graph, default))).ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_refusal_arrives_with_its_number()
    {
        foreach (
            var (credential, code) in new[]
            {
                (
                    new ClientSecretCredential(_server.TenantId, _server.ClientId, "wrong", Options(new ClientSecretCredentialOptions())),
                    "AADSTS7000215"
                ),
                (
                    new ClientSecretCredential(
                        _server.TenantId,
                        Guid.NewGuid().ToString(),
                        "wrong",
                        Options(new ClientSecretCredentialOptions())
                    ),
                    "AADSTS700016"
                ),
                (
                    new ClientSecretCredential(
                        Guid.NewGuid().ToString(),
                        _server.ClientId,
                        "wrong",
                        Options(new ClientSecretCredentialOptions())
                    ),
                    "AADSTS90002"
                ),
            }
        )
        {
            Assert.Contains(
                code,
                (
                    await Assert.ThrowsAsync<AuthenticationFailedException>(async () => await credential.GetTokenAsync(Graph, default))
                ).ToString(),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_user_signs_in_with_a_device_code_and_is_remembered()
    {
        var credential = new DeviceCodeCredential(
            Options(
                new DeviceCodeCredentialOptions
                {
                    TenantId = _server.TenantId,
                    ClientId = "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
                    DeviceCodeCallback = async (shown, cancel) =>
                    {
                        using var confirmed = await _http.GetAsync(
                            new Uri($"{shown.VerificationUri}?otc={shown.UserCode}&username=alex.weber@contoso.onmicrosoft.com"),
                            cancel
                        );
                        confirmed.EnsureSuccessStatusCode();
                    },
                }
            )
        );
        var token = await credential.GetTokenAsync(Graph, default);
        Assert.Equal("alex.weber@contoso.onmicrosoft.com", Claims(token.Token).GetProperty("upn").GetString());
        Assert.Equal("Alex Weber", (string?)(await GraphAsync(token.Token, HttpMethod.Get, "/me", null))["displayName"]);
        // Another resource comes from the refresh token, without a second question.
        var second = await credential.GetTokenAsync(new TokenRequestContext(["https://management.azure.com/.default"]), default);
        Assert.Equal("https://management.azure.com", Claims(second.Token).GetProperty("aud").GetString());
    }

    [Fact]
    public async Task An_authorization_code_is_redeemed()
    {
        var administrator = await new ClientSecretCredential(
            _server.TenantId,
            _server.ClientId,
            _server.ClientSecret,
            Options(new ClientSecretCredentialOptions())
        ).GetTokenAsync(Graph, default);
        var app = await GraphAsync(
            administrator.Token,
            HttpMethod.Post,
            "/applications",
            """{"displayName":"Web","web":{"redirectUris":["https://web.example/cb"]}}"""
        );
        var secret = (string)
            (await GraphAsync(administrator.Token, HttpMethod.Post, $"/applications/{app["id"]}/addPassword", "{}"))["secretText"]!;
        using var sent = await _http.GetAsync(
            new Uri(
                $"https://login.microsoftonline.com/{_server.TenantId}/oauth2/v2.0/authorize?client_id={app["appId"]}&response_type=code&scope=User.Read%20offline_access&redirect_uri=https%3A%2F%2Fweb.example%2Fcb"
            )
        );
        var code = System.Web.HttpUtility.ParseQueryString(sent.Headers.Location!.Query)["code"]!;
        var credential = new AuthorizationCodeCredential(
            _server.TenantId,
            (string)app["appId"]!,
            secret,
            code,
            Options(new AuthorizationCodeCredentialOptions { RedirectUri = new Uri("https://web.example/cb") })
        );
        var token = await credential.GetTokenAsync(new TokenRequestContext(["User.Read"]), default);
        Assert.Contains("User.Read", Claims(token.Token).GetProperty("scp").GetString(), StringComparison.Ordinal);
    }

    private T Options<T>(T options)
        where T : TokenCredentialOptions
    {
        options.Transport = new HttpClientTransport(_http);
        options.Retry.MaxRetries = 0;
        return options;
    }

    private async Task<JsonNode> GraphAsync(string token, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, "https://graph.microsoft.com/v1.0" + path);
        request.Headers.Authorization = new("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    private static JsonElement Claims(string token)
    {
        var part = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        using var document = JsonDocument.Parse(Convert.FromBase64String(part + new string('=', (4 - (part.Length % 4)) % 4)));
        return document.RootElement.Clone();
    }
}
