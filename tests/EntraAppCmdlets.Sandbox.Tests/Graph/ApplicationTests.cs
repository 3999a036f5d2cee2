using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class ApplicationTests : IDisposable
{
    private readonly SandboxClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_new_application_has_every_collection_empty_and_no_service_principal()
    {
        var app = (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "New" })).Expect(201);
        Assert.Equal("AzureADMyOrg", (string?)app["signInAudience"]);
        Assert.Empty((JsonArray)app["requiredResourceAccess"]);
        Assert.Empty((JsonArray)app["web"]["redirectUris"]!);
        Assert.Null(app.Json!["isFallbackPublicClient"]);
        Assert.Equal("https://graph.microsoft.com/v1.0/$metadata#applications/$entity", (string?)app["@odata.context"]);
        Assert.Equal(
            $"https://graph.microsoft.com/v2/{_client.Tenant.TenantId}/directoryObjects/{app.Id}/Microsoft.DirectoryServices.Application",
            app.Headers["Location"]
        );
        Assert.Empty((await _client.GetAsync($"/servicePrincipals?$filter=appId eq '{app["appId"]}'")).Expect(200).Value);
    }

    [Fact]
    public async Task An_application_is_found_by_its_id_its_appId_and_its_uniqueName_whatever_the_case_of_the_path()
    {
        var app = (
            await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "New", ["uniqueName"] = "it's/mine" })
        ).Expect(201);
        foreach (
            var path in new[]
            {
                $"/APPLICATIONS/{app.Id}",
                $"/applications('{app.Id}')",
                $"/Applications(appId='{app["appId"]}')",
                "/applications(uniqueName='it''s%2Fmine')",
                "/applications(uniqueName='it''s/mine')",
            }
        )
        {
            Assert.Equal(app.Id, (await _client.GetAsync(path)).Expect(200).Id);
        }
    }

    [Fact]
    public async Task Upsert_creates_once_and_patches_afterwards()
    {
        var body = new JsonObject { ["displayName"] = "Upserted" };
        var created = (await _client.PatchAsync("/applications(uniqueName='up')", body, ("Prefer", "create-if-missing"))).Expect(201);
        Assert.Equal("up", (string?)created["uniqueName"]);
        body["displayName"] = "Renamed";
        (await _client.PatchAsync("/applications(uniqueName='up')", body, ("Prefer", "create-if-missing"))).Expect(204);
        var all = (await _client.GetAsync("/applications?$filter=uniqueName eq 'up'")).Expect(200).Value;
        Assert.Equal("Renamed", (string?)Assert.Single(all)!["displayName"]);
        Assert.Equal(created.Id, (string?)all[0]!["id"]);
    }

    [Fact]
    public async Task Without_the_preference_a_missing_unique_name_is_not_created()
    {
        (await _client.PatchAsync("/applications(uniqueName='up')", new JsonObject { ["displayName"] = "x" })).ExpectError(
            404,
            "Request_ResourceNotFound"
        );
        Assert.Empty((await _client.GetAsync("/applications")).Value);
    }

    [Fact]
    public async Task An_upsert_can_answer_without_a_body()
    {
        using var client = new SandboxClient(new SandboxSettings { UpsertReturnsBody = false });
        var created = (
            await client.PatchAsync(
                "/applications(uniqueName='up')",
                new JsonObject { ["displayName"] = "x" },
                ("Prefer", "create-if-missing")
            )
        ).Expect(204);
        Assert.Equal("", created.Text);
        (await client.GetAsync("/applications(uniqueName='up')")).Expect(200);
    }

    [Fact]
    public async Task A_taken_unique_name_is_refused_even_when_a_soft_deleted_application_holds_it()
    {
        var app = (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "a", ["uniqueName"] = "held" })).Expect(201);
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "b", ["uniqueName"] = "held" })).ExpectError(
            400,
            "Request_BadRequest",
            "Another object with the same value for property uniqueName already exists."
        );
        (await _client.DeleteAsync("/applications/" + app.Id)).Expect(204);
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "b", ["uniqueName"] = "held" })).ExpectError(
            400,
            "Request_BadRequest",
            "uniqueName"
        );
        (
            await _client.PatchAsync(
                "/applications(uniqueName='held')",
                new JsonObject { ["displayName"] = "b" },
                ("Prefer", "create-if-missing")
            )
        ).ExpectError(400, "Request_BadRequest", "uniqueName");
        (await _client.DeleteAsync("/directory/deletedItems/" + app.Id)).Expect(204);
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "b", ["uniqueName"] = "held" })).Expect(201);
    }

    [Fact]
    public async Task A_patch_replaces_collections_and_leaves_the_rest_of_a_complex_value()
    {
        var (id, _, _) = await _client.CreateAppAsync(
            more: JsonNode
                .Parse(
                    """{"web":{"homePageUrl":"https://a.example","redirectUris":["https://a.example/1","https://a.example/2"]},"tags":["x"]}"""
                )!
                .AsObject()
        );
        (await _client.PatchAsync("/applications/" + id, JsonNode.Parse("""{"web":{"redirectUris":["https://a.example/3"]}}""")!)).Expect(
            204
        );
        var app = (await _client.GetAsync("/applications/" + id)).Expect(200);
        Assert.Equal("""["https://a.example/3"]""", app["web"]["redirectUris"]!.ToJsonString());
        Assert.Equal("https://a.example", (string?)app["web"]["homePageUrl"]);
        Assert.Equal("""[{"uri":"https://a.example/3","index":null}]""", app["web"]["redirectUriSettings"]!.ToJsonString());
        Assert.Equal("""["x"]""", app["tags"].ToJsonString());
    }

    [Theory]
    [InlineData("""{"appId":"11111111-1111-1111-1111-111111111111"}""", "appId")]
    [InlineData("""{"id":"11111111-1111-1111-1111-111111111111"}""", "id")]
    [InlineData("""{"createdDateTime":"2020-01-01T00:00:00Z"}""", "createdDateTime")]
    [InlineData("""{"publisherDomain":"other.example"}""", "publisherDomain")]
    [InlineData("""{"uniqueName":"other"}""", "uniqueName")]
    public async Task Read_only_and_write_once_properties_are_refused_in_a_patch_and_nothing_changes(string body, string property)
    {
        var (id, _, _) = await _client.CreateAppAsync();
        var before = (await _client.GetAsync("/applications/" + id)).Text;
        (await _client.PatchAsync("/applications/" + id, JsonNode.Parse(body)!)).ExpectError(400, "Request_BadRequest", property);
        Assert.Equal(before, (await _client.GetAsync("/applications/" + id)).Text);
    }

    [Theory]
    [InlineData("""{"displayName":""}""", "displayName")]
    [InlineData("""{"displayName":null}""", "displayName")]
    [InlineData("""{"displayName":"x","signInAudience":"Everyone"}""", "signInAudience")]
    [InlineData("""{"displayName":"x","web":{"redirectUris":["/relative"]}}""", "web")]
    [InlineData("""{"displayName":"x","web":{"redirectUris":["myapp://callback"]}}""", "web")]
    [InlineData("""{"displayName":"x","spa":{"redirectUris":["urn:ietf:wg:oauth:2.0:oob"]}}""", "spa")]
    [InlineData("""{"displayName":"x","publicClient":{"redirectUris":["javascript:alert(1)"]}}""", "publicClient")]
    [InlineData("""{"displayName":"x","publicClient":{"redirectUris":["localhost:4200"]}}""", "publicClient")]
    [InlineData("""{"displayName":"x","web":{"redirectUris":["https://a.example/1;https://a.example/2"]}}""", "web")]
    [InlineData(
        """{"displayName":"x","signInAudience":"AzureADandPersonalMicrosoftAccount","web":{"redirectUris":["https://a.example/?q=1"]}}""",
        "web"
    )]
    [InlineData("""{"displayName":"x","web":{"redirectUris":["http://a.example/"]}}""", "web")]
    [InlineData("""{"displayName":"x","spa":{"redirectUris":["https://a.example/#part"]}}""", "spa")]
    [InlineData(
        """{"displayName":"x","web":{"redirectUris":["https://a.example/"]},"spa":{"redirectUris":["https://a.example/"]}}""",
        "distinct"
    )]
    [InlineData(
        """{"displayName":"x","signInAudience":"AzureADandPersonalMicrosoftAccount","web":{"redirectUris":["https://*.example/"]}}""",
        "web"
    )]
    [InlineData(
        """{"displayName":"x","signInAudience":"PersonalMicrosoftAccount","api":{"requestedAccessTokenVersion":1}}""",
        "requestedAccessTokenVersion"
    )]
    [InlineData(
        """{"displayName":"x","requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"e1fe6dd8-ba31-4d61-89e7-88639da4683d","type":"Delegated"}]}]}""",
        "requiredResourceAccess"
    )]
    [InlineData(
        """{"displayName":"x","requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[]}]}""",
        "requiredResourceAccess"
    )]
    [InlineData("""{"displayName":"x","nosuch":1}""", "nosuch")]
    [InlineData("""{"displayName":"x","passwordCredentials":[{"displayName":"p"}]}""", "service actions")]
    public async Task What_the_directory_does_not_take_is_refused_with_its_name(string body, string named)
    {
        (await _client.SendAsync("POST", "/applications", JsonNode.Parse(body))).ExpectError(400, "Request_BadRequest", named);
        Assert.Empty((await _client.GetAsync("/applications")).Value);
    }

    [Theory]
    [InlineData("""{"displayName":"x","tags":"one"}""")]
    [InlineData("""{"displayName":"x","web":[]}""")]
    [InlineData("""{"displayName":"x","isFallbackPublicClient":"yes"}""")]
    [InlineData("""{"displayName":["x"]}""")]
    [InlineData("""{"displayName":"x","web":{"redirectUrls":[]}}""")]
    [InlineData("""{"displayName":"x","tags":[null]}""")]
    [InlineData("""{"displayName":"x","displayName":"y"}""")]
    [InlineData(
        """{"displayName":"x","requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"nonsense","type":"Scope"}]}]}"""
    )]
    public async Task A_body_of_the_wrong_form_is_refused_by_the_gateway(string body)
    {
        _client.Token = await _client.AdministratorTokenAsync();
        (await _client.SendRawAsync("POST", "/applications", body, ("Authorization", "Bearer " + _client.Token))).ExpectError(
            400,
            "BadRequest"
        );
        Assert.Empty((await _client.GetAsync("/applications")).Value);
    }

    [Fact]
    public async Task Limits_hold_at_their_edge()
    {
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = new string('x', 120) })).Expect(201);
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = new string('x', 121) })).ExpectError(
            400,
            "Request_BadRequest",
            "displayName"
        );
        JsonObject WithUris(int count) =>
            new()
            {
                ["displayName"] = "x",
                ["web"] = new JsonObject
                {
                    ["redirectUris"] = new JsonArray([.. Enumerable.Range(0, count).Select(n => (JsonNode)$"https://a.example/{n}")]),
                },
            };
        (await _client.PostAsync("/applications", WithUris(256))).Expect(201);
        (await _client.PostAsync("/applications", WithUris(257))).ExpectError(403, "Directory_ResourceSizeExceeded");
        JsonObject WithPermissions(int count) =>
            new()
            {
                ["displayName"] = "x",
                ["requiredResourceAccess"] = new JsonArray(
                    new JsonObject
                    {
                        ["resourceAppId"] = "00000003-0000-0000-c000-000000000000",
                        ["resourceAccess"] = new JsonArray([
                            .. Enumerable
                                .Range(0, count)
                                .Select(_ => (JsonNode)new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["type"] = "Role" }),
                        ]),
                    }
                ),
            };
        (await _client.PostAsync("/applications", WithPermissions(400))).Expect(201);
        (await _client.PostAsync("/applications", WithPermissions(401))).ExpectError(403, "Directory_ResourceSizeExceeded");
    }

    [Fact]
    public async Task Redirect_uris_of_other_schemes_are_taken_where_the_platform_knows_them()
    {
        var (id, _, _) = await _client.CreateAppAsync();
        foreach (
            var body in new[]
            {
                """{"web":{"redirectUris":["urn:ietf:wg:oauth:2.0:oob","ms-appx-web://Microsoft.AAD.BrokerPlugIn/1"]}}""",
                """{"spa":{"redirectUris":["brk-multihub://localhost:3000"]}}""",
                """{"publicClient":{"redirectUris":["myapp://auth","http://localhost"]}}""",
                """{"web":{"redirectUris":["https://a.example/?q=1"]}}""",
            }
        )
        {
            (await _client.PatchAsync("/applications/" + id, JsonNode.Parse(body)!)).Expect(204);
        }
    }

    [Fact]
    public async Task An_identifier_uri_must_be_the_apps_own_the_tenants_or_on_a_verified_domain()
    {
        var (id, appId, _) = await _client.CreateAppAsync();
        async Task<Answer> Set(string uri) =>
            await _client.PatchAsync("/applications/" + id, new JsonObject { ["identifierUris"] = new JsonArray(uri) });
        (await Set("https://elsewhere.example/api")).ExpectError(400, "HostNameNotOnVerifiedDomain", "'https://elsewhere.example/api'");
        (await Set("api://something")).ExpectError(400, "HostNameNotOnVerifiedDomain");
        (await Set($"api://{appId}/")).ExpectError(
            400,
            "IdentifierUrisEndsWithSlash",
            $"Application alias 'api://{appId}/' value is invalid."
        );
        (await Set("https://contoso.onmicrosoft.com/")).ExpectError(400, "IdentifierUrisEndsWithSlash");
        foreach (
            var uri in new[]
            {
                $"api://{appId}",
                $"api://{appId}/part",
                $"api://{_client.Tenant.TenantId}/mine",
                "https://contoso.onmicrosoft.com/api?version=1#part",
                "https://contoso.onmicrosoft.com/api",
                "https://sub.contoso.onmicrosoft.com/api",
            }
        )
        {
            (await Set(uri)).Expect(204);
        }

        var (other, _, _) = await _client.CreateAppAsync("Other");
        (
            await _client.PatchAsync(
                "/applications/" + other,
                new JsonObject { ["identifierUris"] = new JsonArray("https://sub.contoso.onmicrosoft.com/api") }
            )
        ).ExpectError(400, "Request_BadRequest", "Another object with the same value for property identifierUris already exists.");
    }

    [Fact]
    public async Task An_enabled_scope_or_role_is_changed_or_removed_only_after_it_was_disabled()
    {
        var (id, _, _) = await _client.CreateAppAsync();
        JsonObject Scopes(string scopes) => JsonNode.Parse($$$"""{"api":{"oauth2PermissionScopes":[{{{scopes}}}]}}""")!.AsObject();
        const string Enabled =
            """{"id":"11111111-1111-1111-1111-111111111111","value":"read","type":"User","isEnabled":true,"adminConsentDisplayName":"Read","adminConsentDescription":"Reads"}""";
        (await _client.PatchAsync("/applications/" + id, Scopes(Enabled))).Expect(204);
        (await _client.PatchAsync("/applications/" + id, Scopes(""))).ExpectError(400, "CannotDeleteOrUpdateEnabledEntitlement");
        (
            await _client.PatchAsync("/applications/" + id, Scopes(Enabled.Replace("\"read\"", "\"write\"", StringComparison.Ordinal)))
        ).ExpectError(400, "CannotDeleteOrUpdateEnabledEntitlement");
        (await _client.PatchAsync("/applications/" + id, Scopes(Enabled.Replace("true", "false", StringComparison.Ordinal)))).Expect(204);
        (await _client.PatchAsync("/applications/" + id, Scopes(""))).Expect(204);
    }

    [Fact]
    public async Task A_client_is_authorized_beforehand_for_scopes_that_exist_already_not_for_those_of_the_same_request()
    {
        var (id, _, _) = await _client.CreateAppAsync();
        const string Scope =
            """{"id":"11111111-1111-1111-1111-111111111111","value":"read","type":"User","isEnabled":true,"adminConsentDisplayName":"Read","adminConsentDescription":"Reads"}""";
        const string Client =
            """{"appId":"22222222-2222-2222-2222-222222222222","delegatedPermissionIds":["11111111-1111-1111-1111-111111111111"]}""";
        (
            await _client.PatchAsync(
                "/applications/" + id,
                JsonNode.Parse($$$"""{"api":{"oauth2PermissionScopes":[{{{Scope}}}],"preAuthorizedApplications":[{{{Client}}}]}}""")!
            )
        ).ExpectError(400, "Request_BadRequest", "has a Permission Id that cannot be found in the AppPermissions sets.");
        (
            await _client.PatchAsync("/applications/" + id, JsonNode.Parse($$$"""{"api":{"oauth2PermissionScopes":[{{{Scope}}}]}}""")!)
        ).Expect(204);
        (
            await _client.PatchAsync("/applications/" + id, JsonNode.Parse($$$"""{"api":{"preAuthorizedApplications":[{{{Client}}}]}}""")!)
        ).Expect(204);
    }

    [Fact]
    public async Task Deleting_an_application_deletes_its_service_principal_and_restoring_brings_both_back()
    {
        var (id, _, principal) = await _client.CreateAppAsync("Gone");
        (await _client.DeleteAsync("/applications/" + id)).Expect(204);
        (await _client.GetAsync("/applications/" + id)).ExpectError(404, "Request_ResourceNotFound", id);
        (await _client.GetAsync("/servicePrincipals/" + principal)).ExpectError(404, "Request_ResourceNotFound");
        var deleted = Assert.Single((await _client.GetAsync("/directory/deletedItems/microsoft.graph.application")).Expect(200).Value);
        Assert.NotNull(deleted!["deletedDateTime"]);
        (await _client.PostAsync($"/directory/deletedItems/{id}/restore")).Expect(200);
        (await _client.GetAsync("/applications/" + id)).Expect(200);
        (await _client.GetAsync("/servicePrincipals/" + principal)).Expect(200);
        (await _client.DeleteAsync("/applications/" + id)).Expect(204);
        (await _client.DeleteAsync("/directory/deletedItems/" + id)).Expect(204);
        (await _client.GetAsync("/directory/deletedItems/" + id)).ExpectError(404, "Request_ResourceNotFound");
        (await _client.GetAsync("/directory/deletedItems/" + principal)).ExpectError(404, "Request_ResourceNotFound");
    }

    [Fact]
    public async Task What_is_soft_deleted_is_gone_for_good_after_thirty_days()
    {
        var clock = new ManualClock();
        using var client = new SandboxClient(new SandboxSettings { Clock = clock });
        var app = (await client.PostAsync("/applications", new JsonObject { ["displayName"] = "A", ["uniqueName"] = "a" })).Expect(201);
        clock.Advance(TimeSpan.FromDays(1));
        client.Token = null;
        (await client.DeleteAsync("/applications/" + app.Id)).Expect(204);
        clock.Advance(TimeSpan.FromDays(29.9));
        client.Token = null;
        (await client.GetAsync("/directory/deletedItems/" + app.Id)).Expect(200);
        clock.Advance(TimeSpan.FromDays(0.1));
        (await client.GetAsync("/directory/deletedItems/" + app.Id)).Expect(401);
        client.Token = null;
        (await client.GetAsync("/directory/deletedItems/" + app.Id)).ExpectError(404, "Request_ResourceNotFound");
        (await client.PostAsync("/applications", new JsonObject { ["displayName"] = "A", ["uniqueName"] = "a" })).Expect(201);
    }

    [Fact]
    public async Task The_object_quota_of_a_creator_counts_soft_deleted_objects_a_quarter()
    {
        using var client = new SandboxClient(new SandboxSettings { ObjectQuota = 2 });
        var (first, _, _) = await client.CreateAppAsync("1");
        await client.CreateAppAsync("2");
        (await client.PostAsync("/applications", new JsonObject { ["displayName"] = "3" })).ExpectError(403, "Directory_QuotaExceeded");
        (await client.DeleteAsync("/applications/" + first)).Expect(204);
        (await client.PostAsync("/applications", new JsonObject { ["displayName"] = "3" })).ExpectError(403, "Directory_QuotaExceeded");
        (await client.DeleteAsync("/directory/deletedItems/" + first)).Expect(204);
        (await client.PostAsync("/applications", new JsonObject { ["displayName"] = "3" })).Expect(201);
    }

    [Fact]
    public async Task Owners_are_users_and_service_principals_once_each()
    {
        var (id, _, principal) = await _client.CreateAppAsync();
        var user = (await _client.GetAsync("/users/alex.weber@contoso.onmicrosoft.com")).Expect(200).Id;
        JsonObject Reference(string of) => new() { ["@odata.id"] = "https://graph.microsoft.com/v1.0/directoryObjects/" + of };
        (await _client.PostAsync($"/applications/{id}/owners/$ref", Reference(user))).Expect(204);
        (await _client.PostAsync($"/applications/{id}/owners/$ref", Reference(principal))).Expect(204);
        (await _client.PostAsync($"/applications/{id}/owners/$ref", Reference(user))).ExpectError(
            400,
            "Request_BadRequest",
            "One or more added object references already exist for the following modified properties: 'owners'."
        );
        (await _client.PostAsync($"/applications/{id}/owners/$ref", Reference(id))).ExpectError(
            400,
            "Request_BadRequest",
            "Unsupported directory object class 'Application'"
        );
        (await _client.SendAsync("POST", $"/applications/{id}/owners/$ref")).ExpectError(400, "Request_BadRequest", "EndOfInput");
        var owners = (await _client.GetAsync($"/applications/{id}/owners")).Expect(200).Value;
        Assert.Equal(
            ["#microsoft.graph.user", "#microsoft.graph.servicePrincipal"],
            owners.Select(owner => (string)owner!["@odata.type"]!)
        );
        Assert.Single((await _client.GetAsync($"/applications/{id}/owners/microsoft.graph.user?$select=id")).Expect(200).Value);
        (await _client.DeleteAsync($"/applications/{id}/owners/{user}/$ref")).Expect(204);
        (await _client.DeleteAsync($"/applications/{id}/owners/{user}/$ref")).Expect(404);
        var expanded = (await _client.GetAsync($"/applications/{id}?$expand=owners($select=id)&$select=id")).Expect(200);
        Assert.Equal(principal, (string?)Assert.Single((JsonArray)expanded["owners"])!["id"]);
    }

    [Fact]
    public async Task A_federated_credential_is_unique_by_name_and_by_issuer_with_subject()
    {
        var (id, _, _) = await _client.CreateAppAsync();
        JsonObject Credential(string name, string subject) =>
            new()
            {
                ["name"] = name,
                ["issuer"] = "https://token.actions.example",
                ["subject"] = subject,
                ["audiences"] = new JsonArray("api://AzureADTokenExchange"),
            };
        var path = $"/applications/{id}/federatedIdentityCredentials";
        var first = (await _client.PostAsync(path, Credential("one", "repo:a"))).Expect(201);
        Assert.Equal(
            $"https://graph.microsoft.com/v1.0/$metadata#applications('{id}')/federatedIdentityCredentials/$entity",
            (string?)first["@odata.context"]
        );
        (await _client.PostAsync(path, Credential("one", "repo:b"))).ExpectError(
            409,
            "Request_MultipleObjectsWithSameKeyValue",
            "FederatedIdentityCredential with name one already exists."
        );
        (await _client.PostAsync(path, Credential("two", "repo:a"))).ExpectError(
            400,
            "InvalidFederatedIdentityCredentialValue",
            "must be unique"
        );
        (await _client.PatchAsync($"{path}/{first.Id}", new JsonObject { ["name"] = "renamed" })).ExpectError(
            400,
            "Request_BadRequest",
            "name"
        );
        (await _client.PatchAsync($"{path}/{first.Id}", new JsonObject { ["subject"] = "repo:c" })).Expect(204);
        for (var more = 1; more < 20; more++)
        {
            (await _client.PostAsync(path, Credential($"n{more}", $"repo:n{more}"))).Expect(201);
        }

        (await _client.PostAsync(path, Credential("onemore", "repo:more"))).ExpectError(400, "Request_BadRequest", "20");
        (await _client.DeleteAsync($"{path}/one")).Expect(204);
        Assert.Equal(19, (await _client.GetAsync(path)).Expect(200).Value.Count);
    }
}
