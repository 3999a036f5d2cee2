using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Testing;

namespace Benchmarks;

/// <summary>
/// Get-AppInventory, Test-AppHealth and Export-AppReport against the sandbox server over loopback, each in a PowerShell of its own, as people run them: requests, time, and
/// the most memory that the process had beyond one that has only signed in.
/// </summary>
internal static class InventoryLoad
{
    private static readonly (string Name, string Command)[] Commands =
    [
        ("signed in", "$null"),
        ("Get-AppInventory", "Get-AppInventory | Out-Null"),
        ("Test-AppHealth", "Test-AppHealth | Out-Null"),
        ("Export-AppReport", "Export-AppReport (Join-Path $folder apps.html) | Out-Null"),
    ];

    public static async Task<int> RunAsync(string server, params int[] sizes)
    {
        Console.WriteLine("| apps | latency | command | requests | seconds | memory (MB) |");
        Console.WriteLine("|---:|---:|---|---:|---:|---:|");
        foreach (var size in sizes)
        {
            foreach (var latency in (double[])[0, 0.05])
            {
                await MeasureAsync(server, size, latency).ConfigureAwait(false);
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(string server, int applications, double latency)
    {
        var folder = Directory.CreateTempSubdirectory("inventory").FullName;
        var log = Path.Combine(folder, "requests.jsonl");
        using var process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    server,
                    "--log",
                    log,
                    "--settings",
                    $"ExtraApplications={applications}",
                    $"ExtraUsers={applications}",
                    $"ExtraAssignments={applications * 5}",
                    $"ExtraGrants={applications * 5}",
                    string.Create(CultureInfo.InvariantCulture, $"Latency={latency}"),
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        try
        {
            var ready = JsonNode.Parse(
                await process.StandardOutput.ReadLineAsync().ConfigureAwait(false)
                    ?? throw new InvalidOperationException("The server did not start.")
            )!;
            double? idle = null;
            foreach (var (name, command) in Commands)
            {
                var before = Lines(log);
                var (seconds, megabytes) = await RunAsync(ready, command, folder).ConfigureAwait(false);
                var requests = Lines(log) - before;
                if (idle is null)
                {
                    // What a session takes that has only signed in is no affair of the commands.
                    idle = megabytes;
                    continue;
                }

                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {applications:N0} | {latency * 1000:0} ms | `{name}` | {requests} | {seconds:0.0} | {megabytes - idle:0} |"
                    )
                );
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync().ConfigureAwait(false);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Seconds, double Megabytes)> RunAsync(JsonNode ready, string command, string folder)
    {
        var script = $$"""
            $ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; $WarningPreference = 'SilentlyContinue'
            Import-Module '{{Path.Combine(Checkout.Root, "EntraAppCmdlets.psd1")}}'
            $folder = '{{folder}}'
            $secret = [pscredential]::new('{{ready["clientId"]}}', (ConvertTo-SecureString '{{ready["clientSecret"]}}' -AsPlainText))
            $null = Connect-AppTenant '{{ready["tenantId"]}}' -ClientSecretCredential $secret -GraphEndpoint '{{ready[
                "graph"
            ]}}' -AuthorityHost '{{ready["authority"]}}'
            $clock = [Diagnostics.Stopwatch]::StartNew()
            {{command}}
            $seconds = $clock.Elapsed.TotalSeconds
            "$($seconds.ToString([cultureinfo]::InvariantCulture)) $([Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64)"
            """;
        var start = new ProcessStartInfo(PowerShellProcess.Path, ["-NoProfile", "-NonInteractive", "-Command", script])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode == 0 && output.Trim().Split('\n')[^1].Split(' ') is [var seconds, var bytes]
            ? (double.Parse(seconds, CultureInfo.InvariantCulture), double.Parse(bytes, CultureInfo.InvariantCulture) / 1e6)
            : throw new InvalidOperationException($"{command} failed: {output}");
    }

    /// <summary>The requests to Graph; the sign-in has lines too.</summary>
    internal static int Lines(string log)
    {
        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var text = new StreamReader(file);
        var count = 0;
        while (text.ReadLine() is { } line)
        {
            count += line.Contains("/v1.0/", StringComparison.Ordinal) || line.Contains("/beta/", StringComparison.Ordinal) ? 1 : 0;
        }

        return count;
    }
}
