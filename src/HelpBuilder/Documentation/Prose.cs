using System.Text;
using System.Xml.Linq;

namespace HelpBuilder.Documentation;

/// <summary>Turns the markup of documentation comments into the plain paragraphs that a console shows.</summary>
/// <param name="commands">The names of the commands by the full names of their classes.</param>
internal sealed class Prose(IReadOnlyDictionary<string, string> commands)
{
    /// <summary>The names of all commands.</summary>
    public IReadOnlyCollection<string> Commands { get; } = [.. commands.Values];

    private static readonly HashSet<string> Blocks = ["para", "code", "list"];

    /// <summary>The paragraphs of some nodes, in order, without empty ones.</summary>
    public IReadOnlyList<string> Paragraphs(IEnumerable<XNode> nodes)
    {
        List<string> paragraphs = [];
        StringBuilder open = new();
        foreach (var node in nodes)
        {
            if (node is XElement element && Blocks.Contains(element.Name.LocalName))
            {
                Close();
                paragraphs.AddRange(
                    element.Name.LocalName switch
                    {
                        "code" => [Code(element)],
                        "list" => Items(element),
                        _ => Paragraphs(element.Nodes()),
                    }
                );
            }
            else
            {
                open.Append(Words(node));
            }
        }

        Close();
        return paragraphs;

        void Close()
        {
            if (Squeeze(open.ToString()) is { Length: > 0 } paragraph)
            {
                paragraphs.Add(paragraph);
            }

            open.Clear();
        }
    }

    /// <summary>The paragraphs of an element; none if there is no such element.</summary>
    public IReadOnlyList<string> Paragraphs(XElement? element) => element is null ? [] : Paragraphs(element.Nodes());

    /// <summary>Code as it is written, without the indentation that all of its lines share.</summary>
    public static string Code(XElement element)
    {
        var lines = element
            .Value.ReplaceLineEndings("\n")
            .Split('\n')
            .Select(line => line.TrimEnd())
            .SkipWhile(line => line.Length == 0)
            .Reverse()
            .SkipWhile(line => line.Length == 0)
            .Reverse()
            .ToArray();

        // The first line may follow its tag at once; then only the others tell how far the block is indented.
        var shared = lines
            .Skip(lines is [[not ' ', ..], ..] ? 1 : 0)
            .Where(line => line.Length > 0)
            .Select(line => line.Length - line.TrimStart(' ').Length)
            .DefaultIfEmpty(0)
            .Min();
        return string.Join('\n', lines.Select(line => line[Math.Min(shared, line.Length - line.TrimStart(' ').Length)..]));
    }

    /// <summary>What a reference names: a command, a parameter, or the last part of another name.</summary>
    public string Referred(string cref)
    {
        var name = cref[(cref.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('(')[0];
        if (commands.TryGetValue(name, out var command))
        {
            return command;
        }

        var dot = name.LastIndexOf('.');
        var last = name[(dot + 1)..].Split('`')[0];
        return cref.StartsWith("P:", StringComparison.Ordinal) && commands.ContainsKey(name[..dot]) ? $"-{last}" : last;
    }

    private IEnumerable<string> Items(XElement list)
    {
        var numbered = (string?)list.Attribute("type") == "number";
        var number = 0;
        foreach (var item in list.Elements("item"))
        {
            number++;
            var parts = item.Elements("term")
                .Concat(item.Elements("description"))
                .Select(part => string.Join(' ', Paragraphs(part)))
                .ToArray();
            var text = parts.Length > 0 ? string.Join(": ", parts) : string.Join(' ', Paragraphs(item));
            yield return numbered ? FormattableString.Invariant($"{number}. {text}") : $"- {text}";
        }
    }

    private string Words(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement element => element.Name.LocalName switch
            {
                "see" or "seealso" when element.Value.Length == 0 => Target(element),
                "paramref" or "typeparamref" => (string)element.Attribute("name")!,
                _ => string.Concat(element.Nodes().Select(Words)),
            },
            _ => "",
        };

    private string Target(XElement see) =>
        (string?)see.Attribute("langword") ?? (string?)see.Attribute("href") ?? Referred((string)see.Attribute("cref")!);

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
