using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.SignIn;

public sealed class AssertionTests : IDisposable
{
    private const string Issuer = "https://token.actions.example";

    private readonly ManualClock _clock = new();
    private readonly SandboxClient _client;
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _certificate;

    public AssertionTests()
    {
        _client = new SandboxClient(new SandboxSettings { Clock = _clock });
        _certificate = new CertificateRequest("CN=client", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            _clock.GetUtcNow().AddDays(-1),
            _clock.GetUtcNow().AddDays(30)
        );
    }

    public void Dispose()
    {
        _client.Dispose();
        _certificate.Dispose();
        _key.Dispose();
    }

    private string Endpoint => $"https://login.microsoftonline.com/{_client.Tenant.TenantId}/oauth2/v2.0/token";

    [Fact]
    public async Task A_certificate_of_the_application_signs_it_in_and_nothing_else_does()
    {
        var (id, appId, _) = await _client.CreateAppAsync();
        (
            await _client.PatchAsync(
                "/applications/" + id,
                new JsonObject
                {
                    ["keyCredentials"] = new JsonArray(
                        new JsonObject
                        {
                            ["type"] = "AsymmetricX509Cert",
                            ["usage"] = "Verify",
                            ["key"] = Convert.ToBase64String(_certificate.RawData),
                        }
                    ),
                }
            )
        ).Expect(204);
        var x5t = Encode(_certificate.GetCertHash());
        JsonObject Claims() =>
            new()
            {
                ["iss"] = appId,
                ["sub"] = appId,
                ["aud"] = Endpoint,
                ["exp"] = _clock.GetUtcNow().ToUnixTimeSeconds() + 600,
                ["nbf"] = _clock.GetUtcNow().ToUnixTimeSeconds(),
                ["jti"] = "1",
            };
        (await Send(appId, Assertion(Head("x5t", x5t), Claims()))).Expect(200);
        (
            await Send(appId, Assertion(Head("x5t#S256", Encode(_certificate.GetCertHash(HashAlgorithmName.SHA256)), "PS256"), Claims()))
        ).Expect(200);
        // Times with a fraction come from MSAL for Python, times as text from MSAL for .NET.
        (await Send(appId, Assertion(Head("x5t", x5t), With(Claims(), "exp", _clock.GetUtcNow().ToUnixTimeSeconds() + 600.25)))).Expect(
            200
        );
        (await Send(appId, Assertion(Head("x5t", x5t), With(Claims(), "exp", $"{_clock.GetUtcNow().ToUnixTimeSeconds() + 600}")))).Expect(
            200
        );
        async Task Refused(int code, JsonObject claims, JsonObject? head = null, RSA? key = null) =>
            ClientCredentialsTests.ExpectSignInError(
                await Send(appId, Assertion(head ?? Head("x5t", x5t), claims, key)),
                code == 50027 ? 400 : 401,
                code,
                code == 50027 ? "invalid_request" : "invalid_client"
            );
        await Refused(700023, With(Claims(), "aud", "https://elsewhere.example/token"));
        await Refused(700021, With(Claims(), "sub", Guid.NewGuid().ToString()));
        await Refused(700024, With(Claims(), "exp", _clock.GetUtcNow().ToUnixTimeSeconds() - 600));
        await Refused(700024, With(Claims(), "exp", "NaN"));
        await Refused(700024, With(Claims(), "nbf", _clock.GetUtcNow().ToUnixTimeSeconds() + 600));
        await Refused(700027, Claims(), Head("x5t", Encode(new byte[20])));
        await Refused(50027, Claims(), Head("x5t", x5t, "none"));
        using var other = RSA.Create(2048);
        await Refused(50013, Claims(), key: other);
        ClientCredentialsTests.ExpectSignInError(await Send(appId, "nonsense"), 400, 50027, "invalid_request");
        _clock.Advance(TimeSpan.FromDays(30));
        await Refused(700027, Claims());
    }

    [Fact]
    public async Task A_federated_token_signs_in_the_application_that_trusts_its_issuer_subject_and_audience()
    {
        var (id, appId, _) = await _client.CreateAppAsync();
        (
            await _client.PostAsync(
                $"/applications/{id}/federatedIdentityCredentials",
                new JsonObject
                {
                    ["name"] = "main",
                    ["issuer"] = Issuer,
                    ["subject"] = "repo:main",
                    ["audiences"] = new JsonArray("api://AzureADTokenExchange"),
                }
            )
        ).Expect(201);
        JsonObject Claims() =>
            new()
            {
                ["iss"] = Issuer,
                ["sub"] = "repo:main",
                ["aud"] = "api://AzureADTokenExchange",
                ["exp"] = _clock.GetUtcNow().ToUnixTimeSeconds() + 600,
            };
        async Task Refused(int code, JsonObject claims, RSA? key = null) =>
            ClientCredentialsTests.ExpectSignInError(
                await Send(appId, Assertion(Head("kid", "k1"), claims, key)),
                401,
                code,
                "invalid_client"
            );
        await Refused(501661, Claims());
        var parameters = _key.ExportParameters(false);
        _client.Tenant.Settings.FederatedIssuers[Issuer] =
            $$"""{"keys":[{"kty":"RSA","kid":"k1","n":"{{Encode(parameters.Modulus!)}}","e":"{{Encode(parameters.Exponent!)}}"}]}""";
        (await Send(appId, Assertion(Head("kid", "k1"), Claims()))).Expect(200);
        await Refused(700211, With(Claims(), "iss", "https://other.example"));
        await Refused(700213, With(Claims(), "sub", "repo:other"));
        await Refused(7002138, With(Claims(), "sub", "repo:Main"));
        await Refused(700212, With(Claims(), "aud", "api://other"));
        await Refused(700024, With(Claims(), "exp", _clock.GetUtcNow().ToUnixTimeSeconds() - 600));
        using var other = RSA.Create(2048);
        await Refused(50013, Claims(), other);
    }

    private static JsonObject With(JsonObject claims, string name, JsonNode value)
    {
        claims[name] = value;
        return claims;
    }

    private static JsonObject Head(string name, string value, string algorithm = "RS256") =>
        new()
        {
            ["typ"] = "JWT",
            ["alg"] = algorithm,
            [name] = value,
        };

    private string Assertion(JsonObject head, JsonObject claims, RSA? key = null)
    {
        var text = Encode(Encoding.UTF8.GetBytes(head.ToJsonString())) + "." + Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        var padding = (string?)head["alg"] == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return text + "." + Encode((key ?? _key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, padding));
    }

    private Task<Answer> Send(string appId, string assertion) =>
        _client.TokenAsync(
            _client.Tenant.TenantId,
            false,
            ("grant_type", "client_credentials"),
            ("client_id", appId),
            ("scope", "https://graph.microsoft.com/.default"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion)
        );

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
