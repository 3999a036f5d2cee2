using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;
using HelpBuilder.Commands;
using HelpBuilder.Documentation;

namespace EntraAppCmdlets.Tests.Help;

/// <summary>A command that exists only for these tests, with the comments that each of them gives it.</summary>
internal static class SampleCommand
{
    public static Command Command { get; } =
        new()
        {
            Verb = "Get",
            Noun = "Thing",
            ClassName = "Sample.GetThingCommand",
            IsSealed = true,
            IsPublic = true,
            SupportsShouldProcess = false,
            DefaultSet = null,
            OutputTypes = [],
            Parameters =
            [
                new()
                {
                    Name = "Name",
                    DeclaringClass = "Sample.GetThingCommand",
                    Type = new ClrType("System.String"),
                    Uses = [new(Command.AllSets, 0, false, false, false, false)],
                },
            ],
        };

    /// <summary>The command, documented by some members of a documentation file.</summary>
    public static CommandDocumentation Documented(string members)
    {
        using TemporaryFolder folder = new();
        var path = folder.Write("Sample.xml", $"<doc><members>{members}</members></doc>");
        return new(
            Command,
            new DocumentationFile([path]),
            new Prose(new Dictionary<string, string> { [Command.ClassName] = Command.Name })
        );
    }
}
