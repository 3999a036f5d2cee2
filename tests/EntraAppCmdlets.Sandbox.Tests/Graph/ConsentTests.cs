using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class ConsentTests : IDisposable
{
    private const string GraphAppId = "00000003-0000-0000-c000-000000000000";
    private const string UserReadAll = "df021288-bdef-4463-88db-98f22de89214";

    private readonly SandboxClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Microsoft_Graph_carries_its_whole_permission_list()
    {
        var graph = (await _client.GetAsync($"/servicePrincipals(appId='{GraphAppId}')?$select=id,appRoles,oauth2PermissionScopes")).Expect(
            200
        );
        Assert.True(((JsonArray)graph["appRoles"]).Count > 300);
        Assert.True(((JsonArray)graph["oauth2PermissionScopes"]).Count > 300);
        Assert.Contains(
            (JsonArray)graph["appRoles"],
            role => (string?)role!["value"] == "User.Read.All" && (string?)role["id"] == UserReadAll
        );
        Assert.DoesNotContain((JsonArray)graph["appRoles"], role => (string?)role!["value"] == "User.Read");
    }

    [Fact]
    public async Task A_delegated_grant_exists_once_for_each_client_and_resource_and_its_id_is_made_of_theirs()
    {
        var (_, _, client) = await _client.CreateAppAsync();
        var graph = await _client.PrincipalIdAsync(GraphAppId);
        JsonObject Grant() =>
            new()
            {
                ["clientId"] = client,
                ["consentType"] = "AllPrincipals",
                ["principalId"] = null,
                ["resourceId"] = graph,
                ["scope"] = "User.Read",
            };
        var grant = (await _client.PostAsync("/oauth2PermissionGrants", Grant())).Expect(201);
        var bytes = new Guid(client).ToByteArray().Concat(new Guid(graph).ToByteArray()).ToArray();
        Assert.Equal(Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_'), grant.Id);
        (await _client.PostAsync("/oauth2PermissionGrants", Grant())).ExpectError(
            409,
            "Request_MultipleObjectsWithSameKeyValue",
            "Permission entry already exists."
        );
        (await _client.PatchAsync("/oauth2PermissionGrants/" + grant.Id, new JsonObject { ["scope"] = "User.Read openid" })).Expect(204);
        Assert.Equal(
            "User.Read openid",
            (string?)Assert.Single((await _client.GetAsync($"/oauth2PermissionGrants?$filter=clientId eq '{client}'")).Value)!["scope"]
        );
        (await _client.PatchAsync("/oauth2PermissionGrants/" + grant.Id, new JsonObject { ["scope"] = new string('x', 3851) })).ExpectError(
            400,
            "Request_BadRequest",
            "scope"
        );
        (await _client.PatchAsync("/oauth2PermissionGrants/" + grant.Id, new JsonObject { ["clientId"] = graph })).ExpectError(
            400,
            "Request_BadRequest",
            "clientId"
        );
        (await _client.DeleteAsync("/oauth2PermissionGrants/" + grant.Id)).Expect(204);
        Assert.Empty((await _client.GetAsync($"/servicePrincipals/{client}/oauth2PermissionGrants")).Expect(200).Value);
    }

    [Fact]
    public async Task A_grant_for_one_user_stands_beside_the_one_for_all()
    {
        var (_, _, client) = await _client.CreateAppAsync();
        var graph = await _client.PrincipalIdAsync(GraphAppId);
        var user = (await _client.GetAsync("/users/alex.weber@contoso.onmicrosoft.com")).Id;
        JsonObject Grant(string? principal) =>
            new()
            {
                ["clientId"] = client,
                ["consentType"] = principal is null ? "AllPrincipals" : "Principal",
                ["principalId"] = principal,
                ["resourceId"] = graph,
                ["scope"] = "User.Read",
            };
        (await _client.PostAsync("/oauth2PermissionGrants", Grant(null))).Expect(201);
        (await _client.PostAsync("/oauth2PermissionGrants", Grant(user))).Expect(201);
        Assert.Equal(2, (await _client.GetAsync($"/oauth2PermissionGrants?$filter=clientId eq '{client}'")).Value.Count);
        Assert.Single(
            (await _client.GetAsync($"/oauth2PermissionGrants?$filter=clientId eq '{client}' and consentType eq 'AllPrincipals'")).Value
        );
        var mixed = Grant(user);
        mixed["consentType"] = "AllPrincipals";
        (await _client.PostAsync("/oauth2PermissionGrants", mixed)).ExpectError(400, "Request_BadRequest", "consentType");
    }

    [Theory]
    [InlineData("appRoleAssignments")]
    [InlineData("appRoleAssignedTo")]
    public async Task An_application_permission_is_granted_from_either_end_and_seen_from_both(string end)
    {
        var (_, _, client) = await _client.CreateAppAsync();
        var graph = await _client.PrincipalIdAsync(GraphAppId);
        JsonObject Assignment(string role) =>
            new()
            {
                ["principalId"] = client,
                ["resourceId"] = graph,
                ["appRoleId"] = role,
            };
        var path = $"/servicePrincipals/{(end == "appRoleAssignments" ? client : graph)}/{end}";
        var made = (await _client.PostAsync(path, Assignment(UserReadAll))).Expect(201);
        Assert.Equal("ServicePrincipal", (string?)made["principalType"]);
        Assert.Equal("Microsoft Graph", (string?)made["resourceDisplayName"]);
        (await _client.PostAsync(path, Assignment(UserReadAll))).ExpectError(
            400,
            "Request_BadRequest",
            "Permission being assigned already exists on the object"
        );
        (await _client.PostAsync(path, Assignment("e1fe6dd8-ba31-4d61-89e7-88639da4683d"))).ExpectError(
            400,
            "Request_BadRequest",
            $"Permission being assigned was not found on application '{GraphAppId}'."
        );
        Assert.Single((await _client.GetAsync($"/servicePrincipals/{client}/appRoleAssignments")).Value);
        Assert.Single(
            (await _client.GetAsync($"/servicePrincipals/{graph}/appRoleAssignedTo?$filter=principalId eq {client}")).Expect(200).Value
        );
        (await _client.DeleteAsync($"{path}/{made.Id}")).Expect(204);
        (await _client.DeleteAsync($"{path}/{made.Id}")).ExpectError(
            400,
            "Request_BadRequest",
            "EntitlementGrant being updated or deleted is not found."
        );
    }

    [Fact]
    public async Task An_application_object_in_the_place_of_its_service_principal_is_no_valid_reference()
    {
        var (app, _, client) = await _client.CreateAppAsync();
        var graph = await _client.PrincipalIdAsync(GraphAppId);
        (
            await _client.PostAsync(
                $"/servicePrincipals/{graph}/appRoleAssignedTo",
                new JsonObject
                {
                    ["principalId"] = app,
                    ["resourceId"] = graph,
                    ["appRoleId"] = UserReadAll,
                }
            )
        ).ExpectError(400, "Request_BadRequest", "Not a valid reference update.");
        (
            await _client.PostAsync($"/servicePrincipals/{client}/appRoleAssignments", new JsonObject { ["principalId"] = client })
        ).ExpectError(400, "Request_BadRequest", "One or more properties are invalid.");
    }

    [Fact]
    public async Task Users_and_groups_are_assigned_with_the_default_role_where_the_app_has_none()
    {
        var (_, _, app) = await _client.CreateAppAsync();
        var user = (await _client.GetAsync("/users/alex.weber@contoso.onmicrosoft.com")).Id;
        var group = (string)(await _client.GetAsync("/groups?$filter=displayName eq 'Security team'")).Value[0]!["id"]!;
        JsonObject Assignment(string principal) =>
            new()
            {
                ["principalId"] = principal,
                ["resourceId"] = app,
                ["appRoleId"] = Guid.Empty.ToString(),
            };
        (await _client.PostAsync($"/servicePrincipals/{app}/appRoleAssignedTo", Assignment(user))).Expect(201);
        (await _client.PostAsync($"/users/{user}/appRoleAssignments", Assignment(user))).ExpectError(
            400,
            "Request_BadRequest",
            "EntitlementGrant entry already exists."
        );
        (await _client.PostAsync($"/groups/{group}/appRoleAssignments", Assignment(group))).Expect(201);
        Assert.Equal(
            ["User", "Group"],
            (await _client.GetAsync($"/servicePrincipals/{app}/appRoleAssignedTo")).Value.Select(each => (string)each!["principalType"]!)
        );
    }

    [Fact]
    public async Task A_licence_without_group_assignment_refuses_groups_only()
    {
        using var client = new SandboxClient(new SandboxSettings { GroupAssignment = false });
        var (_, _, app) = await client.CreateAppAsync();
        var group = (string)(await client.GetAsync("/groups?$filter=displayName eq 'Security team'")).Value[0]!["id"]!;
        (
            await client.PostAsync(
                $"/servicePrincipals/{app}/appRoleAssignedTo",
                new JsonObject
                {
                    ["principalId"] = group,
                    ["resourceId"] = app,
                    ["appRoleId"] = Guid.Empty.ToString(),
                }
            )
        ).ExpectError(400, "Request_BadRequest", "Groups are not available for assignment due to your Active Directory plan level");
    }

    [Fact]
    public async Task A_vendors_own_application_gets_a_service_principal_by_its_appId_alone()
    {
        var made = (await _client.PostAsync("/servicePrincipals", new JsonObject { ["appId"] = SandboxTenant.VendorAppId })).Expect(201);
        Assert.NotEqual(_client.Tenant.TenantId, (string?)made["appOwnerOrganizationId"]);
        Assert.Empty((await _client.GetAsync($"/applications?$filter=appId eq '{SandboxTenant.VendorAppId}'")).Value);
        (await _client.PostAsync("/servicePrincipals", new JsonObject { ["appId"] = SandboxTenant.VendorAppId })).ExpectError(
            409,
            "Request_MultipleObjectsWithSameKeyValue",
            "already in use"
        );
        (await _client.PostAsync("/servicePrincipals", new JsonObject { ["appId"] = "12345678-1234-1234-1234-123456789012" })).ExpectError(
            400,
            "Request_BadRequest",
            "does not reference a valid application object"
        );
    }

    [Fact]
    public async Task A_service_principal_follows_its_application()
    {
        var (id, appId, principal) = await _client.CreateAppAsync("Before");
        (
            await _client.PatchAsync(
                "/applications/" + id,
                new JsonObject { ["displayName"] = "After", ["identifierUris"] = new JsonArray($"api://{appId}") }
            )
        ).Expect(204);
        var found = (await _client.GetAsync("/servicePrincipals/" + principal)).Expect(200);
        Assert.Equal("After", (string?)found["displayName"]);
        Assert.Equal($"""["{appId}","api://{appId}"]""", found["servicePrincipalNames"].ToJsonString());
        (
            await _client.PatchAsync(
                $"/servicePrincipals(appId='{appId}')",
                JsonNode.Parse("""{"appRoleAssignmentRequired":true,"tags":["WindowsAzureActiveDirectoryIntegratedApp"]}""")!
            )
        ).Expect(204);
        Assert.Single(
            (await _client.GetAsync("/servicePrincipals?$filter=tags/any(t:t eq 'WindowsAzureActiveDirectoryIntegratedApp')"))
                .Expect(200)
                .Value
        );
    }
}
