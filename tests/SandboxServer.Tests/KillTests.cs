using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Testing;
using Xunit.Abstractions;

namespace SandboxServer.Tests;

[Trait("Category", "Long")]
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox-kill").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>SANDBOX_KILLS sets how often; the seed makes a run that failed repeatable, as far as a kill can be.</summary>
    [Fact]
    public async Task A_tenant_whose_server_is_killed_at_any_moment_loads_and_has_every_write_that_was_answered()
    {
        var kills = int.TryParse(
            Environment.GetEnvironmentVariable("SANDBOX_KILLS"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : 8;
        var file = Path.Combine(_folder, "tenant.json");
        var random = new Random(20250301);
        var answered = new ConcurrentDictionary<string, bool>();
        var midWrite = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            await using var server = await RunningServer.StartAsync("--tenant", file);
            await CheckAsync(server, answered.Keys);
            // The tenant stays small: what counts is the moment of the kill, not the size of the file.
            if (answered.Count > 200)
            {
                await EmptyAsync(server, answered);
            }

            var wanted = random.Next(1, 12);
            var reached = new TaskCompletionSource();
            var count = 0;
            var writers = Enumerable
                .Range(0, 4)
                .Select(writer =>
                    WriteAsync(
                        server,
                        $"{kill}-{writer}",
                        answered,
                        () =>
                        {
                            if (Interlocked.Increment(ref count) == wanted)
                            {
                                reached.TrySetResult();
                            }
                        }
                    )
                )
                .ToArray();
            await reached.Task;
            await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 5));
            await server.KillAsync();
            var unfinished = await Task.WhenAll(writers);
            midWrite += unfinished.Any(each => each) ? 1 : 0;
        }

        await using var last = await RunningServer.StartAsync("--tenant", file);
        await CheckAsync(last, answered.Keys);
        output.WriteLine(
            $"{kills} kills, {midWrite} of them while a write was on its way; the file loaded each time, with all of {answered.Count} answered writes at the end"
        );
        Assert.True(midWrite > kills / 2, "The kills did not hit writes.");
    }

    private static async Task<bool> WriteAsync(
        RunningServer server,
        string prefix,
        ConcurrentDictionary<string, bool> answered,
        Action written
    )
    {
        for (var number = 0; ; number++)
        {
            try
            {
                using var response = await server.SendAsync("POST", "/applications", new { displayName = $"{prefix}-{number}" });
                var body = await response.Content.ReadAsStringAsync();
                Assert.Equal(HttpStatusCode.Created, response.StatusCode);
                answered[(string)JsonNode.Parse(body)!["id"]!] = true;
                written();
            }
            catch (Exception trouble) when (trouble is HttpRequestException or IOException)
            {
                return true;
            }
        }
    }

    private static async Task CheckAsync(RunningServer server, ICollection<string> answered)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        var next = "/applications?$select=id&$top=999";
        while (next is not null)
        {
            var page = await server.GetAsync(next);
            there.UnionWith(page["value"]!.AsArray().Select(each => (string)each!["id"]!));
            next = ((string?)page["@odata.nextLink"])?.Replace(server.Graph + "/v1.0", "", StringComparison.Ordinal);
        }

        var lost = answered.Where(id => !there.Contains(id)).ToList();
        Assert.True(lost.Count == 0, $"{lost.Count} answered writes are not in the file.");
    }

    private static async Task EmptyAsync(RunningServer server, ConcurrentDictionary<string, bool> answered)
    {
        foreach (var id in answered.Keys)
        {
            using var deleted = await server.SendAsync("DELETE", "/applications/" + id);
            using var purged = await server.SendAsync("DELETE", "/directory/deletedItems/" + id);
            Assert.Equal(HttpStatusCode.NoContent, purged.StatusCode);
            answered.TryRemove(id, out _);
        }
    }
}
