using System.Text.Json;
using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Engines;

/// <summary>The installed PowerShell, in a process of its own.</summary>
internal static class PowerShellEngine
{
    /// <summary>Runs a script file in a new session.</summary>
    public static EngineResult Run(string path)
    {
        using TemporaryFolder folder = new();
        var result = folder.PathOf("result.json");
        var run = PowerShellProcess.Run("-Command", $$"""
            Import-Module '{{Checkout.PathOf("EntraAppCmdlets.psd1")}}' -ErrorAction Stop
            $written = [Collections.Generic.List[object]]::new()
            $errors = [Collections.Generic.List[string]]::new()
            $warnings = [Collections.Generic.List[string]]::new()
            $sort = {
                switch ($_) {
                    { $_ -is [System.Management.Automation.ErrorRecord] } { $errors.Add("$($_.FullyQualifiedErrorId): $($_.Exception.Message)") ; break }
                    { $_ -is [System.Management.Automation.WarningRecord] } { $warnings.Add($_.Message) ; break }
                    { $_ -is [System.Management.Automation.InformationalRecord] -or $_ -is [System.Management.Automation.InformationRecord] } { break }
                    default { $written.Add($_) }
                }
            }
            try { & '{{path}}' *>&1 | ForEach-Object $sort } catch { $_ | ForEach-Object $sort }
            $json = ConvertTo-Json -InputObject $written -Depth 6 -EnumsAsStrings
            ConvertTo-Json @{ json = $json; errors = $errors; warnings = $warnings } | Set-Content '{{result}}'
            """);
        Assert.True(File.Exists(result), run.ToString());
        return JsonSerializer.Deserialize<EngineResult>(File.ReadAllText(result), JsonSerializerOptions.Web)!;
    }
}
