using System.Text.RegularExpressions;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Packaging;
using EntraAppCmdlets.Tests.Repository;
using HelpBuilder.Commands;

namespace EntraAppCmdlets.Tests.Commands;

public sealed partial class CommandShapeTests
{
    [Fact]
    public void The_manifest_exports_exactly_the_compiled_commands() =>
        Assert.Equal(Names(_ => true), ModuleManifest.Strings("CmdletsToExport").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_verb_is_an_approved_one() => Assert.Empty(Names(command => !ApprovedVerbs.All.Contains(command.Verb)));

    [Fact]
    public void Every_noun_says_that_it_is_about_an_app_or_a_vendor() => Assert.Empty(Names(command => !OwnNoun().IsMatch(command.Noun)));

    [Fact]
    public void Every_class_is_public_sealed_and_named_after_its_command() =>
        Assert.Empty(
            Names(command =>
                !command.IsPublic || !command.IsSealed || command.ClassName != $"EntraAppCmdlets.{command.Verb}{command.Noun}Command"
            )
        );

    [Fact]
    public void Every_command_has_a_file_of_its_own_named_after_its_class()
    {
        var declarations =
            from file in Directory.EnumerateFiles(Checkout.PathOf("src/EntraAppCmdlets"), "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            from Match cmdlet in CmdletAttribute().Matches(File.ReadAllText(file))
            select $"EntraAppCmdlets.{Path.GetFileNameWithoutExtension(file)}";

        Assert.Equal(
            CompiledCommands.All.Select(command => command.ClassName).Order(StringComparer.Ordinal),
            declarations.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_command_that_changes_something_knows_WhatIf_and_no_other_does() =>
        Assert.Empty(Names(command => command.SupportsShouldProcess == ApprovedVerbs.Reading.Contains(command.Verb)));

    [Fact]
    public void Every_command_says_what_it_writes() => Assert.Empty(Names(command => command.OutputTypes.Count == 0));

    [Fact]
    public void Every_type_that_a_command_writes_has_a_table_and_a_list_view()
    {
        var views = System.Xml.Linq.XDocument.Load(ModuleManifest.Views).Descendants("View").ToArray();
        var written = CompiledCommands
            .All.SelectMany(command => command.OutputTypes)
            .Select(type => type.Value.FullName)
            .Where(name => name.StartsWith("EntraAppCmdlets.", StringComparison.Ordinal))
            .Distinct();

        Assert.All(
            written,
            type =>
                Assert.All(
                    new[] { "TableControl", "ListControl" },
                    control =>
                        Assert.True(
                            Array.Exists(
                                views,
                                view => view.Element(control) is not null && view.Descendants("TypeName").Any(name => name.Value == type)
                            ),
                            $"{type} has no {control}"
                        )
                )
        );
    }

    private static IEnumerable<string> Names(Func<Command, bool> which) =>
        CompiledCommands.All.Where(which).Select(command => command.Name);

    [GeneratedRegex("^(App|VendorApp|VendorServicePrincipal)")]
    private static partial Regex OwnNoun();

    [GeneratedRegex(@"^\[Cmdlet\(", RegexOptions.Multiline)]
    private static partial Regex CmdletAttribute();
}
