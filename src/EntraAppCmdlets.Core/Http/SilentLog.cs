namespace EntraAppCmdlets.Http;

/// <summary>For what shows nothing by itself: a sign-in, whose command does, and names that Tab asks for.</summary>
internal sealed class SilentLog : IActivityLog
{
    public static readonly SilentLog Instance = new();

    public bool WantsDebug => false;

    public void Verbose(string message) { }

    public void Debug(string message) { }

    public void Warning(string message) { }

    public void Progress(ActivityProgress progress) { }
}
