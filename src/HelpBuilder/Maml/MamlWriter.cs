using System.Globalization;
using System.Xml.Linq;
using HelpBuilder.Commands;
using HelpBuilder.Documentation;

namespace HelpBuilder.Maml;

/// <summary>Writes the help file that PowerShell reads for a binary module.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Help = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace Cmd = "http://schemas.microsoft.com/maml/dev/command/2004/10";

    /// <summary>The file for some commands.</summary>
    public static XDocument Write(IEnumerable<(Command Command, CommandDocumentation Documentation)> commands) =>
        new(
            new XDeclaration("1.0", "utf-8", null),
            new XElement(
                Help + "helpItems",
                new XAttribute("schema", "maml"),
                commands.Select(one => Write(one.Command, one.Documentation))
            )
        );

    private static XElement Write(Command command, CommandDocumentation documentation) =>
        new(
            Cmd + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XAttribute(XNamespace.Xmlns + "command", Cmd),
            new XElement(
                Cmd + "details",
                new XElement(Cmd + "name", command.Name),
                new XElement(Cmd + "verb", command.Verb),
                new XElement(Cmd + "noun", command.Noun),
                Description([documentation.Synopsis])
            ),
            Description([.. documentation.Description, .. NeededPermission.Paragraphs(command.Needs)]),
            new XElement(Cmd + "syntax", command.Sets.Select(set => SyntaxItem(command, documentation, set))),
            new XElement(
                Cmd + "parameters",
                command.ParametersByName.Select(parameter => Parameter(parameter, command.Together(parameter), documentation, true))
            ),
            new XElement(
                Cmd + "inputTypes",
                Inputs(command).Select(input => Typed("inputType", input.Type, input.Description(documentation)))
            ),
            new XElement(Cmd + "returnValues", command.OutputTypes.Select(type => Typed("returnValue", type, documentation.OfType(type)))),
            new XElement(Cmd + "examples", documentation.Examples.Select(Example)),
            new XElement(
                Cmd + "relatedLinks",
                // A page by its place in the repository is no address that Get-Help -Online could open.
                documentation
                    .Links.Select(link =>
                        link.Address.StartsWith(RelatedPages.Folder, StringComparison.Ordinal)
                            ? new Link($"{link.Text}: {link.Address}", "")
                            : link
                    )
                    .Select(link => new XElement(
                        Maml + "navigationLink",
                        new XElement(Maml + "linkText", link.Text),
                        new XElement(Maml + "uri", link.Address)
                    ))
            )
        );

    private static XElement SyntaxItem(Command command, CommandDocumentation documentation, string set) =>
        new(
            Cmd + "syntaxItem",
            new XElement(Maml + "name", command.Name),
            command.InSyntaxOf(set).Select(one => Parameter(one.Parameter, one.Use, documentation, false))
        );

    private static XElement Parameter(Parameter parameter, ParameterUse use, CommandDocumentation documentation, bool withDefault) =>
        new(
            Cmd + "parameter",
            new XAttribute("required", use.IsMandatory),
            new XAttribute("variableLength", parameter.Type.IsArray || use.FromRemaining),
            new XAttribute("globbing", parameter.SupportsWildcards),
            new XAttribute("pipelineInput", PipelineInput(use)),
            new XAttribute("position", use.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            Description(WithValues(parameter, documentation)),
            parameter.AcceptedValues.Count == 0 || withDefault
                ? null
                : new XElement(
                    Cmd + "parameterValueGroup",
                    parameter.AcceptedValues.Select(value => new XElement(
                        Cmd + "parameterValue",
                        new XAttribute("required", false),
                        new XAttribute("variableLength", false),
                        value
                    ))
                ),
            parameter.Type.IsSwitch && !withDefault
                ? null
                : new XElement(
                    Cmd + "parameterValue",
                    new XAttribute("required", !parameter.Type.IsSwitch),
                    new XAttribute("variableLength", parameter.Type.IsArray),
                    parameter.Type.DisplayName
                ),
            Type(parameter.Type),
            new XElement(
                Dev + "defaultValue",
                documentation.DefaultOf(parameter) is { Length: > 0 } text ? text
                    : parameter.Type.IsSwitch ? "False"
                    : "None"
            )
        );

    private static IEnumerable<string> WithValues(Parameter parameter, CommandDocumentation documentation) =>
        parameter.AcceptedValues.Count == 0
            ? documentation.OfParameter(parameter)
            : [.. documentation.OfParameter(parameter), $"Values: {string.Join(", ", parameter.AcceptedValues)}."];

    private static string PipelineInput(ParameterUse use) =>
        (use.FromPipelineByName, use.FromPipeline) switch
        {
            (true, true) => "True (ByPropertyName, ByValue)",
            (true, false) => "True (ByPropertyName)",
            (false, true) => "True (ByValue)",
            _ => "False",
        };

    private static IEnumerable<(ClrType Type, Func<CommandDocumentation, IReadOnlyList<string>> Description)> Inputs(Command command) =>
        from parameter in command.Parameters
        where parameter.Uses.Any(use => use.FromPipeline)
        group parameter by parameter.Type.Value.QualifiedName into same
        let first = same.First()
        select (
            first.Type.Value,
            new Func<CommandDocumentation, IReadOnlyList<string>>(documentation =>
                [.. documentation.OfType(first.Type), $"Taken by {string.Join(", ", same.Select(parameter => $"-{parameter.Name}"))}."]
            )
        );

    private static XElement Typed(string name, ClrType type, IEnumerable<string> description) =>
        new(Cmd + name, Type(type), Description(description));

    private static XElement Type(ClrType type) =>
        new(Dev + "type", new XElement(Maml + "name", type.QualifiedName), new XElement(Maml + "uri"));

    private static XElement Example(Example example, int index)
    {
        var title = FormattableString.Invariant($"Example {index + 1}") + (example.Title.Length > 0 ? $": {example.Title}" : "");
        return new(
            Cmd + "example",
            new XElement(Maml + "title", $"--- {title} ---"),
            new XElement(Dev + "code", example.Code),
            // The empty one keeps the next example apart.
            new XElement(Dev + "remarks", Paragraphs([.. example.Remarks, ""]))
        );
    }

    private static XElement Description(IEnumerable<string> paragraphs) => new(Maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(Maml + "para", paragraph));
}
