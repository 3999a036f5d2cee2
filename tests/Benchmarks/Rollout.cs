using System.Globalization;
using EntraAppCmdlets.Testing;

namespace Benchmarks;

/// <summary>
/// A guide in many embedded tenants from a CSV file, several at a time, in one process: how many requests that takes, how long, and how much memory the process
/// has needed at most. The tenants are in the same process, and so is their share.
/// </summary>
internal static class Rollout
{
    public static int Run(int tenants, int atOnce)
    {
        var script = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            $ErrorActionPreference = 'Stop'
            $module = '{{Checkout.PathOf("EntraAppCmdlets.psd1")}}'
            Import-Module $module
            $file = New-TemporaryFile
            1..{{tenants}} | ForEach-Object { [pscustomobject]@{ Tenant = "tenant$_.onmicrosoft.com"; Vendor = 'Sekoia'; Region = 'FRA2'; AssignTo = 'Security team' } } | Export-Csv $file
            $rows = Import-Csv $file
            Remove-Item $file
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $connected = @{}
            foreach ($row in $rows) { $connected[$row.Tenant] = Connect-AppTenant $row.Tenant -Sandbox }
            $process = [System.Diagnostics.Process]::GetCurrentProcess()
            "connected to {0} tenants in {1:0.0} s, {2:N0} MB" -f $rows.Count, $clock.Elapsed.TotalSeconds, ($process.WorkingSet64 / 1MB)
            foreach ($run in 'first run', 'second run') {
                $clock.Restart()
                $said = $rows | ForEach-Object -ThrottleLimit {{atOnce}} -Parallel {
                    Import-Module $using:module
                    $row = $_ | Select-Object * -ExcludeProperty Tenant
                    $row | Install-VendorApp -Tenant ($using:connected)[$_.Tenant] -Confirm:$false -Verbose 4>&1
                }
                $seconds = $clock.Elapsed.TotalSeconds
                $requests = @($said | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_.Message -match '^(GET|POST|PATCH|DELETE) /v1\.0/' }).Count
                $outcomes = $said | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] } | Group-Object Outcome -NoElement | ForEach-Object { "$($_.Count) $($_.Name)" }
                $process.Refresh()
                "{0}: {1}; {2} requests, {3:0.0} s, {4:N0} MB at most" -f $run, ($outcomes -join ', '), $requests, $seconds, ($process.PeakWorkingSet64 / 1MB)
            }
            """
        );
        var result = PowerShellProcess.Run("-Command", script);
        Console.Write(result.Output);
        Console.Error.Write(result.Errors);
        return result.ExitCode;
    }
}
