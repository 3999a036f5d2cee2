using HelpBuilder.Commands;
using HelpBuilder.Documentation;

namespace HelpBuilder.Pages;

/// <summary>Writes the page of a command: what Get-Help shows, as Markdown.</summary>
internal static class CommandPage
{
    /// <summary>The lines of a command's page.</summary>
    public static IEnumerable<string> Write(Command command, CommandDocumentation documentation, MarkdownText text) =>
        [
            $"# {command.Name}",
            "",
            .. text.Paragraphs([documentation.Synopsis]),
            "## Description",
            "",
            .. text.Paragraphs([.. documentation.Remarks, .. NeededPermission.Paragraphs(command.Needs)]),
            "## Examples",
            "",
            .. documentation.Examples.SelectMany((example, index) => Example(example, index, text)),
            // What it is for comes first: the syntax of some commands is longer than a screen.
            "## Syntax",
            "",
            .. command.Sets.SelectMany(set => MarkdownText.Code("text", Syntax(command, set))),
            "## Parameters",
            "",
            .. command.ParametersByName.SelectMany(parameter => Parameter(command, parameter, documentation, text)),
            .. Types("Inputs", command.Inputs, documentation, text),
            .. Types("Outputs", command.OutputTypes, documentation, text),
            .. Links(documentation, text),
        ];

    // A line for each parameter: none is too long for a narrow screen.
    private static string Syntax(Command command, string set) =>
        string.Join(
            "\n    ",
            [command.Name, .. command.InSyntaxOf(set).Select(one => Syntax(one.Parameter, one.Use)), "[<CommonParameters>]"]
        );

    private static string Syntax(Parameter parameter, ParameterUse use)
    {
        var name = use.Position is null ? $"-{parameter.Name}" : $"[-{parameter.Name}]";
        var whole = parameter.Type.IsSwitch ? name : $"{name} <{parameter.Type.DisplayName}>";
        return use.IsMandatory ? whole : $"[{whole}]";
    }

    private static IEnumerable<string> Example(Example example, int index, MarkdownText text) =>
        [
            FormattableString.Invariant($"### Example {index + 1}") + (example.Title.Length > 0 ? $": {text.Line(example.Title)}" : ""),
            "",
            .. MarkdownText.Code("powershell", example.Code),
            .. text.Paragraphs(example.Remarks),
        ];

    private static IEnumerable<string> Parameter(
        Command command,
        Parameter parameter,
        CommandDocumentation documentation,
        MarkdownText text
    )
    {
        var use = command.Together(parameter);
        (string Name, string Value)[] facts =
        [
            ("Type", $"`{parameter.Type.DisplayName}`"),
            ("Values", string.Join(", ", parameter.AcceptedValues.Select(value => $"`{value}`"))),
            ("Aliases", string.Join(", ", parameter.Aliases.Select(alias => $"`-{alias}`"))),
            ("Required", use.IsMandatory ? "yes" : "no"),
            ("Position", use.Position is { } position ? FormattableString.Invariant($"{position}") : "named"),
            ("Default", text.Cell(documentation.DefaultOf(parameter))),
            (
                "From the pipeline",
                (use.FromPipeline, use.FromPipelineByName) switch
                {
                    (true, true) => "the object, or its property of this name",
                    (true, false) => "the object",
                    (false, true) => "its property of this name",
                    _ => "no",
                }
            ),
            ("Wildcards", parameter.SupportsWildcards ? "yes" : ""),
        ];
        return
        [
            $"### -{parameter.Name}",
            "",
            .. text.Paragraphs(documentation.OfParameter(parameter)),
            "| Property | Value |",
            "|---|---|",
            .. facts.Where(fact => fact.Value.Length > 0).Select(fact => $"| {fact.Name} | {fact.Value} |"),
            "",
        ];
    }

    private static IEnumerable<string> Types(
        string heading,
        IEnumerable<ClrType> types,
        CommandDocumentation documentation,
        MarkdownText text
    )
    {
        string[] lines =
        [
            .. types.SelectMany(type => (string[])[$"`{type.QualifiedName}`", "", .. text.Paragraphs(documentation.OfType(type))]),
        ];
        return lines.Length == 0 ? [] : [$"## {heading}", "", .. lines];
    }

    private static IEnumerable<string> Links(CommandDocumentation documentation, MarkdownText text) =>
        [
            "## Related",
            "",
            .. documentation.Links.Select(link =>
                link.Address.StartsWith(RelatedPages.Folder, StringComparison.Ordinal)
                    ? $"- [{link.Text}](../{link.Address[RelatedPages.Folder.Length..]})"
                : link.Address.Length > 0 ? $"- [{link.Text}]({link.Address})"
                : $"- {text.Line(link.Text)}"
            ),
            "- [All commands](index.md)",
            "- [Troubleshooting](../troubleshooting.md)",
        ];
}
