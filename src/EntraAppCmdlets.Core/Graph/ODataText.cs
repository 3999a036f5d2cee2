using System.Globalization;
using System.Text;

namespace EntraAppCmdlets.Graph;

/// <summary>
/// The only place that escapes text for a Graph URL. Everything that comes out may be put into a path as it is, and nothing
/// that comes out may be escaped again.
/// </summary>
internal static class ODataText
{
    /// <summary>A string literal: quotes doubled, percent-encoded, in quotes.</summary>
    public static string Literal(string value) => $"'{Uri.EscapeDataString(value.Replace("'", "''", StringComparison.Ordinal))}'";

    /// <summary>A GUID as a string literal, which is what <c>appId</c> and ids of directory objects are compared with.</summary>
    public static string Literal(Guid value) => $"'{value:D}'";

    /// <summary>An alternate key: <c>(appId='...')</c>.</summary>
    public static string Key(string name, string value) => $"({name}={Literal(value)})";

    /// <inheritdoc cref="Key(string, string)"/>
    public static string Key(string name, Guid value) => $"({name}={Literal(value)})";

    /// <summary>One segment of a path, for example an object id.</summary>
    /// <exception cref="ArgumentException">It is empty, <c>.</c> or <c>..</c>, which would address something else.</exception>
    public static string Segment(string value) =>
        value is "" or "." or ".."
            ? throw new ArgumentException($"'{value}' can't be the name of a resource.", nameof(value))
            : Uri.EscapeDataString(value);

    /// <summary>The condition <c>property eq 'value'</c>.</summary>
    public static string Equal(string property, string value) => $"{property} eq {Literal(value)}";

    /// <inheritdoc cref="Equal(string, string)"/>
    public static string Equal(string property, Guid value) => $"{property} eq {Literal(value)}";

    /// <summary>The condition <c>property in ('value','value')</c>.</summary>
    public static string In(string property, IEnumerable<Guid> values) => $"{property} in ({string.Join(',', values.Select(Literal))})";

    /// <summary>The condition that a list of texts holds the value.</summary>
    public static string Any(string list, string value) => $"{list}/any(item:item eq {Literal(value)})";

    /// <summary>The condition <c>startswith(property,'value')</c>.</summary>
    public static string StartsWith(string property, string value) => $"startswith({property},{Literal(value)})";

    /// <summary>
    /// The condition that a text begins as the value does, as far as a slip of the pen leaves it: with its first or its second letter, because the first one
    /// may be one too many or swapped with the next.
    /// </summary>
    public static string BeginsLike(string property, string value) =>
        string.Join(
            " or ",
            value
                .Trim()
                .EnumerateRunes()
                .Take(2)
                .Where(rune => !Rune.IsWhiteSpace(rune))
                .Select(rune => rune.ToString())
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(letter => StartsWith(property, letter))
        );

    /// <summary>Starts a path with query options: <c>Query("applications").Filter(Equal("displayName", name)).Select("id")</c>.</summary>
    public static ODataQuery Query(string path) => new(path);
}

/// <summary>A path and its query options; turns into the text by itself.</summary>
internal readonly struct ODataQuery(string path)
{
    private readonly string _text = path;

    /// <summary>A condition whose values come from <see cref="ODataText"/>.</summary>
    public ODataQuery Filter(string condition) => With("$filter", condition.Replace(" ", "%20", StringComparison.Ordinal));

    /// <summary>The properties to answer with.</summary>
    public ODataQuery Select(params string[] properties) => With("$select", string.Join(',', properties));

    /// <summary>A related collection to answer with, for example <c>owners($select=id)</c>.</summary>
    public ODataQuery Expand(string relation) => With("$expand", relation);

    public ODataQuery Top(int count) => With("$top", count.ToString(CultureInfo.InvariantCulture));

    public ODataQuery OrderBy(string order) => With("$orderby", order.Replace(" ", "%20", StringComparison.Ordinal));

    /// <summary>Full-text search of one property; needs the header <c>ConsistencyLevel: eventual</c>.</summary>
    public ODataQuery Search(string property, string words) =>
        With(
            "$search",
            Uri.EscapeDataString(
                $"\"{property}:{words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            )
        );

    /// <summary>Asks for the number in all; needs the header <c>ConsistencyLevel: eventual</c>.</summary>
    public ODataQuery Count() => With("$count", "true");

    public override string ToString() => _text;

    public static implicit operator string(ODataQuery query) => query._text;

    private ODataQuery With(string option, string value) =>
        new(
            new StringBuilder(_text)
                .Append(_text.Contains('?', StringComparison.Ordinal) ? '&' : '?')
                .Append(option)
                .Append('=')
                .Append(value)
                .ToString()
        );
}
