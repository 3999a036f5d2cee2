using System.Globalization;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.OData;

/// <summary>The query options of one request, still without a type to hold them against.</summary>
internal sealed class QueryOptions
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "$filter",
        "$select",
        "$expand",
        "$top",
        "$count",
        "$search",
        "$orderby",
        "$skiptoken",
        "$deltatoken",
        "$skip",
        "$format",
    };

    private QueryOptions() { }

    public static QueryOptions None { get; } = new();

    public string? Filter { get; private init; }

    public IReadOnlyList<string>? Select { get; private init; }

    public IReadOnlyList<ExpandOption> Expand { get; private init; } = [];

    public int? Top { get; private init; }

    public bool Count { get; private init; }

    public string? Search { get; private init; }

    public string? OrderBy { get; private init; }

    public string? SkipToken { get; private init; }

    public string? DeltaToken { get; private init; }

    /// <summary>Whether the client asked for the eventually consistent store, which advanced queries need.</summary>
    public bool Eventual { get; private init; }

    public bool Advanced => Eventual && Count;

    public static QueryOptions Parse(IReadOnlyDictionary<string, string> query, bool eventual)
    {
        foreach (var name in query.Keys)
        {
            if (name.StartsWith('$') && !Known.Contains(name))
            {
                throw GraphErrors.BadRequest($"The query parameter '{name}' is not supported.");
            }
        }

        if (Value("$skip") is not null)
        {
            throw GraphErrors.Refused("'$skip' is not supported by the service.");
        }

        int? top = null;
        if (Value("$top") is { } given)
        {
            top = int.TryParse(given, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw GraphErrors.BadRequest(
                    $"Invalid value '{given}' for $top query option found. The $top query option requires a non-negative integer value."
                );
            if (number is < 1 or > 999)
            {
                throw GraphErrors.UnsupportedQuery($"Invalid page size specified: '{number}'. Must be between 1 and 999 inclusive.");
            }
        }

        var count = Value("$count") switch
        {
            null => false,
            var text when bool.TryParse(text, out var flag) => flag,
            var text => throw GraphErrors.BadRequest(
                $"Invalid value '{text}' for $count query option found. Valid values are 'false', and 'true'."
            ),
        };
        return new QueryOptions
        {
            Filter = Value("$filter"),
            Select = Value("$select")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Expand = Value("$expand") is { } expand ? ExpandOption.Parse(expand) : [],
            Top = top,
            Count = count,
            Search = Value("$search"),
            OrderBy = Value("$orderby"),
            SkipToken = Value("$skiptoken"),
            DeltaToken = Value("$deltatoken"),
            Eventual = eventual,
        };

        // The dollar sign may be left out.
        string? Value(string name) => query.GetValueOrDefault(name) ?? query.GetValueOrDefault(name[1..]);
    }

    /// <summary>The options of an expanded object: only what <c>$expand</c> itself says.</summary>
    public static QueryOptions OfExpand(IReadOnlyList<string>? select) => new() { Select = select };

    /// <summary>The names selected, as the types write them; null: the default.</summary>
    public Selection? SelectedOf(params IReadOnlyList<StructuredType> types)
    {
        if (Select is null || Select.Contains("*"))
        {
            return null;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var given in Select)
        {
            if (given.StartsWith("microsoft.graph.", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var property = types.Select(type => type.FindByClient(given.Split('/')[0])).FirstOrDefault(found => found is not null);
            if (property is null && !types.Any(type => type.Navigation(given) is not null))
            {
                throw GraphErrors.BadRequest(
                    $"Parsing OData Select and Expand failed: Could not find a property named '{given}' on type '{types[0].FullName}'."
                );
            }

            if (property is not null)
            {
                names.Add(property.Name);
            }
        }

        return new Selection(names);
    }
}
