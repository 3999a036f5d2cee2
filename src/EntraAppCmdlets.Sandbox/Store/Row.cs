using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Store;

/// <summary>One object through time: what it is now, and what those still see who read from a replica that lags.</summary>
internal sealed class Row(string id, long sequence)
{
    private Queue<Earlier>? _earlier;

    public string Id { get; } = id;

    /// <summary>The order in which objects came to be: lists and pages follow it.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>What the last write made of it; null where it removed it.</summary>
    public Document? Current { get; private set; }

    /// <summary>Which change of its table the last one was.</summary>
    public long Revision { get; private set; }

    public bool HasEarlier => _earlier is { Count: > 0 };

    /// <summary>Every state that somebody may still see.</summary>
    public IEnumerable<Document> States => (_earlier ?? []).Select(each => each.Document).Append(Current).OfType<Document>();

    public Document? VisibleAt(DateTimeOffset? instant)
    {
        if (instant is { } now && _earlier is not null)
        {
            foreach (var state in _earlier)
            {
                if (now < state.Until)
                {
                    return state.Document;
                }
            }
        }

        return Current;
    }

    /// <summary>Which change of its table made the state that is visible at an instant.</summary>
    public long RevisionAt(DateTimeOffset instant)
    {
        foreach (var state in _earlier ?? [])
        {
            if (instant < state.Until)
            {
                return state.Revision;
            }
        }

        return Revision;
    }

    public void Set(Document? document, DateTimeOffset? earlierVisibleUntil, long revision)
    {
        if (earlierVisibleUntil is { } until)
        {
            (_earlier ??= new Queue<Earlier>()).Enqueue(new Earlier(Current, until, Revision));
        }

        Current = document;
        Revision = revision;
    }

    /// <summary>Forgets the oldest state, which nobody sees any longer.</summary>
    public Document? ForgetOldest() => _earlier!.Dequeue().Document;

    private readonly record struct Earlier(Document? Document, DateTimeOffset Until, long Revision);
}
