using System.Xml.Linq;
using HelpBuilder.Commands;
using HelpBuilder.Documentation;
using HelpBuilder.Maml;

namespace HelpBuilder;

/// <summary>The help of a compiled module.</summary>
/// <param name="Commands">The commands with what their comments say.</param>
/// <param name="Enumerations">The enumerations whose values its objects show.</param>
/// <param name="File">The comments.</param>
/// <param name="Prose">Turns comments into text.</param>
/// <param name="Document">The help file.</param>
/// <param name="Problems">What is missing in it.</param>
/// <param name="Templates">The folder of the vendors' templates.</param>
internal sealed record ModuleHelp(
    IReadOnlyList<(Command Command, CommandDocumentation Documentation)> Commands,
    IReadOnlyList<Enumeration> Enumerations,
    DocumentationFile File,
    Prose Prose,
    XDocument Document,
    IReadOnlyList<string> Problems,
    string Templates
)
{
    /// <summary>Makes the help of a module from its metadata and from the documentation files beside it.</summary>
    /// <param name="assembly">The assembly with the cmdlets.</param>
    public static ModuleHelp Of(string assembly)
    {
        using CommandReader reader = new(assembly);
        var templates = Path.Combine(Path.GetDirectoryName(assembly)!, "..", "templates");
        var ofVendors = VendorParameters.Of(templates);
        Command[] commands =
        [
            .. reader.Read().Select(command => command.TakesVendorParameters ? command with { VendorParameters = ofVendors } : command),
        ];
        var first = Path.ChangeExtension(assembly, ".xml");
        DocumentationFile file = new([
            first,
            .. Directory.GetFiles(Path.GetDirectoryName(assembly)!, "*.xml").Where(other => other != first),
        ]);
        Prose prose = new(commands.ToDictionary(command => command.ClassName, command => command.Name));
        (Command Command, CommandDocumentation Documentation)[] documented =
        [
            .. commands.Select(command => (command, new CommandDocumentation(command, file, prose))),
        ];
        return new(
            documented,
            reader.ReadEnumerations(),
            file,
            prose,
            MamlWriter.Write(documented),
            [
                .. documented.SelectMany(one => HelpProblems.Of(one.Command, one.Documentation)).Distinct(),
                .. documented.SelectMany(one => HelpProblems.OfLinks(one.Command, one.Documentation)),
            ],
            templates
        );
    }
}
