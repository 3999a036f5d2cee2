using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.SignIn;

public sealed class AuthorizationCodeTests : IDisposable
{
    private const string Redirect = "https://app.example/callback";
    private const string Alex = "alex.weber@contoso.onmicrosoft.com";
    private const string Administrator = "admin@contoso.onmicrosoft.com";

    private readonly ManualClock _clock = new();
    private readonly SandboxClient _client;

    public AuthorizationCodeTests() =>
        _client = new SandboxClient(
            new SandboxSettings
            {
                Clock = _clock,
                Seed = 4,
                SignInUser = Alex,
            }
        );

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_web_page_gets_a_code_and_for_it_the_tokens_of_the_user_who_signed_in()
    {
        var (_, appId, principal, secret) = await WebAppAsync();
        var back = await AuthorizeAsync(appId, "openid profile email offline_access User.Read", ("state", "a b&c"), ("nonce", "n1"));
        Assert.Equal("a b&c", back["state"]);
        var tokens = (await RedeemAsync(appId, secret, back["code"]!)).Expect(200);
        var access = ClientCredentialsTests.Claims((string)tokens["access_token"]!);
        Assert.Equal("https://graph.microsoft.com", (string?)access["aud"]);
        string[] scopes = ((string)access["scp"]!).Split(' ');
        Assert.Equal(["User.Read", "email", "openid", "profile"], scopes.Order(StringComparer.Ordinal));
        Assert.Equal(Alex, (string?)access["upn"]);
        Assert.Equal(["b79fbf4d-3ef9-4689-8143-76b194e85509"], access["wids"]!.AsArray().Select(wid => (string)wid!));
        var identity = ClientCredentialsTests.Claims((string)tokens["id_token"]!);
        Assert.Equal(appId, (string?)identity["aud"]);
        Assert.Equal("n1", (string?)identity["nonce"]);
        Assert.Equal(Alex, (string?)identity["preferred_username"]);
        Assert.Equal(Alex, (string?)identity["email"]);
        _client.Token = (string)tokens["access_token"]!;
        Assert.Equal("Alex Weber", (string?)(await _client.GetAsync("/me")).Expect(200)["displayName"]);
        _client.Token = null;
        var grant = Assert.Single((await _client.GetAsync($"/oauth2PermissionGrants?$filter=clientId eq '{principal}'")).Value)!;
        Assert.Equal("Principal", (string?)grant["consentType"]);
        var refreshed = (
            await _client.TokenAsync(
                _client.Tenant.TenantId,
                false,
                ("grant_type", "refresh_token"),
                ("client_id", appId),
                ("client_secret", secret),
                ("refresh_token", (string)tokens["refresh_token"]!)
            )
        ).Expect(200);
        Assert.NotNull(refreshed["access_token"]);
        (
            await _client.TokenAsync(
                _client.Tenant.TenantId,
                false,
                ("grant_type", "refresh_token"),
                ("client_id", appId),
                ("client_secret", secret),
                ("refresh_token", "made-up")
            )
        ).Expect(400);
    }

    [Fact]
    public async Task A_public_client_proves_its_code_with_the_verifier_and_sends_no_secret()
    {
        var (id, appId, _, secret) = await WebAppAsync();
        (
            await _client.PatchAsync("/applications/" + id, JsonNode.Parse("""{"publicClient":{"redirectUris":["http://localhost"]}}""")!)
        ).Expect(204);
        const string Verifier = "0123456789-0123456789-0123456789-0123456789";
        var challenge = Convert
            .ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))
            .TrimEnd('=')
            .Replace('+', '-')
            .Replace('/', '_');
        async Task<string> Code() =>
            (
                await AuthorizeAsync(
                    appId,
                    "User.Read",
                    ("redirect_uri", "http://localhost:51234"),
                    ("code_challenge", challenge),
                    ("code_challenge_method", "S256")
                )
            )["code"]!;
        (string, string)[] With(string code, params (string, string)[] more) =>
            [
                ("grant_type", "authorization_code"),
                ("client_id", appId),
                ("code", code),
                ("redirect_uri", "http://localhost:51234"),
                .. more,
            ];
        ClientCredentialsTests.ExpectSignInError(
            await _client.TokenAsync(_client.Tenant.TenantId, false, With(await Code())),
            400,
            50148,
            "invalid_grant"
        );
        ClientCredentialsTests.ExpectSignInError(
            await _client.TokenAsync(_client.Tenant.TenantId, false, With(await Code(), ("code_verifier", "other"))),
            400,
            501481,
            "invalid_grant"
        );
        ClientCredentialsTests.ExpectSignInError(
            await _client.TokenAsync(
                _client.Tenant.TenantId,
                false,
                With(await Code(), ("code_verifier", Verifier), ("client_secret", secret))
            ),
            401,
            700025,
            "invalid_client"
        );
        (await _client.TokenAsync(_client.Tenant.TenantId, false, With(await Code(), ("code_verifier", Verifier)))).Expect(200);
    }

    [Fact]
    public async Task A_code_is_good_once_for_ten_minutes_and_for_its_own_redirect_and_client()
    {
        var (_, appId, _, secret) = await WebAppAsync();
        var (_, other, _, otherSecret) = await WebAppAsync("Other");
        var code = (await AuthorizeAsync(appId, "User.Read"))["code"]!;
        ClientCredentialsTests.ExpectSignInError(await RedeemAsync(other, otherSecret, code), 400, 700005, "invalid_grant");
        ClientCredentialsTests.ExpectSignInError(
            await RedeemAsync(appId, secret, code, "https://app.example/other"),
            400,
            500112,
            "invalid_grant"
        );
        ClientCredentialsTests.ExpectSignInError(await RedeemAsync(appId, "wrong", code), 401, 7000215, "invalid_client");
        (await RedeemAsync(appId, secret, code)).Expect(200);
        ClientCredentialsTests.ExpectSignInError(await RedeemAsync(appId, secret, code), 400, 54005, "invalid_grant");
        ClientCredentialsTests.ExpectSignInError(await RedeemAsync(appId, secret, "made-up"), 400, 9002313, "invalid_grant");
        var late = (await AuthorizeAsync(appId, "User.Read"))["code"]!;
        _clock.Advance(TimeSpan.FromMinutes(10));
        ClientCredentialsTests.ExpectSignInError(await RedeemAsync(appId, secret, late), 400, 70008, "invalid_grant");
    }

    [Fact]
    public async Task Nobody_is_sent_to_an_address_that_is_not_registered()
    {
        var (_, appId, _, _) = await WebAppAsync();
        foreach (var address in new[] { "https://evil.example/", Redirect + "/more", Redirect.ToUpperInvariant() })
        {
            var answer = await GetAsync(
                $"authorize?client_id={appId}&response_type=code&scope=User.Read&redirect_uri={Uri.EscapeDataString(address)}"
            );
            Assert.Equal(400, answer.Status);
            Assert.Contains("AADSTS50011", answer.Text, StringComparison.Ordinal);
            Assert.False(answer.Headers.ContainsKey("Location"));
        }

        Assert.Contains(
            "AADSTS700016",
            (await GetAsync($"authorize?client_id={Guid.NewGuid()}&response_type=code&scope=User.Read&redirect_uri=x")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Consent_is_the_users_to_give_unless_the_permission_is_an_administrators()
    {
        var (_, appId, principal, _) = await WebAppAsync();
        var silent = await AuthorizeAsync(appId, "User.Read", ("prompt", "none"));
        Assert.Equal("interaction_required", silent["error"]);
        Assert.Contains("AADSTS65001", silent["error_description"], StringComparison.Ordinal);
        Assert.Contains(
            "AADSTS90094",
            (await AuthorizeAsync(appId, "Directory.AccessAsUser.All"))["error_description"],
            StringComparison.Ordinal
        );
        Assert.Empty((await _client.GetAsync($"/oauth2PermissionGrants?$filter=clientId eq '{principal}'")).Value);
        _client.Tenant.Settings.Consent = SandboxConsent.Decline;
        var declined = await AuthorizeAsync(appId, "User.Read");
        Assert.Equal("access_denied", declined["error"]);
        Assert.Contains("AADSTS65004", declined["error_description"], StringComparison.Ordinal);
        _client.Tenant.Settings.Consent = SandboxConsent.AcceptForOrganization;
        Assert.NotNull((await AuthorizeAsync(appId, "Directory.AccessAsUser.All", ("login_hint", Administrator)))["code"]);
        var grant = Assert.Single((await _client.GetAsync($"/oauth2PermissionGrants?$filter=clientId eq '{principal}'")).Value)!;
        Assert.Equal("AllPrincipals", (string?)grant["consentType"]);
        Assert.NotNull((await AuthorizeAsync(appId, "Directory.AccessAsUser.All", ("prompt", "none")))["code"]);
    }

    [Fact]
    public async Task A_scope_that_does_not_exist_and_scopes_of_two_resources_are_refused()
    {
        var (_, appId, _, _) = await WebAppAsync();
        Assert.Contains("AADSTS650053", (await AuthorizeAsync(appId, "User.Red"))["error_description"], StringComparison.Ordinal);
        Assert.Contains(
            "AADSTS28000",
            (await AuthorizeAsync(appId, "User.Read https://outlook.office.com/Mail.Read"))["error_description"],
            StringComparison.Ordinal
        );
        Assert.Contains(
            "AADSTS500011",
            (await AuthorizeAsync(appId, "https://nowhere.example/read"))["error_description"],
            StringComparison.Ordinal
        );
        Assert.Contains(
            "AADSTS70011",
            (await AuthorizeAsync(appId, "https://graph.microsoft.com/.default User.Read"))["error_description"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Assignment_required_lets_in_whom_a_group_or_a_direct_assignment_names()
    {
        var (_, appId, principal, _) = await WebAppAsync();
        (await _client.PatchAsync("/servicePrincipals/" + principal, new JsonObject { ["appRoleAssignmentRequired"] = true })).Expect(204);
        var refused = await AuthorizeAsync(appId, "User.Read");
        Assert.Contains("AADSTS50105", refused["error_description"], StringComparison.Ordinal);
        var group = (string)(await _client.GetAsync("/groups?$filter=displayName eq 'Security team'")).Value[0]!["id"]!;
        (
            await _client.PostAsync(
                $"/servicePrincipals/{principal}/appRoleAssignedTo",
                new JsonObject
                {
                    ["principalId"] = group,
                    ["resourceId"] = principal,
                    ["appRoleId"] = Guid.Empty.ToString(),
                }
            )
        ).Expect(201);
        Assert.NotNull((await AuthorizeAsync(appId, "User.Read"))["code"]);
        Assert.Contains(
            "AADSTS50105",
            (await AuthorizeAsync(appId, "User.Read", ("login_hint", Administrator)))["error_description"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_own_api_gives_its_scopes_and_a_client_authorized_beforehand_needs_no_consent()
    {
        var (apiId, api, _) = await _client.CreateAppAsync(
            "Api",
            JsonNode
                .Parse(
                    """
                    {"api":{"requestedAccessTokenVersion":2,"oauth2PermissionScopes":[{"id":"11111111-1111-1111-1111-111111111111","value":"read","type":"User","isEnabled":true,"adminConsentDisplayName":"R","adminConsentDescription":"R"}]},
                     "appRoles":[{"id":"22222222-2222-2222-2222-222222222222","value":"Reader","displayName":"Reader","description":"Reader","isEnabled":true,"allowedMemberTypes":["User"]}]}
                    """
                )!
                .AsObject()
        );
        (await _client.PatchAsync("/applications/" + apiId, new JsonObject { ["identifierUris"] = new JsonArray($"api://{api}") })).Expect(
            204
        );
        var (_, appId, _, secret) = await WebAppAsync();
        (
            await _client.PatchAsync(
                "/applications/" + apiId,
                JsonNode.Parse(
                    $$$"""{"api":{"preAuthorizedApplications":[{"appId":"{{{appId}}}","delegatedPermissionIds":["11111111-1111-1111-1111-111111111111"]}]}}"""
                )!
            )
        ).Expect(204);
        var apiPrincipal = await _client.PrincipalIdAsync(api);
        var alex = (await _client.GetAsync("/users/" + Alex)).Id;
        (
            await _client.PostAsync(
                $"/servicePrincipals/{apiPrincipal}/appRoleAssignedTo",
                new JsonObject
                {
                    ["principalId"] = alex,
                    ["resourceId"] = apiPrincipal,
                    ["appRoleId"] = "22222222-2222-2222-2222-222222222222",
                }
            )
        ).Expect(201);
        var back = await AuthorizeAsync(appId, $"api://{api}/read", ("prompt", "none"));
        var token = ClientCredentialsTests.Claims((string)(await RedeemAsync(appId, secret, back["code"]!)).Expect(200)["access_token"]!);
        Assert.Equal(api, (string?)token["aud"]);
        Assert.Equal("read", (string?)token["scp"]);
        Assert.Equal("""["Reader"]""", token["roles"]!.ToJsonString());
    }

    [Fact]
    public async Task The_common_endpoint_is_for_multitenant_applications()
    {
        var (id, appId, _, secret) = await WebAppAsync();
        Assert.Contains(
            "AADSTS50194",
            (
                await GetAsync(
                    $"authorize?client_id={appId}&response_type=code&scope=User.Read&redirect_uri={Uri.EscapeDataString(Redirect)}",
                    "common"
                )
            ).Text,
            StringComparison.Ordinal
        );
        (await _client.PatchAsync("/applications/" + id, new JsonObject { ["signInAudience"] = "AzureADMultipleOrgs" })).Expect(204);
        var back = Parameters(
            (
                await GetAsync(
                    $"authorize?client_id={appId}&response_type=code&scope=User.Read&redirect_uri={Uri.EscapeDataString(Redirect)}",
                    "common"
                )
            ).Headers["Location"]
        );
        (await RedeemAsync(appId, secret, back["code"]!)).Expect(200);
    }

    [Fact]
    public async Task Answers_come_in_query_fragment_or_form_and_id_tokens_only_where_the_box_is_ticked()
    {
        var (id, appId, _, _) = await WebAppAsync();
        var path = $"authorize?client_id={appId}&scope=openid%20User.Read&nonce=n&redirect_uri={Uri.EscapeDataString(Redirect)}";
        Assert.Contains("700054", (await GetAsync(path + "&response_type=id_token")).Headers["Location"], StringComparison.Ordinal);
        (
            await _client.PatchAsync(
                "/applications/" + id,
                JsonNode.Parse("""{"web":{"implicitGrantSettings":{"enableIdTokenIssuance":true}}}""")!
            )
        ).Expect(204);
        Assert.StartsWith(
            Redirect + "#id_token=",
            (await GetAsync(path + "&response_type=id_token")).Headers["Location"],
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            Redirect + "?code=",
            (await GetAsync(path + "&response_type=code")).Headers["Location"],
            StringComparison.Ordinal
        );
        var form = await GetAsync(path + "&response_type=code&response_mode=form_post");
        Assert.Equal(200, form.Status);
        Assert.Contains($"action=\"{Redirect}\"", form.Text, StringComparison.Ordinal);
        Assert.Contains("700051", (await GetAsync(path + "&response_type=id_token%20token")).Headers["Location"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_consents_for_all_to_exactly_what_the_application_requests()
    {
        var (id, appId, principal, secret) = await WebAppAsync();
        (
            await _client.PatchAsync(
                "/applications/" + id,
                JsonNode.Parse(
                    """
                    {"requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"e1fe6dd8-ba31-4d61-89e7-88639da4683d","type":"Scope"},{"id":"df021288-bdef-4463-88db-98f22de89214","type":"Role"}]}]}
                    """
                )!
            )
        ).Expect(204);
        var path = $"adminconsent?client_id={appId}&state=s&redirect_uri={Uri.EscapeDataString(Redirect)}";
        Assert.Contains(
            "AADSTS90093",
            Parameters((await AdminAsync(path)).Headers["Location"])["error_description"],
            StringComparison.Ordinal
        );
        var back = Parameters((await AdminAsync(path + "&login_hint=" + Administrator)).Headers["Location"]);
        Assert.Equal("True", back["admin_consent"]);
        Assert.Equal(_client.Tenant.TenantId, back["tenant"]);
        Assert.Equal(
            "User.Read",
            (string?)Assert.Single((await _client.GetAsync($"/oauth2PermissionGrants?$filter=clientId eq '{principal}'")).Value)!["scope"]
        );
        Assert.Single((await _client.GetAsync($"/servicePrincipals/{principal}/appRoleAssignments")).Value);
        Assert.Equal(
            """["User.Read.All"]""",
            ClientCredentialsTests.Claims((string)(await _client.ClientTokenAsync(appId, secret)).Expect(200)["access_token"]!)[
                "roles"
            ]!.ToJsonString()
        );
        await AdminAsync(path + "&login_hint=" + Administrator);
        Assert.Single((await _client.GetAsync($"/servicePrincipals/{principal}/appRoleAssignments")).Value);
    }

    [Fact]
    public async Task Consent_to_a_vendors_application_brings_its_service_principal()
    {
        var back = Parameters(
            (await AdminAsync($"adminconsent?client_id={SandboxTenant.VendorAppId}&login_hint={Administrator}")).Headers["Location"]
        );
        Assert.Equal("True", back["admin_consent"]);
        var principal = await _client.PrincipalIdAsync(SandboxTenant.VendorAppId);
        Assert.Equal(2, (await _client.GetAsync($"/servicePrincipals/{principal}/appRoleAssignments")).Value.Count);
    }

    [Fact]
    public async Task A_device_code_waits_until_somebody_confirms_it()
    {
        var (id, appId, _, _) = await WebAppAsync();
        (await _client.PatchAsync("/applications/" + id, new JsonObject { ["isFallbackPublicClient"] = true })).Expect(204);
        async Task<Answer> Begin() => (await PostAsync("devicecode", ("client_id", appId), ("scope", "User.Read openid"))).Expect(200);
        Task<Answer> Poll(Answer begun) =>
            _client.TokenAsync(
                _client.Tenant.TenantId,
                false,
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                ("client_id", appId),
                ("device_code", (string)begun["device_code"]!)
            );
        var begun = await Begin();
        ClientCredentialsTests.ExpectSignInError(await Poll(begun), 400, 70016, "authorization_pending");
        Assert.Equal(400, (await _client.SendRawAsync("GET", $"{begun["verification_uri"]}?otc=WRONG", null)).Status);
        (await _client.SendRawAsync("GET", $"{begun["verification_uri"]}?otc={begun["user_code"]}", null)).Expect(200);
        Assert.Equal(Alex, (string?)ClientCredentialsTests.Claims((string)(await Poll(begun)).Expect(200)["access_token"]!)["upn"]);
        ClientCredentialsTests.ExpectSignInError(await Poll(begun), 400, 54005, "invalid_grant");
        var declined = await Begin();
        await _client.SendRawAsync("GET", $"{declined["verification_uri"]}?otc={declined["user_code"]}&decline=1", null);
        ClientCredentialsTests.ExpectSignInError(await Poll(declined), 400, 70018, "authorization_declined");
        var late = await Begin();
        _clock.Advance(TimeSpan.FromMinutes(15));
        ClientCredentialsTests.ExpectSignInError(await Poll(late), 400, 70020, "expired_token");
    }

    [Fact]
    public async Task A_lagging_replica_does_not_send_away_who_has_just_consented()
    {
        using var client = new SandboxClient(new SandboxSettings { Clock = _clock, ReplicationDelay = TimeSpan.FromSeconds(30) });
        var app = (
            await client.PostAsync(
                "/applications",
                JsonNode.Parse($$$"""{"displayName":"A","publicClient":{"redirectUris":["http://localhost"]}}""")!
            )
        ).Expect(201);
        _clock.Advance(TimeSpan.FromSeconds(30));
        var appId = (string)app["appId"]!;
        var location = (
            await GetAsync(
                client,
                $"authorize?client_id={appId}&response_type=code&scope=User.Read&redirect_uri=http%3A%2F%2Flocalhost",
                client.Tenant.TenantId
            )
        ).Headers["Location"];
        (
            await client.TokenAsync(
                client.Tenant.TenantId,
                false,
                ("grant_type", "authorization_code"),
                ("client_id", appId),
                ("code", Parameters(location)["code"]!),
                ("redirect_uri", "http://localhost")
            )
        ).Expect(200);
    }

    private static Dictionary<string, string?> Parameters(string location)
    {
        var values = HttpUtility.ParseQueryString(location[(location.IndexOfAny(['?', '#']) + 1)..]);
        var parameters = values.AllKeys.ToDictionary(key => key!, key => values[key]);
        foreach (var name in new[] { "code", "error", "error_description", "state" })
        {
            parameters.TryAdd(name, null);
        }

        return parameters;
    }

    private async Task<(string Id, string AppId, string PrincipalId, string Secret)> WebAppAsync(string name = "Web")
    {
        var (id, appId, principal) = await _client.CreateAppAsync(
            name,
            new JsonObject { ["web"] = new JsonObject { ["redirectUris"] = new JsonArray(Redirect) } }
        );
        return (id, appId, principal, (string)(await _client.PostAsync($"/applications/{id}/addPassword")).Expect(200)["secretText"]!);
    }

    private async Task<Dictionary<string, string?>> AuthorizeAsync(string appId, string scope, params (string Name, string Value)[] more)
    {
        var parameters = new Dictionary<string, string>
        {
            ["client_id"] = appId,
            ["response_type"] = "code",
            ["scope"] = scope,
            ["redirect_uri"] = Redirect,
        };
        foreach (var (name, value) in more)
        {
            parameters[name] = value;
        }

        var answer = await GetAsync(
            "authorize?" + string.Join('&', parameters.Select(each => $"{each.Key}={Uri.EscapeDataString(each.Value)}"))
        );
        answer.Expect(302);
        return Parameters(answer.Headers["Location"]);
    }

    private Task<Answer> GetAsync(string path, string? tenant = null) => GetAsync(_client, path, tenant ?? _client.Tenant.TenantId);

    private static Task<Answer> GetAsync(SandboxClient client, string path, string tenant) =>
        client.SendRawAsync("GET", $"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/{path}", null);

    private Task<Answer> AdminAsync(string path) =>
        _client.SendRawAsync("GET", $"https://login.microsoftonline.com/{_client.Tenant.TenantId}/{path}", null);

    private Task<Answer> PostAsync(string path, params (string Name, string Value)[] form) =>
        _client.PostFormAsync($"https://login.microsoftonline.com/{_client.Tenant.TenantId}/oauth2/v2.0/{path}", form);

    private Task<Answer> RedeemAsync(string appId, string secret, string code, string redirectUri = Redirect) =>
        _client.TokenAsync(
            _client.Tenant.TenantId,
            false,
            ("grant_type", "authorization_code"),
            ("client_id", appId),
            ("client_secret", secret),
            ("code", code),
            ("redirect_uri", redirectUri)
        );
}
