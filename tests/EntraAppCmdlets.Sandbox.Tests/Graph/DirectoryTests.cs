using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class DirectoryTests : IDisposable
{
    private readonly SandboxClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_sign_in_name_that_begins_as_the_short_namespace_does_is_a_name()
    {
        (await _client.GetAsync("/users/graph.bot@contoso.onmicrosoft.com")).ExpectError(
            404,
            "Request_ResourceNotFound",
            "'graph.bot@contoso.onmicrosoft.com'"
        );
    }

    [Fact]
    public async Task A_new_tenant_has_an_organization_a_verified_domain_users_and_groups()
    {
        var organization = Assert.Single((await _client.GetAsync("/organization")).Expect(200).Value)!;
        Assert.Equal(_client.Tenant.TenantId, (string?)organization["id"]);
        Assert.Equal("contoso.onmicrosoft.com", (string?)organization["verifiedDomains"]![0]!["name"]);
        Assert.Equal("contoso.onmicrosoft.com", (string?)Assert.Single((await _client.GetAsync("/domains")).Expect(200).Value)!["id"]);
        var users = (await _client.GetAsync("/users")).Expect(200).Value;
        Assert.Contains(users, user => user!["mail"] is not null && user["givenName"] is not null && user["surname"] is not null);
        Assert.Contains(users, user => user!["mail"] is null);
        Assert.Contains(users, user => user!["givenName"] is null);
        Assert.Empty((await _client.GetAsync("/applications")).Value);
    }

    [Fact]
    public async Task Members_are_added_listed_and_found_from_both_ends()
    {
        var group = (
            await _client.PostAsync(
                "/groups",
                JsonNode.Parse("""{"displayName":"G","mailEnabled":false,"mailNickname":"g","securityEnabled":true}""")!
            )
        )
            .Expect(201)
            .Id;
        var user = (await _client.GetAsync("/users/sam.okafor@contoso.onmicrosoft.com")).Id;
        var reference = new JsonObject { ["@odata.id"] = "https://graph.microsoft.com/v1.0/directoryObjects/" + user };
        (await _client.PostAsync($"/groups/{group}/members/$ref", reference)).Expect(204);
        (await _client.PostAsync($"/groups/{group}/members/$ref", reference)).ExpectError(400, "Request_BadRequest", "'members'");
        Assert.Equal(
            user,
            (string?)Assert.Single((await _client.GetAsync($"/groups/{group}/members/microsoft.graph.user")).Expect(200).Value)!["id"]
        );
        Assert.Equal(
            user,
            (string?)Assert.Single((await _client.GetAsync($"/groups/{group}/members/graph.user")).Expect(200).Value)!["id"]
        );
        Assert.Contains((await _client.GetAsync($"/users/{user}/memberOf")).Expect(200).Value, each => (string?)each!["id"] == group);
        Assert.Equal(
            $"""["{group}"]""",
            (
                await _client.PostAsync(
                    $"/users/{user}/checkMemberGroups",
                    new JsonObject { ["groupIds"] = new JsonArray(group, Guid.NewGuid().ToString()) }
                )
            )
                .Expect(200)
                .Value.ToJsonString()
        );
        Assert.Contains(
            group,
            (await _client.PostAsync($"/directoryObjects/{user}/getMemberGroups", JsonNode.Parse("""{"securityEnabledOnly":true}""")!))
                .Expect(200)
                .Text,
            StringComparison.Ordinal
        );
        (await _client.DeleteAsync($"/groups/{group}/members/{user}/$ref")).Expect(204);
        Assert.Empty((await _client.GetAsync($"/groups/{group}/members")).Value);
    }

    [Fact]
    public async Task Objects_of_any_kind_are_found_by_their_ids_with_their_type()
    {
        var (app, _, principal) = await _client.CreateAppAsync();
        var found = (
            await _client.PostAsync(
                "/directoryObjects/getByIds",
                new JsonObject { ["ids"] = new JsonArray(app, principal, Guid.NewGuid().ToString()) }
            )
        )
            .Expect(200)
            .Value;
        Assert.Equal(
            ["#microsoft.graph.application", "#microsoft.graph.servicePrincipal"],
            found.Select(each => (string)each!["@odata.type"]!)
        );
        Assert.Single(
            (
                await _client.PostAsync(
                    "/directoryObjects/microsoft.graph.getByIds",
                    new JsonObject { ["ids"] = new JsonArray(app, principal), ["types"] = new JsonArray("application") }
                )
            )
                .Expect(200)
                .Value
        );
        Assert.Single(
            (
                await _client.PostAsync(
                    "/directoryObjects/graph.getByIds",
                    new JsonObject { ["ids"] = new JsonArray(app, principal), ["types"] = new JsonArray("application") }
                )
            )
                .Expect(200)
                .Value
        );
    }

    [Fact]
    public async Task A_user_is_made_with_a_password_that_nobody_sees_again_and_on_a_verified_domain_only()
    {
        JsonObject User(string domain) =>
            JsonNode
                .Parse(
                    $$$"""{"accountEnabled":true,"displayName":"U","mailNickname":"u","userPrincipalName":"u@{{{domain}}}","passwordProfile":{"password":"Correct-Horse-7"}}"""
                )!
                .AsObject();
        (await _client.PostAsync("/users", User("elsewhere.example"))).ExpectError(400, "Request_BadRequest", "domain");
        var user = (await _client.PostAsync("/users", User("contoso.onmicrosoft.com"))).Expect(201);
        Assert.DoesNotContain("Correct-Horse-7", _client.Tenant.ExportState() + user.Text, StringComparison.Ordinal);
        Assert.False(
            (await _client.GetAsync("/users/u@contoso.onmicrosoft.com")).Expect(200).Json!.AsObject().ContainsKey("accountEnabled")
        );
        Assert.True((bool?)(await _client.GetAsync("/users/u@contoso.onmicrosoft.com?$select=accountEnabled"))["accountEnabled"]);
        (await _client.PostAsync("/users", User("contoso.onmicrosoft.com"))).ExpectError(400, "Request_BadRequest", "userPrincipalName");
    }

    [Fact]
    public async Task Me_is_the_user_of_a_delegated_token()
    {
        var user = (await _client.GetAsync("/users/alex.weber@contoso.onmicrosoft.com")).Id;
        _client.Token = _client.UserToken(user, "User.Read");
        Assert.Equal(user, (await _client.GetAsync("/me")).Expect(200).Id);
        (await _client.GetAsync("/users")).ExpectError(403, "Authorization_RequestDenied");
    }

    [Fact]
    public async Task What_is_below_me_is_below_that_user()
    {
        var user = (await _client.GetAsync("/users/alex.weber@contoso.onmicrosoft.com")).Id;
        var groups = (await _client.GetAsync($"/users/{user}/memberOf")).Expect(200).Value;
        _client.Token = _client.UserToken(user, "User.Read");
        Assert.Equal(
            groups.Select(each => (string)each!["id"]!),
            (await _client.GetAsync("/me/memberOf")).Expect(200).Value.Select(each => (string)each!["id"]!)
        );
        (await _client.GetAsync($"/users/{user}/memberOf")).ExpectError(403, "Authorization_RequestDenied");
        (await _client.PatchAsync("/me/memberOf", new JsonObject())).Expect(405);
    }

    [Fact]
    public async Task An_apostrophe_in_a_user_principal_name_is_a_letter_like_others()
    {
        var body = JsonNode.Parse(
            """{"accountEnabled":true,"displayName":"O'Brien","mailNickname":"ob","userPrincipalName":"o'brien@contoso.onmicrosoft.com","passwordProfile":{"password":"Correct-Horse-7"}}"""
        )!;
        var id = (await _client.PostAsync("/users", body)).Expect(201).Id;
        Assert.Equal(id, (await _client.GetAsync("/users/o'brien@contoso.onmicrosoft.com")).Expect(200).Id);
        Assert.Empty((await _client.GetAsync("/users/o'brien@contoso.onmicrosoft.com/memberOf")).Expect(200).Value);
        Assert.Equal(id, (await _client.GetAsync("/users('o''brien@contoso.onmicrosoft.com')")).Expect(200).Id);
        (await _client.DeleteAsync("/users/" + id)).Expect(204);
        (await _client.PostAsync("/users", body)).Expect(201);
        var administrator = (await _client.GetAsync("/users/admin@contoso.onmicrosoft.com")).Id;
        _client.Token = _client.UserToken(administrator, "Application.ReadWrite.All Directory.Read.All", "Global Administrator");
        (await _client.DeleteAsync("/directory/deletedItems/" + id)).ExpectError(403, "Authorization_RequestDenied");
    }

    [Fact]
    public async Task A_users_rights_need_both_the_scope_and_the_directory_role()
    {
        var user = (await _client.GetAsync("/users/alex.weber@contoso.onmicrosoft.com")).Id;
        var administrator = (await _client.GetAsync("/users/admin@contoso.onmicrosoft.com")).Id;
        _client.Token = _client.UserToken(user, "Application.ReadWrite.All");
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "x" })).ExpectError(
            403,
            "Authorization_RequestDenied"
        );
        _client.Token = _client.UserToken(administrator, "User.Read", "Global Administrator");
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "x" })).ExpectError(
            403,
            "Authorization_RequestDenied"
        );
        _client.Token = _client.UserToken(administrator, "Application.ReadWrite.All", "Global Administrator");
        var app = (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "x" })).Expect(201);
        Assert.Equal(administrator, (string?)Assert.Single((await _client.GetAsync($"/applications/{app.Id}/owners")).Value)!["id"]);
    }
}
