namespace EntraAppCmdlets.Http;

/// <summary>A wait that shows how long it still lasts.</summary>
internal static class Countdown
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(
        TimeProvider clock,
        TimeSpan delay,
        IActivityLog log,
        string activity,
        string status,
        CancellationToken cancellationToken
    )
    {
        var started = clock.GetTimestamp();
        for (var left = delay; left > TimeSpan.Zero; left = delay - clock.GetElapsedTime(started))
        {
            log.Progress(new ActivityProgress(activity, status, SecondsRemaining: (int)Math.Ceiling(left.TotalSeconds)));

            // Timers know whole milliseconds only: rounded down, the rest would be waited for in a busy loop.
            var step = TimeSpan.FromMilliseconds(Math.Ceiling((left < Step ? left : Step).TotalMilliseconds));
            await Task.Delay(step, clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
