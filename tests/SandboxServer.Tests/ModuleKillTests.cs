using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace SandboxServer.Tests;

/// <summary>The module over real HTTP, its process killed at random moments: the next run leaves what an undisturbed one leaves.</summary>
[Trait("Category", "Long")]
public sealed class ModuleKillTests(Figures figures) : IClassFixture<Figures>, IDisposable
{
    /// <summary>Other moments than usual, or those of a run that failed, as far as moments can be repeated.</summary>
    private const string SeedVariable = "MODULE_KILL_SEED";

    /// <summary>Another number of kills, for a longer search.</summary>
    private const string CountVariable = "MODULE_KILLS";

    private const int KillsPerNextRun = 5;

    private const string NextRun = "Next run: ";

    private readonly string _folder = Directory.CreateTempSubdirectory("module-kill").FullName;
    private readonly ConcurrentQueue<string> _said = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_that_is_killed_at_any_moment_is_completed_by_the_next()
    {
        var (kills, seed) = (Number(CountVariable, 50), Number(SeedVariable, 20250401));
        var runs = Enumerable.Range(0, kills).ToList();
        IReadOnlyList<int> answers = [];
        var undisturbed = await StateAsync("undisturbed", async (server, folder) => answers = await RunAllAsync(server, runs, folder));

        var random = new Random(seed);
        var moments = runs.Select(run => (Answers: random.Next(answers[run]), Later: TimeSpan.FromMilliseconds(random.Next(25)))).ToList();
        var left = new ConcurrentQueue<JsonNode>();
        var killed = 0;
        // A process takes its second to start: the one after some kills completes what all of them have left.
        var disturbed = await StateAsync(
            "disturbed",
            (server, folder) =>
                Parallel.ForEachAsync(
                    runs.Chunk(KillsPerNextRun),
                    async (some, _) =>
                    {
                        foreach (var run in some)
                        {
                            if (await KillAsync(server, run, moments[run].Answers, moments[run].Later, folder))
                            {
                                Interlocked.Increment(ref killed);
                                foreach (
                                    var app in (
                                        await server.GetAsync(
                                            $"/applications?$filter=displayName%20eq%20'{GuideScripts.NameOf(run)}'&$select=passwordCredentials"
                                        )
                                    )["value"]!.AsArray()
                                )
                                {
                                    left.Enqueue(app!);
                                }
                            }
                        }

                        await RunAsync(server, string.Join('\n', some.Select(GuideScripts.Of)), folder);
                    }
                )
        );

        var search = new SecretSearch();
        var leak = Everything().Select(search.Find).FirstOrDefault(found => found is not null);
        figures.Print(
            $"{kills} runs over HTTP, {killed} of them killed midway, {left.Count} with an app already there and {left.Sum(app => app["passwordCredentials"]!.AsArray().Count)} with a secret that nobody knows; "
                + $"{search.Searched} characters of streams, journals and files searched for secrets and tokens"
        );
        Assert.True(
            undisturbed == disturbed,
            $"After the kills of {SeedVariable}={seed} the tenant is not what undisturbed runs leave:\n{Difference(undisturbed, disturbed)}"
        );
        Assert.Null(leak);
        Assert.True(killed >= kills * 3 / 4, $"Only {killed} of {kills} runs were killed midway.");
        Assert.True(left.Count >= kills / 4, $"Only {left.Count} of {kills} kills left something behind.");
    }

    [Fact]
    public async Task A_secret_that_a_run_says_aloud_is_found()
    {
        await using var server = await RunningServer.StartAsync();
        await RunAsync(server, "New-VendorAppRegistration x | New-AppClientSecret -AsPlainText", _folder);
        Assert.Contains(
            "looks like a secret",
            Assert.Single(Everything().Select(new SecretSearch().Find), found => found is not null),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_token_that_a_run_keeps_in_a_file_is_found()
    {
        await using var server = await RunningServer.StartAsync();
        await RunAsync(server, "Set-Content left.txt $env:SANDBOX_TOKEN", _folder);
        Assert.Contains(
            "looks like a token",
            Assert.Single(Everything().Select(new SecretSearch().Find), found => found is not null),
            StringComparison.Ordinal
        );
    }

    /// <summary>What all processes have written to their streams and left in files, but for the tenants themselves and the pipe of a shell that was killed.</summary>
    private IEnumerable<string> Everything() =>
        _said.Concat(
            Directory
                .EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
                .Where(file =>
                    !file.EndsWith(".tenant.json", StringComparison.Ordinal)
                    && !Path.GetFileName(file).StartsWith("CoreFxPipe_PSHost", StringComparison.Ordinal)
                )
                .Select(File.ReadAllText)
        );

    private async Task<bool> KillAsync(RunningServer server, int run, int answers, TimeSpan later, string folder)
    {
        using var process = await ModuleProcess.StartAsync(server, GuideScripts.Of(run), folder);
        var midway = await process.KillAsync(answers, later);
        _said.Enqueue(process.Said);
        return midway;
    }

    private async Task<string> RunAsync(RunningServer server, string script, string folder)
    {
        using var process = await ModuleProcess.StartAsync(server, script, folder);
        var exitCode = await process.EndAsync();
        _said.Enqueue(process.Said);
        Assert.True(exitCode == 0, $"The process ended with {exitCode}.\n{script}\n{process.Said}");
        return process.Said;
    }

    /// <summary>All runs one after the other in one process; how many answers each of them took.</summary>
    private async Task<IReadOnlyList<int>> RunAllAsync(RunningServer server, IEnumerable<int> runs, string folder)
    {
        var said = await RunAsync(
            server,
            string.Join('\n', runs.Select(run => $"Write-Verbose '{NextRun}{run}'\n{GuideScripts.Of(run)}")),
            folder
        );
        return [.. said.Split("VERBOSE: " + NextRun).Skip(1).Select(part => part.Split('\n').Count(ModuleProcess.IsAnswer))];
    }

    /// <summary>The state that some work leaves in a tenant of its own.</summary>
    private async Task<string> StateAsync(string name, Func<RunningServer, string, Task> work)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        var file = Path.Combine(_folder, name + ".tenant.json");
        await using (var server = await RunningServer.StartAsync("--tenant", file, "--settings", "Latency=0.01"))
        {
            await work(server, folder);
            Assert.Equal(0, await server.StopAsync());
            _said.Enqueue(await server.Errors);
        }

        using var tenant = SandboxTenant.Open(new SandboxSettings(), file);
        return tenant.ExportState(normalizeIds: true);
    }

    private static string Difference(string wanted, string found)
    {
        var (before, after) = (wanted.Split('\n'), found.Split('\n'));
        return string.Join(
            '\n',
            after.Except(before).Select(line => "+" + line).Concat(before.Except(after).Select(line => "-" + line)).Take(30)
        );
    }

    private static int Number(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : usual;
}
