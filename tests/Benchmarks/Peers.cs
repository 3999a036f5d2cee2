using System.Diagnostics;
using System.Globalization;
using EntraAppCmdlets.Testing;
using RealClients.Tests;

namespace Benchmarks;

/// <summary>
/// The same work by this module, by a loop of Invoke-RestMethod, by Azure CLI and by CLI for Microsoft 365, against one sandbox server over loopback, each in processes of its
/// own, as people run them: Graph requests by the server's count, and seconds from the start of the first process to the end of the last. The tools take turns: each time is
/// the best of three rounds, and each ratio the median of the three rounds' own, so that a machine whose speed drifts hits both alike. What isn't installed is left out.
/// </summary>
internal static class Peers
{
    private const int Rounds = 3;

    /// <summary>Compares.</summary>
    /// <param name="work">"cold", "reading" or "onboarding"; null for all three.</param>
    /// <param name="sizes">How many apps; empty for the usual numbers.</param>
    public static async Task<int> RunAsync(string? work, int[] sizes)
    {
        if (work is null or "cold")
        {
            await ColdAsync();
        }

        Console.WriteLine("| work | apps | latency | tool | requests | seconds | times ours |");
        Console.WriteLine("|---|---:|---:|---|---:|---:|---:|");
        foreach (var size in work is null or "reading" ? Or(sizes, 1_000, 10_000) : [])
        {
            foreach (var latency in (double[])[0, 0.1])
            {
                await CompareAsync("secrets and permissions", size, size, latency, _ => PeerTasks.Reading);
            }
        }

        foreach (var apps in work is null or "onboarding" ? Or(work is null ? [] : sizes, 1, 10) : [])
        {
            foreach (var latency in (double[])[0, 0.1])
            {
                await CompareAsync(
                    "onboarding, Invictus",
                    apps,
                    0,
                    latency,
                    run => PeerTasks.Onboarding([.. Enumerable.Range(1, apps).Select(number => $"Invictus-{run}-{number}")])
                );
            }
        }

        return 0;
    }

    private static int[] Or(int[] given, params int[] usual) => given.Length > 0 ? given : usual;

    private static async Task CompareAsync(
        string work,
        int apps,
        int extra,
        double latency,
        Func<string, IReadOnlyDictionary<string, string>> scripts
    )
    {
        var folder = Directory.CreateTempSubdirectory("peers").FullName;
        try
        {
            var log = Path.Combine(folder, "requests.jsonl");
            await using var server = await TlsServer.StartAsync(
                "--log",
                log,
                "--settings",
                string.Create(CultureInfo.InvariantCulture, $"ExtraApplications={extra}"),
                string.Create(CultureInfo.InvariantCulture, $"Latency={latency}")
            );
            var tools = await SignedInAsync(server);
            var taken = tools.ToDictionary(tool => tool, _ => new List<double>());
            var requests = new Dictionary<string, int>();
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var tool in tools)
                {
                    var before = InventoryLoad.Lines(log);
                    var clock = Stopwatch.StartNew();
                    await RunAsync(server, tool, scripts($"{round}-{tools.IndexOf(tool)}")[tool]);
                    taken[tool].Add(clock.Elapsed.TotalSeconds);
                    requests[tool] = InventoryLoad.Lines(log) - before;
                }
            }

            foreach (var tool in tools)
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {work} | {apps:N0} | {latency * 1000:0} ms | {tool} | {requests[tool]} | {taken[tool].Min():0.0} | {Median(taken[tool].Zip(taken[PeerTasks.Ours], (theirs, ours) => theirs / ours)):0.0} |"
                    )
                );
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>The tools that are there. The command lines sign in once, which isn't measured; PowerShell does so in each process.</summary>
    private static async Task<List<string>> SignedInAsync(TlsServer server)
    {
        List<string> tools = [PeerTasks.Ours, PeerTasks.Loop];
        if (Clients.AzureCli is null)
        {
            Console.WriteLine($"{PeerTasks.Azure} is not installed and left out; tests/RealClients.Tests/install.sh installs it.");
        }
        else
        {
            await RunAsync(
                server,
                PeerTasks.Azure,
                "az login --service-principal -u $SANDBOX_CLIENT -p=$SANDBOX_SECRET --tenant $SANDBOX_TENANT --allow-no-subscriptions > /dev/null"
            );
            tools.Add(PeerTasks.Azure);
        }

        if (M365 is null)
        {
            Console.WriteLine($"{PeerTasks.M365} is not installed and left out; tests/RealClients.Tests/install.sh installs it.");
        }
        else
        {
            await RunAsync(
                server,
                PeerTasks.M365,
                "$m365 login --authType secret --appId $SANDBOX_CLIENT --tenant $SANDBOX_TENANT --secret $SANDBOX_SECRET > /dev/null"
            );
            tools.Add(PeerTasks.M365);
        }

        return tools;
    }

    private static string? M365 =>
        Clients.NodeFolder is { } folder
        && Path.Combine(folder, "node_modules", "@pnp", "cli-microsoft365", "dist", "index.js") is var program
        && Clients.Node is not null
        && File.Exists(program)
            ? program
            : null;

    private static async Task RunAsync(TlsServer server, string tool, string script)
    {
        var start = tool switch
        {
            PeerTasks.Ours => Shell(server, $"{Connected(server)}\n{script}"),
            PeerTasks.Loop => Shell(
                server,
                $$"""
                $ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'
                $graph = '{{server.Plain.Graph}}'
                $token = (Invoke-RestMethod '{{server.Plain.Authority}}/oauth2/v2.0/token' -Method Post -Body @{ grant_type = 'client_credentials'; client_id = $env:SANDBOX_CLIENT; client_secret = $env:SANDBOX_SECRET; scope = 'https://graph.microsoft.com/.default' }).access_token
                $headers = @{ Authorization = "Bearer $token" }
                {{script}}
                """
            ),
            _ => server.Program("bash", "-e", "-o", "pipefail", "-c", $"m365='node {M365}'\n{script}"),
        };
        start.Environment["CLIMICROSOFT365_NOUPDATE"] = "1";
        start.Environment["CLIMICROSOFT365_DISABLETELEMETRY"] = "1";
        await OutputAsync(start, tool);
    }

    private static async Task<string> OutputAsync(ProcessStartInfo start, string tool)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{tool} failed: {await errors}{await output}");
    }

    /// <summary>Where the time of a first command in a new process goes: how long it takes to start PowerShell, to import the module, to sign in, and to answer a first request.</summary>
    private static async Task ColdAsync()
    {
        await using var server = await TlsServer.StartAsync();
        var best = new double[4];
        Array.Fill(best, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            await OutputAsync(Shell(server, "exit 0"), "PowerShell");
            best[0] = Math.Min(best[0], clock.Elapsed.TotalSeconds);
            var text = await OutputAsync(
                Shell(
                    server,
                    $$"""
                    $clock = [Diagnostics.Stopwatch]::StartNew()
                    {{Connected(server).Replace(
                        "$secret =",
                        "$times = @($clock.Elapsed.TotalSeconds); $secret =",
                        StringComparison.Ordinal
                    )}}
                    $times += $clock.Elapsed.TotalSeconds
                    $null = Get-VendorAppRegistration
                    $times += $clock.Elapsed.TotalSeconds
                    $times.ForEach({ $_.ToString([cultureinfo]::InvariantCulture) }) -join ' '
                    """
                ),
                PeerTasks.Ours
            );
            var times = text.Trim().Split(' ').Select(time => double.Parse(time, CultureInfo.InvariantCulture)).ToList();
            for (var part = 0; part < times.Count; part++)
            {
                best[part + 1] = Math.Min(best[part + 1], times[part] - (part == 0 ? 0 : times[part - 1]));
            }
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"A first command in a new process: PowerShell {best[0]:0.00} s, import {best[1]:0.00} s, sign-in {best[2]:0.00} s, first call {best[3]:0.00} s"
            )
        );
    }

    private static string Connected(TlsServer server) =>
        $$"""
            $ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; $WarningPreference = 'SilentlyContinue'
            Import-Module '{{Path.Combine(Checkout.Root, "EntraAppCmdlets.psd1")}}'
            $secret = [pscredential]::new('{{server.ClientId}}', (ConvertTo-SecureString '{{server.ClientSecret}}' -AsPlainText))
            $null = Connect-AppTenant '{{server.TenantId}}' -ClientSecretCredential $secret -GraphEndpoint '{{server.Plain.Graph}}' -AuthorityHost '{{server.Plain.Authority}}'
            """;

    private static ProcessStartInfo Shell(TlsServer server, string script)
    {
        var start = server.Program(PowerShellProcess.Path, "-NoProfile", "-NonInteractive", "-Command", script);
        // It meets the server at its own address, whose certificate .NET trusts so on Linux.
        start.Environment["SSL_CERT_FILE"] = server.AuthorityFile;
        start.Environment.Remove("HTTPS_PROXY");
        start.Environment.Remove("https_proxy");
        return start;
    }
}
