using HelpBuilder.Commands;
using HelpBuilder.Documentation;

namespace HelpBuilder.Pages;

/// <summary>Writes the page that explains what the values of properties mean, such as State and Risk.</summary>
internal static class ValuesPage
{
    /// <summary>The lines of the page.</summary>
    public static IEnumerable<string> Write(
        IEnumerable<Enumeration> enumerations,
        DocumentationFile file,
        Prose prose,
        MarkdownText text
    ) =>
        [
            "# Values",
            "",
            "What the values mean that objects of this module show, in the order in which they sort.",
            "",
            .. enumerations.SelectMany(one =>
                (string[])
                    [
                        $"## {one.FullName[(one.FullName.LastIndexOf('.') + 1)..]}",
                        "",
                        .. text.Paragraphs(prose.Paragraphs(file.OfType(one.FullName)?.Element("summary"))),
                        $"Shown by {string.Join(", ", one.Properties.Select(property => $"`{property}`"))}.",
                        "",
                        "| Value | What it means |",
                        "|---|---|",
                        .. one.Values.Select(value =>
                            $"| `{value}` | {text.Cell(string.Join(' ', prose.Paragraphs(file.OfField(one.FullName, value)?.Element("summary"))))} |"
                        ),
                        "",
                    ]
            ),
            "How a risk is rated: [Risk](../risk.md).",
        ];
}
