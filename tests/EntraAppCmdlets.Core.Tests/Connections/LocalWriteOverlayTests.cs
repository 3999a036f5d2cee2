using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Core.Tests.Connections;

public sealed class LocalWriteOverlayTests
{
    private static readonly Guid App = Guid.NewGuid();

    [Fact]
    public void A_read_that_is_older_than_our_write_is_completed_so_that_the_next_union_keeps_it()
    {
        var recent = new LocalWriteOverlay(new ManualClock(), TimeSpan.FromMinutes(2));
        recent.Record(App, "permissions", ["A"]);
        Assert.Equal(["old", "A"], recent.Apply(App, "permissions", ["old"]));
    }

    [Fact]
    public void What_was_removed_does_not_come_back_from_an_old_read()
    {
        var recent = new LocalWriteOverlay(new ManualClock(), TimeSpan.FromMinutes(2));
        recent.Record(App, "permissions", Array.Empty<string>(), ["A"]);
        Assert.Equal(["B"], recent.Apply(App, "permissions", ["A", "B"]));
    }

    [Fact]
    public void What_somebody_else_added_meanwhile_stays()
    {
        var recent = new LocalWriteOverlay(new ManualClock(), TimeSpan.FromMinutes(2));
        recent.Record(App, "permissions", ["ours"]);
        Assert.Equal(["theirs", "ours"], recent.Apply(App, "permissions", ["theirs", "ours"]));
    }

    [Fact]
    public void An_entry_that_we_have_written_over_without_seeing_it_is_not_taken_for_sure()
    {
        var clock = new ManualClock();
        var recent = new LocalWriteOverlay(clock, TimeSpan.FromMinutes(2));
        recent.RecordWhole(App, "permissions", ["A", "B"]);
        Assert.False(recent.MayBeOverwritten(App, "permissions", "A"));
        Assert.True(recent.MayBeOverwritten(App, "permissions", "theirs"));
        Assert.False(recent.MayBeOverwritten(Guid.NewGuid(), "permissions", "theirs"));
        clock.Now += TimeSpan.FromMinutes(3);
        Assert.False(recent.MayBeOverwritten(App, "permissions", "theirs"));
    }

    [Fact]
    public void After_the_window_the_directory_alone_is_right()
    {
        var clock = new ManualClock();
        var recent = new LocalWriteOverlay(clock, TimeSpan.FromMinutes(2));
        recent.Record(App, "permissions", ["A"]);
        Assert.True(recent.Touched(App));
        clock.Now += TimeSpan.FromMinutes(3);
        Assert.Empty(recent.Apply(App, "permissions", Array.Empty<string>()));
        Assert.False(recent.Touched(App));
    }

    [Fact]
    public void Another_app_is_not_concerned()
    {
        var recent = new LocalWriteOverlay(new ManualClock(), TimeSpan.FromMinutes(2));
        recent.Record(App, "permissions", ["A"]);
        Assert.Empty(recent.Apply(Guid.NewGuid(), "permissions", Array.Empty<string>()));
    }

    private sealed class ManualClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
