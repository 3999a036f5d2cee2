using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class PolicyTests : IDisposable
{
    private const string Policies = "/policies/appManagementPolicies";

    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SandboxClient _client;

    public PolicyTests() =>
        _client = new SandboxClient(
            new SandboxSettings
            {
                Seed = 1,
                Clock = _clock,
                MaxSecretLifetime = TimeSpan.FromDays(365),
            }
        );

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_policy_that_is_assigned_comes_before_that_of_the_tenant()
    {
        var (app, _, _) = await _client.CreateAppAsync();
        var policy = (await _client.PostAsync(Policies, Policy("passwordLifetime", "P90D"))).Expect(201).Id;
        (await SecretAsync(app, 200)).Expect(200);
        (await SecretAsync(app, 500)).ExpectError(400, "CredentialInvalidLifetimeAsPerAppPolicy", "00000000-0000-0000-0000-000000000000");
        (await _client.PostAsync($"/applications/{app}/appManagementPolicies/$ref", Reference(policy))).Expect(204);
        (await _client.PostAsync($"/applications/{app}/appManagementPolicies/$ref", Reference(policy))).ExpectError(
            400,
            "Request_BadRequest"
        );
        (await SecretAsync(app, 200)).ExpectError(400, "CredentialInvalidLifetimeAsPerAppPolicy", policy);
        (await SecretAsync(app, 80)).Expect(200);
        Assert.Equal(
            policy,
            (string?)Assert.Single((await _client.GetAsync($"/applications/{app}/appManagementPolicies")).Expect(200).Value)!["id"]
        );
        Assert.Equal(app, (string?)Assert.Single((await _client.GetAsync($"{Policies}/{policy}/appliesTo")).Expect(200).Value)!["id"]);
        (await _client.PatchAsync($"{Policies}/{policy}", new JsonObject { ["isEnabled"] = false })).Expect(204);
        (await SecretAsync(app, 200)).Expect(200);
        (await _client.PatchAsync($"{Policies}/{policy}", new JsonObject { ["isEnabled"] = true })).Expect(204);
        (await _client.DeleteAsync($"/applications/{app}/appManagementPolicies/{policy}/$ref")).Expect(204);
        (await SecretAsync(app, 200)).Expect(200);
        (await _client.DeleteAsync($"{Policies}/{policy}")).Expect(204);
        (await _client.GetAsync($"{Policies}/{policy}")).ExpectError(404, "Request_ResourceNotFound");
    }

    [Fact]
    public async Task A_policy_forbids_secrets_and_shortens_certificates()
    {
        var (app, _, principal) = await _client.CreateAppAsync();
        var policy = (
            await _client.PostAsync(
                Policies,
                JsonNode.Parse(
                    """
                    {"displayName":"Strict","isEnabled":true,"restrictions":{
                        "passwordCredentials":[{"restrictionType":"passwordAddition","state":"enabled","maxLifetime":null,"restrictForAppsCreatedAfterDateTime":"2019-10-19T10:37:00Z"}],
                        "keyCredentials":[{"restrictionType":"asymmetricKeyLifetime","state":"enabled","maxLifetime":"P30D"}]}}
                    """
                )
            )
        ).Expect(201).Id;
        foreach (var path in new[] { "/applications/" + app, "/servicePrincipals/" + principal })
        {
            (await _client.PostAsync($"{path}/appManagementPolicies/$ref", Reference(policy))).Expect(204);
            (await _client.PostAsync($"{path}/addPassword")).ExpectError(400, "CredentialTypeNotAllowedAsPerAppPolicy", policy);
            (await _client.PatchAsync(path, Certificate(300))).ExpectError(400, "CredentialInvalidLifetimeAsPerAppPolicy", policy);
            (await _client.PatchAsync(path, Certificate(20))).Expect(204);
        }

        // An application of before the restriction began is left alone.
        (
            await _client.PatchAsync(
                $"{Policies}/{policy}",
                JsonNode.Parse(
                    """{"restrictions":{"passwordCredentials":[{"restrictionType":"passwordAddition","restrictForAppsCreatedAfterDateTime":"2030-01-01T00:00:00Z"}]}}"""
                )!
            )
        ).Expect(204);
        (await SecretAsync(app, 20)).Expect(200);
    }

    [Fact]
    public async Task The_policy_of_the_tenant_is_changed_by_a_request()
    {
        var (app, _, _) = await _client.CreateAppAsync();
        (
            await _client.PatchAsync(
                "/policies/defaultAppManagementPolicy",
                JsonNode.Parse(
                    """
                    {"isEnabled":true,"applicationRestrictions":{"passwordCredentials":[{"restrictionType":"passwordLifetime","maxLifetime":"P10D"}]}}
                    """
                )!
            )
        ).Expect(204);
        Assert.Equal(
            "P10D",
            (string?)
                (await _client.GetAsync("/policies/defaultAppManagementPolicy"))["applicationRestrictions"]["passwordCredentials"]![0]![
                    "maxLifetime"
                ]
        );
        (await SecretAsync(app, 20)).ExpectError(400, "CredentialInvalidLifetimeAsPerAppPolicy");
        (await _client.PatchAsync("/policies/defaultAppManagementPolicy", new JsonObject { ["isEnabled"] = false })).Expect(204);
        (await SecretAsync(app, 700)).Expect(200);
    }

    [Theory]
    [InlineData("""{"isEnabled":true}""")]
    [InlineData("""{"displayName":"x","restrictions":{"passwordCredentials":[{"restrictionType":"nosuch"}]}}""")]
    [InlineData("""{"displayName":"x","restrictions":{"passwordCredentials":[{"restrictionType":"passwordLifetime"}]}}""")]
    [InlineData(
        """{"displayName":"x","restrictions":{"passwordCredentials":[{"restrictionType":"passwordLifetime","maxLifetime":"long"}]}}"""
    )]
    [InlineData("""{"displayName":"x","restrictions":{"keyCredentials":[{"restrictionType":"passwordLifetime","maxLifetime":"P1D"}]}}""")]
    [InlineData(
        """{"displayName":"x","restrictions":{"applicationRestrictions":{"identifierUris":{"nonDefaultUriAddition":{"state":"enabled"}}}}}"""
    )]
    public async Task A_policy_that_nobody_could_be_held_to_is_refused(string body)
    {
        var before = _client.Tenant.ExportState();
        (await _client.PostAsync(Policies, JsonNode.Parse(body))).ExpectError(400, "Request_BadRequest");
        Assert.Equal(before, _client.Tenant.ExportState());
    }

    private static JsonNode Policy(string type, string lifetime) =>
        JsonNode.Parse(
            $$$"""{"displayName":"P","isEnabled":true,"restrictions":{"passwordCredentials":[{"restrictionType":"{{{type}}}","maxLifetime":"{{{lifetime}}}"}]}}"""
        )!;

    private static JsonObject Reference(string policy) =>
        new() { ["@odata.id"] = $"https://graph.microsoft.com/v1.0/policies/appManagementPolicies/{policy}" };

    private Task<Answer> SecretAsync(string app, int days) =>
        _client.PostAsync(
            $"/applications/{app}/addPassword",
            new JsonObject { ["passwordCredential"] = new JsonObject { ["endDateTime"] = _clock.GetUtcNow().AddDays(days).ToString("O") } }
        );

    private JsonObject Certificate(int days)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            _clock.GetUtcNow(),
            _clock.GetUtcNow().AddDays(days)
        );
        return new JsonObject
        {
            ["keyCredentials"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "AsymmetricX509Cert",
                    ["usage"] = "Verify",
                    ["key"] = Convert.ToBase64String(certificate.RawData),
                }
            ),
        };
    }
}
