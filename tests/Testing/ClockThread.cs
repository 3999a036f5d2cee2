using System.Collections.Concurrent;

namespace EntraAppCmdlets.Testing;

/// <summary>
/// A thread for one piece of work at a time, taken again for the next one: thousands of short runs on virtual clocks need a few threads, and none of the pool's.
/// </summary>
internal sealed class ClockThread
{
    private static readonly ConcurrentBag<ClockThread> Idle = [];
    private readonly object _gate = new();
    private Action? _next;

    private ClockThread() => new Thread(Loop) { IsBackground = true, Name = nameof(VirtualClock) }.UnsafeStart();

    /// <summary>Runs the work, which must not throw, on a thread that has nothing else to do, in the context of the caller.</summary>
    public static void Run(Action work)
    {
        var context = ExecutionContext.Capture();
        var thread = Idle.TryTake(out var idle) ? idle : new ClockThread();
        lock (thread._gate)
        {
            thread._next = context is null ? work : () => ExecutionContext.Run(context, _ => work(), null);
            Monitor.Pulse(thread._gate);
        }
    }

    private void Loop()
    {
        while (true)
        {
            Take()();
            Idle.Add(this);
        }
    }

    private Action Take()
    {
        lock (_gate)
        {
            while (_next is null)
            {
                Monitor.Wait(_gate);
            }

            var work = _next;
            _next = null;
            return work;
        }
    }
}
