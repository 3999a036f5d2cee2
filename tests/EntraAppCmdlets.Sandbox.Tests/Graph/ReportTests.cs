using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class ReportTests : IDisposable
{
    private const string Audits = "/auditLogs/directoryAudits";

    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SandboxClient _client;

    public ReportTests() => _client = new SandboxClient(new SandboxSettings { Seed = 1, Clock = _clock });

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task What_was_done_to_an_app_is_told_with_who_and_when()
    {
        var (app, _, principal) = await _client.CreateAppAsync("Watched");
        _clock.Advance(TimeSpan.FromMinutes(5));
        var user = (await _client.GetAsync("/users/lee.novak@contoso.onmicrosoft.com")).Id;
        await _client.PostAsync(
            $"/applications/{app}/owners/$ref",
            new JsonObject { ["@odata.id"] = "https://graph.microsoft.com/v1.0/users/" + user }
        );
        var secret = (string)(await _client.PostAsync($"/applications/{app}/addPassword")).Expect(200)["secretText"]!;
        await _client.PatchAsync(
            "/applications/" + app,
            new JsonObject { ["displayName"] = "Renamed" },
            ("client-request-id", "11111111-2222-3333-4444-555555555555")
        );
        await _client.DeleteAsync("/applications/" + app);
        var entries = (await _client.GetAsync($"{Audits}?$filter=targetResources/any(t:t/id eq '{app}')")).Expect(200).Value;
        Assert.Equal(
            [
                "Delete application",
                "Update application",
                "Update application – Certificates and secrets management ",
                "Add owner to application",
                "Add application",
            ],
            entries.Select(each => (string)each!["activityDisplayName"]!)
        );
        var update = entries[1]!;
        Assert.Equal("11111111-2222-3333-4444-555555555555", (string?)update["correlationId"]);
        Assert.Equal(_client.Tenant.AdminClientId, (string?)update["initiatedBy"]!["app"]!["appId"]);
        Assert.Equal("2026-01-01T00:05:00Z", (string?)update["activityDateTime"]);
        var change = update["targetResources"]![0]!["modifiedProperties"]!
            .AsArray()
            .Single(each => (string?)each!["displayName"] == "displayName")!;
        Assert.Equal(("\"Watched\"", "\"Renamed\""), ((string?)change["oldValue"], (string?)change["newValue"]));
        Assert.DoesNotContain(secret, entries.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            principal,
            (string?)
                Assert.Single((await _client.GetAsync($"{Audits}?$filter=activityDisplayName eq 'Add service principal'")).Value)![
                    "targetResources"
                ]![0]!["id"]
        );
        Assert.Empty((await _client.GetAsync($"{Audits}?$filter=activityDateTime ge 2026-01-02T00:00:00Z")).Expect(200).Value);
    }

    [Fact]
    public async Task What_a_user_does_is_told_as_theirs_and_what_is_refused_is_not_told()
    {
        var administrator = (await _client.GetAsync("/users/admin@contoso.onmicrosoft.com")).Id;
        var client = _client.Token;
        _client.Token = _client.UserToken(administrator, "Application.ReadWrite.All", "Global Administrator");
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "Theirs" })).Expect(201);
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = "" })).Expect(400);
        (await _client.GetAsync(Audits)).ExpectError(403, "Authorization_RequestDenied");
        _client.Token = client;
        var entry = Assert.Single(
            (await _client.GetAsync($"{Audits}?$filter=activityDisplayName eq 'Add application'")).Expect(200).Value
        )!;
        Assert.Equal("admin@contoso.onmicrosoft.com", (string?)entry["initiatedBy"]!["user"]!["userPrincipalName"]);
        Assert.Equal((string?)entry["id"], (await _client.GetAsync($"{Audits}/{entry["id"]}")).Expect(200).Id);
    }

    [Fact]
    public async Task The_last_sign_in_of_an_app_is_reported_below_beta_only()
    {
        const string Report = "https://graph.microsoft.com/beta/reports/servicePrincipalSignInActivities";
        var (id, appId, _) = await _client.CreateAppAsync();
        var secret = (string)(await _client.PostAsync($"/applications/{id}/addPassword")).Expect(200)["secretText"]!;
        Assert.Empty((await _client.GetAsync($"{Report}?$filter=appId eq '{appId}'")).Expect(200).Value);
        _clock.Advance(TimeSpan.FromHours(3));
        _client.Token = null;
        (await _client.ClientTokenAsync(appId, "wrong")).Expect(401);
        Assert.Empty((await _client.GetAsync($"{Report}?$filter=appId eq '{appId}'")).Expect(200).Value);
        (await _client.ClientTokenAsync(appId, secret)).Expect(200);
        var found = Assert.Single((await _client.GetAsync($"{Report}?$filter=appId eq '{appId}'")).Expect(200).Value)!;
        Assert.Equal("2026-01-01T03:00:00Z", (string?)found["lastSignInActivity"]!["lastSignInDateTime"]);
        Assert.Equal("2026-01-01T03:00:00Z", (string?)found["applicationAuthenticationClientSignInActivity"]!["lastSignInDateTime"]);
        Assert.Null(found["delegatedClientSignInActivity"]);
        (await _client.GetAsync("/reports/servicePrincipalSignInActivities")).ExpectError(400, "BadRequest");
        (await _client.GetAsync("https://graph.microsoft.com/beta/applications")).ExpectError(400, "BadRequest");
    }
}
