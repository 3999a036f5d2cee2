namespace EntraAppCmdlets;

/// <summary>
/// Runs asynchronous work on PowerShell's pipeline thread: awaits come back to it, and what other threads have to say through the
/// cmdlet's streams is said there too, in order. So a cmdlet may write objects and ask questions anywhere in its code, and a request or
/// a wait never blocks cancellation.
/// </summary>
internal sealed class PipelineSynchronizationContext : SynchronizationContext, IDisposable
{
    private static readonly AsyncLocal<PipelineSynchronizationContext?> Running = new();

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private readonly Queue<Action> _words = new();
    private readonly SemaphoreSlim _filled = new(0);
    private bool _ended;

    private PipelineSynchronizationContext() { }

    /// <summary>The pump of the cmdlet whose work this is, on whichever thread; null outside of any.</summary>
    public static PipelineSynchronizationContext? OfThisWork => Running.Value;

    /// <summary>Runs the work to its end, whatever happens on the way: nothing of it goes on when this returns.</summary>
    /// <param name="work">Starts the work; gets the pump, to post to.</param>
    /// <param name="abandon">Asks the work to end, because a stream of the cmdlet has been closed under it.</param>
    public static void Run(Func<PipelineSynchronizationContext, Task> work, Action abandon)
    {
        var outer = Current;
        using var pump = new PipelineSynchronizationContext();
        var outerWork = Running.Value;
        SetSynchronizationContext(pump);
        Running.Value = pump;
        try
        {
            pump.RunToEnd(work(pump), abandon);
        }
        finally
        {
            Running.Value = outerWork;
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            // What comes after the end (a late word of a connection that is closing) has no stream to go to.
            if (_ended)
            {
                return;
            }

            _queue.Enqueue((d, state));
            _filled.Release();
        }
    }

    /// <summary>Has something said on the pipeline thread: before all that happens there later, so that the streams tell things in their order.</summary>
    public void Say(Action word)
    {
        lock (_queue)
        {
            if (_ended)
            {
                return;
            }

            _words.Enqueue(word);
            _filled.Release();
        }
    }

    /// <summary>Has something done on the pipeline thread, which alone may run the session's scripts.</summary>
    public async Task<T> DoAsync<T>(Func<T> action, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(
            _ =>
            {
                try
                {
                    done.TrySetResult(action());
                }
                catch (Exception e)
                {
                    done.TrySetException(e);
                }
            },
            null
        );
        return await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says what is waiting to be said. On the pipeline thread only.</summary>
    public void Flush()
    {
        while (true)
        {
            Action word;
            lock (_queue)
            {
                if (!_words.TryDequeue(out word!))
                {
                    return;
                }
            }

            word();
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nothing waits for the pipeline thread from another one.");

    public override SynchronizationContext CreateCopy() => this;

    public void Dispose() => _filled.Dispose();

    private void RunToEnd(Task task, Action abandon)
    {
        Exception? closed = null;
        // The last thing in the queue: all that the work has said before it ended comes first.
        _ = task.ContinueWith(
            static (_, state) =>
                ((PipelineSynchronizationContext)state!).Post(static pump => ((PipelineSynchronizationContext)pump!).End(), state),
            this,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default
        );
        while (!_ended)
        {
            _filled.Wait();
            try
            {
                Flush();
                (SendOrPostCallback Callback, object? State) item;
                lock (_queue)
                {
                    // A word that was said in passing has left its signal behind.
                    if (!_queue.TryDequeue(out item))
                    {
                        continue;
                    }
                }

                item.Callback(item.State);
            }
            catch (Exception e)
            {
                // A stream refused (the pipeline is being stopped): the work is informed, and awaited all the same.
                closed ??= e;
                abandon();
            }
        }

        if (closed is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(closed);
        }
#pragma warning disable RS0030 // The task has ended: this only rethrows what it ended with.
        task.GetAwaiter().GetResult();
#pragma warning restore RS0030
    }

    private void End()
    {
        lock (_queue)
        {
            _ended = true;
        }
    }
}
