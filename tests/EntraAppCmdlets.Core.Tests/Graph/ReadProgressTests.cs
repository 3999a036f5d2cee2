using EntraAppCmdlets.Http;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Graph;

public sealed class ReadProgressTests
{
    private readonly VirtualClock _clock = new() { Settle = TimeSpan.Zero };
    private readonly ActivityRecorder _log = new();

    [Fact]
    public async Task A_short_read_shows_nothing()
    {
        using (var progress = new ReadProgress(_log, _clock, "list the apps"))
        {
            progress.Add(999);
            await PassAsync(1.9);
            progress.Add(999);
        }

        Assert.Empty(_log.Shown);
    }

    [Fact]
    public async Task A_long_one_tells_how_many_were_read_of_how_many_and_how_long_it_still_takes()
    {
        using (var progress = new ReadProgress(_log, _clock, "list the apps"))
        {
            progress.Expect(4000);
            await PassAsync(3);
            progress.Add(1000);
        }

        Assert.Equal(
            [
                new ActivityProgress("list the apps", "1,000 of 4,000 read", 25, 9),
                new ActivityProgress("list the apps", "", Completed: true),
            ],
            _log.Shown
        );
    }

    [Fact]
    public async Task Lists_side_by_side_share_a_line_and_those_of_unknown_length_leave_the_time_to_the_others()
    {
        using var progress = new ReadProgress(_log, _clock, "read the tenant");
        progress.Add(50, "grants");
        progress.Expect(100, "apps");
        progress.Add(20, "apps");
        await PassAsync(2);
        progress.Add(30, "apps");
        await PassAsync(0.1);
        // The host draws no more often than somebody can look.
        progress.Add(1, "apps");

        Assert.Equal([new ActivityProgress("read the tenant", "grants 50, apps 50 of 100", 50, 2)], _log.Shown);
    }

    [Fact]
    public async Task A_number_that_was_too_small_is_never_exceeded()
    {
        using var progress = new ReadProgress(_log, _clock, "list the apps");
        progress.Expect(10);
        await PassAsync(2);
        progress.Add(12);

        Assert.Equal([new ActivityProgress("list the apps", "12 of 12 read", 100, 0)], _log.Shown);
    }

    private Task PassAsync(double seconds) => _clock.RunAsync(() => Task.Delay(TimeSpan.FromSeconds(seconds), _clock));
}
