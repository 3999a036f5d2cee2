using System.Text.Json.Nodes;
using EntraAppCmdlets.Testing;

namespace SandboxServer.Tests;

/// <summary>Changes to many apps, which share batches, in a process that is killed midway: the next run completes them, and the log takes back all of them.</summary>
[Trait("Category", "Long")]
public sealed class SharedBatchKillTests(Figures figures) : IClassFixture<Figures>, IDisposable
{
    private const int Apps = 24;
    private const int Seed = 20261128;

    private const string Script =
        "$null = Get-VendorAppRegistration 'batch *' | Add-AppGraphPermission -Delegated User.Read -Application User.Read.All | Grant-AppAdminConsent -Confirm:$false | Add-AppOwner alex.weber@contoso.onmicrosoft.com";

    // The bodies of that many requests cost more than the rest of the test.
    private const string Quiet = "$DebugPreference = 'SilentlyContinue'; ";

    private readonly string _folder = Directory.CreateTempSubdirectory("batch-kill").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_change_to_many_apps_that_is_killed_within_its_batches_is_completed_by_the_next_run_and_undone_by_the_log()
    {
        await using var server = await RunningServer.StartAsync("--log", Requests, "--settings", "Latency=0.02");
        for (var number = 0; number < Apps; number++)
        {
            using var app = await server.SendAsync("POST", "/applications", new { displayName = $"batch {number}" });
            var appId = (string)JsonNode.Parse(await app.Content.ReadAsStringAsync())!["appId"]!;
            using var principal = await server.SendAsync("POST", "/servicePrincipals", new { appId });
            Assert.True(principal.IsSuccessStatusCode);
        }

        Assert.True(await KillAsync(server, new Random(Seed).Next(4, 9)), "The run ended before the kill.");
        var killed = (await StateAsync(server)).Sum();
        var logged = File.ReadLines(Path.Combine(_folder, "writes.jsonl"))
            .Count(line => !line.Contains("\"pending\":true", StringComparison.Ordinal));

        await RunAsync(server, Script);
        var complete = await StateAsync(server);
        var said = await RunAsync(server, "Undo-AppChange ./writes.jsonl -Confirm:$false | ForEach-Object { \"undo $($_.Outcome)\" }");
        var left = (await StateAsync(server)).Sum();

        figures.Print(
            $"Changes to {Apps} apps in shared batches, killed after {killed} of {complete.Sum()} writes, {logged} of them with an answer in the log"
        );
        // Requested permissions, grants, assignments, and owners of both objects: each app has each of them once.
        Assert.Equal([Apps, Apps, Apps, Apps, Apps], complete);
        Assert.InRange(killed, 1, complete.Sum() - 1);
        Assert.DoesNotContain("undo NotUndone", said, StringComparison.Ordinal);
        // The answers to what the killed process had under way are not in its log; the writes are.
        Assert.True(logged < killed, "The kill came after the last answer.");
        Assert.Equal(0, left);
    }

    private string Requests => Path.Combine(_folder, "requests.jsonl");

    /// <summary>Kills the process as soon as the server has carried out so many batches, whose answers are still on their way or being read.</summary>
    private async Task<bool> KillAsync(RunningServer server, int batches)
    {
        using var process = await ModuleProcess.StartAsync(server, Quiet + Script, _folder);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Batches() < batches)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), limit.Token);
        }

        return await process.KillAsync(0, TimeSpan.Zero);
    }

    private int Batches()
    {
        using var file = new FileStream(Requests, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var lines = new StreamReader(file);
        return lines.ReadToEnd().Split("/v1.0/$batch").Length - 1;
    }

    private async Task<string> RunAsync(RunningServer server, string script)
    {
        using var process = await ModuleProcess.StartAsync(server, Quiet + script, _folder);
        var exitCode = await process.EndAsync();
        Assert.True(exitCode == 0, $"The process ended with {exitCode}.\n{process.Said}");
        return process.Said;
    }

    /// <summary>How many apps request exactly the two permissions, and how many grants, assignments and owners there are. Fails where an app has one twice.</summary>
    private static async Task<int[]> StateAsync(RunningServer server)
    {
        var apps = await ListAsync(
            server,
            "/applications?$select=appId,displayName,requiredResourceAccess&$expand=owners($select=id)&$top=999"
        );
        apps.RemoveAll(app => !((string)app["displayName"]!).StartsWith("batch ", StringComparison.Ordinal));
        Assert.Equal(Apps, apps.Count);
        var requested = 0;
        foreach (var access in apps.Select(app => app["requiredResourceAccess"]!.AsArray()).Where(access => access.Count > 0))
        {
            var entries = Assert.Single(access)!["resourceAccess"]!.AsArray().Select(entry => (string)entry!["id"]!).ToList();
            Assert.Equal(2, entries.Count);
            Assert.Equal(2, entries.Distinct().Count());
            requested++;
        }

        var appIds = apps.Select(app => (string)app["appId"]!).ToHashSet();
        var principals = await ListAsync(server, "/servicePrincipals?$select=id,appId&$expand=appRoleAssignments&$top=999");
        principals.RemoveAll(principal => !appIds.Contains((string)principal["appId"]!));
        var ids = principals.Select(principal => (string)principal["id"]!).ToHashSet();
        var grants = (await ListAsync(server, "/oauth2PermissionGrants?$top=999"))
            .Where(grant => ids.Contains((string)grant["clientId"]!))
            .ToList();
        Assert.Equal(grants.Count, grants.DistinctBy(grant => (string)grant["clientId"]!).Count());
        Assert.All(principals, principal => Assert.InRange(principal["appRoleAssignments"]!.AsArray().Count, 0, 1));
        var owned = await ListAsync(server, "/servicePrincipals?$select=id&$expand=owners($select=id)&$top=999");
        owned.RemoveAll(principal => !ids.Contains((string)principal["id"]!));
        Assert.All([.. apps, .. owned], app => Assert.InRange(app["owners"]!.AsArray().Count, 0, 1));
        return
        [
            requested,
            grants.Count,
            principals.Sum(principal => principal["appRoleAssignments"]!.AsArray().Count),
            apps.Sum(app => app["owners"]!.AsArray().Count),
            owned.Sum(principal => principal["owners"]!.AsArray().Count),
        ];
    }

    private static async Task<List<JsonNode>> ListAsync(RunningServer server, string path)
    {
        List<JsonNode> all = [];
        for (var next = path; next is not null; )
        {
            var page = await server.GetAsync(next);
            all.AddRange(page["value"]!.AsArray().Select(item => item!));
            next = ((string?)page["@odata.nextLink"])?.Replace(server.Graph + "/v1.0", "", StringComparison.Ordinal);
        }

        return all;
    }
}
