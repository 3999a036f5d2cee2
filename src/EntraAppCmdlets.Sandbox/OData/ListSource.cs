using System.Globalization;
using System.Text;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.OData;

/// <summary>A list that can be filtered, sorted, searched and read in pages, by an index where there is one.</summary>
internal sealed class ListSource
{
    private const int DefaultPageSize = 100;

    private readonly Table? _table;
    private readonly DateTimeOffset? _at;
    private readonly Func<Document, bool> _belongs;
    private readonly Func<long, IEnumerable<(long Sequence, Document Document)>> _after;

    private ListSource(
        IReadOnlyList<StructuredType> types,
        Func<long, IEnumerable<(long Sequence, Document Document)>> after,
        Func<Document, bool>? belongs = null,
        Table? table = null,
        DateTimeOffset? at = null
    )
    {
        Types = types;
        _after = after;
        _belongs = belongs ?? (static _ => true);
        _table = table;
        _at = at;
    }

    public IReadOnlyList<StructuredType> Types { get; }

    /// <summary>All objects of a table that belong to the list.</summary>
    public static ListSource Of(Table table, DateTimeOffset? at, Func<Document, bool> belongs) =>
        new([table.Type], after => table.All(at, after), belongs, table, at);

    /// <summary>The objects of a table with a value in an index.</summary>
    public static ListSource Of(Table table, string index, string key, DateTimeOffset? at, Func<Document, bool> belongs) =>
        new([table.Type], after => table.WhereWithSequence(index, key, at, after), belongs);

    /// <summary>Objects of several types that something else has found.</summary>
    public static ListSource Of(IReadOnlyList<StructuredType> types, IEnumerable<Document> documents) =>
        new(types, after => documents.Select((document, place) => (place + 1L, document)).Skip((int)Math.Min(after, int.MaxValue)));

    /// <summary>One page of the list.</summary>
    /// <param name="options">What is asked of it.</param>
    /// <param name="related">Follows a relation, for filters that count what it leads to.</param>
    public Page Read(QueryOptions options, Func<Document, string, IEnumerable<Document>> related)
    {
        var filter = options.Filter is { } text ? FilterParser.Parse(text, Types, options.Advanced, related) : null;
        var search = Search(options);
        var belongs = (Document document) =>
            _belongs(document) && (filter?.Matches(document) ?? true) && (search?.Invoke(document) ?? true);
        var size = options.Top ?? DefaultPageSize;
        var start = ReadToken(options.SkipToken);
        var found = filter is not null && _table is { } table && filter.Lookups(table) is { } lookups ? ByIndex(table, lookups) : _after;
        int? count = options.Advanced ? found(0).Count(each => belongs(each.Document)) : null;
        if (Order(options) is { } order)
        {
            var sorted = order(found(0).Where(each => belongs(each.Document)).Select(each => each.Document))
                .Skip((int)start)
                .Take(size + 1)
                .ToList();
            return Cut(sorted, size, count, static (items, from) => from + items, start);
        }

        var sequences = new List<long>();
        var items = new List<Document>();
        foreach (var (sequence, document) in found(start))
        {
            if (belongs(document))
            {
                items.Add(document);
                sequences.Add(sequence);
                if (items.Count > size)
                {
                    break;
                }
            }
        }

        return Cut(items, size, count, (taken, _) => sequences[taken - 1], start);
    }

    public int Count(QueryOptions options, Func<Document, string, IEnumerable<Document>> related)
    {
        if (!options.Eventual)
        {
            throw GraphErrors.Refused("$count is not currently supported.");
        }

        var filter = options.Filter is { } text ? FilterParser.Parse(text, Types, advanced: true, related) : null;
        var search = Search(options);
        return _after(0)
            .Count(each => _belongs(each.Document) && (filter?.Matches(each.Document) ?? true) && (search?.Invoke(each.Document) ?? true));
    }

    private static Page Cut(List<Document> items, int size, int? count, Func<int, long, long> next, long start)
    {
        if (items.Count <= size)
        {
            return new Page(items, null, count);
        }

        items.RemoveRange(size, items.Count - size);
        return new Page(items, WriteToken(next(size, start)), count);
    }

    private Func<long, IEnumerable<(long Sequence, Document Document)>> ByIndex(
        Table table,
        IReadOnlyList<(string Index, string Key)> lookups
    ) =>
        lookups.Count == 1
            ? after => table.WhereWithSequence(lookups[0].Index, lookups[0].Key, _at, after)
            : after =>
                lookups
                    .SelectMany(each => table.WhereWithSequence(each.Index, each.Key, _at, after))
                    .DistinctBy(each => each.Sequence)
                    .OrderBy(each => each.Sequence);

    private Func<Document, bool>? Search(QueryOptions options)
    {
        if (options.Search is not { } text)
        {
            return null;
        }

        return options.Eventual
            ? SearchParser.Parse(text, Types)
            : throw GraphErrors.UnsupportedQuery(
                "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'"
            );
    }

    private Func<IEnumerable<Document>, IEnumerable<Document>>? Order(QueryOptions options)
    {
        if (options.OrderBy is not { } text)
        {
            return null;
        }

        if ((options.Filter is not null || options.Search is not null) && !options.Advanced)
        {
            throw GraphErrors.UnsupportedQuery("Sorting not supported for current query.");
        }

        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var property = parts.Length is 1 or 2
            ? Types.Select(type => type.FindByClient(parts[0])).FirstOrDefault(found => found is not null)
            : null;
        if (property is null)
        {
            throw GraphErrors.BadRequest(
                parts.Length is 1 or 2
                    ? $"Could not find a property named '{parts[0]}' on type '{Types[0].FullName}'."
                    : $"Syntax error in the $orderby clause '{text}'."
            );
        }

        if (!property.Is(Traits.Sort) || (property.Is(Traits.SortAdvanced) && !options.Advanced))
        {
            throw GraphErrors.UnsupportedQuery("Sorting not supported for current query.");
        }

        var descending =
            parts.Length == 2
            && (
                parts[1].ToLowerInvariant() switch
                {
                    "asc" => false,
                    "desc" => true,
                    _ => throw GraphErrors.BadRequest($"Syntax error in the $orderby clause '{text}'."),
                }
            );
        var comparer = Comparer<object?>.Create(
            (left, right) =>
                left is string one && right is string other
                    ? string.Compare(one, other, StringComparison.OrdinalIgnoreCase)
                    : Comparer<object?>.Default.Compare(left, right)
        );
        object? Key(Document document) => document.Type.Find(property.Name) is { } found ? document[found] : null;
        return documents => descending ? documents.OrderByDescending(Key, comparer) : documents.OrderBy(Key, comparer);
    }

    private static string WriteToken(long start) =>
        "RFNwdAIAAQ" + Convert.ToHexString(Encoding.ASCII.GetBytes(start.ToString(CultureInfo.InvariantCulture)));

    private static long ReadToken(string? token)
    {
        if (token is null)
        {
            return 0;
        }

        const string Head = "RFNwdAIAAQ";
        if (token.StartsWith(Head, StringComparison.Ordinal))
        {
            try
            {
                return long.Parse(
                    Encoding.ASCII.GetString(Convert.FromHexString(token[Head.Length..])),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture
                );
            }
            catch (Exception exception) when (exception is FormatException or OverflowException)
            {
                throw Invalid(exception);
            }
        }

        throw Invalid(null);

        static GraphException Invalid(Exception? cause) =>
            new(
                400,
                "Directory_ExpiredPageToken",
                "The specified page token value has expired and can no longer be included in your request."
                    + (cause is null ? "" : " It is damaged.")
            );
    }
}
