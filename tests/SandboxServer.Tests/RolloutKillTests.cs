using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace SandboxServer.Tests;

/// <summary>A roll-out to several tenants from a CSV file whose process is killed midway, again and again: the last run goes on with the rest.</summary>
[Trait("Category", "Long")]
public sealed class RolloutKillTests(Figures figures) : IClassFixture<Figures>, IDisposable
{
    private const int Seed = 20260102;
    private const int Kills = 5;

    private static readonly string[] Tenants = ["a.onmicrosoft.com", "b.onmicrosoft.com", "c.onmicrosoft.com"];

    private readonly string _folder = Directory.CreateTempSubdirectory("rollout-kill").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_roll_out_that_is_killed_goes_on_with_the_rest_and_leaves_each_tenant_right()
    {
        var undisturbed = Prepare("undisturbed");
        var said = await RunAsync(undisturbed);
        var answers = said.Split('\n').Count(ModuleProcess.IsAnswer);
        Assert.Equal(6, said.Split("outcome Installed").Length - 1);

        var disturbed = Prepare("disturbed");
        var random = new Random(Seed);
        var killed = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = ModuleProcess.Start(Script, disturbed);
            killed += await process.KillAsync(1 + random.Next(answers * 2 / 3), TimeSpan.FromMilliseconds(random.Next(20))) ? 1 : 0;
        }

        var last = await RunAsync(disturbed);
        figures.Print($"A roll-out of 6 rows to 3 tenants, killed {killed} times");
        Assert.True(killed >= Kills / 2, $"Only {killed} of {Kills} runs were killed midway.");
        Assert.DoesNotContain("outcome Failed", last, StringComparison.Ordinal);
        foreach (var tenant in Tenants)
        {
            Assert.Equal(State(undisturbed, tenant), State(disturbed, tenant));
        }
    }

    private const string Script = """
        'a.onmicrosoft.com', 'b.onmicrosoft.com', 'c.onmicrosoft.com' | ForEach-Object { $null = Connect-AppTenant $_ -Sandbox -Path "$_.json" }
        Import-Csv rows.csv | Install-VendorApp -ReplaceSecret -Confirm:$false | ForEach-Object { "outcome $($_.Outcome)" }
        """;

    private string Prepare(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        File.WriteAllLines(
            Path.Combine(folder, "rows.csv"),
            [
                "Tenant,Vendor,Region,AssignTo",
                .. Tenants.SelectMany(tenant => new[] { $"{tenant},authentik,,", $"{tenant},Sekoia,FRA2,Security team" }),
            ]
        );
        return folder;
    }

    private static async Task<string> RunAsync(string folder)
    {
        using var process = ModuleProcess.Start(Script, folder);
        var exitCode = await process.EndAsync();
        Assert.True(exitCode == 0, $"The process ended with {exitCode}.\n{process.Said}");
        return process.Said;
    }

    private static string State(string folder, string tenant)
    {
        using var opened = SandboxTenant.Open(new SandboxSettings(), Path.Combine(folder, $"{tenant}.json"));
        return opened.ExportState(normalizeIds: true);
    }
}
