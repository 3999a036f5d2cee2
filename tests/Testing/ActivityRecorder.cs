using System.Collections.Concurrent;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Testing;

/// <summary>Keeps all that was told.</summary>
internal sealed class ActivityRecorder : IActivityLog
{
    public ConcurrentQueue<string> VerboseLines { get; } = new();

    public ConcurrentQueue<string> DebugLines { get; } = new();

    public ConcurrentQueue<string> Warnings { get; } = new();

    public ConcurrentQueue<ActivityProgress> Shown { get; } = new();

    public string Everything => string.Join('\n', [.. VerboseLines, .. DebugLines, .. Warnings, .. Shown.Select(p => p.ToString())]);

    public void Verbose(string message) => VerboseLines.Enqueue(message);

    public void Debug(string message) => DebugLines.Enqueue(message);

    public void Warning(string message) => Warnings.Enqueue(message);

    public void Progress(ActivityProgress progress) => Shown.Enqueue(progress);
}
