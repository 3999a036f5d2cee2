using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

/// <summary>What a body says is carried out or refused, never read over; names count without regard to case.</summary>
public sealed class AnnotationTests : IDisposable
{
    private const string Objects = "https://graph.microsoft.com/v1.0/directoryObjects/";

    private readonly SandboxClient _client = new();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("owners@odata.bind", "owners")]
    [InlineData("members@odata.bind", "members")]
    [InlineData("Members@OData.Bind", "members")]
    public async Task A_reference_in_the_patch_of_a_group_is_carried_out(string annotation, string relation)
    {
        var group = await GroupAsync("g");
        var user = await UserAsync("lee.novak");
        (await _client.PatchAsync("/groups/" + group, new JsonObject { [annotation] = new JsonArray(Objects + user) })).Expect(204);
        Assert.Equal(user, (string?)Assert.Single((await _client.GetAsync($"/groups/{group}/{relation}")).Value)!["id"]);
        (await _client.PatchAsync("/groups/" + group, new JsonObject { [annotation] = new JsonArray(Objects + user) })).ExpectError(
            400,
            "Request_BadRequest",
            relation
        );
    }

    [Fact]
    public async Task Owners_that_are_bound_on_creation_own_an_application_and_a_service_principal()
    {
        var user = await UserAsync("lee.novak");
        var app = (
            await _client.PostAsync(
                "/applications",
                new JsonObject { ["displayName"] = "A", ["Owners@odata.bind"] = new JsonArray(Objects + user) }
            )
        ).Expect(201);
        var principal = (
            await _client.PostAsync(
                "/servicePrincipals",
                new JsonObject { ["appId"] = (string)app["appId"]!, ["owners@odata.bind"] = new JsonArray(Objects + user) }
            )
        )
            .Expect(201)
            .Id;
        Assert.Equal(user, (string?)Assert.Single((await _client.GetAsync($"/applications/{app.Id}/owners")).Value)!["id"]);
        Assert.Equal(user, (string?)Assert.Single((await _client.GetAsync($"/servicePrincipals/{principal}/owners")).Value)!["id"]);
        foreach (var path in new[] { "/applications/" + app.Id, "/servicePrincipals/" + principal })
        {
            (
                await _client.PatchAsync(
                    path,
                    new JsonObject { ["owners@odata.bind"] = new JsonArray(Objects + await UserAsync("alex.weber")) }
                )
            ).ExpectError(400, "Request_BadRequest");
            Assert.Single((await _client.GetAsync(path + "/owners")).Value);
        }
    }

    [Theory]
    [InlineData("POST", "applications", "nosuch@odata.bind")]
    [InlineData("POST", "applications", "displayName@odata.bind")]
    [InlineData("POST", "applications", "federatedIdentityCredentials@odata.bind")]
    [InlineData("POST", "applications", "owners@odata.delta")]
    [InlineData("POST", "applications", "@made.up")]
    [InlineData("POST", "groups", "memberOf@odata.bind")]
    [InlineData("POST", "users", "directReports@odata.bind")]
    [InlineData("POST", "users", "nosuch@odata.type")]
    public async Task An_annotation_that_nothing_would_come_of_is_refused_and_nothing_is_made(
        string method,
        string collection,
        string annotation
    )
    {
        var body = Valid(collection);
        body[annotation] = new JsonArray();
        var before = _client.Tenant.ExportState();
        (await _client.SendAsync(method, "/" + collection, body)).ExpectError(400, "BadRequest");
        Assert.Equal(before, _client.Tenant.ExportState());
    }

    [Theory]
    [InlineData("@odata.type", "\"#microsoft.graph.application\"", 201)]
    [InlineData("@odata.type", "\"microsoft.graph.Application\"", 201)]
    [InlineData("@odata.type", "\"#microsoft.graph.user\"", 400)]
    [InlineData("@odata.context", "\"https://graph.microsoft.com/v1.0/$metadata#applications/$entity\"", 201)]
    [InlineData("tags@odata.type", "\"#Collection(String)\"", 201)]
    public async Task What_an_answer_or_an_SDK_annotates_may_be_sent(string name, string value, int status)
    {
        var body = new JsonObject { ["displayName"] = "A", [name] = JsonNode.Parse(value) };
        (await _client.PostAsync("/applications", body)).Expect(status);
    }

    [Fact]
    public async Task Property_names_count_without_regard_to_case_and_not_twice()
    {
        var app = (
            await _client.PostAsync(
                "/applications",
                JsonNode.Parse("""{"DisplayName":"A","WEB":{"RedirectUris":["https://a.example/"]},"api":{"OAuth2PermissionScopes":[]}}""")
            )
        ).Expect(201);
        Assert.Equal("A", (string?)app["displayName"]);
        Assert.Equal("https://a.example/", (string?)app["web"]["redirectUris"]![0]);
        (await _client.PatchAsync("/applications/" + app.Id, JsonNode.Parse("""{"displayName":"B","DISPLAYNAME":"C"}""")!)).ExpectError(
            400,
            "BadRequest",
            "Multiple properties"
        );
        (
            await _client.PostAsync($"/applications/{app.Id}/addPassword", JsonNode.Parse("""{"PasswordCredential":{"DisplayName":"x"}}"""))
        ).Expect(200);
        (
            await _client.PostAsync(
                "/groups",
                JsonNode.Parse("""{"displayname":"G","mailenabled":false,"mailnickname":"g","securityenabled":true}""")
            )
        ).Expect(201);
    }

    [Fact]
    public async Task A_batch_may_number_its_requests()
    {
        var batch = JsonNode.Parse(
            """{"Requests":[{"id":1,"method":"GET","url":"/users?$top=1"},{"id":2,"Method":"get","URL":"/me/nosuch","dependsOn":[1]}]}"""
        );
        var answers = (await _client.PostAsync("/$batch", batch)).Expect(200)["responses"].AsArray();
        Assert.Equal(["1", "2"], answers.Select(each => (string)each!["id"]!));
        Assert.Equal([200, 400], answers.Select(each => (int)each!["status"]!));
    }

    [Fact]
    public async Task A_count_in_a_batch_is_a_number()
    {
        var batch = JsonNode.Parse(
            """{"requests":[{"id":"1","method":"GET","url":"/users/$count","headers":{"ConsistencyLevel":"eventual"}}]}"""
        );
        Assert.Equal(5, (int?)(await _client.PostAsync("/$batch", batch)).Expect(200)["responses"][0]!["body"]);
    }

    [Fact]
    public async Task Who_can_be_a_member_or_owner_is_checked_when_it_is_bound_too()
    {
        var (app, _, principal) = await _client.CreateAppAsync();
        var group = await GroupAsync("g");
        (
            await _client.PatchAsync("/groups/" + group, new JsonObject { ["members@odata.bind"] = new JsonArray(Objects + app) })
        ).ExpectError(400, "Request_BadRequest", "Application");
        (
            await _client.PatchAsync("/groups/" + group, new JsonObject { ["owners@odata.bind"] = new JsonArray(Objects + group) })
        ).ExpectError(400, "Request_BadRequest");
        (
            await _client.PatchAsync("/groups/" + group, new JsonObject { ["members@odata.bind"] = new JsonArray(Objects + principal) })
        ).Expect(204);
    }

    private static JsonObject Valid(string collection) =>
        JsonNode
            .Parse(
                collection switch
                {
                    "applications" => """{"displayName":"A"}""",
                    "groups" => """{"displayName":"G","mailEnabled":false,"mailNickname":"gg","securityEnabled":true}""",
                    _ =>
                        """{"accountEnabled":true,"displayName":"U","mailNickname":"u","userPrincipalName":"u@contoso.onmicrosoft.com","passwordProfile":{"password":"Correct-Horse-7"}}""",
                }
            )!
            .AsObject();

    private async Task<string> GroupAsync(string name) => (
            await _client.PostAsync(
                "/groups",
                new JsonObject
                {
                    ["displayName"] = name,
                    ["mailEnabled"] = false,
                    ["mailNickname"] = name,
                    ["securityEnabled"] = true,
                }
            )
        ).Expect(201).Id;

    private async Task<string> UserAsync(string name) => (await _client.GetAsync($"/users/{name}@contoso.onmicrosoft.com")).Expect(200).Id;
}
