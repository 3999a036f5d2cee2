using System.Collections;
using System.Net;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Faults;

public sealed class FaultTests : IDisposable
{
    private readonly SandboxClient _client = new();

    public void Dispose() => _client.Dispose();

    private static JsonObject NewApp => new() { ["displayName"] = "A" };

    [Fact]
    public async Task A_fault_hits_the_request_of_its_number_and_no_other()
    {
        await _client.GetAsync("/applications");
        var next = _client.Tenant.Requests.Count + 2;
        _client.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 503,
                Request = next,
            }
        );
        (await _client.GetAsync("/applications")).Expect(200);
        (await _client.GetAsync("/applications")).ExpectError(503, "ServiceUnavailable");
        (await _client.GetAsync("/applications")).Expect(200);
        Assert.Equal([200, 503, 200], _client.Tenant.Requests.TakeLast(3).Select(each => each.Status));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_server_error_comes_before_or_after_the_work_is_done(bool after, int left)
    {
        _client.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 504,
                AfterProcessing = after,
                When = request => request.Method == "POST" && request.Uri.AbsolutePath.EndsWith("applications", StringComparison.Ordinal),
            }
        );
        (await _client.PostAsync("/applications", NewApp)).ExpectError(504, "GatewayTimeout");
        Assert.Equal(left, (await _client.GetAsync("/applications")).Value.Count);
    }

    [Theory]
    [InlineData(SandboxFaultKind.ConnectionRefused, false, 0)]
    [InlineData(SandboxFaultKind.ConnectionReset, false, 0)]
    [InlineData(SandboxFaultKind.ConnectionReset, true, 1)]
    [InlineData(SandboxFaultKind.ResponseCut, false, 1)]
    public async Task A_broken_connection_is_an_exception_of_HTTP_whether_the_work_was_done_or_not(
        SandboxFaultKind kind,
        bool after,
        int left
    )
    {
        await _client.GetAsync("/applications");
        _client.Tenant.Settings.Faults.Add(new SandboxFault { Kind = kind, AfterProcessing = after });
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.PostAsync("/applications", NewApp));
        Assert.Equal(left, (await _client.GetAsync("/applications")).Value.Count);
    }

    [Fact]
    public async Task Malformed_JSON_arrives_with_the_right_status()
    {
        await _client.GetAsync("/applications");
        _client.Tenant.Settings.Faults.Add(new SandboxFault { Kind = SandboxFaultKind.MalformedJson });
        using var http = new HttpClient(_client.Tenant.CreateHandler());
        http.DefaultRequestHeaders.Authorization = new("Bearer", _client.Token);
        var response = await http.GetAsync(new Uri("https://graph.microsoft.com/v1.0/applications"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(text));
    }

    [Fact]
    public async Task A_retry_after_is_in_seconds_or_a_date()
    {
        var clock = new ManualClock();
        using var client = new SandboxClient(new SandboxSettings { Clock = clock });
        await client.GetAsync("/applications");
        client.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 429,
                RetryAfter = TimeSpan.FromSeconds(7),
            }
        );
        Assert.Equal("7", (await client.GetAsync("/applications")).Expect(429).Headers["Retry-After"]);
        client.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 429,
                RetryAfter = TimeSpan.FromSeconds(7),
                RetryAfterAsDate = true,
            }
        );
        Assert.Equal("Sat, 01 Mar 2025 12:00:07 GMT", (await client.GetAsync("/applications")).Expect(429).Headers["Retry-After"]);
        client.Tenant.Settings.Faults.Add(new SandboxFault { Kind = SandboxFaultKind.Status, Status = 429 });
        Assert.False((await client.GetAsync("/applications")).Expect(429).Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task A_fault_can_hit_a_single_request_of_a_batch()
    {
        _client.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 429,
                RetryAfter = TimeSpan.FromSeconds(2),
                InBatch = true,
                Request = 2,
            }
        );
        var answer = (
            await _client.PostAsync(
                "/$batch",
                JsonNode.Parse(
                    """{"requests":[{"id":"1","method":"GET","url":"/users"},{"id":"2","method":"GET","url":"/users"},{"id":"3","method":"GET","url":"/users"}]}"""
                )!
            )
        ).Expect(200);
        Assert.Equal([200, 429, 200], ((JsonArray)answer["responses"]).Select(each => (int)each!["status"]!));
        Assert.Equal("2", (string?)answer["responses"][1]!["headers"]!["Retry-After"]);
    }

    [Fact]
    public async Task Throttling_refuses_every_nth_request_or_those_beyond_a_share()
    {
        using var every = new SandboxClient(new SandboxSettings { ThrottleEvery = 3 });
        Assert.Equal([200, 200, 429, 200, 200, 429], await Statuses(every, 6));
        var clock = new ManualClock();
        using var share = new SandboxClient(new SandboxSettings { ThrottleLimit = 2, Clock = clock });
        Assert.Equal([200, 200, 429], await Statuses(share, 3));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([200], await Statuses(share, 1));

        static async Task<List<int>> Statuses(SandboxClient client, int count)
        {
            var statuses = new List<int>();
            for (var each = 0; each < count; each++)
            {
                statuses.Add((await client.GetAsync("/applications")).Status);
            }

            return statuses;
        }
    }

    [Fact]
    public async Task What_was_just_made_is_not_there_yet_for_anyone_until_the_delay_is_over()
    {
        var clock = new ManualClock();
        using var client = new SandboxClient(new SandboxSettings { Clock = clock, ReplicationDelay = TimeSpan.FromSeconds(5) });
        var app = (await client.PostAsync("/applications", new JsonObject { ["displayName"] = "A", ["uniqueName"] = "a" })).Expect(201);
        var appId = (string)app["appId"]!;
        (await client.GetAsync("/applications/" + app.Id)).ExpectError(404, "Request_ResourceNotFound");
        (await client.PatchAsync("/applications/" + app.Id, NewApp)).ExpectError(404, "Request_ResourceNotFound");
        (await client.PostAsync($"/applications/{app.Id}/addPassword")).ExpectError(404, "Request_ResourceNotFound");
        (await client.PostAsync("/servicePrincipals", new JsonObject { ["appId"] = appId })).ExpectError(
            400,
            "Request_BadRequest",
            "does not reference a valid application object"
        );
        Assert.Empty((await client.GetAsync("/applications?$filter=displayName eq 'A'")).Value);
        (await client.PostAsync("/applications", new JsonObject { ["displayName"] = "B", ["uniqueName"] = "a" })).ExpectError(
            400,
            "Request_BadRequest",
            "uniqueName"
        );
        (
            await client.PatchAsync(
                "/applications(uniqueName='a')",
                new JsonObject { ["displayName"] = "A" },
                ("Prefer", "create-if-missing")
            )
        ).Expect(204);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Single((await client.GetAsync("/applications?$filter=displayName eq 'A'")).Value);
        (await client.PatchAsync("/applications/" + app.Id, new JsonObject { ["displayName"] = "Renamed" })).Expect(204);
        Assert.Equal("A", (string?)(await client.GetAsync("/applications/" + app.Id))["displayName"]);
        Assert.Single((await client.GetAsync("/applications?$filter=displayName eq 'A'")).Value);
        Assert.Empty((await client.GetAsync("/applications?$filter=displayName eq 'Renamed'")).Value);
        (await client.PatchAsync("/applications/" + app.Id, new JsonObject { ["notes"] = "kept" })).Expect(204);
        var secret = (await client.PostAsync($"/applications/{app.Id}/addPassword")).Expect(200);
        (
            await client.PostAsync($"/applications/{app.Id}/removePassword", new JsonObject { ["keyId"] = (string?)secret["keyId"] })
        ).ExpectError(400, "Request_BadRequest", "No password credential found");
        clock.Advance(TimeSpan.FromSeconds(5));
        var settled = (await client.GetAsync("/applications/" + app.Id)).Expect(200);
        Assert.Equal("Renamed", (string?)settled["displayName"]);
        Assert.Equal("kept", (string?)settled["notes"]);
        Assert.Single((JsonArray)settled["passwordCredentials"]);
        Assert.Empty((await client.GetAsync("/applications?$filter=displayName eq 'A'")).Value);
    }

    [Fact]
    public async Task A_service_principal_takes_over_what_its_application_has_now_even_if_no_read_shows_it_yet()
    {
        var clock = new ManualClock();
        using var client = new SandboxClient(new SandboxSettings { Clock = clock, ReplicationDelay = TimeSpan.FromSeconds(5) });
        var app = (await client.PostAsync("/applications", new JsonObject { ["displayName"] = "A" })).Expect(201);
        clock.Advance(TimeSpan.FromSeconds(5));
        (
            await client.PatchAsync(
                "/applications/" + app.Id,
                new JsonObject { ["identifierUris"] = new JsonArray($"api://{(string)app["appId"]!}") }
            )
        ).Expect(204);
        var principal = (await client.PostAsync("/servicePrincipals", new JsonObject { ["appId"] = (string)app["appId"]! })).Expect(201);
        clock.Advance(TimeSpan.FromSeconds(5));
        var settled = (await client.GetAsync("/servicePrincipals/" + principal.Id)).Expect(200);
        Assert.Equal(2, ((JsonArray)settled["servicePrincipalNames"]).Count);
    }

    [Fact]
    public async Task An_assignment_and_a_service_principal_that_are_too_new_are_no_valid_references()
    {
        var clock = new ManualClock();
        using var client = new SandboxClient(new SandboxSettings { Clock = clock, ReplicationDelay = TimeSpan.FromSeconds(5) });
        var app = (await client.PostAsync("/applications", NewApp)).Expect(201);
        clock.Advance(TimeSpan.FromSeconds(5));
        var principal = (await client.PostAsync("/servicePrincipals", new JsonObject { ["appId"] = (string?)app["appId"] })).Expect(201).Id;
        var graph = await client.PrincipalIdAsync("00000003-0000-0000-c000-000000000000");
        var assignment = new JsonObject
        {
            ["principalId"] = principal,
            ["resourceId"] = graph,
            ["appRoleId"] = "df021288-bdef-4463-88db-98f22de89214",
        };
        (await client.PostAsync($"/servicePrincipals/{graph}/appRoleAssignedTo", assignment)).ExpectError(
            400,
            "Request_BadRequest",
            "Not a valid reference update."
        );
        clock.Advance(TimeSpan.FromSeconds(5));
        (await client.PostAsync($"/servicePrincipals/{graph}/appRoleAssignedTo", assignment)).Expect(201);
        Assert.Empty((await client.GetAsync($"/servicePrincipals/{principal}/appRoleAssignments")).Value);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Single((await client.GetAsync($"/servicePrincipals/{principal}/appRoleAssignments")).Value);
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_for_a_slow_answer()
    {
        using var client = new SandboxClient(new SandboxSettings { Latency = TimeSpan.FromHours(1) });
        using var http = new HttpClient(client.Tenant.CreateHandler());
        using var cancel = new CancellationTokenSource();
        var pending = http.GetAsync(new Uri("https://graph.microsoft.com/v1.0/users"), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Empty(client.Tenant.Requests);
    }

    [Fact]
    public void Settings_are_read_from_names_and_values()
    {
        var settings = SandboxSettings.Parse(
            new Hashtable
            {
                ["replicationDelay"] = 5,
                ["Latency"] = "00:00:01",
                ["seed"] = "7",
                ["GroupAssignment"] = false,
                ["maxSecretLifetime"] = "180.00:00:00",
            }
        );
        Assert.Equal(TimeSpan.FromSeconds(5), settings.ReplicationDelay);
        Assert.Equal(TimeSpan.FromSeconds(1), settings.Latency);
        Assert.Equal(7, settings.Seed);
        Assert.False(settings.GroupAssignment);
        Assert.Equal(TimeSpan.FromDays(180), settings.MaxSecretLifetime);
    }

    [Theory]
    [InlineData("Nonsense", 1, "ReplicationDelay")]
    [InlineData("Seed", "many", "whole number")]
    [InlineData("Latency", "soon", "time span")]
    [InlineData("Latency", -1, "not negative")]
    [InlineData("TenantId", "contoso", "GUID")]
    public void A_setting_that_is_unknown_or_does_not_fit_is_told_with_what_there_is(string name, object value, string told) =>
        Assert.Contains(
            told,
            Assert.Throws<ArgumentException>(() => SandboxSettings.Parse(new Hashtable { [name] = value })).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_same_seed_gives_the_same_ids()
    {
        using var one = SandboxTenant.Open(new SandboxSettings { Seed = 5 });
        using var two = SandboxTenant.Open(new SandboxSettings { Seed = 5 });
        using var other = SandboxTenant.Open(new SandboxSettings { Seed = 6 });
        Assert.Equal(one.TenantId, two.TenantId);
        Assert.NotEqual(one.TenantId, other.TenantId);
        Assert.NotEqual(one.AdminClientSecret, two.AdminClientSecret);
    }
}
