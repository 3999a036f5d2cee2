using System.Text;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.SignIn;

public sealed class ClientCredentialsTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly SandboxClient _client;

    public ClientCredentialsTests() => _client = new SandboxClient(new SandboxSettings { Clock = _clock, Seed = 3 });

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_token_tells_tenant_audience_client_and_consented_roles()
    {
        var (id, appId, principal) = await _client.CreateAppAsync();
        var graph = await _client.PrincipalIdAsync("00000003-0000-0000-c000-000000000000");
        (
            await _client.PostAsync(
                $"/servicePrincipals/{principal}/appRoleAssignments",
                new JsonObject
                {
                    ["principalId"] = principal,
                    ["resourceId"] = graph,
                    ["appRoleId"] = "df021288-bdef-4463-88db-98f22de89214",
                }
            )
        ).Expect(201);
        var secret = (string)(await _client.PostAsync($"/applications/{id}/addPassword"))["secretText"]!;
        var answer = (await _client.ClientTokenAsync(appId, secret)).Expect(200);
        Assert.Equal("Bearer", (string?)answer["token_type"]);
        Assert.Equal(3599, (int?)answer["expires_in"]);
        var claims = Claims((string)answer["access_token"]!);
        Assert.Equal("https://graph.microsoft.com", (string?)claims["aud"]);
        Assert.Equal($"https://sts.windows.net/{_client.Tenant.TenantId}/", (string?)claims["iss"]);
        Assert.Equal(_client.Tenant.TenantId, (string?)claims["tid"]);
        Assert.Equal(appId, (string?)claims["appid"]);
        Assert.Equal(principal, (string?)claims["oid"]);
        Assert.Equal("""["User.Read.All"]""", claims["roles"]!.ToJsonString());
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds() + 3600, (long?)claims["exp"]);
    }

    [Fact]
    public async Task Signatures_can_be_checked_with_the_published_keys()
    {
        var token = (await _client.AdministratorTokenAsync()).Split('.');
        var metadata = (
            await _client.SendRawAsync(
                "GET",
                $"https://login.microsoftonline.com/{_client.Tenant.TenantId}/v2.0/.well-known/openid-configuration",
                null
            )
        ).Expect(200);
        Assert.Equal($"https://login.microsoftonline.com/{_client.Tenant.TenantId}/v2.0", (string?)metadata["issuer"]);
        var keys = (await _client.SendRawAsync("GET", (string)metadata["jwks_uri"]!, null)).Expect(200);
        var head = JsonNode.Parse(Decode(token[0]))!;
        var key = ((JsonArray)keys["keys"]).Single(each => (string?)each!["kid"] == (string?)head["kid"])!;
        using var rsa = System.Security.Cryptography.RSA.Create(
            new System.Security.Cryptography.RSAParameters { Modulus = Decode((string)key["n"]!), Exponent = Decode((string)key["e"]!) }
        );
        Assert.True(
            rsa.VerifyData(
                Encoding.ASCII.GetBytes(token[0] + "." + token[1]),
                Decode(token[2]),
                System.Security.Cryptography.HashAlgorithmName.SHA256,
                System.Security.Cryptography.RSASignaturePadding.Pkcs1
            )
        );
    }

    [Fact]
    public async Task A_client_that_was_given_an_address_of_its_own_for_graph_gets_a_token_for_that_address_and_for_no_other()
    {
        var tenant = _client.Tenant;
        async Task<Answer> TokenAsync(string scope) =>
            await _client.PostFormAsync(
                $"http://127.0.0.1:5000/{tenant.TenantId}/oauth2/v2.0/token",
                ("grant_type", "client_credentials"),
                ("client_id", tenant.AdminClientId),
                ("client_secret", tenant.AdminClientSecret),
                ("scope", scope)
            );
        var token = (string)(await TokenAsync("http://127.0.0.1:5000/.default")).Expect(200)["access_token"]!;

        Assert.Equal("http://127.0.0.1:5000", (string?)Claims(token)["aud"]);
        (await _client.SendRawAsync("GET", "http://127.0.0.1:5000/v1.0/organization", null, ("Authorization", "Bearer " + token))).Expect(
            200
        );
        (await _client.SendRawAsync("GET", "http://127.0.0.1:6000/v1.0/organization", null, ("Authorization", "Bearer " + token))).Expect(
            401
        );
        ExpectSignInError(await TokenAsync("http://127.0.0.1:6000/.default"), 400, 500011, "invalid_resource");
    }

    [Fact]
    public async Task An_api_that_asks_for_the_second_version_gets_it()
    {
        var (id, appId, principal) = await _client.CreateAppAsync(
            more: JsonNode
                .Parse(
                    """
                    {"api":{"requestedAccessTokenVersion":2},"appRoles":[{"id":"11111111-1111-1111-1111-111111111111","value":"Do","displayName":"Do","description":"Do","isEnabled":true,"allowedMemberTypes":["Application"]}]}
                    """
                )!
                .AsObject()
        );
        (
            await _client.PostAsync(
                $"/servicePrincipals/{principal}/appRoleAssignments",
                new JsonObject
                {
                    ["principalId"] = principal,
                    ["resourceId"] = principal,
                    ["appRoleId"] = "11111111-1111-1111-1111-111111111111",
                }
            )
        ).Expect(201);
        var secret = (string)(await _client.PostAsync($"/applications/{id}/addPassword"))["secretText"]!;
        var claims = Claims((string)(await _client.ClientTokenAsync(appId, secret, $"{appId}/.default")).Expect(200)["access_token"]!);
        Assert.Equal("2.0", (string?)claims["ver"]);
        Assert.Equal(appId, (string?)claims["azp"]);
        Assert.Equal(appId, (string?)claims["aud"]);
        Assert.Equal($"https://login.microsoftonline.com/{_client.Tenant.TenantId}/v2.0", (string?)claims["iss"]);
        Assert.Equal("""["Do"]""", claims["roles"]!.ToJsonString());
    }

    [Fact]
    public async Task The_older_endpoint_takes_a_resource_and_the_domain_stands_for_the_tenant()
    {
        var answer = (
            await _client.TokenAsync(
                "contoso.onmicrosoft.com",
                true,
                ("grant_type", "client_credentials"),
                ("client_id", _client.Tenant.AdminClientId),
                ("client_secret", _client.Tenant.AdminClientSecret),
                ("resource", "https://graph.microsoft.com")
            )
        ).Expect(200);
        Assert.Equal("https://graph.microsoft.com", (string?)answer["resource"]);
        Assert.Equal("3599", (string?)answer["expires_in"]);
    }

    [Fact]
    public async Task A_wrong_an_expired_and_a_removed_secret_are_told_apart()
    {
        var (id, appId, _) = await _client.CreateAppAsync();
        var added = (
            await _client.PostAsync(
                $"/applications/{id}/addPassword",
                new JsonObject { ["passwordCredential"] = new JsonObject { ["endDateTime"] = "2025-03-02T12:00:00Z" } }
            )
        ).Expect(200);
        var secret = (string)added["secretText"]!;
        (await _client.ClientTokenAsync(appId, secret)).Expect(200);
        ExpectSignInError(await _client.ClientTokenAsync(appId, secret + "x"), 401, 7000215, "invalid_client");
        ExpectSignInError(await _client.ClientTokenAsync(appId, (string)added["keyId"]!), 401, 7000215, "invalid_client");
        _clock.Advance(TimeSpan.FromDays(1));
        ExpectSignInError(await _client.ClientTokenAsync(appId, secret), 401, 7000222, "invalid_client");
        _client.Token = null;
        (await _client.PostAsync($"/applications/{id}/removePassword", new JsonObject { ["keyId"] = (string?)added["keyId"] })).Expect(204);
        ExpectSignInError(await _client.ClientTokenAsync(appId, secret), 401, 7000215, "invalid_client");
    }

    [Fact]
    public async Task A_secret_of_the_service_principal_works_as_well()
    {
        var (_, appId, principal) = await _client.CreateAppAsync();
        var added = (await _client.PostAsync($"/servicePrincipals/{principal}/addPassword")).Expect(200);
        Assert.Null(added.Json!["hint"]);
        (await _client.ClientTokenAsync(appId, (string)added["secretText"]!)).Expect(200);
    }

    [Fact]
    public async Task A_new_secret_is_refused_until_its_delay_is_over()
    {
        using var client = new SandboxClient(new SandboxSettings { Clock = _clock, SecretDelay = TimeSpan.FromSeconds(30) });
        var (id, appId, _) = await client.CreateAppAsync();
        var secret = (string)(await client.PostAsync($"/applications/{id}/addPassword"))["secretText"]!;
        ExpectSignInError(await client.ClientTokenAsync(appId, secret), 401, 7000215, "invalid_client");
        _clock.Advance(TimeSpan.FromSeconds(30));
        (await client.ClientTokenAsync(appId, secret)).Expect(200);
    }

    [Fact]
    public async Task Every_refusal_has_Entras_number_and_form()
    {
        var (id, appId, principal) = await _client.CreateAppAsync();
        var secret = (string)(await _client.PostAsync($"/applications/{id}/addPassword"))["secretText"]!;
        var tenant = _client.Tenant.TenantId;
        (string, string) grant = ("grant_type", "client_credentials"),
            client = ("client_id", appId),
            password = ("client_secret", secret),
            scope = ("scope", "https://graph.microsoft.com/.default");
        ExpectSignInError(
            await _client.TokenAsync("fabrikam.onmicrosoft.com", false, grant, client, password, scope),
            400,
            90002,
            "invalid_request"
        );
        ExpectSignInError(await _client.TokenAsync(tenant, false, grant, password, scope), 400, 900144, "invalid_request");
        ExpectSignInError(await _client.TokenAsync(tenant, false, client, password, scope), 400, 900144, "invalid_request");
        ExpectSignInError(await _client.TokenAsync(tenant, false, grant, client, password), 400, 900144, "invalid_request");
        ExpectSignInError(
            await _client.TokenAsync(tenant, false, ("grant_type", "magic"), client, password, scope),
            400,
            70003,
            "unsupported_grant_type"
        );
        ExpectSignInError(await _client.TokenAsync(tenant, false, grant, client, scope), 401, 7000218, "invalid_client");
        ExpectSignInError(
            await _client.TokenAsync(tenant, false, grant, ("client_id", Guid.NewGuid().ToString()), password, scope),
            400,
            700016,
            "unauthorized_client"
        );
        ExpectSignInError(
            await _client.TokenAsync(tenant, false, grant, client, password, ("scope", "User.Read")),
            400,
            1002012,
            "invalid_scope"
        );
        ExpectSignInError(
            await _client.TokenAsync(
                tenant,
                false,
                grant,
                client,
                password,
                ("scope", "https://graph.microsoft.com/.default https://outlook.office.com/.default")
            ),
            400,
            70011,
            "invalid_scope"
        );
        ExpectSignInError(
            await _client.TokenAsync(tenant, false, grant, client, password, ("scope", "https://nowhere.example/.default")),
            400,
            500011,
            "invalid_resource"
        );
        ExpectSignInError(await _client.TokenAsync("common", false, grant, client, password, scope), 400, 50059, "invalid_request");
        (await _client.PatchAsync("/servicePrincipals/" + principal, new JsonObject { ["accountEnabled"] = false })).Expect(204);
        ExpectSignInError(await _client.TokenAsync(tenant, false, grant, client, password, scope), 401, 7000112, "unauthorized_client");
        (await _client.DeleteAsync("/servicePrincipals/" + principal)).Expect(204);
        ExpectSignInError(await _client.TokenAsync(tenant, false, grant, client, password, scope), 401, 7000229, "invalid_client");
        var get = (await _client.SendRawAsync("GET", $"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", null)).Expect(400);
        Assert.Equal(900561, (int?)get["error_codes"][0]);
    }

    [Fact]
    public async Task A_resource_that_requires_assignment_gives_tokens_only_to_clients_with_a_role()
    {
        var (id, appId, _) = await _client.CreateAppAsync("Client");
        var (_, api, apiPrincipal) = await _client.CreateAppAsync("Api");
        var secret = (string)(await _client.PostAsync($"/applications/{id}/addPassword"))["secretText"]!;
        (await _client.PatchAsync("/servicePrincipals/" + apiPrincipal, new JsonObject { ["appRoleAssignmentRequired"] = true })).Expect(
            204
        );
        ExpectSignInError(await _client.ClientTokenAsync(appId, secret, $"{api}/.default"), 400, 501051, "invalid_grant");
    }

    [Theory]
    [InlineData(null, "Access token is empty.")]
    [InlineData("Bearer nonsense", "not well formed")]
    [InlineData("Bearer a.b.c", "not well formed")]
    [InlineData("Basic abc", "Access token is empty.")]
    public async Task Graph_refuses_what_is_no_token(string? header, string message)
    {
        var answer = await _client.SendRawAsync("GET", "/applications", null, header is null ? [] : [("Authorization", header)]);
        answer.ExpectError(401, "InvalidAuthenticationToken", message);
        Assert.Contains("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_refuses_an_expired_a_foreign_an_altered_and_anothers_token()
    {
        var token = await _client.AdministratorTokenAsync();
        var parts = token.Split('.');
        var altered =
            parts[0]
            + "."
            + Convert
                .ToBase64String(
                    Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Decode(parts[1])).Replace("app", "apq", StringComparison.Ordinal))
                )
                .TrimEnd('=')
                .Replace('+', '-')
                .Replace('/', '_')
            + "."
            + parts[2];
        (await _client.SendRawAsync("GET", "/applications", null, ("Authorization", "Bearer " + altered))).ExpectError(
            401,
            "InvalidAuthenticationToken",
            "signature"
        );
        using var other = new SandboxClient(new SandboxSettings { Clock = _clock });
        (await other.SendRawAsync("GET", "/applications", null, ("Authorization", "Bearer " + token))).ExpectError(
            401,
            "InvalidAuthenticationToken",
            "tenant"
        );
        var exchange = (string)
            (
                await _client.ClientTokenAsync(
                    _client.Tenant.AdminClientId,
                    _client.Tenant.AdminClientSecret,
                    "https://outlook.office365.com/.default"
                )
            ).Expect(200)["access_token"]!;
        (await _client.SendRawAsync("GET", "/applications", null, ("Authorization", "Bearer " + exchange))).ExpectError(
            401,
            "InvalidAuthenticationToken",
            "audience"
        );
        _clock.Advance(TimeSpan.FromHours(1));
        (await _client.SendRawAsync("GET", "/applications", null, ("Authorization", "Bearer " + token))).ExpectError(
            401,
            "InvalidAuthenticationToken",
            "expired"
        );
    }

    [Fact]
    public async Task A_client_may_do_what_it_was_granted_and_nothing_else()
    {
        var (id, appId, principal) = await _client.CreateAppAsync();
        var graph = await _client.PrincipalIdAsync("00000003-0000-0000-c000-000000000000");
        (
            await _client.PostAsync(
                $"/servicePrincipals/{principal}/appRoleAssignments",
                new JsonObject
                {
                    ["principalId"] = principal,
                    ["resourceId"] = graph,
                    ["appRoleId"] = "df021288-bdef-4463-88db-98f22de89214",
                }
            )
        ).Expect(201);
        var secret = (string)(await _client.PostAsync($"/applications/{id}/addPassword"))["secretText"]!;
        _client.Token = (string)(await _client.ClientTokenAsync(appId, secret)).Expect(200)["access_token"]!;
        (await _client.GetAsync("/users")).Expect(200);
        (await _client.GetAsync("/applications")).ExpectError(
            403,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation."
        );
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "x" })).ExpectError(
            403,
            "Authorization_RequestDenied"
        );
    }

    [Fact]
    public async Task Cloud_discovery_names_the_host_that_was_asked()
    {
        var answer = (
            await _client.SendRawAsync(
                "GET",
                $"https://login.microsoftonline.com/common/discovery/instance?api-version=1.1&authorization_endpoint=https%3A%2F%2Flogin.microsoftonline.com%2F{_client.Tenant.TenantId}%2Foauth2%2Fv2.0%2Fauthorize",
                null
            )
        ).Expect(200);
        Assert.Equal(
            $"https://login.microsoftonline.com/{_client.Tenant.TenantId}/v2.0/.well-known/openid-configuration",
            (string?)answer["tenant_discovery_endpoint"]
        );
        Assert.Contains((JsonArray)answer["metadata"][0]!["aliases"]!, alias => (string?)alias == "login.microsoftonline.com");
    }

    internal static void ExpectSignInError(Answer answer, int status, int code, string error)
    {
        answer.Expect(status);
        Assert.Equal(code, (int?)answer["error_codes"][0]);
        Assert.Equal(error, (string?)answer["error"]);
        Assert.StartsWith($"AADSTS{code}: ", (string?)answer["error_description"], StringComparison.Ordinal);
        Assert.NotNull(answer.Json!["trace_id"]);
        Assert.NotNull(answer.Json["correlation_id"]);
    }

    internal static JsonNode Claims(string token) => JsonNode.Parse(Decode(token.Split('.')[1]))!;

    private static byte[] Decode(string part) =>
        Convert.FromBase64String(part.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (part.Length % 4)) % 4));
}
