using System.Text.Json.Nodes;
using System.Web;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.SignIn;

/// <summary>What an application's registration changes about the tokens of its users.</summary>
public sealed class ClaimTests : IDisposable
{
    private const string Redirect = "https://app.example/callback";
    private const string Alex = "alex.weber@contoso.onmicrosoft.com";

    private readonly SandboxClient _client = new(new SandboxSettings { Seed = 4, SignInUser = Alex });

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(null, 0)]
    [InlineData("None", 0)]
    [InlineData("SecurityGroup", 2)]
    [InlineData("All", 3)]
    [InlineData("ApplicationGroup", 1)]
    public async Task The_registration_says_which_groups_are_in_the_id_token(string? claims, int count)
    {
        var (id, _, principal) = await AppAsync();
        var group = (string)(await _client.GetAsync("/groups?$filter=displayName eq 'Security team'")).Value[0]!["id"]!;
        (
            await _client.PostAsync(
                $"/groups/{group}/appRoleAssignments",
                new JsonObject
                {
                    ["principalId"] = group,
                    ["resourceId"] = principal,
                    ["appRoleId"] = Guid.Empty.ToString(),
                }
            )
        ).Expect(201);
        (await _client.PatchAsync("/applications/" + id, new JsonObject { ["groupMembershipClaims"] = claims })).Expect(204);
        Assert.Equal(count, (await IdentityAsync(id))["groups"]?.AsArray().Count ?? 0);
    }

    [Fact]
    public async Task Groups_are_named_or_told_as_roles_where_the_optional_claim_says_so()
    {
        var (id, _, _) = await AppAsync();
        (
            await _client.PatchAsync(
                "/applications/" + id,
                JsonNode.Parse(
                    """{"groupMembershipClaims":"SecurityGroup","optionalClaims":{"idToken":[{"name":"groups","additionalProperties":["cloud_displayname"]}]}}"""
                )!
            )
        ).Expect(204);
        Assert.Contains("Security team", (await IdentityAsync(id))["groups"]!.AsArray().Select(each => (string)each!));
        (
            await _client.PatchAsync(
                "/applications/" + id,
                JsonNode.Parse(
                    """{"optionalClaims":{"idToken":[{"name":"groups","additionalProperties":["cloud_displayname","emit_as_roles"]}]}}"""
                )!
            )
        ).Expect(204);
        var token = await IdentityAsync(id);
        Assert.Contains("Security team", token["roles"]!.AsArray().Select(each => (string)each!));
        Assert.Null(token["groups"]);
    }

    [Fact]
    public async Task More_groups_than_a_token_holds_become_a_link()
    {
        var (id, _, _) = await AppAsync();
        var user = (await _client.GetAsync("/users/" + Alex)).Id;
        for (var number = 0; number < 200; number++)
        {
            (
                await _client.PostAsync(
                    "/groups",
                    new JsonObject
                    {
                        ["displayName"] = $"G{number}",
                        ["mailEnabled"] = false,
                        ["mailNickname"] = $"g{number}",
                        ["securityEnabled"] = true,
                        ["members@odata.bind"] = new JsonArray("https://graph.microsoft.com/v1.0/users/" + user),
                    }
                )
            ).Expect(201);
        }

        (await _client.PatchAsync("/applications/" + id, new JsonObject { ["groupMembershipClaims"] = "SecurityGroup" })).Expect(204);
        var token = await IdentityAsync(id);
        Assert.Null(token["groups"]);
        Assert.Contains(user, (string?)token["_claim_sources"]!["src1"]!["endpoint"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_roles_are_in_the_id_token_where_they_are_asked_for()
    {
        var (id, _, _) = await AppAsync();
        Assert.Null((await IdentityAsync(id))["wids"]);
        var user = (await _client.GetAsync("/users/" + Alex)).Id;
        (
            await _client.PostAsync(
                "/roleManagement/directory/roleAssignments",
                new JsonObject
                {
                    ["principalId"] = user,
                    ["roleDefinitionId"] = "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
                    ["directoryScopeId"] = "/",
                }
            )
        ).Expect(201);
        (await _client.PatchAsync("/applications/" + id, new JsonObject { ["groupMembershipClaims"] = "DirectoryRole" })).Expect(204);
        Assert.Contains("f2ef992c-3afb-46b9-b7cf-a126ee74c451", (await IdentityAsync(id))["wids"]!.AsArray().Select(each => (string)each!));
    }

    [Fact]
    public async Task Optional_claims_are_there_once_where_the_user_has_them()
    {
        var (id, _, _) = await AppAsync();
        var before = await IdentityAsync(id);
        Assert.Null(before["email"]);
        Assert.Null(before["upn"]);
        (
            await _client.PatchAsync(
                "/applications/" + id,
                JsonNode.Parse(
                    """{"optionalClaims":{"idToken":[{"name":"email"},{"name":"upn"},{"name":"given_name"},{"name":"acct"},{"name":"ctry"},{"name":"preferred_username"}]}}"""
                )!
            )
        ).Expect(204);
        var token = await IdentityAsync(id, "openid profile");
        Assert.Equal(
            (Alex, Alex, "Alex", 0),
            ((string?)token["email"], (string?)token["upn"], (string?)token["given_name"], (int?)token["acct"])
        );
        Assert.Null(token["ctry"]);
        Assert.Equal(Alex, (string?)token["preferred_username"]);
    }

    [Theory]
    [InlineData("""{"groupMembershipClaims":"Everyone"}""", "groupMembershipClaims")]
    [InlineData("""{"groupMembershipClaims":"SecurityGroup,Everyone"}""", "groupMembershipClaims")]
    [InlineData("""{"groupMembershipClaims":["SecurityGroup"]}""", "")]
    [InlineData("""{"optionalClaims":{"idToken":[{"essential":true}]}}""", "name")]
    [InlineData("""{"optionalClaims":{"samlToken":[{"name":"email"}]}}""", "samlToken")]
    [InlineData("""{"optionalClaims":{"idToken":[{"name":"email","required":true}]}}""", "required")]
    [InlineData("""{"optionalClaims":{"idToken":{"name":"email"}}}""", "")]
    public async Task Claims_that_the_service_does_not_know_are_refused(string json, string names)
    {
        var (id, _, _) = await AppAsync();
        var answer = await _client.PatchAsync("/applications/" + id, JsonNode.Parse(json)!);
        answer.Expect(400);
        Assert.Contains(names, answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_kinds_of_groups_are_written_with_commas_and_optional_claims_are_replaced_as_a_whole()
    {
        var (id, _, _) = await AppAsync();
        (
            await _client.PatchAsync(
                "/applications/" + id,
                JsonNode.Parse(
                    """{"groupMembershipClaims":"SecurityGroup, ApplicationGroup","optionalClaims":{"idToken":[{"name":"email"},{"name":"upn"}]}}"""
                )!
            )
        ).Expect(204);
        (
            await _client.PatchAsync(
                "/applications/" + id,
                JsonNode.Parse("""{"optionalClaims":{"idToken":[{"name":"acct"}],"accessToken":[],"saml2Token":[]}}""")!
            )
        ).Expect(204);
        var application = (await _client.GetAsync($"/applications/{id}?$select=groupMembershipClaims,optionalClaims")).Json!;
        Assert.Equal("SecurityGroup, ApplicationGroup", (string?)application["groupMembershipClaims"]);
        Assert.Equal("acct", (string?)Assert.Single(application["optionalClaims"]!["idToken"]!.AsArray())!["name"]);
    }

    [Theory]
    [InlineData(null, "1.0")]
    [InlineData(1, "1.0")]
    [InlineData(2, "2.0")]
    public async Task The_API_says_which_version_its_access_tokens_are_of(int? version, string told)
    {
        var (id, appId, _) = await AppAsync();
        const string Scope = "44444444-4444-4444-4444-444444444444";
        (
            await _client.PatchAsync(
                "/applications/" + id,
                JsonNode.Parse(
                    $$$"""
                    {"identifierUris":["api://{{{appId}}}"],"optionalClaims":{"accessToken":[{"name":"email"},{"name":"idtyp"}]},
                     "api":{"requestedAccessTokenVersion":{{{version?.ToString(System.Globalization.CultureInfo.InvariantCulture)
                        ?? "null"}}},"oauth2PermissionScopes":[{"id":"{{{Scope}}}","value":"access","type":"User","isEnabled":true,"adminConsentDisplayName":"a","adminConsentDescription":"a"}]}}
                    """
                )!
            )
        ).Expect(204);
        var tokens = await TokensAsync(id, $"openid api://{appId}/access");
        var access = ClientCredentialsTests.Claims((string)tokens["access_token"]!);
        Assert.Equal(told, (string?)access["ver"]);
        Assert.Equal(told == "2.0" ? appId : $"api://{appId}", (string?)access["aud"]);
        Assert.Equal(
            told == "2.0"
                ? $"https://login.microsoftonline.com/{_client.Tenant.TenantId}/v2.0"
                : $"https://sts.windows.net/{_client.Tenant.TenantId}/",
            (string?)access["iss"]
        );
        Assert.Equal((Alex, "user"), ((string?)access["email"], (string?)access["idtyp"]));
    }

    [Fact]
    public async Task A_claim_of_groups_that_does_not_exist_is_refused()
    {
        var (id, _, _) = await AppAsync();
        (
            await _client.PatchAsync("/applications/" + id, new JsonObject { ["groupMembershipClaims"] = "SecurityGroup, DirectoryRole" })
        ).Expect(204);
        (await _client.PatchAsync("/applications/" + id, new JsonObject { ["groupMembershipClaims"] = "Everything" })).ExpectError(
            400,
            "Request_BadRequest",
            "groupMembershipClaims"
        );
    }

    [Fact]
    public async Task Revoked_sessions_are_over()
    {
        var (id, appId, _) = await AppAsync();
        var tokens = await TokensAsync(id, "openid offline_access User.Read");
        (await _client.PostAsync($"/users/{Alex}/revokeSignInSessions")).Expect(200);
        ClientCredentialsTests.ExpectSignInError(
            await _client.TokenAsync(
                _client.Tenant.TenantId,
                false,
                ("grant_type", "refresh_token"),
                ("client_id", appId),
                ("client_secret", _secret!),
                ("refresh_token", (string)tokens["refresh_token"]!)
            ),
            400,
            50173,
            "invalid_grant"
        );
    }

    private string? _secret;

    private async Task<(string Id, string AppId, string PrincipalId)> AppAsync() =>
        await _client.CreateAppAsync("Web", new JsonObject { ["web"] = new JsonObject { ["redirectUris"] = new JsonArray(Redirect) } });

    private async Task<JsonNode> IdentityAsync(string id, string scope = "openid profile") =>
        ClientCredentialsTests.Claims((string)(await TokensAsync(id, scope))["id_token"]!);

    private async Task<Answer> TokensAsync(string id, string scope)
    {
        var appId = (string)(await _client.GetAsync("/applications/" + id))["appId"]!;
        _secret = (string)(await _client.PostAsync($"/applications/{id}/addPassword")).Expect(200)["secretText"]!;
        var answer = await _client.SendRawAsync(
            "GET",
            $"https://login.microsoftonline.com/{_client.Tenant.TenantId}/oauth2/v2.0/authorize?client_id={appId}&response_type=code&scope={Uri.EscapeDataString(scope)}&redirect_uri={Uri.EscapeDataString(Redirect)}",
            null
        );
        var code = HttpUtility.ParseQueryString(new Uri(answer.Expect(302).Headers["Location"]).Query)["code"]!;
        return (
            await _client.TokenAsync(
                _client.Tenant.TenantId,
                false,
                ("grant_type", "authorization_code"),
                ("client_id", appId),
                ("client_secret", _secret),
                ("code", code),
                ("redirect_uri", Redirect)
            )
        ).Expect(200);
    }
}
