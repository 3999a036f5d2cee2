using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Store;

/// <summary>
/// All objects of one type, soft-deleted ones included. A read names the instant that it sees: a replica's, which lags behind the
/// writes, or none for the state after the last write.
/// </summary>
internal sealed class Table
{
    private readonly Dictionary<string, Row> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TableIndex> _indexes = new(StringComparer.OrdinalIgnoreCase);

    // How many removals are remembered for clients that ask for changes.
    private const int MaximumRemovals = 10_000;

    private readonly Queue<(DateTimeOffset Until, Row Row, long Revision)> _unsettled = new();
    private readonly Queue<(long Revision, string Id)> _removals = new();
    private readonly List<Row> _rows = [];
    private long _lastSequence;
    private long _revision;
    private long _forgotten;
    private int _gone;

    public Table(string name, StructuredType type, params string[] indexed)
    {
        Name = name;
        Type = type;
        foreach (var property in indexed)
        {
            _indexes.Add(property, new TableIndex(type[property]));
        }
    }

    public string Name { get; }

    public StructuredType Type { get; }

    public bool IsIndexed(string name) => _indexes.ContainsKey(name);

    public Document? Find(string id, DateTimeOffset? at = null) => _byId.GetValueOrDefault(id)?.VisibleAt(at);

    /// <summary>The rows with that value, as an estimate of the work that reading them is.</summary>
    public int CountOf(string index, string key) => _indexes[index][key].Count;

    public IEnumerable<Document> Where(string index, string? key, DateTimeOffset? at = null, long after = 0)
    {
        if (key is null)
        {
            return [];
        }

        var found = _indexes[index];
        return Visible(found[key], at, after)
            .Select(each => each.Document)
            .Where(document => found.KeysOf(document).Contains(key, StringComparer.OrdinalIgnoreCase));
    }

    public IEnumerable<(long Sequence, Document Document)> WhereWithSequence(string index, string key, DateTimeOffset? at, long after)
    {
        var found = _indexes[index];
        return Visible(found[key], at, after).Where(each => found.KeysOf(each.Document).Contains(key, StringComparer.OrdinalIgnoreCase));
    }

    public IEnumerable<(long Sequence, Document Document)> All(DateTimeOffset? at = null, long after = 0) => Visible(_rows, at, after);

    public long SequenceOf(string id) => _byId[id].Sequence;

    /// <summary>Sets what an object is from now on, or removes it. Until the given instant a replica sees it as it was.</summary>
    public void Set(string id, Document? document, DateTimeOffset? earlierVisibleUntil)
    {
        if (!_byId.TryGetValue(id, out var row))
        {
            if (document is null)
            {
                return;
            }

            row = new Row(id, ++_lastSequence);
            _byId.Add(id, row);
            _rows.Add(row);
        }

        var before = row.Current;
        row.Set(document, earlierVisibleUntil, ++_revision);
        if (document is not null)
        {
            foreach (var index in _indexes.Values)
            {
                foreach (var key in index.KeysOf(document))
                {
                    index.Add(key, row);
                }
            }
        }

        if (earlierVisibleUntil is { } until)
        {
            _unsettled.Enqueue((until, row, _revision));
        }
        else
        {
            Forget(row, before);
        }
    }

    /// <summary>Up to which change, counted from 1, all are visible at an instant.</summary>
    public long RevisionAt(DateTimeOffset at)
    {
        foreach (var (until, _, revision) in _unsettled)
        {
            if (at < until)
            {
                return revision - 1;
            }
        }

        return _revision;
    }

    /// <summary>Whether every removal since that change is still remembered.</summary>
    public bool Remembers(long revision) => revision >= _forgotten && revision <= _revision;

    /// <summary>The objects that a change after the given one has made what they are at an instant, in the order in which they came to be.</summary>
    public IEnumerable<(long Sequence, Document Document)> ChangedSince(long revision, DateTimeOffset at, long after = 0)
    {
        for (var place = after == 0 ? 0 : RowList.PlaceOf(_rows, after + 1); place < _rows.Count; place++)
        {
            if (_rows[place].RevisionAt(at) > revision && _rows[place].VisibleAt(at) is { } document)
            {
                yield return (_rows[place].Sequence, document);
            }
        }
    }

    /// <summary>The ids of objects that were removed after the given change, as it is visible at an instant.</summary>
    public IEnumerable<string> RemovedSince(long revision, DateTimeOffset at) =>
        _removals
            .Where(each => each.Revision > revision)
            .Select(each => each.Id)
            .Concat(_rows.Where(row => row.HasEarlier && row.RevisionAt(at) > revision && row.VisibleAt(at) is null).Select(row => row.Id))
            .Where(id => Find(id, at) is null)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Drops the states that no replica shows any longer.</summary>
    public void Settle(DateTimeOffset now)
    {
        while (_unsettled.TryPeek(out var next) && next.Until <= now)
        {
            _unsettled.Dequeue();
            Forget(next.Row, next.Row.ForgetOldest());
        }
    }

    private void Forget(Row row, Document? state)
    {
        if (state is not null)
        {
            foreach (var index in _indexes.Values)
            {
                foreach (var key in index.KeysOf(state))
                {
                    if (!row.States.Any(other => index.KeysOf(other).Contains(key, StringComparer.OrdinalIgnoreCase)))
                    {
                        index.Remove(key, row);
                    }
                }
            }
        }

        if (row.Current is null && !row.HasEarlier && _byId.Remove(row.Id))
        {
            _removals.Enqueue((row.Revision, row.Id));
            if (_removals.Count > MaximumRemovals)
            {
                _forgotten = _removals.Dequeue().Revision;
            }

            // Removing from the middle of a long list is dear: rows that are gone are skipped, and swept when they are many.
            _gone++;
            if (_gone > 64 && _gone > _rows.Count / 2)
            {
                _rows.RemoveAll(each => each.Current is null && !each.HasEarlier);
                _gone = 0;
            }
        }
    }

    private static IEnumerable<(long Sequence, Document Document)> Visible(IReadOnlyList<Row> rows, DateTimeOffset? at, long after)
    {
        for (var place = after == 0 ? 0 : RowList.PlaceOf(rows, after + 1); place < rows.Count; place++)
        {
            if (rows[place].VisibleAt(at) is { } document)
            {
                yield return (rows[place].Sequence, document);
            }
        }
    }
}
