using System.Reflection;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Packaging;

public sealed class ManifestTests
{
    [Fact]
    public void The_assemblies_carry_the_version_of_the_manifest() =>
        Assert.Equal(ModuleManifest.Text("ModuleVersion"), AssemblyName.GetAssemblyName(RootModule).Version?.ToString(3));

    [Fact]
    public void The_module_asks_for_the_oldest_PowerShell_that_its_framework_runs_in() =>
        Assert.Equal(("7.4", "Core"), (ModuleManifest.Text("PowerShellVersion"), ModuleManifest.Text("CompatiblePSEditions")));

    [Fact]
    public void Every_file_that_the_manifest_names_is_there_after_a_build()
    {
        string[] files = [RootModule, ModuleManifest.Views];

        Assert.All(files, file => Assert.True(File.Exists(file), file));
    }

    [Fact]
    public void The_manifest_has_no_views_for_they_take_longer_than_the_rest_of_an_import() =>
        Assert.DoesNotContain("FormatsToProcess", File.ReadAllText(Checkout.PathOf("EntraAppCmdlets.psd1")), StringComparison.Ordinal);

    [Theory]
    [InlineData("CmdletsToExport")]
    [InlineData("FunctionsToExport")]
    [InlineData("AliasesToExport")]
    [InlineData("VariablesToExport")]
    public void No_export_is_a_wildcard(string entry) =>
        Assert.DoesNotContain(ModuleManifest.Strings(entry), name => name.Contains('*', StringComparison.Ordinal));

    private static string RootModule => Checkout.PathOf(ModuleManifest.Text("RootModule"));
}
