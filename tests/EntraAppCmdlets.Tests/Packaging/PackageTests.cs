using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Packaging;

[Trait("Category", "Long")]
public sealed class PackageTests
{
    private static readonly Lazy<string> LazyFolder = new(Pack);

    [Fact]
    public void A_package_has_what_the_module_needs_and_nothing_else()
    {
        var package = Folder;

        Assert.Equal(
            ["EntraAppCmdlets.psd1", "LICENSE", "THIRD-PARTY-NOTICES.txt", "bom.cdx.json", "en-US", "module"],
            Directory.EnumerateFileSystemEntries(package).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(
            Directory.EnumerateFiles(package, "*", SearchOption.AllDirectories),
            file =>
                Path.GetExtension(file) is ".pdb" or ".cs"
                || (Path.GetExtension(file) == ".xml" && !file.EndsWith("-Help.xml", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_place_and_as_a_package_the_module_gives_the_same_commands_and_help(bool packaged)
    {
        var manifest = Path.Combine(packaged ? Folder : Checkout.Root, "EntraAppCmdlets.psd1");

        var run = PowerShellProcess.Run(
            "-Command",
            $$"""
            $ErrorActionPreference = 'Stop'
            Import-Module '{{manifest}}'
            $commands = Get-Command -Module EntraAppCmdlets
            $commands.Name
            foreach ($command in $commands) {
                $help = Get-Help $command.Name -Full
                if ($help.Category -ne 'Cmdlet' -or -not $help.examples) { throw "No help for $($command.Name)." }
            }
            if ((Get-Help about_EntraAppCmdlets) -notmatch 'SHORT DESCRIPTION') { throw 'No overview.' }
            """
        );

        Assert.True(run.ExitCode == 0 && run.Errors.Trim().Length == 0, run.ToString());
        Assert.Equal(
            ModuleManifest.Strings("CmdletsToExport").Order(StringComparer.Ordinal),
            run.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>The folder of the package, made once for all tests; none changes it.</summary>
    internal static string Folder => LazyFolder.Value;

    // Of what is built already: a build would overwrite what other tests use at the same time.
    private static string Pack()
    {
        var output = Path.Combine(AppContext.BaseDirectory, "package");
        var run = PowerShellProcess.Run("-File", Checkout.PathOf("build.ps1"), "-Task", "Package", "-NoBuild", "-OutputFolder", output);
        Assert.True(run.ExitCode == 0, run.ToString());
        return Path.Combine(output, "EntraAppCmdlets", ModuleManifest.Text("ModuleVersion"));
    }
}
