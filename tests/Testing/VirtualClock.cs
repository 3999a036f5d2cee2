using System.Diagnostics;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets.Testing;

/// <summary>
/// A clock that stands still while anyone works and jumps to the next moment that anyone waits for when everyone waits. Minutes of
/// waiting pass in no time, and always in the same order.
/// </summary>
/// <remarks>
/// <see cref="RunAsync(Func{Task})"/> runs the work on a thread of the clock's own: what follows a wait runs on that thread too, so
/// that the work is known to wait when the thread comes back. Work that moved to the thread pool on the way is
/// waited for by watching the pool. A deadline (the timer of a <see cref="CancellationTokenSource"/>) passes when its time comes,
/// but nobody waits for it: as long as there are only deadlines, the clock stands still.
/// </remarks>
internal sealed class VirtualClock(DateTimeOffset? start = null) : TimeProvider
{
    private readonly object _gate = new();
    private readonly PriorityQueue<VirtualTimer, (DateTimeOffset Due, long Order)> _timers = new();
    private DateTimeOffset _now = start ?? new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _order;
    private int _waiters;

    /// <summary>How long in real time nothing may happen before the clock jumps. More than nothing guards work on the thread pool.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long in real time nothing at all may be going on before a run is taken for stuck.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock by hand; all that falls due on the way happens in order.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (TakeNext(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _now = end;
        }
    }

    /// <summary>Runs the work to its end, jumping over all waits.</summary>
    /// <exception cref="TimeoutException">Nobody waits for the clock, and the work doesn't end.</exception>
    public async Task RunAsync(Func<Task> work) =>
        await RunAsync(async () =>
            {
                await work().ConfigureAwait(false);
                return true;
            })
            .ConfigureAwait(false);

    /// <inheritdoc cref="RunAsync(Func{Task})"/>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        ClockThread.Run(() => Pump(work, done));
        return done.Task;
    }

    private void Pump<T>(Func<Task<T>> work, TaskCompletionSource<T> done)
    {
        try
        {
            var task = work();
            task.ContinueWith(_ => Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            while (!task.IsCompleted)
            {
                if (AllWait(task) && TakeNext(DateTimeOffset.MaxValue) is { } timer)
                {
                    timer.Fire();
                }
            }

            done.SetFromTask(task);
        }
        catch (Exception e)
        {
            done.TrySetException(e);
        }
    }

    /// <summary>Waits until a timer may fire: someone waits for one, and nothing has moved for a moment.</summary>
    private bool AllWait(Task task)
    {
        var watch = Stopwatch.StartNew();
        lock (_gate)
        {
            while (!task.IsCompleted)
            {
                var seen = _order;
                var busy = ThreadPool.CompletedWorkItemCount;
                if (_waiters > 0)
                {
                    if (Settle == TimeSpan.Zero)
                    {
                        return true;
                    }

                    Monitor.Wait(_gate, Settle);
                    if (_order == seen && ThreadPool.PendingWorkItemCount == 0 && ThreadPool.CompletedWorkItemCount == busy)
                    {
                        return !task.IsCompleted;
                    }
                }
                else if (!Monitor.Wait(_gate, TimeSpan.FromMilliseconds(50)) && watch.Elapsed > Patience)
                {
                    throw new TimeoutException("Nobody waits for the clock, and the work doesn't end.");
                }
            }
        }

        return false;
    }

    private VirtualTimer? TakeNext(DateTimeOffset end)
    {
        lock (_gate)
        {
            while (_timers.TryPeek(out var timer, out var when))
            {
                if (!timer.IsCurrent(when.Order))
                {
                    _timers.Dequeue();
                    continue;
                }

                if (when.Due > end)
                {
                    return null;
                }

                _timers.Dequeue();
                _now = when.Due > _now ? when.Due : _now;
                timer.Next(when.Due);
                return timer;
            }

            return null;
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            _order++;
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long _current = -1;
        private TimeSpan _every;

        public bool IsCurrent(long at) => _current == at;

        public void Fire() => callback(state);

        /// <summary>After it was taken to fire: waits for its next period, if it has one.</summary>
        public void Next(DateTimeOffset due) => Wait(_every > TimeSpan.Zero ? due + _every : null);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _every = period;
                Wait(dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime);
                Monitor.PulseAll(clock._gate);
                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Wait(DateTimeOffset? until)
        {
            // The timeout of someone who waits for something else is nothing that anyone waits for.
            var counts = state is CancellationTokenSource ? 0 : 1;
            clock._waiters -= _current >= 0 ? counts : 0;
            _current = -1;
            if (until is { } due)
            {
                _current = ++clock._order;
                clock._timers.Enqueue(this, (due, _current));
                clock._waiters += counts;
            }
        }
    }
}
