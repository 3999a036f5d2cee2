using EntraAppCmdlets.Http;

namespace EntraAppCmdlets;

/// <summary>The streams of a command for as long as it lives: what is said goes to those of the input at work.</summary>
internal sealed class CommandStreams : IActivityLog
{
    /// <summary>The streams of the input at work; null between two inputs.</summary>
    public CmdletLog? Current { get; set; }

    public bool WantsDebug => Open.WantsDebug;

    private CmdletLog Open => Current ?? throw new InvalidOperationException("The streams can be written to while the pipeline runs only.");

    public void Verbose(string message) => Open.Verbose(message);

    public void Debug(string message) => Open.Debug(message);

    public void Warning(string message) => Open.Warning(message);

    public void Progress(ActivityProgress progress) => Open.Progress(progress);
}
