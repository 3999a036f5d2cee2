namespace HelpBuilder.Pages;

/// <summary>Writes an about topic, which is text for a console, as a page.</summary>
internal static class AboutPage
{
    private const int TextIndent = 4;

    /// <summary>The lines of the page.</summary>
    /// <param name="name">The topic's name.</param>
    /// <param name="topic">Its lines: a section's name in capitals at the margin, a heading two blanks in, text four and code eight.</param>
    /// <param name="text">Writes the text.</param>
    public static IEnumerable<string> Write(string name, IEnumerable<string> topic, MarkdownText text)
    {
        yield return $"# {name}";
        yield return "";
        List<string> block = [];
        foreach (var line in topic.Append(""))
        {
            var indent = line.Length - line.TrimStart(' ').Length;
            if (line.Length == 0 || indent < TextIndent || (block.Count > 0 && IsCode(indent) != IsCode(Indent(block[0]))))
            {
                foreach (var written in Close(block, name, text))
                {
                    yield return written;
                }
            }

            switch (line.Trim())
            {
                case { Length: 0 }:
                    break;
                case "TOPIC":
                    break;
                case var heading when indent < TextIndent:
                    yield return indent == 0
                        ? $"## {char.ToUpperInvariant(heading[0])}{heading[1..].ToLowerInvariant()}"
                        : $"### {text.Line(heading)}";
                    yield return "";
                    break;
                default:
                    block.Add(line);
                    break;
            }
        }
    }

    private static string[] Close(List<string> block, string name, MarkdownText text)
    {
        string[] lines =
            block.Count == 0 || (block is [var only] && only.Trim() == name) ? []
            : IsCode(Indent(block[0]))
                ? [.. MarkdownText.Code("powershell", string.Join('\n', block.Select(line => line[(2 * TextIndent)..])))]
            : [text.Line(string.Join(' ', block.Select(line => line.Trim()))), ""];
        block.Clear();
        return lines;
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private static bool IsCode(int indent) => indent >= 2 * TextIndent;
}
