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
            # A runspace of its own: within a try of this one, an error that ends a statement would end the script.
            $shell = [powershell]::Create()
            $null = $shell.AddCommand('Import-Module').AddArgument('{{Checkout.PathOf("EntraAppCmdlets.psd1")}}').Invoke()
            $shell.Commands.Clear()
            $null = $shell.AddCommand('{{path}}')
            $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $none.Complete()
            $written = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $errors = try { $shell.EndInvoke($shell.BeginInvoke($none, $written)) } catch { $_.Exception.InnerException.ErrorRecord }
            $result = @{
                json = ConvertTo-Json -InputObject @($written) -Depth 6 -EnumsAsStrings
                errors = @(@($shell.Streams.Error) + @($errors) | Where-Object { $_ } | ForEach-Object { "$($_.FullyQualifiedErrorId): $($_.Exception.Message)" })
                warnings = @($shell.Streams.Warning.Message | Where-Object { $_ })
            }
            ConvertTo-Json $result | Set-Content '{{result}}'
            """);
        Assert.True(File.Exists(result), run.ToString());
        return JsonSerializer.Deserialize<EngineResult>(File.ReadAllText(result), JsonSerializerOptions.Web)!;
    }
}
