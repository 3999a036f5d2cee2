using System.Collections.Concurrent;

namespace EntraAppCmdlets.Connections;

/// <summary>
/// What this connection has just changed in collections that Graph replaces as a whole. For some seconds after a write a read may still
/// show the collection as it was, and a union with that would undo the write; so each read inside the replication window is corrected by
/// what was added and removed here, entry by entry, which leaves everybody else's entries alone.
/// </summary>
internal sealed class RecentChanges(TimeProvider clock, TimeSpan window)
{
    private readonly ConcurrentDictionary<(Guid Owner, string Property), Dictionary<object, Change>> _changes = new();

    /// <summary>Keeps what a write has added to and removed from a collection.</summary>
    public void Record<T>(Guid owner, string property, IEnumerable<T> added, IEnumerable<T>? removed = null)
        where T : notnull
    {
        var entries = _changes.GetOrAdd((owner, property), _ => []);
        var now = clock.GetUtcNow();
        lock (entries)
        {
            foreach (var item in removed ?? [])
                entries[item] = new Change(false, now);
            foreach (var item in added)
                entries[item] = new Change(true, now);
        }
    }

    /// <summary>The collection as it will be read once the changes of this connection are everywhere.</summary>
    public IReadOnlyList<T> Apply<T>(Guid owner, string property, IEnumerable<T> read)
        where T : notnull
    {
        var result = read.ToList();
        if (!_changes.TryGetValue((owner, property), out var entries))
            return result;

        lock (entries)
        {
            var limit = clock.GetUtcNow() - window;
            foreach (var old in entries.Where(entry => entry.Value.At < limit).Select(entry => entry.Key).ToList())
                entries.Remove(old);
            foreach (var (key, change) in entries)
            {
                var item = (T)key;
                if (!change.Added)
                    result.Remove(item);
                else if (!result.Contains(item))
                    result.Add(item);
            }
        }

        return result;
    }

    /// <summary>Whether anything of this owner was changed inside the window: a 404 may then mean "not yet".</summary>
    public bool Touched(Guid owner)
    {
        var limit = clock.GetUtcNow() - window;
        foreach (var (key, entries) in _changes)
        {
            if (key.Owner != owner)
                continue;
            lock (entries)
            {
                if (entries.Values.Any(change => change.At >= limit))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether this entry was removed here inside the window: a read that shows it is an old one.</summary>
    public bool Removed<T>(Guid owner, string property, T entry)
        where T : notnull => Apply(owner, property, [entry]).Count == 0;

    private readonly record struct Change(bool Added, DateTimeOffset At);
}
