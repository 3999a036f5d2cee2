using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class DeltaTests : IDisposable
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SandboxClient _client;

    public DeltaTests() => _client = new SandboxClient(new SandboxSettings { Seed = 1, Clock = _clock });

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_client_that_follows_the_links_sees_what_is_made_changed_deleted_and_purged()
    {
        var first = await CreateAsync("First");
        var second = await CreateAsync("Second");
        var (items, link) = await FollowAsync("/applications/delta?$select=displayName");
        Assert.Equal(["First", "Second"], items.Select(each => (string)each["displayName"]!));
        Assert.Empty((await FollowAsync(link)).Items);

        var third = await CreateAsync("Third");
        await _client.PatchAsync("/applications/" + first, new JsonObject { ["displayName"] = "Changed" });
        await _client.DeleteAsync("/applications/" + second);
        (items, link) = await FollowAsync(link);
        Assert.Equal("Changed", (string?)items.Single(each => (string?)each["id"] == first)["displayName"]);
        Assert.Equal("Third", (string?)items.Single(each => (string?)each["id"] == third)["displayName"]);
        Assert.Equal("changed", (string?)items.Single(each => (string?)each["id"] == second)["@removed"]!["reason"]);

        await _client.DeleteAsync("/directory/deletedItems/" + second);
        (items, link) = await FollowAsync(link);
        Assert.Equal((second, "deleted"), ((string)Assert.Single(items)["id"]!, (string?)items[0]["@removed"]!["reason"]));
        Assert.Empty((await FollowAsync(link)).Items);
    }

    [Fact]
    public async Task Pages_lead_to_the_same_end()
    {
        for (var number = 0; number < 5; number++)
        {
            await CreateAsync("App" + number);
        }

        var page = (await _client.GetAsync("/applications/delta?$top=2")).Expect(200);
        Assert.Equal(2, page.Value.Count);
        Assert.False(page.Json!.AsObject().ContainsKey("@odata.deltaLink"));
        await CreateAsync("Meanwhile");
        var (items, link) = await FollowAsync((string)page["@odata.nextLink"]!);
        // What is made while the pages are read comes with them or afterwards, but it comes.
        var (later, _) = await FollowAsync(link);
        Assert.Contains(items.Concat(later), each => (string?)each["displayName"] == "Meanwhile");
    }

    [Fact]
    public async Task Groups_tell_the_members_that_they_have_gained_and_lost()
    {
        var group = (string)(await _client.GetAsync("/groups?$filter=displayName eq 'Security team'")).Value[0]!["id"]!;
        var (items, link) = await FollowAsync("/groups/delta?$select=displayName,members");
        Assert.Equal(2, items.Single(each => (string?)each["id"] == group)["members@delta"]!.AsArray().Count);
        var (lee, alex) = (
            (await _client.GetAsync("/users/lee.novak@contoso.onmicrosoft.com")).Id,
            (await _client.GetAsync("/users/alex.weber@contoso.onmicrosoft.com")).Id
        );
        await _client.PostAsync(
            $"/groups/{group}/members/$ref",
            new JsonObject { ["@odata.id"] = "https://graph.microsoft.com/v1.0/users/" + lee }
        );
        await _client.DeleteAsync($"/groups/{group}/members/{alex}/$ref");
        (items, _) = await FollowAsync(link);
        var members = Assert.Single(items)["members@delta"]!.AsArray();
        Assert.Equal("#microsoft.graph.user", (string?)members.Single(each => (string?)each!["id"] == lee)!["@odata.type"]);
        Assert.Equal("deleted", (string?)members.Single(each => (string?)each!["id"] == alex)!["@removed"]!["reason"]);
    }

    [Fact]
    public async Task A_change_that_replicas_do_not_show_yet_is_not_lost()
    {
        _client.Tenant.Settings.ReplicationDelay = TimeSpan.FromSeconds(10);
        var app = await CreateAsync("Late");
        var (items, link) = await FollowAsync("/applications/delta");
        Assert.Empty(items);
        _clock.Advance(TimeSpan.FromSeconds(11));
        (items, _) = await FollowAsync(link);
        Assert.Equal(app, (string?)Assert.Single(items)["id"]);
    }

    [Fact]
    public async Task The_latest_token_skips_what_there_is_and_users_and_service_principals_have_deltas_too()
    {
        var (items, link) = await FollowAsync("/users/delta()?$deltatoken=latest");
        Assert.Empty(items);
        await _client.PatchAsync("/users/lee.novak@contoso.onmicrosoft.com", new JsonObject { ["jobTitle"] = "x" });
        Assert.Single((await FollowAsync(link)).Items);
        Assert.NotEmpty((await FollowAsync("/servicePrincipals/microsoft.graph.delta()")).Items);
    }

    [Theory]
    [InlineData("$deltatoken=zz", 400)]
    [InlineData("$deltatoken=00", 400)]
    [InlineData("$skiptoken=4142", 400)]
    [InlineData("$orderby=displayName", 400)]
    [InlineData("$filter=displayName eq 'x'", 400)]
    [InlineData("$search=\"displayName:x\"", 400)]
    public async Task A_token_or_query_that_the_function_does_not_take_is_refused(string query, int status) =>
        Assert.Equal(status, (await _client.GetAsync("/applications/delta?" + query)).Status);

    [Fact]
    public async Task A_token_of_another_tenant_is_gone()
    {
        var (_, link) = await FollowAsync("/applications/delta");
        using var other = new SandboxClient();
        (await other.GetAsync(link)).ExpectError(410, "syncStateNotFound");
    }

    private async Task<string> CreateAsync(string name) =>
        (await _client.PostAsync("/applications", new JsonObject { ["displayName"] = name })).Expect(201).Id;

    private async Task<(List<JsonNode> Items, string Link)> FollowAsync(string path)
    {
        var items = new List<JsonNode>();
        while (true)
        {
            var page = (await _client.GetAsync(path)).Expect(200);
            items.AddRange(page.Value.Select(each => each!));
            if ((string?)page.Json!["@odata.deltaLink"] is { } link)
            {
                return (items, link);
            }

            path = (string)page["@odata.nextLink"]!;
        }
    }
}
