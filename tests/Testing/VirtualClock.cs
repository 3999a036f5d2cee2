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
    private readonly object gate = new();
    private readonly PriorityQueue<VirtualTimer, (DateTimeOffset Due, long Order)> timers = new();
    private DateTimeOffset now = start ?? new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long order;
    private int waiters;

    /// <summary>How long in real time nothing may happen before the clock jumps. More than nothing guards work on the thread pool.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long in real time nothing at all may be going on before a run is taken for stuck.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
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

        lock (gate)
        {
            now = end;
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
        var thread = new Thread(() => Pump(work, done)) { IsBackground = true, Name = nameof(VirtualClock) };
        thread.Start();
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
        lock (gate)
        {
            while (!task.IsCompleted)
            {
                var seen = order;
                var busy = ThreadPool.CompletedWorkItemCount;
                if (waiters > 0)
                {
                    if (Settle == TimeSpan.Zero)
                    {
                        return true;
                    }

                    Monitor.Wait(gate, Settle);
                    if (order == seen && ThreadPool.PendingWorkItemCount == 0 && ThreadPool.CompletedWorkItemCount == busy)
                    {
                        return !task.IsCompleted;
                    }
                }
                else if (!Monitor.Wait(gate, TimeSpan.FromMilliseconds(50)) && watch.Elapsed > Patience)
                {
                    throw new TimeoutException("Nobody waits for the clock, and the work doesn't end.");
                }
            }
        }

        return false;
    }

    private VirtualTimer? TakeNext(DateTimeOffset end)
    {
        lock (gate)
        {
            while (timers.TryPeek(out var timer, out var when))
            {
                if (!timer.IsCurrent(when.Order))
                {
                    timers.Dequeue();
                    continue;
                }

                if (when.Due > end)
                {
                    return null;
                }

                timers.Dequeue();
                now = when.Due > now ? when.Due : now;
                timer.Next(when.Due);
                return timer;
            }

            return null;
        }
    }

    private void Wake()
    {
        lock (gate)
        {
            order++;
            Monitor.PulseAll(gate);
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long current = -1;
        private TimeSpan every;

        public bool IsCurrent(long at) => current == at;

        public void Fire() => callback(state);

        /// <summary>After it was taken to fire: waits for its next period, if it has one.</summary>
        public void Next(DateTimeOffset due) => Wait(every > TimeSpan.Zero ? due + every : null);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                every = period;
                Wait(dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime);
                Monitor.PulseAll(clock.gate);
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
            clock.waiters -= current >= 0 ? counts : 0;
            current = -1;
            if (until is { } due)
            {
                current = ++clock.order;
                clock.timers.Enqueue(this, (due, current));
                clock.waiters += counts;
            }
        }
    }
}
