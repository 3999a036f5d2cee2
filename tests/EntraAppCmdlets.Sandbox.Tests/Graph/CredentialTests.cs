using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class CredentialTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly SandboxClient _client;

    public CredentialTests() => _client = new SandboxClient(new SandboxSettings { Clock = _clock });

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_secret_is_told_once_lasts_two_years_and_is_null_afterwards()
    {
        var (id, _, _) = await _client.CreateAppAsync();
        var added = (
            await _client.PostAsync($"/applications/{id}/addPassword", JsonNode.Parse("""{"passwordCredential":{"displayName":"key"}}"""))
        ).Expect(200);
        var secret = (string)added["secretText"]!;
        Assert.Equal(40, secret.Length);
        Assert.Equal(secret[..3], (string?)added["hint"]);
        Assert.Equal("2027-03-01T12:00:00Z", (string?)added["endDateTime"]);
        var kept = Assert.Single((JsonArray)(await _client.GetAsync("/applications/" + id))["passwordCredentials"])!;
        Assert.Null(kept["secretText"]);
        Assert.Equal((string?)added["keyId"], (string?)kept["keyId"]);
    }

    [Fact]
    public async Task Removing_one_secret_leaves_the_others()
    {
        var (id, _, _) = await _client.CreateAppAsync();
        var first = (await _client.PostAsync($"/applications/{id}/addPassword")).Expect(200);
        var second = (await _client.PostAsync($"/applications/{id}/addPassword")).Expect(200);
        (await _client.PostAsync($"/applications/{id}/removePassword", new JsonObject { ["keyId"] = (string?)first["keyId"] })).Expect(204);
        (await _client.PostAsync($"/applications/{id}/removePassword", new JsonObject { ["keyId"] = (string?)first["keyId"] })).ExpectError(
            400,
            "Request_BadRequest",
            "No password credential found"
        );
        var left = Assert.Single((JsonArray)(await _client.GetAsync("/applications/" + id))["passwordCredentials"])!;
        Assert.Equal((string?)second["keyId"], (string?)left["keyId"]);
    }

    [Fact]
    public async Task A_life_beyond_the_policy_is_refused_and_the_policy_can_be_read()
    {
        using var client = new SandboxClient(new SandboxSettings { MaxSecretLifetime = TimeSpan.FromDays(180), Clock = _clock });
        var (id, _, _) = await client.CreateAppAsync();
        var end = _clock.GetUtcNow().AddDays(181).ToString("O", CultureInfo.InvariantCulture);
        var refused = await client.PostAsync(
            $"/applications/{id}/addPassword",
            new JsonObject { ["passwordCredential"] = new JsonObject { ["endDateTime"] = end } }
        );
        refused.ExpectError(400, "CredentialInvalidLifetimeAsPerAppPolicy");
        Assert.Equal("EndDate", (string?)refused["error"]["details"]![0]!["target"]);
        var policy = (await client.GetAsync("/policies/defaultAppManagementPolicy")).Expect(200);
        Assert.Equal("P180D", (string?)policy["applicationRestrictions"]["passwordCredentials"]![0]!["maxLifetime"]);
    }

    [Fact]
    public async Task A_certificate_is_rolled_over_by_who_proves_to_hold_one_that_is_there()
    {
        var (id, _, _) = await _client.CreateAppAsync();
        using var key = RSA.Create(2048);
        using var other = RSA.Create(2048);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(_clock.GetUtcNow().AddDays(-1), _clock.GetUtcNow().AddDays(100));
        JsonObject Certificate() =>
            new()
            {
                ["type"] = "AsymmetricX509Cert",
                ["usage"] = "Verify",
                ["key"] = Convert.ToBase64String(certificate.RawData),
            };
        string Proof(RSA with, double minutes = 5)
        {
            static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            var head = new JsonObject { ["alg"] = "RS256", ["x5t"] = Encode(certificate.GetCertHash()) };
            var claims = new JsonObject
            {
                ["aud"] = "00000002-0000-0000-c000-000000000000",
                ["iss"] = id,
                ["exp"] = _clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds(),
            };
            var text =
                Encode(System.Text.Encoding.UTF8.GetBytes(head.ToJsonString()))
                + "."
                + Encode(System.Text.Encoding.UTF8.GetBytes(claims.ToJsonString()));
            return text
                + "."
                + Encode(with.SignData(System.Text.Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }

        (
            await _client.PostAsync(
                $"/applications/{id}/addKey",
                new JsonObject { ["keyCredential"] = Certificate(), ["proof"] = Proof(key) }
            )
        ).ExpectError(401, "Authentication_MissingOrMalformed");
        (await _client.PatchAsync("/applications/" + id, new JsonObject { ["keyCredentials"] = new JsonArray(Certificate()) })).Expect(204);
        var first = (string)(await _client.GetAsync("/applications/" + id))["keyCredentials"][0]!["keyId"]!;
        var added = (
            await _client.PostAsync(
                $"/applications/{id}/addKey",
                new JsonObject { ["keyCredential"] = Certificate(), ["proof"] = Proof(key) }
            )
        ).Expect(200);
        Assert.NotEqual(first, (string?)added["keyId"]);
        foreach (var proof in new[] { Proof(other), Proof(key, -1), Proof(key, 60), "nonsense" })
        {
            (await _client.PostAsync($"/applications/{id}/removeKey", new JsonObject { ["keyId"] = first, ["proof"] = proof })).ExpectError(
                401,
                "Authentication_MissingOrMalformed"
            );
        }

        (await _client.PostAsync($"/applications/{id}/removeKey", new JsonObject { ["keyId"] = first, ["proof"] = Proof(key) })).Expect(
            204
        );
        Assert.Equal(
            (string?)added["keyId"],
            (string?)Assert.Single((JsonArray)(await _client.GetAsync("/applications/" + id))["keyCredentials"])!["keyId"]
        );
    }

    [Fact]
    public async Task A_certificate_is_known_by_its_thumbprint_its_subject_and_is_kept_when_sent_back_without_its_bytes()
    {
        var (id, _, _) = await _client.CreateAppAsync();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=test",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(_clock.GetUtcNow().AddDays(-1), _clock.GetUtcNow().AddDays(100));
        JsonObject Certificate() =>
            new()
            {
                ["type"] = "AsymmetricX509Cert",
                ["usage"] = "Verify",
                ["key"] = Convert.ToBase64String(certificate.RawData),
            };
        (await _client.PatchAsync("/applications/" + id, new JsonObject { ["keyCredentials"] = new JsonArray(Certificate()) })).Expect(204);
        var kept = Assert.Single((JsonArray)(await _client.GetAsync("/applications/" + id))["keyCredentials"])!;
        Assert.Equal(certificate.Thumbprint, (string?)kept["customKeyIdentifier"]);
        Assert.Equal("CN=test", (string?)kept["displayName"]);
        Assert.Null(kept["key"]);
        (
            await _client.PatchAsync(
                "/applications/" + id,
                new JsonObject { ["keyCredentials"] = new JsonArray(kept.DeepClone(), Certificate()) }
            )
        ).Expect(204);
        Assert.Equal(2, ((JsonArray)(await _client.GetAsync($"/applications/{id}?$select=keyCredentials"))["keyCredentials"]).Count);
        (
            await _client.PatchAsync(
                "/applications/" + id,
                JsonNode.Parse("""{"keyCredentials":[{"type":"AsymmetricX509Cert","usage":"Verify","key":"bm9uZQ=="}]}""")!
            )
        ).ExpectError(400, "Request_BadRequest", "invalid certificate");
    }
}
