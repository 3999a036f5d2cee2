using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests;

public sealed class KeyVaultCertificateTests : IDisposable
{
    private const string Vault = "https://contoso.vault.azure.net";
    private const string Version = "?api-version=7.4";
    private const string Policy = """
        {"policy":{"issuer":{"name":"Self"},"key_props":{"kty":"RSA","key_size":2048,"exportable":false},
        "x509_props":{"subject":"CN=one","validity_months":6}},"tags":{"k":"v"}}
        """;

    private readonly ManualClock _clock = new();
    private readonly SandboxClient _client;

    public KeyVaultCertificateTests() =>
        _client = new SandboxClient(new SandboxSettings { Clock = _clock, KeyVaultCertificateDelay = TimeSpan.FromSeconds(7) });

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_certificate_is_begun_made_after_a_while_and_has_versions()
    {
        await SignInAsync();
        var begun = (await CreateAsync("one")).Expect(202);

        Assert.Equal("inProgress", (string?)begun["status"]);
        Assert.Equal("7", begun.Headers["Retry-After"]);
        Assert.StartsWith(
            $"{Vault}/certificates/one/pending?api-version=7.4&request_id=",
            begun.Headers["Location"],
            StringComparison.Ordinal
        );
        var early = (await _client.GetAsync($"{Vault}/certificates/one{Version}")).Expect(200);
        Assert.Null(early["cer"]);
        Assert.False((bool)early["attributes"]["enabled"]!);
        (await CreateAsync("one")).ExpectError(409, "Forbidden", "pending");

        _clock.Advance(TimeSpan.FromSeconds(7));
        var done = (await _client.GetAsync($"{Vault}/certificates/one/pending{Version}")).Expect(200);
        Assert.Equal(("completed", $"{Vault}/certificates/one"), ((string?)done["status"], (string?)done["target"]));
        var made = (await _client.GetAsync($"{Vault}/certificates/one{Version}")).Expect(200);
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String((string)made["cer"]!));
        Assert.Equal("CN=one", certificate.Subject);
        Assert.Equal(certificate.NotBefore.ToUniversalTime().AddMinutes(10).AddMonths(6), certificate.NotAfter.ToUniversalTime());
        Assert.Equal(new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds(), (long)made["attributes"]["exp"]!);
        Assert.Equal("v", (string?)made["tags"]["k"]);
        // Where nothing is said of it, a vault renews by itself.
        Assert.Equal("AutoRenew", (string?)made["policy"]["lifetime_actions"]![0]!["action"]!["action_type"]);

        (await CreateAsync("one")).Expect(202);
        var versions = (await _client.GetAsync($"{Vault}/certificates/one/versions{Version}")).Expect(200).Value;
        Assert.Equal(2, versions.Select(each => (string)each!["id"]!).Distinct().Count());
    }

    [Fact]
    public async Task What_is_cancelled_or_forgotten_is_never_made()
    {
        await SignInAsync();
        await CreateAsync("one");
        (
            await _client.PatchAsync($"{Vault}/certificates/one/pending{Version}", JsonNode.Parse("""{"cancellation_requested":true}""")!)
        ).Expect(200);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("cancelled", (string?)(await _client.GetAsync($"{Vault}/certificates/one/pending{Version}"))["status"]);
        Assert.Null((await _client.GetAsync($"{Vault}/certificates/one{Version}")).Expect(200)["cer"]);
        (await _client.DeleteAsync($"{Vault}/certificates/one/pending{Version}")).Expect(200);
        (await _client.GetAsync($"{Vault}/certificates/one/pending{Version}")).ExpectError(404, "PendingCertificateNotFound", "one");
    }

    [Fact]
    public async Task A_deleted_name_can_be_recovered_or_purged_and_is_not_free_before()
    {
        await SignInAsync();
        await MakeAsync("one");
        Assert.Equal(
            $"{Vault}/deletedcertificates/one",
            (string?)(await _client.DeleteAsync($"{Vault}/certificates/one{Version}")).Expect(200)["recoveryId"]
        );
        (await _client.GetAsync($"{Vault}/certificates/one{Version}")).ExpectError(404, "CertificateNotFound", "one");
        var refused = await CreateAsync("one");
        refused.ExpectError(409, "Conflict", "Certificate one is currently in a deleted but recoverable state");
        Assert.Equal("ObjectIsDeletedButRecoverable", (string?)refused["error"]["innererror"]!["code"]);
        (await _client.PostAsync($"{Vault}/deletedcertificates/one/recover{Version}")).Expect(200);
        (await _client.GetAsync($"{Vault}/certificates/one{Version}")).Expect(200);
        await _client.DeleteAsync($"{Vault}/certificates/one{Version}");
        (await _client.DeleteAsync($"{Vault}/deletedcertificates/one{Version}")).Expect(204);
        (await CreateAsync("one")).Expect(202);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task The_key_signs_what_the_certificate_proves_unless_its_version_is_disabled(string algorithm)
    {
        await SignInAsync();
        var made = await MakeAsync("one");
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String((string)made["cer"]!));
        var digest = SHA256.HashData("data"u8);
        var body = new JsonObject { ["alg"] = algorithm, ["value"] = Base64Url(digest) };

        var signed = (await _client.PostAsync($"{(string)made["kid"]!}/sign{Version}", body)).Expect(200);

        using var key = certificate.GetRSAPublicKey()!;
        Assert.True(
            key.VerifyHash(
                digest,
                FromBase64Url((string)signed["value"]!),
                HashAlgorithmName.SHA256,
                algorithm == "RS256" ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss
            )
        );
        (await _client.PatchAsync($"{made.Id}{Version}", JsonNode.Parse("""{"attributes":{"enabled":false}}""")!)).Expect(200);
        (await _client.PostAsync($"{(string)made["kid"]!}/sign{Version}", (JsonObject)body.DeepClone())).ExpectError(
            403,
            "Forbidden",
            "disabled key"
        );
    }

    [Theory]
    [InlineData("""{}""", "policy")]
    [InlineData("""{"policy":{"issuer":{"name":"Self"},"x509_props":{"validity_months":6}}}""", "subject")]
    [InlineData("""{"policy":{"issuer":{"name":"Self"},"x509_props":{"subject":"one"}}}""", "distinguished name")]
    [InlineData("""{"policy":{"issuer":{"name":"Other"},"x509_props":{"subject":"CN=one"}}}""", "issuer")]
    [InlineData("""{"policy":{"issuer":{"name":"Self"},"key_props":{"key_size":1024},"x509_props":{"subject":"CN=one"}}}""", "key_size")]
    [InlineData("""{"policy":{"issuer":{"name":"Self"},"x509_props":{"subject":"CN=one","validity_months":0}}}""", "validity_months")]
    public async Task A_policy_that_no_vault_follows_is_refused(string body, string what)
    {
        await SignInAsync();
        (await _client.PostAsync($"{Vault}/certificates/one/create{Version}", JsonNode.Parse(body))).ExpectError(400, "BadParameter", what);
    }

    [Fact]
    public async Task Who_may_only_read_makes_and_signs_nothing()
    {
        await SignInAsync();
        var made = await MakeAsync("one");
        _client.Tenant.Settings.KeyVaultAccess = SandboxKeyVaultAccess.User;
        (await _client.GetAsync($"{Vault}/certificates/one{Version}")).Expect(200);
        (await CreateAsync("two")).ExpectError(403, "Forbidden", "certificates/create/action");
        var body = new JsonObject { ["alg"] = "PS256", ["value"] = Base64Url(SHA256.HashData("x"u8)) };
        (await _client.PostAsync($"{(string)made["kid"]!}/sign{Version}", body)).ExpectError(403, "Forbidden", "keys/sign/action");
        _client.Tenant.Settings.KeyVaultAccess = SandboxKeyVaultAccess.None;
        (await _client.GetAsync($"{Vault}/certificates/one{Version}")).ExpectError(403, "Forbidden", "not authorized");
    }

    [Fact]
    public async Task No_export_holds_a_key()
    {
        await SignInAsync();
        await MakeAsync("one");
        Assert.DoesNotContain("vaultCertificates", _client.Tenant.ExportState(), StringComparison.Ordinal);
    }

    private async Task<Answer> MakeAsync(string name)
    {
        (await CreateAsync(name)).Expect(202);
        _clock.Advance(TimeSpan.FromSeconds(7));
        return (await _client.GetAsync($"{Vault}/certificates/{name}{Version}")).Expect(200);
    }

    private Task<Answer> CreateAsync(string name) =>
        _client.PostAsync($"{Vault}/certificates/{name}/create{Version}", JsonNode.Parse(Policy));

    private async Task SignInAsync() =>
        _client.Token = (string)
            (
                await _client.ClientTokenAsync(
                    _client.Tenant.AdminClientId,
                    _client.Tenant.AdminClientSecret,
                    "https://vault.azure.net/.default"
                )
            ).Expect(200)["access_token"]!;

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[] FromBase64Url(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '='));
    }
}
