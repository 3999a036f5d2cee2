using System.Text.Json.Nodes;
using System.Xml.Linq;
using EntraAppCmdlets.Sandbox.Tests.Schema;
using EntraAppCmdlets.Sandbox.Tests.Support;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class AddressTests : IDisposable
{
    private readonly SandboxClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task The_tenant_may_be_named_in_the_address_but_no_other_one()
    {
        var app = (await _client.PostAsync("/myorganization/applications", new JsonObject { ["displayName"] = "A" })).Expect(201).Id;
        (await _client.PatchAsync($"/{_client.Tenant.TenantId}/applications/{app}", new JsonObject { ["notes"] = "n" })).Expect(204);
        Assert.Equal("n", (string?)(await _client.GetAsync($"/MyOrganization/applications/{app}"))["notes"]);
        (await _client.GetAsync($"/{Guid.NewGuid()}/applications/{app}")).ExpectError(403, "Authorization_RequestDenied");
        var batch = new JsonObject
        {
            ["requests"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = "1",
                    ["method"] = "GET",
                    ["url"] = "/myorganization/applications",
                }
            ),
        };
        Assert.Equal(200, (int?)(await _client.PostAsync("/myorganization/$batch", batch)).Expect(200)["responses"][0]!["status"]);
    }

    [Theory]
    [InlineData("/displayName", "\"A\"")]
    [InlineData("/DISPLAYNAME", "\"A\"")]
    [InlineData("/web/redirectUris", """["https://a.example/"]""")]
    [InlineData("/tags", """["t"]""")]
    [InlineData("/web/implicitGrantSettings/enableIdTokenIssuance", "false")]
    public async Task A_property_is_read_by_its_path(string path, string value)
    {
        var app = await AppAsync();
        var answer = (await _client.GetAsync($"/applications/{app}{path}")).Expect(200);
        Assert.Equal(value, answer["value"].ToJsonString());
        Assert.StartsWith(
            $"https://graph.microsoft.com/v1.0/$metadata#applications('{app}')/",
            (string?)answer["@odata.context"],
            StringComparison.Ordinal
        );
        (await _client.GetAsync($"/applications(appId='{Guid.NewGuid()}'){path}")).ExpectError(404, "Request_ResourceNotFound");
    }

    [Fact]
    public async Task The_forms_of_a_property_are_its_object_its_bare_value_and_its_count()
    {
        var app = await AppAsync();
        Assert.Equal("https://a.example/", (string?)(await _client.GetAsync($"/applications/{app}/web")).Expect(200)["redirectUris"][0]);
        var raw = (await _client.GetAsync($"/applications/{app}/displayName/$value")).Expect(200);
        Assert.Equal(("A", "text/plain"), (raw.Text, raw.Headers["Content-Type"]));
        Assert.Equal("1", (await _client.GetAsync($"/applications/{app}/tags/$count")).Expect(200).Text);
        (await _client.GetAsync($"/applications/{app}/notes")).Expect(204);
        (await _client.GetAsync($"/applications/{app}/notes/$value")).Expect(204);
        var graph = await _client.PrincipalIdAsync("00000003-0000-0000-c000-000000000000");
        Assert.Contains(
            (await _client.GetAsync($"/servicePrincipals/{graph}/oauth2PermissionScopes")).Expect(200).Value,
            scope => (string?)scope!["value"] == "User.Read"
        );
        Assert.Contains(
            (await _client.GetAsync($"/servicePrincipals/{graph}/appRoles")).Expect(200).Value,
            role => (string?)role!["value"] == "User.Read.All"
        );
        Assert.Equal(
            "Alex Weber",
            (string?)(await _client.GetAsync("/users/alex.weber@contoso.onmicrosoft.com/displayName")).Expect(200)["value"]
        );
    }

    [Theory]
    [InlineData("GET", "/nosuch")]
    [InlineData("GET", "/web/nosuch")]
    [InlineData("GET", "/displayName/x")]
    [InlineData("GET", "/displayName/$count")]
    [InlineData("GET", "/web/$value")]
    [InlineData("GET", "/tags/0")]
    [InlineData("GET", "/displayName/$value/$value")]
    [InlineData("PATCH", "/displayName")]
    [InlineData("DELETE", "/web")]
    public async Task What_is_no_property_is_no_segment(string method, string path) =>
        (await _client.SendAsync(method, $"/applications/{await AppAsync()}{path}")).ExpectError(400, "BadRequest", "segment");

    [Fact]
    public async Task A_cast_is_written_with_the_namespace_or_its_alias()
    {
        var group = (string)(await _client.GetAsync("/groups?$filter=displayName eq 'All staff'")).Value[0]!["id"]!;
        var user = (await _client.GetAsync("/users/alex.weber@contoso.onmicrosoft.com")).Id;
        foreach (var space in new[] { "microsoft.graph", "graph", "Microsoft.Graph" })
        {
            Assert.Equal(5, (await _client.GetAsync($"/groups/{group}/members/{space}.user")).Expect(200).Value.Count);
            Assert.Empty((await _client.GetAsync($"/groups/{group}/members/{space}.servicePrincipal")).Expect(200).Value);
            Assert.Equal(user, (await _client.GetAsync($"/directoryObjects/{user}/{space}.user")).Expect(200).Id);
            (await _client.GetAsync($"/directoryObjects/{user}/{space}.group")).ExpectError(404, "Request_ResourceNotFound");
            (await _client.GetAsync($"/directory/deletedItems/{space}.application")).Expect(200);
            (await _client.GetAsync($"/groups/{group}/members/{space}.nosuch")).ExpectError(400, "BadRequest");
        }
    }

    [Fact]
    public async Task The_service_tells_its_collections_and_its_types_to_everybody()
    {
        var root = (await _client.SendRawAsync("GET", "https://graph.microsoft.com/v1.0/", null)).Expect(200);
        Assert.Contains(root.Value, set => (string?)set!["name"] == "applications" && (string?)set["kind"] == "EntitySet");
        var metadata = (await _client.SendRawAsync("GET", "/$metadata", null)).Expect(200);
        Assert.Equal("application/xml", metadata.Headers["Content-Type"]);
        var types = XDocument
            .Parse(metadata.Text)
            .Descendants()
            .Where(each => each.Name.LocalName is "EntityType" or "ComplexType")
            .Select(each => each.Attribute("Name")!.Value)
            .ToList();
        Assert.Equal(types.Distinct(), types);
        Assert.Contains("servicePrincipal", types);
        (await _client.SendRawAsync("POST", "/$metadata", "{}")).ExpectError(405, "Request_BadRequest");
    }

    [SharedDataFact]
    public async Task The_types_that_it_tells_are_those_of_the_published_schema()
    {
        var published = CsdlModel.Load(SharedData.PathOf("graph-apps.csdl"));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, (await _client.SendRawAsync("GET", "/$metadata", null)).Expect(200).Text);
        var told = CsdlModel.Load(file);
        File.Delete(file);
        foreach (
            var type in new[]
            {
                "application",
                "servicePrincipal",
                "appRoleAssignment",
                "oAuth2PermissionGrant",
                "federatedIdentityCredential",
                "directoryRole",
                "unifiedRoleAssignment",
                "unifiedRoleDefinition",
                "appManagementPolicy",
                "webApplication",
                "apiApplication",
            }
        )
        {
            var name = "microsoft.graph." + type;
            var missing = published
                .PropertiesOf(name)
                .Where(each =>
                    !told.PropertiesOf(name).TryGetValue(each.Key, out var ours)
                    || (ours.Type != each.Value.Type && !published.IsEnumName(each.Value.Type))
                )
                .Where(each => each.Key is not "logo")
                .Select(each => each.Key);
            Assert.True(!missing.Any(), $"{name}: {string.Join(", ", missing)}");
        }
    }

    private async Task<string> AppAsync() =>
        (
            await _client.PostAsync(
                "/applications",
                JsonNode.Parse("""{"displayName":"A","tags":["t"],"web":{"redirectUris":["https://a.example/"]}}""")
            )
        )
            .Expect(201)
            .Id;
}
