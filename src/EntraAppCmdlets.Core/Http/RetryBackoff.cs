using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Http;

/// <summary>
/// The waits between the attempts of one piece of work: as long as the service asks for, and longer the more often it failed;
/// bounded in number and in time; shown while they last.
/// </summary>
internal sealed class RetryBackoff(GraphClientOptions options, IActivityLog log, string activity)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Random _jitter = options.Jitter ?? Random.Shared;
    private readonly long _started = options.Clock.GetTimestamp();
    private bool _shown;

    public int Attempts { get; private set; } = 1;

    /// <summary>The time spent waiting so far.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Waits until the next attempt is due.</summary>
    /// <param name="retryAfter">What the service asked for.</param>
    /// <param name="why">What is the matter, for the person who watches.</param>
    /// <param name="maxAttempts">A tighter bound than the options'.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <returns>False, without any wait, when another attempt would pass the limits.</returns>
    public async Task<bool> WaitAsync(TimeSpan? retryAfter, string why, int maxAttempts, CancellationToken cancellationToken)
    {
        var delay = NextDelay(retryAfter ?? TimeSpan.Zero);
        if (Attempts >= Math.Min(maxAttempts, options.MaxAttempts) || options.Clock.GetElapsedTime(_started) + delay > options.RetryLimit)
        {
            return false;
        }

        log.Verbose($"{why}; another attempt to {activity} in {Duration.InWords(delay)}");
        _shown = true;
        await Countdown.RunAsync(options.Clock, delay, log, activity, why, cancellationToken).ConfigureAwait(false);
        Waited += delay;
        Attempts++;
        return true;
    }

    /// <summary>Takes the display of the waits away.</summary>
    public void Finish()
    {
        if (_shown)
        {
            log.Progress(new ActivityProgress(activity, "", Completed: true));
            _shown = false;
        }
    }

    private TimeSpan NextDelay(TimeSpan retryAfter)
    {
        var grown = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(Attempts - 1, 16)), Longest.TotalSeconds);
        double chance;
        lock (_jitter)
        {
            chance = _jitter.NextDouble();
        }

        // Half of it is fixed, half of it is chance, so that clients that failed together don't come back together.
        var own = TimeSpan.FromMilliseconds(Math.Ceiling(grown * (0.5 + chance / 2) * 1000));
        return retryAfter > own ? retryAfter : own;
    }
}
