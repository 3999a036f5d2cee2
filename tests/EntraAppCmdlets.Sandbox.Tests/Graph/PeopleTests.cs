using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class PeopleTests : IDisposable
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SandboxClient _client;

    public PeopleTests() => _client = new SandboxClient(new SandboxSettings { Seed = 1, Clock = _clock });

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_manager_is_set_expanded_found_from_below_and_removed()
    {
        var (alex, sam, lee) = (await UserAsync("alex.weber"), await UserAsync("sam.okafor"), await UserAsync("lee.novak"));
        (await _client.GetAsync($"/users/{alex}/manager")).ExpectError(404, "Request_ResourceNotFound");
        (await _client.SendAsync("PUT", $"/users/{alex}/manager/$ref", Reference("users/sam.okafor@contoso.onmicrosoft.com"))).Expect(204);
        Assert.Equal(sam, (await _client.GetAsync($"/users/{alex}/manager")).Expect(200).Id);
        (
            await _client.PatchAsync(
                "/users/" + sam,
                new JsonObject { ["manager@odata.bind"] = "https://graph.microsoft.com/v1.0/users/" + lee }
            )
        ).Expect(204);
        var chain = (await _client.GetAsync($"/users/{alex}?$expand=manager($levels=max;$select=id,displayName)")).Expect(200);
        Assert.Equal(
            ("Sam Okafor", "Lee Novak"),
            ((string?)chain["manager"]["displayName"], (string?)chain["manager"]["manager"]!["displayName"])
        );
        Assert.False(chain["manager"]["manager"]!.AsObject().ContainsKey("manager"));
        Assert.Equal(alex, (string?)Assert.Single((await _client.GetAsync($"/users/{sam}/directReports")).Expect(200).Value)!["id"]);
        (await _client.SendAsync("PUT", $"/users/{alex}/manager/$ref", Reference("directoryObjects/" + lee))).Expect(204);
        Assert.Empty((await _client.GetAsync($"/users/{sam}/directReports")).Value);
        (await _client.DeleteAsync($"/users/{alex}/manager/$ref")).Expect(204);
        (await _client.DeleteAsync($"/users/{alex}/manager/$ref")).ExpectError(404, "Request_ResourceNotFound");
        (await _client.SendAsync("PUT", $"/users/{alex}/manager/$ref", Reference("directoryObjects/" + alex))).ExpectError(
            400,
            "Request_BadRequest"
        );
    }

    [Fact]
    public async Task A_guest_is_invited_once()
    {
        var body = JsonNode.Parse(
            """{"invitedUserEmailAddress":"pat@fabrikam.example","inviteRedirectUrl":"https://a.example","invitedUserDisplayName":"Pat","sendInvitationMessage":true,"invitedUserMessageInfo":{"customizedMessageBody":"Hello"}}"""
        )!;
        var invitation = (await _client.PostAsync("/invitations", body.DeepClone())).Expect(201);
        var id = (string)invitation["invitedUser"]["id"]!;
        var guest = (await _client.GetAsync($"/users/{id}?$select=userPrincipalName,userType,externalUserState,creationType,mail")).Expect(
            200
        );
        Assert.Equal("pat_fabrikam.example#EXT#@contoso.onmicrosoft.com", (string?)guest["userPrincipalName"]);
        Assert.Equal(
            ("Guest", "PendingAcceptance", "Invitation", "pat@fabrikam.example"),
            ((string?)guest["userType"], (string?)guest["externalUserState"], (string?)guest["creationType"], (string?)guest["mail"])
        );
        Assert.Equal(id, (string?)(await _client.PostAsync("/invitations", body.DeepClone())).Expect(201)["invitedUser"]["id"]);
    }

    [Theory]
    [InlineData("""{"inviteRedirectUrl":"https://a.example"}""")]
    [InlineData("""{"invitedUserEmailAddress":"nobody","inviteRedirectUrl":"https://a.example"}""")]
    [InlineData("""{"invitedUserEmailAddress":"a@b.example","inviteRedirectUrl":"x"}""")]
    [InlineData("""{"invitedUserEmailAddress":"a@contoso.onmicrosoft.com","inviteRedirectUrl":"https://a.example"}""")]
    [InlineData("""{"invitedUserEmailAddress":"a@b.example","inviteRedirectUrl":"https://a.example","invitedUserType":"Owner"}""")]
    public async Task An_invitation_that_can_t_be_sent_is_refused(string body)
    {
        var before = _client.Tenant.ExportState();
        (await _client.PostAsync("/invitations", JsonNode.Parse(body))).ExpectError(400, "Request_BadRequest");
        Assert.Equal(before, _client.Tenant.ExportState());
    }

    [Theory]
    [InlineData("short1A", 400)]
    [InlineData("alllowercaseletters", 400)]
    [InlineData("lower123only", 400)]
    [InlineData("Newcomer-1234", 400)]
    [InlineData("Correct-Horse-7", 201)]
    public async Task A_password_keeps_the_rules(string password, int status)
    {
        var body = JsonNode.Parse(
            $$$"""{"accountEnabled":true,"displayName":"U","mailNickname":"newcomer","userPrincipalName":"newcomer@contoso.onmicrosoft.com","passwordProfile":{"password":"{{{password}}}"}}"""
        );
        var answer = await _client.PostAsync("/users", body);
        Assert.Equal(status, answer.Status);
        if (status == 400)
        {
            answer.ExpectError(400, "Request_BadRequest", "does not comply with password complexity requirements");
        }
    }

    [Fact]
    public async Task A_user_changes_their_password_by_the_one_that_they_have()
    {
        var body = JsonNode.Parse(
            """{"accountEnabled":true,"displayName":"U","mailNickname":"newcomer","userPrincipalName":"newcomer@contoso.onmicrosoft.com","passwordPolicies":"DisableStrongPassword","passwordProfile":{"password":"simplepassword"}}"""
        );
        var user = (await _client.PostAsync("/users", body)).Expect(201).Id;
        _client.Token = _client.UserToken(user, "Directory.AccessAsUser.All");
        (
            await _client.PostAsync("/me/changePassword", JsonNode.Parse("""{"currentPassword":"wrong","newPassword":"Correct-Horse-7"}"""))
        ).ExpectError(400, "Request_BadRequest");
        (
            await _client.PostAsync(
                "/me/changePassword",
                JsonNode.Parse("""{"currentPassword":"simplepassword","newPassword":"Correct-Horse-7"}""")
            )
        ).Expect(204);
        (
            await _client.PostAsync(
                "/me/changePassword",
                JsonNode.Parse("""{"currentPassword":"simplepassword","newPassword":"Correct-Horse-8"}""")
            )
        ).ExpectError(400, "Request_BadRequest");
        var other = await _client.GetAsync("/users/admin@contoso.onmicrosoft.com");
        (
            await _client.PostAsync($"/users/{other.Id}/changePassword", JsonNode.Parse("""{"currentPassword":"a","newPassword":"b"}"""))
        ).ExpectError(403, "Authorization_RequestDenied");
    }

    [Fact]
    public async Task A_group_has_every_property_of_the_services_answer()
    {
        var group = (await _client.GetAsync("/groups")).Value[0]!.AsObject();
        string[] expected =
        [
            "creationOptions",
            "onPremisesDomainName",
            "onPremisesLastSyncDateTime",
            "onPremisesNetBiosName",
            "onPremisesProvisioningErrors",
            "onPremisesSamAccountName",
            "onPremisesSecurityIdentifier",
            "onPremisesSyncEnabled",
            "preferredDataLocation",
            "preferredLanguage",
            "resourceBehaviorOptions",
            "resourceProvisioningOptions",
        ];
        Assert.DoesNotContain(expected, name => !group.ContainsKey(name));
        Assert.Equal("[]", group["creationOptions"]!.ToJsonString());
    }

    private static JsonObject Reference(string path) => new() { ["@odata.id"] = "https://graph.microsoft.com/v1.0/" + path };

    private async Task<string> UserAsync(string name) => (await _client.GetAsync($"/users/{name}@contoso.onmicrosoft.com")).Expect(200).Id;
}
