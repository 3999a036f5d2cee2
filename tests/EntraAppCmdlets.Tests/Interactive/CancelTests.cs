using System.Diagnostics;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Interactive;

/// <summary>Ctrl+C, as the terminal sends it.</summary>
public sealed class CancelTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [InterruptFact]
    public async Task Ctrl_C_ends_a_wait_for_replication_within_a_second()
    {
        // On a busy machine the scheduler may be late once, but not three times.
        List<TimeSpan> tries = [];
        do
        {
            tries.Add(await InterruptAsync());
        } while (tries[^1] >= TimeSpan.FromSeconds(1) && tries.Count < 3);

        Assert.True(tries[^1] < TimeSpan.FromSeconds(1), string.Join(", ", tries));
    }

    private static async Task<TimeSpan> InterruptAsync()
    {
        using var process = Process.Start(
            InterruptFactAttribute.StartInfo(
                $$"""
                Import-Module '{{Checkout.PathOf("EntraAppCmdlets.psd1")}}'
                $null = Connect-AppTenant -Sandbox -SandboxSetting @{ ReplicationDelay = '00:01:00' }
                try {
                    $null = New-VendorAppRegistration x -Verbose | Add-AppGraphPermission -Application Group.Create | Grant-AppAdminConsent
                    'went on'
                }
                finally {
                    [Console]::WriteLine('stopped')
                }
                """
            )
        )!;
        using CancellationTokenSource limit = new(Limit);
        await using var kill = limit.Token.Register(() => process.Kill(entireProcessTree: true));

        var before = await ReadToAsync(process.StandardOutput, "Waiting until the directory has replicated");
        var watch = Stopwatch.StartNew();
        using (var signal = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await signal.WaitForExitAsync(limit.Token);
        }

        var after = await ReadToAsync(process.StandardOutput, "stopped");
        var elapsed = watch.Elapsed;
        await process.WaitForExitAsync(limit.Token);
        Assert.True(after[^1] == "stopped" && !after.Contains("went on"), string.Join('\n', [.. before, .. after]));
        return elapsed;
    }

    private static async Task<List<string>> ReadToAsync(StreamReader output, string end)
    {
        List<string> lines = [];
        while (await output.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.Contains(end, StringComparison.Ordinal))
            {
                return lines;
            }
        }

        throw new InvalidOperationException($"'{end}' never came: {string.Join('\n', lines)}");
    }
}
