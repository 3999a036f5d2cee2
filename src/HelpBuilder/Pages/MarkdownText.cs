using System.Text.RegularExpressions;

namespace HelpBuilder.Pages;

/// <summary>Turns the plain paragraphs of the help into Markdown.</summary>
/// <param name="commands">The names of the commands that have a page.</param>
/// <param name="folder">The way to these pages, with a slash at its end; empty if they are beside the one that is written.</param>
internal sealed partial class MarkdownText(IReadOnlySet<string> commands, string folder = "")
{
    /// <summary>Some paragraphs, with an empty line after each.</summary>
    public IEnumerable<string> Paragraphs(IEnumerable<string> paragraphs)
    {
        foreach (var paragraph in paragraphs)
        {
            // Only code keeps its line breaks.
            foreach (var line in paragraph.Contains('\n', StringComparison.Ordinal) ? Code("powershell", paragraph) : [Line(paragraph), ""])
            {
                yield return line;
            }
        }
    }

    /// <summary>A fenced block of code, with an empty line after it.</summary>
    public static IEnumerable<string> Code(string language, string code) => [$"```{language}", code, "```", ""];

    /// <summary>One line: names of commands become links, names of parameters and addresses become code, and nothing is taken for markup.</summary>
    public string Line(string text)
    {
        var bullet = text.StartsWith("- ", StringComparison.Ordinal) ? "- " : "";
        return bullet + Special().Replace(text[bullet.Length..], Marked);
    }

    /// <summary>A line for a cell of a table.</summary>
    public string Cell(string text) => Line(text).ReplaceLineEndings(" ");

    private string Marked(Match match) =>
        match.Value switch
        {
            _ when match.Groups["command"].Success => commands.Contains(match.Value)
                ? $"[{match.Value}]({folder}{match.Value}.md)"
                : match.Value,
            _ when match.Groups["code"].Success => $"`{match.Value}`",
            "<" => "&lt;",
            ">" => "&gt;",
            _ => $"\\{match.Value}",
        };

    [GeneratedRegex(
        @"(?<code>\([A-Z]\w+-[A-Z]\w+[^()]*\)(?:\.\w+)+|https?://[^\s,;'""()|]*[^\s,;'""()|.:]|(?<![\w-])-[A-Z]\w+(?::\$\w+)?)|(?<command>\b[A-Z]\w+-[A-Z]\w+)|[\\`*_{}\[\]<>#|]"
    )]
    private static partial Regex Special();
}
