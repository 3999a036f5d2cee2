using System.Collections.Concurrent;

namespace EntraAppCmdlets.Connection;

/// <summary>
/// What this connection has just changed in collections that Graph replaces as a whole. For some seconds after a write a read may still
/// show the collection as it was, and a union with that would undo the write; so each read inside the replication window is corrected by
/// what was added and removed here, entry by entry, which leaves everybody else's entries alone.
/// </summary>
internal sealed class LocalWriteOverlay(TimeProvider clock, TimeSpan window)
{
    private const string Made = nameof(Made);
    private const string Doubted = nameof(Doubted);

    private readonly ConcurrentDictionary<(Guid Owner, string Property), Dictionary<object, Change>> _changes = new();
    private readonly ConcurrentDictionary<(Guid Owner, string Property), Whole> _wholes = new();

    /// <summary>Keeps what a write has added to and removed from a collection.</summary>
    public void Record<T>(Guid owner, string property, IEnumerable<T> added, IEnumerable<T>? removed = null)
        where T : notnull => Record(owner, property, static item => item, added, removed);

    /// <summary>Keeps the entries that a write has added or changed, each identified by its key, and the keys of those that it has
    /// removed.</summary>
    public void Record<T, TKey>(Guid owner, string property, Func<T, TKey> key, IEnumerable<T> written, IEnumerable<TKey>? removed = null)
        where T : notnull
        where TKey : notnull
    {
        var entries = _changes.GetOrAdd((owner, property), _ => []);
        var now = clock.GetUtcNow();
        lock (entries)
        {
            foreach (var gone in removed ?? [])
            {
                entries[gone] = new Change(null, now);
            }

            foreach (var item in written)
            {
                entries[key(item)] = new Change(item, now);
            }
        }
    }

    /// <summary>The collection as it will be read once the changes of this connection are everywhere.</summary>
    public IReadOnlyList<T> Apply<T>(Guid owner, string property, IEnumerable<T> read)
        where T : notnull => Apply(owner, property, read, static item => item);

    /// <inheritdoc cref="Apply{T}(Guid, string, IEnumerable{T})"/>
    /// <param name="owner">Whose collection it is.</param>
    /// <param name="property">Its name.</param>
    /// <param name="read">What a read has shown.</param>
    /// <param name="key">Tells an entry from the others.</param>
    public IReadOnlyList<T> Apply<T, TKey>(Guid owner, string property, IEnumerable<T> read, Func<T, TKey> key)
        where T : notnull
        where TKey : notnull
    {
        var result = read.ToList();
        if (!_changes.TryGetValue((owner, property), out var entries))
        {
            return result;
        }

        lock (entries)
        {
            var limit = clock.GetUtcNow() - window;
            foreach (var old in entries.Where(entry => entry.Value.At < limit).Select(entry => entry.Key).ToList())
            {
                entries.Remove(old);
            }

            foreach (var (changed, change) in entries)
            {
                var place = result.FindIndex(item => changed.Equals(key(item)));
                if (change.Written is not T written)
                {
                    result.RemoveAll(item => changed.Equals(key(item)));
                }
                else if (place < 0)
                {
                    result.Add(written);
                }
                else
                {
                    result[place] = written;
                }
            }
        }

        return result;
    }

    /// <summary>Keeps all entries of a collection as a write has sent them.</summary>
    public void RecordWhole<TKey>(Guid owner, string property, IEnumerable<TKey> keys)
        where TKey : notnull => _wholes[(owner, property)] = new Whole(keys.Cast<object>().ToHashSet(), clock.GetUtcNow());

    /// <summary>
    /// Whether an entry that a read shows may be gone all the same: it was not in what this connection has just written instead of the whole
    /// collection. Another run added it either after that (then it stays), or before, where this connection could not see it yet (then it
    /// was overwritten, and the read is an old one). Who wants the entry writes it again.
    /// </summary>
    public bool MayBeOverwritten<TKey>(Guid owner, string property, TKey key)
        where TKey : notnull =>
        _wholes.TryGetValue((owner, property), out var whole) && whole.At >= clock.GetUtcNow() - window && !whole.Keys.Contains(key);

    /// <summary>Whether anything of this owner was changed inside the window: a 404 may then mean "not yet".</summary>
    public bool Touched(Guid owner)
    {
        var limit = clock.GetUtcNow() - window;
        foreach (var (key, entries) in _changes)
        {
            if (key.Owner != owner)
            {
                continue;
            }

            lock (entries)
            {
                if (entries.Values.Any(change => change.At >= limit))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Forgets what was written of an owner: it was taken back.</summary>
    public void Forget(Guid owner)
    {
        foreach (var key in _changes.Keys.Where(key => key.Owner == owner).ToList())
        {
            _changes.TryRemove(key, out _);
        }

        foreach (var key in _wholes.Keys.Where(key => key.Owner == owner).ToList())
        {
            _wholes.TryRemove(key, out _);
        }
    }

    /// <summary>Keeps that this connection has just written to an application: a 404 may mean "not yet".</summary>
    public void RecordTouched(Guid appId) => Record(appId, "", ["made"]);

    /// <summary>Keeps that this connection has deleted an application.</summary>
    public void RecordDeleted(Guid appId) => Record(appId, "", [], ["made"]);

    /// <summary>Keeps that this connection has made an application, which nobody else knows yet.</summary>
    public void RecordMade(Guid appId) => Record(appId, Made, [Made]);

    /// <summary>Whether this connection has made the application inside the window.</summary>
    public bool MadeHere(Guid appId) => Touches(appId, Made);

    /// <summary>
    /// Whether all that was done to an application inside the window is known here: this connection has made it, no write to it has failed, and none was sent that
    /// isn't kept here.
    /// </summary>
    public bool KnowsAll(Guid appId) => MadeHere(appId) && !Touches(appId, Doubted);

    /// <summary>Keeps that an application may be other than what is kept here says: it is read anew before it is changed.</summary>
    public void Doubt(Guid appId) => Record(appId, Doubted, [Doubted]);

    /// <summary>Keeps that any application may be other than what is kept here says.</summary>
    public void DoubtAll()
    {
        foreach (var (owner, _) in _changes.Keys.Where(key => key.Property == Made).ToList())
        {
            Doubt(owner);
        }
    }

    private bool Touches(Guid owner, string property) => Apply(owner, property, Array.Empty<string>()).Count > 0;

    /// <summary>Whether this connection has deleted the application inside the window: what isn't found of it is gone, not late.</summary>
    public bool DeletedHere(Guid appId) => Removed(appId, "", "made");

    /// <summary>Whether this entry was removed here inside the window: a read that shows it is an old one.</summary>
    public bool Removed<T>(Guid owner, string property, T entry)
        where T : notnull => !Apply(owner, property, [entry]).Contains(entry);

    /// <param name="Written">The entry as it was written; null for one that was removed.</param>
    private readonly record struct Change(object? Written, DateTimeOffset At);

    private sealed record Whole(IReadOnlySet<object> Keys, DateTimeOffset At);
}
