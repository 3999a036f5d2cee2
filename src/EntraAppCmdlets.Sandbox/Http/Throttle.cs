namespace EntraAppCmdlets.Sandbox;

/// <summary>Refuses requests that are too many, as the settings say.</summary>
internal sealed class Throttle(SandboxSettings settings)
{
    private DateTimeOffset _windowEnd;
    private int _inWindow;
    private long _count;

    /// <summary>How long the client is to wait; null where the request may go on.</summary>
    public TimeSpan? Refuse(DateTimeOffset now)
    {
        _count++;
        if (settings.ThrottleEvery > 0 && _count % settings.ThrottleEvery == 0)
        {
            return settings.ThrottleRetryAfter;
        }

        if (settings.ThrottleLimit == 0)
        {
            return null;
        }

        if (now >= _windowEnd)
        {
            _windowEnd = now + settings.ThrottleWindow;
            _inWindow = 0;
        }

        return ++_inWindow > settings.ThrottleLimit ? _windowEnd - now : null;
    }
}
