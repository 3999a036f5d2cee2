using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Store;

/// <summary>Finds rows by a value of theirs, without regard to case, in the order in which they came to be.</summary>
internal sealed class TableIndex(Property property)
{
    // Most values belong to one row only: the row itself stands for a list of one.
    private readonly Dictionary<string, object> _rows = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> KeysOf(Document document) =>
        document[property] switch
        {
            string text => [text],
            object[] { Length: > 0 } items => [.. items.Cast<string>().Distinct(StringComparer.OrdinalIgnoreCase)],
            _ => [],
        };

    public IReadOnlyList<Row> this[string key] =>
        _rows.GetValueOrDefault(key) switch
        {
            null => [],
            Row row => [row],
            var many => (List<Row>)many,
        };

    public void Add(string key, Row row)
    {
        switch (_rows.GetValueOrDefault(key))
        {
            case null:
                _rows[key] = row;
                break;
            case Row only when only != row:
                _rows[key] = only.Sequence < row.Sequence ? new List<Row> { only, row } : [row, only];
                break;
            case List<Row> many:
                var place = RowList.PlaceOf(many, row.Sequence);
                if (place == many.Count || many[place] != row)
                {
                    many.Insert(place, row);
                }

                break;
        }
    }

    public void Remove(string key, Row row)
    {
        switch (_rows.GetValueOrDefault(key))
        {
            case Row only when only == row:
                _rows.Remove(key);
                break;
            case List<Row> many:
                var place = RowList.PlaceOf(many, row.Sequence);
                if (place < many.Count && many[place] == row)
                {
                    many.RemoveAt(place);
                }

                if (many.Count == 0)
                {
                    _rows.Remove(key);
                }

                break;
        }
    }
}
