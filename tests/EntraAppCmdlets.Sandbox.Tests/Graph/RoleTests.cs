using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class RoleTests : IDisposable
{
    private const string Assignments = "/roleManagement/directory/roleAssignments";
    private const string Definitions = "/roleManagement/directory/roleDefinitions";
    private const string GlobalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
    private const string ApplicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";

    private readonly SandboxClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_role_is_assigned_once_found_from_every_side_and_removed()
    {
        var (_, _, principal) = await _client.CreateAppAsync();
        var body = new JsonObject
        {
            ["principalId"] = principal,
            ["roleDefinitionId"] = GlobalReader,
            ["directoryScopeId"] = "/",
        };
        var assignment = (await _client.PostAsync(Assignments, body.DeepClone())).Expect(201).Id;
        (await _client.PostAsync(Assignments, body.DeepClone())).ExpectError(
            400,
            "Request_BadRequest",
            "A conflicting object with one or more of the specified property values is present in the directory."
        );
        var found = Assert.Single(
            (await _client.GetAsync($"{Assignments}?$filter=principalId eq '{principal}'&$expand=roleDefinition")).Expect(200).Value
        )!;
        Assert.Equal((assignment, "Global Reader"), ((string)found["id"]!, (string?)found["roleDefinition"]!["displayName"]));
        Assert.Equal(
            "Global Reader",
            (string?)
                Assert.Single(
                    (await _client.GetAsync($"/servicePrincipals/{principal}/memberOf/microsoft.graph.directoryRole")).Expect(200).Value
                )!["displayName"]
        );
        Assert.Equal(
            principal,
            (string?)
                Assert.Single((await _client.GetAsync($"/directoryRoles(roleTemplateId='{GlobalReader}')/members")).Expect(200).Value)![
                    "id"
                ]
        );
        (await _client.DeleteAsync($"{Assignments}/{assignment}")).Expect(204);
        (await _client.DeleteAsync($"{Assignments}/{assignment}")).ExpectError(404, "Request_ResourceNotFound");
        Assert.Empty((await _client.GetAsync($"/servicePrincipals/{principal}/memberOf")).Value);
    }

    [Fact]
    public async Task Members_of_a_role_and_its_assignments_are_the_same()
    {
        var user = (await _client.GetAsync("/users/sam.okafor@contoso.onmicrosoft.com")).Id;
        var role = (await _client.PostAsync("/directoryRoles", new JsonObject { ["roleTemplateId"] = ApplicationAdministrator }))
            .Expect(201)
            .Id;
        (await _client.PostAsync("/directoryRoles", new JsonObject { ["roleTemplateId"] = ApplicationAdministrator })).ExpectError(
            400,
            "Request_BadRequest"
        );
        var reference = new JsonObject { ["@odata.id"] = "https://graph.microsoft.com/v1.0/directoryObjects/" + user };
        (await _client.PostAsync($"/directoryRoles/{role}/members/$ref", reference.DeepClone())).Expect(204);
        (await _client.PostAsync($"/directoryRoles/{role}/members/$ref", reference.DeepClone())).ExpectError(
            400,
            "Request_BadRequest",
            "'members'"
        );
        Assert.Single(
            (await _client.GetAsync($"{Assignments}?$filter=roleDefinitionId eq '{ApplicationAdministrator}' and principalId eq '{user}'"))
                .Expect(200)
                .Value
        );
        (await _client.DeleteAsync($"/directoryRoles/{role}/members/{user}/$ref")).Expect(204);
        Assert.Empty((await _client.GetAsync($"{Assignments}?$filter=principalId eq '{user}'")).Value);
        Assert.Contains(
            (await _client.GetAsync("/directoryRoles")).Expect(200).Value,
            each => (string?)each!["displayName"] == "Global Administrator"
        );
        Assert.Contains(
            (await _client.GetAsync("/directoryRoleTemplates")).Expect(200).Value,
            each => (string?)each!["id"] == GlobalReader
        );
    }

    [Fact]
    public async Task Definitions_are_found_by_name_and_custom_ones_are_made_changed_and_deleted()
    {
        Assert.Equal(
            GlobalReader,
            (string?)
                Assert.Single((await _client.GetAsync($"{Definitions}?$filter=displayName eq 'Global Reader'")).Expect(200).Value)!["id"]
        );
        (await _client.PatchAsync($"{Definitions}/{GlobalReader}", new JsonObject { ["description"] = "x" })).ExpectError(
            400,
            "Request_BadRequest"
        );
        var body = JsonNode.Parse(
            """{"displayName":"App readers","isEnabled":true,"rolePermissions":[{"allowedResourceActions":["microsoft.directory/applications/standard/read"]}]}"""
        )!;
        var definition = (await _client.PostAsync(Definitions, body.DeepClone())).Expect(201).Id;
        (await _client.PostAsync(Definitions, body.DeepClone())).ExpectError(400, "Request_BadRequest");
        (await _client.PatchAsync($"{Definitions}/{definition}", new JsonObject { ["displayName"] = "Readers of apps" })).Expect(204);
        var user = (await _client.GetAsync("/users/sam.okafor@contoso.onmicrosoft.com")).Id;
        var assignment = (
            await _client.PostAsync(
                Assignments,
                new JsonObject
                {
                    ["principalId"] = user,
                    ["roleDefinitionId"] = definition,
                    ["directoryScopeId"] = "/",
                }
            )
        ).Expect(201).Id;
        (await _client.DeleteAsync($"{Definitions}/{definition}")).ExpectError(400, "Request_BadRequest");
        await _client.DeleteAsync($"{Assignments}/{assignment}");
        (await _client.DeleteAsync($"{Definitions}/{definition}")).Expect(204);
    }

    [Theory]
    [InlineData("""{"principalId":"{user}","roleDefinitionId":"{role}"}""", 400)]
    [InlineData("""{"principalId":"{user}","roleDefinitionId":"{role}","directoryScopeId":"everywhere"}""", 400)]
    [InlineData("""{"principalId":"{user}","roleDefinitionId":"00000000-0000-0000-0000-00000000000a","directoryScopeId":"/"}""", 404)]
    [InlineData("""{"principalId":"00000000-0000-0000-0000-00000000000a","roleDefinitionId":"{role}","directoryScopeId":"/"}""", 404)]
    [InlineData("""{"principalId":"{group}","roleDefinitionId":"{role}","directoryScopeId":"/"}""", 400)]
    [InlineData("""{"principalId":"{user}","roleDefinitionId":"{role}","directoryScopeId":"/","condition":"x"}""", 400)]
    public async Task An_assignment_that_can_t_be_is_refused(string body, int status)
    {
        var user = (await _client.GetAsync("/users/sam.okafor@contoso.onmicrosoft.com")).Id;
        var group = (string)(await _client.GetAsync("/groups")).Value[0]!["id"]!;
        var before = _client.Tenant.ExportState();
        var text = body.Replace("{user}", user, StringComparison.Ordinal)
            .Replace("{group}", group, StringComparison.Ordinal)
            .Replace("{role}", GlobalReader, StringComparison.Ordinal);
        Assert.Equal(status, (await _client.PostAsync(Assignments, JsonNode.Parse(text))).Status);
        Assert.Equal(before, _client.Tenant.ExportState());
    }

    [Fact]
    public async Task An_application_that_holds_a_role_does_with_it_what_a_permission_would_allow()
    {
        var (id, appId, principal) = await _client.CreateAppAsync();
        var secret = (string)(await _client.PostAsync($"/applications/{id}/addPassword")).Expect(200)["secretText"]!;
        var administrator = _client.Token;
        _client.Token = (string)(await _client.ClientTokenAsync(appId, secret)).Expect(200)["access_token"]!;
        (await _client.GetAsync("/applications")).ExpectError(403, "Authorization_RequestDenied");
        _client.Token = administrator;
        (
            await _client.PostAsync(
                Assignments,
                new JsonObject
                {
                    ["principalId"] = principal,
                    ["roleDefinitionId"] = ApplicationAdministrator,
                    ["directoryScopeId"] = "/",
                }
            )
        ).Expect(201);
        _client.Token = (string)(await _client.ClientTokenAsync(appId, secret)).Expect(200)["access_token"]!;
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "Made by role" })).Expect(201);
        (
            await _client.PostAsync(
                Assignments,
                new JsonObject
                {
                    ["principalId"] = principal,
                    ["roleDefinitionId"] = GlobalReader,
                    ["directoryScopeId"] = "/",
                }
            )
        ).ExpectError(403, "Authorization_RequestDenied");
    }

    [Fact]
    public async Task A_group_that_can_hold_roles_is_changed_only_by_who_may_assign_them()
    {
        var user = (await _client.GetAsync("/users/sam.okafor@contoso.onmicrosoft.com")).Id;
        var group = (
            await _client.PostAsync(
                "/groups",
                JsonNode.Parse(
                    """{"displayName":"R","mailEnabled":false,"mailNickname":"r","securityEnabled":true,"isAssignableToRole":true}"""
                )
            )
        )
            .Expect(201)
            .Id;
        (
            await _client.PostAsync(
                Assignments,
                new JsonObject
                {
                    ["principalId"] = group,
                    ["roleDefinitionId"] = GlobalReader,
                    ["directoryScopeId"] = "/",
                }
            )
        ).Expect(201);
        var reference = new JsonObject { ["@odata.id"] = "https://graph.microsoft.com/v1.0/directoryObjects/" + user };
        var administrator = _client.Token;
        _client.Token = _client.UserToken(user, "GroupMember.ReadWrite.All Group.ReadWrite.All Directory.Read.All", "Groups Administrator");
        (await _client.PostAsync($"/groups/{group}/members/$ref", reference.DeepClone())).ExpectError(403, "Authorization_RequestDenied");
        (await _client.PatchAsync("/groups/" + group, new JsonObject { ["displayName"] = "x" })).ExpectError(
            403,
            "Authorization_RequestDenied"
        );
        _client.Token = administrator;
        (await _client.PostAsync($"/groups/{group}/members/$ref", reference.DeepClone())).Expect(204);
    }
}
