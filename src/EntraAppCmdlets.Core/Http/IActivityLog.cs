namespace EntraAppCmdlets.Http;

/// <summary>Where the client tells what it does. Called from any thread; the cmdlets carry it to PowerShell's streams.</summary>
internal interface IActivityLog
{
    /// <summary>Whether anyone reads <see cref="Debug"/>: bodies of some hundred KB are redacted only then.</summary>
    bool WantsDebug => true;

    /// <summary>One line per request and per wait.</summary>
    void Verbose(string message);

    /// <summary>Redacted bodies.</summary>
    void Debug(string message);

    /// <summary>What a careful colleague would mention.</summary>
    void Warning(string message);

    /// <summary>What is being waited for.</summary>
    void Progress(ActivityProgress progress);
}

/// <summary>One state of a wait or of a long list.</summary>
/// <param name="Activity">What is being done, in words.</param>
/// <param name="Status">What it waits for or how far it is.</param>
/// <param name="PercentComplete">0 to 100, or -1 where nobody knows.</param>
/// <param name="SecondsRemaining">Seconds, or -1 where nobody knows.</param>
/// <param name="Completed">The activity is over and its display may go.</param>
internal readonly record struct ActivityProgress(
    string Activity,
    string Status,
    int PercentComplete = -1,
    int SecondsRemaining = -1,
    bool Completed = false
)
{
    /// <summary>What is being done, as a sentence begins.</summary>
    public string Activity { get; init; } = Activity.Length == 0 ? Activity : char.ToUpperInvariant(Activity[0]) + Activity[1..];
}
