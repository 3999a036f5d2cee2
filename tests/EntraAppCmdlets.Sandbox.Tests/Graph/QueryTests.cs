using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class QueryTests : IAsyncLifetime, IDisposable
{
    private static readonly (string, string) Eventual = ("ConsistencyLevel", "eventual");

    private readonly SandboxClient _client = new();

    public async Task InitializeAsync()
    {
        foreach (var name in new[] { "Alpha one", "Alpha two", "Beta" })
        {
            (
                await _client.PostAsync(
                    "/applications",
                    new JsonObject { ["displayName"] = name, ["tags"] = new JsonArray(name.ToLowerInvariant()) }
                )
            ).Expect(201);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("displayName eq 'Beta'", 1)]
    [InlineData("displayName eq 'BETA'", 1)]
    [InlineData("startswith(displayName,'alpha')", 2)]
    [InlineData("startswith(displayName,'Alpha') and displayName eq 'Alpha two'", 1)]
    [InlineData("displayName eq 'Beta' or displayName eq 'Alpha one'", 2)]
    [InlineData("displayName in ('Beta', 'Alpha one', 'Gamma')", 2)]
    [InlineData("tags/any(t:t eq 'beta')", 1)]
    [InlineData("tags/any(x: startswith(x, 'alpha'))", 2)]
    [InlineData("(displayName eq 'Beta')", 1)]
    [InlineData("displayName ge 'Alpha two'", 2)]
    [InlineData("displayName eq 'it''s'", 0)]
    [InlineData("createdDateTime ge 2020-01-01T00:00:00Z", 3)]
    [InlineData("createdDateTime le 2020-01-01T00:00:00Z", 0)]
    public async Task A_filter_that_the_directory_supports_finds_what_it_says(string filter, int count) =>
        Assert.Equal(count, (await _client.GetAsync("/applications?$filter=" + Uri.EscapeDataString(filter))).Expect(200).Value.Count);

    [Theory]
    [InlineData("displayName ne 'Beta'", 2)]
    [InlineData("not startswith(displayName,'Alpha')", 1)]
    [InlineData("NOT (displayName eq 'Beta')", 2)]
    [InlineData("signInAudience eq 'AzureADMyOrg'", 3)]
    [InlineData("owners/$count eq 0", 3)]
    [InlineData("owners/$count ne 0", 0)]
    [InlineData("tags/$count eq 1", 3)]
    [InlineData("appRoles/$count eq 0 and displayName eq 'Beta'", 1)]
    [InlineData("web/redirectUris/$count eq 0", 3)]
    [InlineData("web/redirectUris/any(u:startswith(u,'https://'))", 0)]
    public async Task An_advanced_filter_needs_the_header_and_the_count(string filter, int count)
    {
        var path = "/applications?$filter=" + Uri.EscapeDataString(filter);
        (await _client.GetAsync(path)).ExpectError(400, "Request_UnsupportedQuery");
        (await _client.GetAsync(path + "&$count=true")).ExpectError(400, "Request_UnsupportedQuery");
        (await _client.GetAsync(path, Eventual)).ExpectError(400, "Request_UnsupportedQuery");
        var answer = (await _client.GetAsync(path + "&$count=true", Eventual)).Expect(200);
        Assert.Equal(count, answer.Value.Count);
        Assert.Equal(count, (int?)answer["@odata.count"]);
    }

    [Theory]
    [InlineData("contains(displayName,'a')", "Request_UnsupportedQuery")]
    [InlineData("notes eq 'x'", "Request_UnsupportedQuery")]
    [InlineData("nosuch eq 'x'", "BadRequest")]
    [InlineData("displayName eq 'open", "BadRequest")]
    [InlineData("displayName eq", "BadRequest")]
    [InlineData("displayName", "BadRequest")]
    [InlineData("displayName eq 5", "BadRequest")]
    [InlineData("displayName like 'x'", "BadRequest")]
    [InlineData("displayName eq 'a' and", "BadRequest")]
    [InlineData("(displayName eq 'a'", "BadRequest")]
    [InlineData("tags/any(t:u eq 'x')", "BadRequest")]
    [InlineData("tags/all(t:t eq 'x')", "Request_UnsupportedQuery")]
    [InlineData("nosuch(displayName,'x')", "BadRequest")]
    [InlineData("displayName/x eq 'a'", "BadRequest")]
    [InlineData("displayName/$count eq 0", "BadRequest")]
    [InlineData("nosuch/$count eq 0", "BadRequest")]
    public async Task A_filter_that_the_directory_does_not_take_is_refused(string filter, string code) =>
        (await _client.GetAsync("/applications?$filter=" + Uri.EscapeDataString(filter))).ExpectError(400, code);

    [Fact]
    public async Task A_filter_nested_beyond_reason_is_refused_and_not_a_crash() =>
        (await _client.GetAsync($"/applications?$filter={new string('(', 5000)}displayName eq 'a'")).ExpectError(
            400,
            "BadRequest",
            "recursion"
        );

    [Fact]
    public async Task Selecting_returns_those_properties_only_and_names_them_in_the_context()
    {
        var answer = (await _client.GetAsync("/applications?$select=id,displayName&$top=1")).Expect(200);
        Assert.Equal("https://graph.microsoft.com/v1.0/$metadata#applications(id,displayName)", (string?)answer["@odata.context"]);
        Assert.Equal(["id", "displayName"], answer.Value[0]!.AsObject().Select(each => each.Key));
        Assert.Equal("1", answer.Headers["x-ms-resource-unit"]);
        (await _client.GetAsync("/applications?$select=nosuch")).ExpectError(
            400,
            "BadRequest",
            "Could not find a property named 'nosuch' on type 'microsoft.graph.application'."
        );
    }

    [Fact]
    public async Task Pages_follow_an_opaque_link_to_the_end_without_a_gap()
    {
        var names = new List<string>();
        string? next = "/applications?$top=2&$select=displayName";
        while (next is not null)
        {
            var page = (await _client.GetAsync(next)).Expect(200);
            names.AddRange(page.Value.Select(each => (string)each!["displayName"]!));
            next = (string?)page.Json!["@odata.nextLink"];
        }

        Assert.Equal(["Alpha one", "Alpha two", "Beta"], names);
        (await _client.GetAsync("/applications?$skiptoken=made-up")).ExpectError(400, "Directory_ExpiredPageToken");
    }

    [Theory]
    [InlineData("$top=0", "Request_UnsupportedQuery")]
    [InlineData("$top=1000", "Request_UnsupportedQuery")]
    [InlineData("$top=many", "BadRequest")]
    [InlineData("$skip=1", "Request_BadRequest")]
    [InlineData("$count=maybe", "BadRequest")]
    [InlineData("$apply=x", "BadRequest")]
    [InlineData("$expand=nosuch", "BadRequest")]
    [InlineData("$expand=owners,extensionProperties", "Request_UnsupportedQuery")]
    [InlineData("$orderby=displayName sideways", "BadRequest")]
    [InlineData("$orderby=notes", "Request_UnsupportedQuery")]
    [InlineData("$orderby=createdDateTime", "Request_UnsupportedQuery")]
    [InlineData("$filter=owners/$count eq 0&$count=true", "Request_UnsupportedQuery")]
    [InlineData("$orderby=displayName&$filter=startswith(displayName,'a')", "Request_UnsupportedQuery")]
    [InlineData("$search=\"displayName:alpha\"", "Request_UnsupportedQuery")]
    public async Task Options_beyond_what_the_directory_offers_are_refused(string query, string code) =>
        (await _client.GetAsync("/applications?" + query)).ExpectError(400, code);

    [Fact]
    public async Task Search_finds_words_and_order_sorts_with_the_advanced_parameters()
    {
        var found = (await _client.GetAsync("/applications?$search=\"displayName:two\"", Eventual)).Expect(200);
        Assert.Equal("Alpha two", (string?)Assert.Single(found.Value)!["displayName"]);
        var sorted = (
            await _client.GetAsync(
                "/applications?$orderby=displayName desc&$filter=startswith(displayName,'a')&$count=true&$top=1",
                Eventual
            )
        ).Expect(200);
        Assert.Equal("Alpha two", (string?)sorted.Value[0]!["displayName"]);
        var second = (await _client.GetAsync((string)sorted["@odata.nextLink"]!, Eventual)).Expect(200);
        Assert.Equal("Alpha one", (string?)Assert.Single(second.Value)!["displayName"]);
        (await _client.GetAsync("/applications?$search=alpha", Eventual)).ExpectError(400, "BadRequest");
    }

    [Fact]
    public async Task What_a_filter_counts_is_told_from_none_and_one_only()
    {
        var user = (await _client.GetAsync("/users/lee.novak@contoso.onmicrosoft.com")).Id;
        var app = (string)(await _client.GetAsync("/applications?$filter=displayName eq 'Beta'")).Value[0]!["id"]!;
        (
            await _client.PostAsync(
                $"/applications/{app}/owners/$ref",
                new JsonObject { ["@odata.id"] = "https://graph.microsoft.com/v1.0/users/" + user }
            )
        ).Expect(204);
        Assert.Equal(
            app,
            (string?)
                Assert.Single(
                    (await _client.GetAsync("/applications?$filter=owners/$count eq 1&$count=true", Eventual)).Expect(200).Value
                )!["id"]
        );
        Assert.Equal(2, (await _client.GetAsync("/applications?$filter=owners/$count eq 0&$count=true", Eventual)).Expect(200).Value.Count);
        (await _client.GetAsync("/applications?$filter=owners/$count eq 2&$count=true", Eventual)).ExpectError(
            400,
            "Request_UnsupportedQuery"
        );
        (await _client.GetAsync("/applications?$filter=owners/$count gt 0&$count=true", Eventual)).ExpectError(
            400,
            "Request_UnsupportedQuery"
        );
    }

    [Theory]
    [InlineData("servicePrincipalType eq 'ManagedIdentity'", 0)]
    [InlineData("servicePrincipalType eq 'Application' and startswith(displayName,'Microsoft Graph')", 2)]
    [InlineData("preferredSingleSignOnMode eq 'saml'", 1)]
    public async Task Administrators_find_service_principals_without_the_advanced_parameters(string filter, int count)
    {
        var (_, _, principal) = await _client.CreateAppAsync("Saml");
        (await _client.PatchAsync("/servicePrincipals/" + principal, new JsonObject { ["preferredSingleSignOnMode"] = "saml" })).Expect(
            204
        );
        Assert.Equal(count, (await _client.GetAsync("/servicePrincipals?$filter=" + Uri.EscapeDataString(filter))).Expect(200).Value.Count);
    }

    [Fact]
    public async Task A_filter_looks_into_the_items_of_a_collection()
    {
        var app = (
            await _client.PostAsync(
                "/applications",
                JsonNode.Parse(
                    """{"displayName":"Roles","appRoles":[{"id":"22222222-2222-2222-2222-222222222222","value":"Reader","displayName":"R","description":"d","isEnabled":true,"allowedMemberTypes":["User"]}]}"""
                )
            )
        )
            .Expect(201)
            .Id;
        Assert.Equal(
            app,
            (string?)
                Assert.Single(
                    (await _client.GetAsync("/applications?$filter=appRoles/any(r:r/value eq 'reader')&$count=true", Eventual))
                        .Expect(200)
                        .Value
                )!["id"]
        );
        Assert.Empty(
            (await _client.GetAsync("/applications?$filter=appRoles/any(r:r/value eq 'writer')&$count=true", Eventual)).Expect(200).Value
        );
    }

    [Fact]
    public async Task Deleted_items_are_sorted_by_when_they_were_deleted()
    {
        var apps = (await _client.GetAsync("/applications?$select=id")).Value.Select(each => (string)each!["id"]!).ToList();
        foreach (var app in apps)
        {
            (await _client.DeleteAsync("/applications/" + app)).Expect(204);
        }

        var sorted = (
            await _client.GetAsync(
                "/directory/deletedItems/microsoft.graph.application?$orderby=deletedDateTime desc&$count=true",
                Eventual
            )
        ).Expect(200);
        Assert.Equal(
            sorted.Value.Select(each => (string)each!["deletedDateTime"]!).OrderDescending(StringComparer.Ordinal),
            sorted.Value.Select(each => (string)each!["deletedDateTime"]!)
        );
        Assert.Equal(3, (int?)sorted["@odata.count"]);
        (await _client.GetAsync("/directory/deletedItems/microsoft.graph.application?$orderby=deletedDateTime")).ExpectError(
            400,
            "Request_UnsupportedQuery"
        );
    }

    [Fact]
    public async Task The_count_of_a_list_is_plain_text_and_needs_the_header()
    {
        Assert.Equal("3", (await _client.GetAsync("/applications/$count", Eventual)).Expect(200).Text);
        (await _client.GetAsync("/applications/$count")).ExpectError(400, "Request_BadRequest");
    }

    [Theory]
    [InlineData("GET", "/nosuch", 400, "BadRequest")]
    [InlineData("GET", "/applications/not-a-guid", 400, "Request_BadRequest")]
    [InlineData("GET", "/applications/11111111-1111-1111-1111-111111111111", 404, "Request_ResourceNotFound")]
    [InlineData("GET", "/applications/11111111-1111-1111-1111-111111111111/nosuch", 400, "BadRequest")]
    [InlineData("GET", "/applications(nosuch='x')", 400, "BadRequest")]
    [InlineData("PUT", "/applications", 405, "Request_BadRequest")]
    [InlineData("GET", "/users/nobody@contoso.onmicrosoft.com", 404, "Request_ResourceNotFound")]
    [InlineData("GET", "/..%2f..%2fetc/passwd", 400, "BadRequest")]
    [InlineData("GET", "/me", 400, "BadRequest")]
    [InlineData("GET", "https://graph.microsoft.com/v9.9/applications", 400, "BadRequest")]
    public async Task A_path_that_leads_nowhere_is_told_in_the_services_form(string method, string path, int status, string code)
    {
        var answer = await _client.SendAsync(method, path);
        answer.ExpectError(status, code);
        Assert.Equal("application/json", answer.Headers["Content-Type"]);
        Assert.NotNull(answer["error"]["innerError"]!["request-id"]);
    }

    [Fact]
    public async Task Ids_of_the_request_are_echoed_in_headers_and_errors()
    {
        var answer = await _client.GetAsync("/nosuch", ("client-request-id", "abc"));
        Assert.Equal("abc", answer.Headers["client-request-id"]);
        Assert.Equal("abc", (string?)answer["error"]["innerError"]!["client-request-id"]);
        Assert.Equal(answer.Headers["request-id"], (string?)answer["error"]["innerError"]!["request-id"]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"displayName\":\"\\ud800\"}")]
    [InlineData("[1,2]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public async Task A_body_that_is_no_object_of_JSON_is_refused(string body)
    {
        _client.Token = await _client.AdministratorTokenAsync();
        (await _client.SendRawAsync("POST", "/applications", body, ("Authorization", "Bearer " + _client.Token))).ExpectError(
            400,
            "BadRequest"
        );
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        _client.Token = await _client.AdministratorTokenAsync();
        (
            await _client.SendRawAsync(
                "POST",
                "/applications",
                $"{{\"displayName\":\"{new string('x', 5_000_000)}\"}}",
                ("Authorization", "Bearer " + _client.Token)
            )
        ).ExpectError(413, "RequestEntityTooLarge");
    }
}
