using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Pester;

/// <summary>Runs a file of Pester tests in this process, in a runspace of its own.</summary>
internal static class PesterRunner
{
    // NuGet puts the package where the build says; see the project file.
    private static readonly string Pester = Path.Combine(AppContext.BaseDirectory, "pester", "Pester.psd1");

    /// <summary>The repository's test files.</summary>
    public static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Checkout.PathOf("tests/pester"), "*.Tests.ps1").Order(StringComparer.Ordinal);

    /// <summary>Runs a file to its end; gives a result for each It, and one without a name for what went wrong with the file or with a block of it.</summary>
    public static IReadOnlyList<PesterResult> Run(string file)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(Checkout.Root));
        using var shell = System.Management.Automation.PowerShell.Create(runspace);
        shell
            .AddScript(
                """
                param($pester, $file)
                $ErrorActionPreference = 'Stop'
                Import-Module $pester
                $configuration = New-PesterConfiguration -Hashtable @{ Run = @{ Path = $file; PassThru = $true }; Output = @{ Verbosity = 'None' } }
                # The error preference of a test is PowerShell's own default.
                $ErrorActionPreference = 'Continue'
                $run = Invoke-Pester -Configuration $configuration
                foreach ($test in $run.Tests) {
                    [pscustomobject]@{
                        Name = $test.ExpandedPath
                        Result = $test.Result -in 'Passed', 'Skipped' ? $test.Result : 'Failed'
                        Message = ($test.ErrorRecord | ForEach-Object { @("$($_.Exception.Message)") + ($_.ScriptStackTrace -split "`n" -notmatch 'Pester\.psm1|Pester\.ScriptScope\.ps1|<No file>') }) -join "`n"
                        Seconds = $test.Duration.TotalSeconds
                    }
                }
                foreach ($block in @($run.FailedBlocks) + @($run.FailedContainers)) {
                    if ($block.ErrorRecord) {
                        [pscustomobject]@{ Name = ''; Result = 'Failed'; Message = "$block failed: $($block.ErrorRecord | Out-String)"; Seconds = 0 }
                    }
                }
                """
            )
            .AddArgument(Pester)
            .AddArgument(file);
        try
        {
            return [.. shell.Invoke().Select(Read)];
        }
        catch (RuntimeException e)
        {
            return [new PesterResult("", "Failed", $"{e.Message}\n{e.ErrorRecord?.ScriptStackTrace}", 0)];
        }
    }

    private static PesterResult Read(PSObject line)
    {
        return new(
            Text("Name"),
            Text("Result"),
            Text("Message"),
            Convert.ToDouble(line.Properties["Seconds"].Value, CultureInfo.InvariantCulture)
        );

        string Text(string name) => line.Properties[name].Value?.ToString() ?? "";
    }
}
