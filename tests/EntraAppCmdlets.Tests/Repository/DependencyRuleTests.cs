using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Repository;

/// <summary>Who may know whom.</summary>
public sealed class DependencyRuleTests
{
    // The running framework's own folder: what is in it is the base library.
    private static readonly HashSet<string> BaseLibrary =
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Select(NameOf),
    ];

    private static readonly HashSet<string> IdentityClosure =
    [
        .. Directory.EnumerateFiles(Checkout.PathOf("module/bin/identity"), "*.dll").Select(NameOf),
    ];

    [Fact]
    public void Core_knows_the_base_library_only() => Assert.Empty(BeyondBaseLibrary(Built("EntraAppCmdlets.Core", "net8.0")));

    [Fact]
    public void The_sandbox_knows_the_base_library_only() => Assert.Empty(BeyondBaseLibrary(Built("EntraAppCmdlets.Sandbox", "net8.0")));

    [Fact]
    public void Identity_knows_Core_and_what_Azure_Identity_brings() =>
        Assert.Empty(
            BeyondBaseLibrary(Shipped("identity/EntraAppCmdlets.Identity")).Except(IdentityClosure).Except(["EntraAppCmdlets.Core"])
        );

    [Fact]
    public void Core_lies_beside_the_cmdlets_only_so_that_both_sides_share_its_interface() =>
        Assert.DoesNotContain(
            IdentityClosure,
            name => name is "EntraAppCmdlets.Core" or "EntraAppCmdlets.Sandbox" or "System.Management.Automation"
        );

    [Fact]
    public void Only_our_own_assemblies_lie_where_PowerShell_looks_for_any() =>
        Assert.Equal(
            ["EntraAppCmdlets", "EntraAppCmdlets.Core", "EntraAppCmdlets.Sandbox"],
            Directory.EnumerateFiles(Checkout.PathOf("module/bin"), "*.dll").Select(NameOf).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_cmdlets_know_Core_the_sandbox_and_PowerShell() =>
        Assert.Empty(
            BeyondBaseLibrary(Shipped("EntraAppCmdlets"))
                .Except(["EntraAppCmdlets.Core", "EntraAppCmdlets.Sandbox", "System.Management.Automation"])
        );

    [Fact]
    public void The_cmdlets_speak_neither_HTTP_nor_JSON()
    {
        var cmdlets = Shipped("EntraAppCmdlets");

        Assert.DoesNotContain("System.Text.Json", cmdlets.References);
        Assert.Empty(
            cmdlets
                .Types.Where(type => type.Assembly == "System.Net.Http")
                .Select(type => type.Type)
                .Except(["System.Net.Http.HttpMessageHandler"])
        );
    }

    [Fact]
    public void The_sandbox_server_knows_nothing_of_the_client() =>
        Assert.DoesNotContain(Built("SandboxServer", "net10.0").References, name => name is "EntraAppCmdlets.Core" or "EntraAppCmdlets");

    [Fact]
    public void A_reference_that_is_not_allowed_is_seen() =>
        Assert.Contains(
            BeyondBaseLibrary(Built("SandboxServer", "net10.0")),
            name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
        );

    private static IEnumerable<string> BeyondBaseLibrary(BuiltAssembly assembly) =>
        assembly.References.Where(name => !BaseLibrary.Contains(name));

    private static BuiltAssembly Shipped(string name) => BuiltAssembly.Read(Checkout.PathOf($"module/bin/{name}.dll"));

    // In the configuration that these tests were built in: bin/<configuration>/<framework>/.
    private static BuiltAssembly Built(string project, string framework) =>
        BuiltAssembly.Read(
            Checkout.PathOf($"src/{project}/bin/{new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name}/{framework}/{project}.dll")
        );

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);
}
