using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>A JSON value that remembers its position in the file.</summary>
internal sealed class PositionedJson
{
    private PositionedJson(JsonValueKind kind, int line, int column)
    {
        Kind = kind;
        Line = line;
        Column = column;
    }

    public JsonValueKind Kind { get; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The column, from 1, in characters.</summary>
    public int Column { get; }

    /// <summary>A string's text; a number as it is written.</summary>
    public string Text { get; private init; } = "";

    public IReadOnlyList<PositionedMember> Members { get; private init; } = [];

    public IReadOnlyList<PositionedJson> Items { get; private init; } = [];

    public PositionedJson? Member(string name)
    {
        for (var i = 0; i < Members.Count; i++)
        {
            if (Members[i].Name == name)
            {
                return Members[i].Value;
            }
        }

        return null;
    }

    /// <summary>An object with the members of this one but for some, and those of another at the position of the other.</summary>
    public PositionedJson With(PositionedJson other, string without) =>
        new(JsonValueKind.Object, other.Line, other.Column)
        {
            Members = [.. Members.Where(member => member.Name != without), .. other.Members],
        };

    /// <summary>The text of a string, or the texts of a list.</summary>
    public IEnumerable<PositionedJson> Texts =>
        Kind switch
        {
            JsonValueKind.String => [this],
            JsonValueKind.Array => Items.Where(item => item.Kind == JsonValueKind.String),
            _ => [],
        };

    /// <summary>Its texts, and those of its members at any depth.</summary>
    public IEnumerable<PositionedJson> AllTexts => Texts.Concat(Members.SelectMany(member => member.Value.AllTexts));

    /// <summary>The value as the number that it is, if it is a whole one.</summary>
    public long? Integer =>
        Kind == JsonValueKind.Number && long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>How messages call its kind.</summary>
    public string KindInWords =>
        Kind switch
        {
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number when Integer is not null => "integer",
            _ => Kind.ToString().ToLowerInvariant(),
        };

    /// <summary>Reads a text.</summary>
    /// <exception cref="JsonException">It is not JSON; the exception tells the line and the position, both from 0.</exception>
    public static PositionedJson Parse(ReadOnlySpan<byte> utf8)
    {
        var text = utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8;
        var reader = new Utf8JsonReader(text);
        reader.Read();
        var lines = new LineStarts(text);
        var root = Read(ref reader, text, lines);
        // What follows the value is refused by the reader.
        reader.Read();
        return root;
    }

    private static PositionedJson Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, LineStarts lines)
    {
        var (line, column) = lines.At(text, (int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<PositionedMember>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (nameLine, nameColumn) = lines.At(text, (int)reader.TokenStartIndex);
                    var name = reader.GetString()!;
                    reader.Read();
                    members.Add(new PositionedMember(name, nameLine, nameColumn, Read(ref reader, text, lines)));
                }

                return new PositionedJson(JsonValueKind.Object, line, column) { Members = members };
            case JsonTokenType.StartArray:
                var items = new List<PositionedJson>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, text, lines));
                }

                return new PositionedJson(JsonValueKind.Array, line, column) { Items = items };
            case JsonTokenType.String:
                return new PositionedJson(JsonValueKind.String, line, column) { Text = reader.GetString()! };
            case JsonTokenType.Number:
                return new PositionedJson(JsonValueKind.Number, line, column) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True:
                return new PositionedJson(JsonValueKind.True, line, column) { Text = "true" };
            case JsonTokenType.False:
                return new PositionedJson(JsonValueKind.False, line, column) { Text = "false" };
            default:
                return new PositionedJson(JsonValueKind.Null, line, column);
        }
    }

    /// <summary>Where the lines of a text begin.</summary>
    private sealed class LineStarts
    {
        private readonly List<int> _starts = [0];

        public LineStarts(ReadOnlySpan<byte> text)
        {
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '\n')
                {
                    _starts.Add(i + 1);
                }
            }
        }

        public (int Line, int Column) At(ReadOnlySpan<byte> text, int offset)
        {
            var found = _starts.BinarySearch(offset);
            var line = found >= 0 ? found : ~found - 1;
            return (line + 1, Encoding.UTF8.GetCharCount(text[_starts[line]..offset]) + 1);
        }
    }
}

/// <summary>A member of a JSON object; the position is that of its name.</summary>
internal sealed record PositionedMember(string Name, int Line, int Column, PositionedJson Value);
