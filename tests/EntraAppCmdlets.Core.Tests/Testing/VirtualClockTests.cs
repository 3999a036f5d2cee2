namespace EntraAppCmdlets.Testing;

public sealed class VirtualClockTests
{
    [Fact]
    public async Task Hours_pass_at_once_and_in_order()
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        var order = new List<int>();
        async Task WaitAsync(int hours)
        {
            await Task.Delay(TimeSpan.FromHours(hours), clock).ConfigureAwait(false);
            order.Add(hours);
        }

        var started = clock.GetUtcNow();
        await clock.RunAsync(() => Task.WhenAll(WaitAsync(3), WaitAsync(1), WaitAsync(2)));

        Assert.Equal([1, 2, 3], order);
        Assert.Equal(TimeSpan.FromHours(3), clock.GetUtcNow() - started);
    }

    [Fact]
    public async Task The_clock_stands_still_while_someone_works_on_another_thread()
    {
        var clock = new VirtualClock();
        var started = clock.GetUtcNow();

        await clock.RunAsync(async () =>
        {
            var other = Task.Run(() => Enumerable.Range(0, 1000).Sum());
            await other;
            await Task.Delay(TimeSpan.FromMilliseconds(5), clock);
        });

        Assert.Equal(TimeSpan.FromMilliseconds(5), clock.GetUtcNow() - started);
    }

    [Fact]
    public async Task A_deadline_passes_when_its_time_comes_but_nobody_waits_for_it()
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        var started = clock.GetUtcNow();
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(10), clock);
        using var soon = new CancellationTokenSource(TimeSpan.FromMinutes(1), clock);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            clock.RunAsync(() => Task.Delay(TimeSpan.FromMinutes(5), clock, soon.Token))
        );

        Assert.Equal(TimeSpan.FromMinutes(1), clock.GetUtcNow() - started);
        Assert.False(late.IsCancellationRequested);
    }

    [Fact]
    public async Task Work_that_waits_for_nothing_that_comes_is_called_stuck()
    {
        var clock = new VirtualClock { Patience = TimeSpan.FromMilliseconds(100) };

        await Assert.ThrowsAsync<TimeoutException>(() => clock.RunAsync(() => new TaskCompletionSource().Task));
    }

    [Fact]
    public void Moved_by_hand_it_fires_what_falls_due_on_the_way()
    {
        var clock = new VirtualClock();
        var started = clock.GetUtcNow();
        var fired = new List<double>();
        using var timer = clock.CreateTimer(
            _ => fired.Add((clock.GetUtcNow() - started).TotalSeconds),
            null,
            TimeSpan.FromSeconds(2),
            TimeSpan.FromSeconds(3)
        );

        clock.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal([2, 5, 8], fired);
        Assert.Equal(TimeSpan.FromSeconds(9), clock.GetUtcNow() - started);
    }
}
