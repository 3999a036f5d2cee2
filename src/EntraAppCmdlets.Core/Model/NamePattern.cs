namespace EntraAppCmdlets.Model;

/// <summary>
/// What a person gives where a name or a pattern is taken. Something of exactly that name comes first; only where nothing has it, the text counts as
/// a pattern. A text with neither * nor ? is always a name, its brackets included, so that 'App [1]' can never mean 'App 1'. Upper and lower case don't
/// matter, and the culture of the session neither.
/// </summary>
internal sealed class NamePattern
{
    private IReadOnlyList<Element>? _elements;

    public NamePattern(string text)
    {
        Text = text;
        (var unescaped, IsPattern, Beginning) = Scan(text);
        Names = IsPattern || unescaped == text ? [text] : [text, unescaped];
    }

    /// <summary>A text as it was given.</summary>
    public static implicit operator NamePattern(string text) => new(text);

    /// <summary>What was given.</summary>
    public string Text { get; }

    /// <summary>Whether it holds a wildcard, so that finding nothing is no error.</summary>
    public bool IsPattern { get; }

    /// <summary>What every name that the pattern matches begins with.</summary>
    public string Beginning { get; }

    /// <summary>The names that are meant literally: the text, and the text without the backticks that may quote signs of patterns in it.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether something of this name is meant by its exact name.</summary>
    public bool IsName(string? name) => Names.Any(literal => string.Equals(literal, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a name is meant by the pattern.</summary>
    /// <exception cref="AppException">InvalidPattern.</exception>
    public bool IsMatch(string? name) => IsPattern && name is not null && IsMatch(_elements ??= Parse(), name);

    /// <summary>What is meant: everything of exactly this name, else everything that the pattern matches.</summary>
    /// <exception cref="AppException">InvalidPattern: nothing has exactly this name, and it can't be read as a pattern.</exception>
    public IReadOnlyList<T> Select<T>(IEnumerable<T> items, Func<T, string?> name)
    {
        var all = items as IReadOnlyCollection<T> ?? [.. items];
        var exact = all.Where(item => IsName(name(item))).ToList();
        // The pattern is read even if there is nothing to compare, because a bad one is bad everywhere.
        return exact.Count > 0 || !IsPattern ? exact : [.. Matching(_elements ??= Parse())];

        IEnumerable<T> Matching(IReadOnlyList<Element> elements) => all.Where(item => name(item) is { } text && IsMatch(elements, text));
    }

    /// <summary>Whether it can be read as a pattern, for whoever is still typing.</summary>
    public bool IsValid
    {
        get
        {
            try
            {
                Check();
                return true;
            }
            catch (AppException)
            {
                return false;
            }
        }
    }

    /// <summary>Reads the pattern, so that a bad one is found before anything is asked for.</summary>
    /// <exception cref="AppException">InvalidPattern.</exception>
    public void Check() => _elements ??= IsPattern ? Parse() : [];

    public override string ToString() => Text;

    private static (string Unescaped, bool IsPattern, string Beginning) Scan(string text)
    {
        var unescaped = new System.Text.StringBuilder(text.Length);
        var isPattern = false;
        int? beginning = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '`' && i + 1 < text.Length)
            {
                unescaped.Append(text[++i]);
                continue;
            }

            isPattern |= text[i] is '*' or '?';
            if (text[i] is '*' or '?' or '[')
            {
                beginning ??= unescaped.Length;
            }

            unescaped.Append(text[i]);
        }

        return (unescaped.ToString(), isPattern, unescaped.ToString(0, beginning ?? unescaped.Length));
    }

    private List<Element> Parse()
    {
        var elements = new List<Element>();
        for (var i = 0; i < Text.Length; i++)
        {
            switch (Text[i])
            {
                case '*':
                    elements.Add(new Element(null));
                    break;
                case '?':
                    elements.Add(new Element([(char.MinValue, char.MaxValue)]));
                    break;
                case '[':
                    elements.Add(Set(ref i));
                    break;
                default:
                    var sign = Text[i] == '`' && i + 1 < Text.Length ? Text[++i] : Text[i];
                    elements.Add(new Element([(sign, sign)]));
                    break;
            }
        }

        return elements;
    }

    private Element Set(ref int i)
    {
        var ranges = new List<(char First, char Last)>();
        for (i++; i < Text.Length && Text[i] != ']'; i++)
        {
            var first = Sign(ref i);
            var last = first;
            if (i + 2 < Text.Length && Text[i + 1] == '-' && Text[i + 2] != ']')
            {
                i += 2;
                last = Sign(ref i);
            }

            if (first > last)
            {
                throw PatternErrors.InvalidPattern(Text, $"the range {first}-{last} runs backwards");
            }

            ranges.Add((first, last));
        }

        if (i >= Text.Length)
        {
            throw PatternErrors.InvalidPattern(Text, "a [ has no ] after it");
        }

        return ranges.Count > 0 ? new Element(ranges) : throw PatternErrors.InvalidPattern(Text, "there is nothing between [ and ]");
    }

    private char Sign(ref int i) => Text[i] == '`' && i + 1 < Text.Length ? Text[++i] : Text[i];

    /// <summary>After a mismatch only the last * takes one character more, so that no pattern takes longer than its length times the name's.</summary>
    private static bool IsMatch(IReadOnlyList<Element> elements, string name)
    {
        var (at, i, star, mark) = (0, 0, -1, 0);
        while (i < name.Length)
        {
            if (at < elements.Count && elements[at].IsAnyText)
            {
                (star, mark) = (at++, i);
            }
            else if (at < elements.Count && elements[at].Takes(name[i]))
            {
                at++;
                i++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                i = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (at < elements.Count && elements[at].IsAnyText)
        {
            at++;
        }

        return at == elements.Count;
    }

    /// <summary>A part of a pattern: one character of these ranges, or any text.</summary>
    private sealed record Element(IReadOnlyList<(char First, char Last)>? Ranges)
    {
        public bool IsAnyText => Ranges is null;

        public bool Takes(char sign) =>
            Ranges!.Any(range => IsIn(range, sign) || IsIn(range, char.ToUpperInvariant(sign)) || IsIn(range, char.ToLowerInvariant(sign)));

        private static bool IsIn((char First, char Last) range, char sign) => range.First <= sign && sign <= range.Last;
    }
}
