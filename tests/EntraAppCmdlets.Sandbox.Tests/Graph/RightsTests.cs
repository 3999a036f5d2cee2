using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.SignIn;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

/// <summary>What tokens tell of rights, and what the rights are held to.</summary>
public sealed class RightsTests : IDisposable
{
    private const string AnyApplication = "0997a1d0-0d1d-4acb-b408-d5ca73121e90";

    private readonly SandboxClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task An_apps_token_names_no_directory_role_but_the_mark_of_every_app() =>
        Assert.Equal(
            [AnyApplication],
            ClientCredentialsTests.Claims(await _client.AdministratorTokenAsync())["wids"]!.AsArray().Select(wid => (string)wid!)
        );

    [Fact]
    public async Task Whoever_administers_applications_consents_to_no_application_permission_of_Graph()
    {
        var (graph, role) = await GraphRoleAsync("User.Read.All");
        var app = await _client.CreateAppAsync();
        var api = await _client.CreateAppAsync(
            "API",
            new JsonObject
            {
                ["appRoles"] = new JsonArray(
                    new JsonObject
                    {
                        ["id"] = "44444444-4444-4444-4444-444444444444",
                        ["value"] = "Import",
                        ["displayName"] = "Import",
                        ["description"] = "Import",
                        ["isEnabled"] = true,
                        ["allowedMemberTypes"] = new JsonArray("Application"),
                    }
                ),
            }
        );
        var administrator = await AdministratorAsync();

        _client.Token = _client.UserToken(
            administrator,
            "AppRoleAssignment.ReadWrite.All Application.Read.All",
            "Application Administrator"
        );
        (await AssignAsync(app.PrincipalId, graph, role)).ExpectError(403, "Authorization_RequestDenied");
        (await AssignAsync(app.PrincipalId, api.PrincipalId, "44444444-4444-4444-4444-444444444444")).Expect(201);
        _client.Token = _client.UserToken(
            administrator,
            "AppRoleAssignment.ReadWrite.All Application.Read.All",
            "Privileged Role Administrator"
        );
        (await AssignAsync(app.PrincipalId, graph, role)).Expect(201);
    }

    [Fact]
    public async Task Assigning_needs_the_right_to_read_applications_as_well_and_removing_does_not()
    {
        var (graph, role) = await GraphRoleAsync("User.Read.All");
        var app = await _client.CreateAppAsync();
        var administrator = await AdministratorAsync();
        _client.Token = _client.UserToken(administrator, "AppRoleAssignment.ReadWrite.All", "Global Administrator");
        (await AssignAsync(app.PrincipalId, graph, role)).ExpectError(403, "Authorization_RequestDenied");

        _client.Token = null;
        var assigned = (await AssignAsync(app.PrincipalId, graph, role)).Expect(201).Id;
        _client.Token = _client.UserToken(administrator, "AppRoleAssignment.ReadWrite.All", "Global Administrator");
        (await _client.DeleteAsync($"/servicePrincipals/{app.PrincipalId}/appRoleAssignments/{assigned}")).Expect(204);
    }

    [Fact]
    public async Task Adding_an_owner_needs_the_right_to_read_the_directory_and_removing_one_does_not()
    {
        var app = await _client.CreateAppAsync();
        var administrator = await AdministratorAsync();
        var reference = new JsonObject { ["@odata.id"] = $"https://graph.microsoft.com/v1.0/directoryObjects/{administrator}" };
        _client.Token = _client.UserToken(administrator, "Application.ReadWrite.All", "Global Administrator");
        (await _client.PostAsync($"/applications/{app.Id}/owners/$ref", reference.DeepClone())).ExpectError(
            403,
            "Authorization_RequestDenied"
        );

        _client.Token = _client.UserToken(administrator, "Application.ReadWrite.All Directory.Read.All", "Global Administrator");
        (await _client.PostAsync($"/applications/{app.Id}/owners/$ref", reference.DeepClone())).Expect(204);
        _client.Token = _client.UserToken(administrator, "Application.ReadWrite.All", "Global Administrator");
        (await _client.DeleteAsync($"/applications/{app.Id}/owners/{administrator}/$ref")).Expect(204);
    }

    [Fact]
    public async Task Of_what_a_relation_leads_to_only_type_and_id_are_told_without_the_right_to_read_it()
    {
        var group = (string)(await _client.GetAsync("/groups?$filter=displayName eq 'Security team'")).Value[0]!["id"]!;
        var administrator = await AdministratorAsync();
        _client.Token = _client.UserToken(administrator, "GroupMember.Read.All");

        var member = (await _client.GetAsync($"/groups/{group}/members?$select=id,displayName,userPrincipalName")).Expect(200).Value[0]!;

        Assert.Equal("#microsoft.graph.user", (string?)member["@odata.type"]);
        Assert.NotNull((string?)member["id"]);
        Assert.True(member.AsObject().ContainsKey("displayName"));
        Assert.Null(member["displayName"]);
        Assert.Null(member["userPrincipalName"]);
    }

    [Fact]
    public async Task A_developer_gets_a_service_principal_for_an_own_app_and_for_no_other()
    {
        var other = (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "other" })).Expect(201);
        var administrator = await AdministratorAsync();
        _client.Token = _client.UserToken(administrator, "Application.ReadWrite.All", "Application Developer");
        var own = (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "own" })).Expect(201);

        (await _client.PostAsync("/servicePrincipals", new JsonObject { ["appId"] = (string)own["appId"]! })).Expect(201);
        (await _client.PostAsync("/servicePrincipals", new JsonObject { ["appId"] = (string)other["appId"]! })).ExpectError(
            403,
            "Authorization_RequestDenied"
        );
    }

    [Fact]
    public async Task Who_may_read_applications_may_read_deleted_ones_and_no_deleted_group()
    {
        var app = await _client.CreateAppAsync();
        (await _client.DeleteAsync($"/applications/{app.Id}")).Expect(204);
        var administrator = await AdministratorAsync();
        _client.Token = _client.UserToken(administrator, "Application.Read.All");

        Assert.Single((await _client.GetAsync("/directory/deletedItems/microsoft.graph.application")).Expect(200).Value);
        (await _client.GetAsync("/directory/deletedItems/microsoft.graph.group")).ExpectError(403, "Authorization_RequestDenied");
    }

    [Fact]
    public async Task A_tenant_can_be_made_whose_administrator_app_has_only_the_permissions_that_are_named()
    {
        using var client = new SandboxClient(new SandboxSettings { Permissions = "Application.Read.All, user.readbasic.all" });

        var roles = ClientCredentialsTests.Claims(await client.AdministratorTokenAsync())["roles"]!.AsArray().Select(role => (string)role!);

        Assert.Equal(["Application.Read.All", "User.ReadBasic.All"], roles.Order());
        (await client.PostAsync("/applications", new JsonObject { ["displayName"] = "x" })).ExpectError(403, "Authorization_RequestDenied");
        Assert.Contains(
            "names of application permissions",
            Assert.Throws<ArgumentException>(() => SandboxTenant.Open(new SandboxSettings { Permissions = "User.Read" })).Message,
            StringComparison.Ordinal
        );
    }

    private async Task<string> AdministratorAsync() => (await _client.GetAsync("/users/admin@contoso.onmicrosoft.com")).Id;

    private async Task<(string Graph, string Role)> GraphRoleAsync(string name)
    {
        var graph = (await _client.GetAsync("/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')?$select=id,appRoles")).Expect(
            200
        );
        return (graph.Id, (string)graph["appRoles"]!.AsArray().First(role => (string?)role!["value"] == name)!["id"]!);
    }

    private Task<Answer> AssignAsync(string principal, string resource, string role) =>
        _client.PostAsync(
            $"/servicePrincipals/{principal}/appRoleAssignments",
            new JsonObject
            {
                ["principalId"] = principal,
                ["resourceId"] = resource,
                ["appRoleId"] = role,
            }
        );
}
