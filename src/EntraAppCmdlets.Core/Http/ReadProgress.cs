using System.Globalization;

namespace EntraAppCmdlets.Http;

/// <summary>
/// Shows how far a long read is, from two seconds on: how many objects of how many, and how much longer it takes. The one place for the progress of everything that
/// reads in bulk; lists that are read side by side share one.
/// </summary>
/// <param name="log">Where it is shown.</param>
/// <param name="clock">Tells the time that has passed.</param>
/// <param name="activity">What is read, in words.</param>
internal sealed class ReadProgress(IActivityLog log, TimeProvider clock, string activity) : IDisposable
{
    /// <summary>A read that is over by then needs no progress bar.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    /// <summary>The host draws no more often than this.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.2);

    private readonly object _gate = new();
    private readonly List<Part> _parts = [];
    private readonly long _started = clock.GetTimestamp();
    private TimeSpan _next = Quiet;
    private bool _shown;

    /// <summary>Says how many objects there are in all.</summary>
    /// <param name="total">The number.</param>
    /// <param name="part">The kind of objects, as it is shown; empty where only one kind is read.</param>
    public void Expect(long total, string part = "")
    {
        lock (_gate)
        {
            Find(part).Total = total;
        }
    }

    /// <summary>Counts objects that were read.</summary>
    /// <param name="count">How many more.</param>
    /// <param name="part">The kind of objects.</param>
    public void Add(int count, string part = "")
    {
        lock (_gate)
        {
            Find(part).Done += count;
            var passed = clock.GetElapsedTime(_started);
            if (passed < _next)
            {
                return;
            }

            _next = passed + Step;
            _shown = true;
            log.Progress(State(passed));
        }
    }

    /// <summary>Ends the display.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_shown)
            {
                log.Progress(new ActivityProgress(activity, "", Completed: true));
            }

            _shown = false;
            _next = TimeSpan.MaxValue;
        }
    }

    private ActivityProgress State(TimeSpan passed)
    {
        // The time left is known only for what is known in number; other lists are read beside it.
        var counted = _parts.FindAll(part => part.Total is > 0);
        var (done, total) = (counted.Sum(part => Math.Min(part.Done, part.Total!.Value)), counted.Sum(part => part.Total!.Value));
        return new ActivityProgress(
            activity,
            string.Join(", ", _parts),
            total > 0 ? (int)(done * 100 / total) : -1,
            done > 0 ? (int)Math.Ceiling(passed.TotalSeconds * (total - done) / done) : -1
        );
    }

    private Part Find(string name)
    {
        if (_parts.Find(part => part.Name == name) is { } known)
        {
            return known;
        }

        var part = new Part(name);
        _parts.Add(part);
        return part;
    }

    private sealed class Part(string name)
    {
        public string Name => name;

        public long Done { get; set; }

        public long? Total { get; set; }

        public override string ToString()
        {
            var count = Total is { } total
                ? string.Create(CultureInfo.InvariantCulture, $"{Done:N0} of {Math.Max(Done, total):N0}")
                : string.Create(CultureInfo.InvariantCulture, $"{Done:N0}");
            return Name.Length == 0 ? $"{count} read" : $"{Name} {count}";
        }
    }
}
