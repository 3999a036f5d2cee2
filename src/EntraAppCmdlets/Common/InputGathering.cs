using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets;

/// <summary>
/// When the inputs that a command has gathered are worked on. The first one at once, and so one that comes after a pause; those that follow closely on each other
/// together, and the more of them, the longer the command goes on.
/// </summary>
/// <param name="most">As many inputs are worked on together at most.</param>
internal sealed class InputGathering(int most)
{
    /// <summary>An input that comes so long after the one before it is worked on at once: a person typed it, or the step before takes its time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.25);

    /// <summary>Inputs are gathered no longer than this, or than the last answer took: a step that makes them one by one sees results while it goes on.</summary>
    private static readonly TimeSpan LongestGathering = TimeSpan.FromSeconds(1);

    private int _enough = 1;
    private long _answered;
    private long _idleSince;
    private TimeSpan _answerTook;

    /// <summary>The clock of the connection that works on them.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Whether those gathered are to be worked on now.</summary>
    public bool IsComplete(int gathered) =>
        gathered >= _enough
        || Clock.GetElapsedTime(_idleSince) >= Pause
        || Clock.GetElapsedTime(_answered) >= (LongestGathering > _answerTook ? LongestGathering : _answerTook);

    /// <summary>The command waits for the next input from now on.</summary>
    public void Wait() => _idleSince = Clock.GetTimestamp();

    /// <summary>Those gathered are done.</summary>
    /// <param name="started">When the work on them began, as <see cref="Clock"/> counts.</param>
    public void Finish(long started)
    {
        // A command that is to stop early does little for nothing; one that goes on soon needs as few requests as possible.
        _enough = Math.Min(most, _enough * GraphBatch.Largest);
        _answered = Clock.GetTimestamp();
        _answerTook = Clock.GetElapsedTime(started, _answered);
    }
}
