using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EntraAppCmdlets.Guides;

/// <summary>
/// Holds a JSON value against a JSON schema (2020-12) and tells each fault with its place. Knows the keywords that the template schema
/// uses, which are few; a test keeps the schema to them.
/// </summary>
internal sealed class JsonSchemaCheck(PositionedJson schema, TemplateFaults faults)
{
    /// <summary>The keywords that are checked.</summary>
    public static readonly IReadOnlySet<string> Checked = new HashSet<string>(StringComparer.Ordinal)
    {
        "$ref",
        "type",
        "enum",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "minItems",
        "uniqueItems",
        "items",
        "properties",
        "required",
        "additionalProperties",
        "minProperties",
    };

    /// <summary>The keywords that check nothing.</summary>
    public static readonly IReadOnlySet<string> Described = new HashSet<string>(StringComparer.Ordinal)
    {
        "$schema",
        "$defs",
        "title",
        "description",
    };

    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    private readonly Dictionary<string, PositionedJson> _references = new(StringComparer.Ordinal);

    public void Check(PositionedJson value) => Check(value, schema, new What(null, 0));

    private void Check(PositionedJson value, PositionedJson rules, What what)
    {
        if (rules.Member("$ref") is { } reference)
        {
            Check(value, Resolve(reference.Text), what);
        }

        if (rules.Member("type") is { } type && !HasType(value, type))
        {
            faults.Add(value, "type", $"{what} must be {Choice(Texts(type))}, not {value.KindInWords}.");
            return;
        }

        if (rules.Member("enum") is { } allowed && !allowed.Items.Any(item => item.Kind == value.Kind && item.Text == value.Text))
        {
            faults.Add(value, "enum", $"{what} must be {Choice(Texts(allowed))}, not '{value.Text}'.");
        }

        switch (value.Kind)
        {
            case JsonValueKind.String:
                CheckText(value, rules, what);
                break;
            case JsonValueKind.Number:
                CheckNumber(value, rules, what);
                break;
            case JsonValueKind.Array:
                CheckItems(value, rules, what);
                break;
            case JsonValueKind.Object:
                CheckMembers(value, rules, what);
                break;
        }
    }

    private void CheckText(PositionedJson value, PositionedJson rules, What what)
    {
        // A schema counts characters, of which some are two in .NET.
        var length = value.Text.Length - value.Text.Count(char.IsLowSurrogate);
        if (rules.Member("minLength")?.Integer is { } least && length < least)
        {
            faults.Add(
                value,
                "minLength",
                least == 1
                    ? $"{what} is empty."
                    : string.Create(CultureInfo.InvariantCulture, $"{what} must have {least} characters at least.")
            );
        }

        if (rules.Member("maxLength")?.Integer is { } most && length > most)
        {
            faults.Add(value, "maxLength", string.Create(CultureInfo.InvariantCulture, $"{what} may have {most} characters at most."));
        }

        if (rules.Member("pattern") is { } pattern && !PatternOf(pattern.Text).IsMatch(value.Text))
        {
            faults.Add(value, "pattern", $"{what} '{value.Text}' must match {pattern.Text}.");
        }
    }

    private void CheckNumber(PositionedJson value, PositionedJson rules, What what)
    {
        if (value.Integer is not { } number)
        {
            return;
        }

        if (rules.Member("minimum")?.Integer is { } least && number < least)
        {
            faults.Add(value, "minimum", string.Create(CultureInfo.InvariantCulture, $"{what} must be {least} at least, not {number}."));
        }

        if (rules.Member("maximum")?.Integer is { } most && number > most)
        {
            faults.Add(value, "maximum", string.Create(CultureInfo.InvariantCulture, $"{what} may be {most} at most, not {number}."));
        }
    }

    private void CheckItems(PositionedJson value, PositionedJson rules, What what)
    {
        if (rules.Member("minItems")?.Integer is { } least && value.Items.Count < least)
        {
            faults.Add(value, "minItems", string.Create(CultureInfo.InvariantCulture, $"{what} needs {least} entries at least."));
        }

        if (rules.Member("uniqueItems")?.Kind == JsonValueKind.True)
        {
            // The text 1 isn't the number 1. Objects and lists, which no such list may hold, aren't compared.
            foreach (
                var again in value
                    .Items.Where(item => item.Members.Count + item.Items.Count == 0)
                    .GroupBy(item => (item.Kind, item.Text))
                    .SelectMany(group => group.Skip(1))
            )
            {
                faults.Add(again, "uniqueItems", $"{what} holds '{again.Text}' twice.");
            }
        }

        if (rules.Member("items") is { } ofItems)
        {
            foreach (var item in value.Items)
            {
                Check(item, ofItems, what.Entry());
            }
        }
    }

    private void CheckMembers(PositionedJson value, PositionedJson rules, What what)
    {
        foreach (var again in value.Members.Where((member, i) => value.Member(member.Name) != value.Members[i].Value))
        {
            faults.Add(again, "duplicate", $"{what} has the field '{again.Name}' twice.");
        }

        if (rules.Member("minProperties")?.Integer is { } least && value.Members.Count < least)
        {
            faults.Add(value, "minProperties", string.Create(CultureInfo.InvariantCulture, $"{what} needs {least} fields at least."));
        }

        foreach (var name in rules.Member("required")?.Items ?? [])
        {
            if (value.Member(name.Text) is null)
            {
                faults.Add(value, "required", $"{what} lacks the field '{name.Text}'.");
            }
        }

        var known = rules.Member("properties");
        var others = rules.Member("additionalProperties");
        foreach (var member in value.Members)
        {
            if (known?.Member(member.Name) is { } ofMember)
            {
                Check(member.Value, ofMember, new What(member.Name, 0));
            }
            else if (others?.Kind == JsonValueKind.Object)
            {
                Check(member.Value, others, new What(member.Name, 0));
            }
            else if (others?.Kind == JsonValueKind.False)
            {
                faults.Add(
                    member,
                    "additionalProperties",
                    $"{what} has no field '{member.Name}'; it has {string.Join(", ", known?.Members.Select(item => item.Name) ?? [])}."
                );
            }
        }
    }

    // The schema is the module's own, and its patterns are simple: a limit in time would only strike on a busy machine.
    private static Regex PatternOf(string pattern) => Patterns.GetOrAdd(pattern, text => new Regex(text, RegexOptions.ECMAScript));

    /// <summary>Follows a reference inside the schema: <c>#/$defs/name</c>.</summary>
    private PositionedJson Resolve(string reference)
    {
        if (_references.TryGetValue(reference, out var known))
        {
            return known;
        }

        var found = schema;
        foreach (var part in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = found.Member(part) ?? throw new InvalidDataException($"The schema refers to {reference}, which it does not have.");
        }

        return _references[reference] = found;
    }

    private static bool HasType(PositionedJson value, PositionedJson type) =>
        Texts(type)
            .Any(name =>
                name switch
                {
                    "object" => value.Kind == JsonValueKind.Object,
                    "array" => value.Kind == JsonValueKind.Array,
                    "string" => value.Kind == JsonValueKind.String,
                    "boolean" => value.Kind is JsonValueKind.True or JsonValueKind.False,
                    "integer" => value.Integer is not null,
                    _ => throw new InvalidDataException($"The schema names the type {name}, which is not checked."),
                }
            );

    private static IEnumerable<string> Texts(PositionedJson value) =>
        value.Kind == JsonValueKind.Array ? value.Items.Select(item => item.Text) : [value.Text];

    private static string Choice(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all.Take(all.Count - 1))} or {all[^1]}";
    }

    /// <summary>How a fault names a value; put into words only where there is one.</summary>
    /// <param name="Field">The field; null for the whole template.</param>
    /// <param name="Depth">How many lists it is inside of.</param>
    private readonly record struct What(string? Field, int Depth)
    {
        public What Entry() => new(Field, Depth + 1);

        public override string ToString() =>
            $"{string.Concat(Enumerable.Repeat("an entry of ", Depth))}{(Field is null ? "the template" : $"'{Field}'")}";
    }
}
