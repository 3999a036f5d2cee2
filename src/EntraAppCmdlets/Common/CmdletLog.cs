using System.Management.Automation;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets;

/// <summary>The cmdlet's streams for the work below it, which runs on any thread.</summary>
internal sealed class CmdletLog(Cmdlet cmdlet, PipelineSynchronizationContext pump, bool wantsDebug) : IActivityLog
{
    public bool WantsDebug => wantsDebug;

    /// <summary>Says what is waiting to be said, before the cmdlet itself says something. On the pipeline thread only.</summary>
    public void Flush() => pump.Flush();

    public void Verbose(string message) => pump.Say(() => cmdlet.WriteVerbose(message));

    public void Debug(string message) => pump.Say(() => cmdlet.WriteDebug(message));

    public void Warning(string message) => pump.Say(() => cmdlet.WriteWarning(message));

    public void Progress(ActivityProgress progress) =>
        pump.Say(() =>
            cmdlet.WriteProgress(
                new ProgressRecord(
                    // One bar for each activity, so that the end of one does not close another.
                    (progress.Activity.GetHashCode(StringComparison.Ordinal) & 0x7fffffff) % 1_000_000,
                    progress.Activity,
                    progress.Status.Length > 0 ? progress.Status : "Done"
                )
                {
                    PercentComplete = progress.PercentComplete,
                    SecondsRemaining = progress.SecondsRemaining,
                    RecordType = progress.Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
                }
            )
        );
}
