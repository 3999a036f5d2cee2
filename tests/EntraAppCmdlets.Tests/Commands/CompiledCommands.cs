using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Packaging;
using EntraAppCmdlets.Tests.Repository;
using HelpBuilder.Commands;

namespace EntraAppCmdlets.Tests.Commands;

/// <summary>The cmdlets of the module as it was built.</summary>
internal static class CompiledCommands
{
    /// <summary>The assembly that holds them.</summary>
    public static string Assembly => Checkout.PathOf(ModuleManifest.Text("RootModule"));

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Command> All { get; } = Read();

    private static IReadOnlyList<Command> Read()
    {
        using CommandReader reader = new(Assembly);
        return reader.Read();
    }
}
