namespace EntraAppCmdlets.Testing;

/// <summary>A clock that can be stopped while somebody works, so that what he finds done doesn't depend on how busy the machine is.</summary>
internal sealed class StillClock : TimeProvider
{
    private long? _stopped;

    /// <summary>Whether no time passes. Timers go on: what waits, waits as long as it says.</summary>
    public bool IsStopped
    {
        get => _stopped is not null;
        set => _stopped = value ? base.GetTimestamp() : null;
    }

    public override long GetTimestamp() => _stopped ?? base.GetTimestamp();
}
