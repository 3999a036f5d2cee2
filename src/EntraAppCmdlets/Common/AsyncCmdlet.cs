using System.Globalization;
using System.Management.Automation;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets;

/// <summary>
/// The base of every cmdlet that waits for something: its work is asynchronous, runs on the pipeline thread, and ends at Ctrl+C.
/// </summary>
public abstract class AsyncCmdlet : ModuleCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CommandStreams _streams = new();
    private CultureInfo _session = CultureInfo.InvariantCulture;

    /// <summary>Where the operations report to: this cmdlet's streams.</summary>
    private protected IActivityLog Log => _streams;

    /// <summary>Before the first input.</summary>
    protected virtual Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>For each input.</summary>
    protected virtual Task ProcessAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the last input.</summary>
    protected virtual Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        base.BeginProcessing();
        Run(BeginExplainedAsync, beginning: true);
    }

    private async Task BeginExplainedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BeginAsync(cancellationToken);
        }
        catch (AppException unfit) when (unfit.Kind is AppErrorKind.InvalidArgument or AppErrorKind.NotFound)
        {
            throw await ExplainUnfitAsync(unfit, cancellationToken);
        }
    }

    /// <summary>The error about an argument that no input can be worked on with, with what a look into the tenant can say of it.</summary>
    private protected virtual Task<AppException> ExplainUnfitAsync(AppException unfit, CancellationToken cancellationToken) =>
        Task.FromResult(unfit);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(ProcessAsync, beginning: false);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(EndAsync, beginning: false);

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }
    }

    /// <summary>Whether a parameter was given.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>The value of a switch, or null where it was not given.</summary>
    private protected bool? Given(SwitchParameter value, string parameter) => IsBound(parameter) ? value.IsPresent : null;

    // Requests report from any thread, so that what they say waits in a queue. Each stream is written to after what is waiting there: the streams tell
    // things in the order in which they happened.

    /// <summary>Writes an object, after all that was said on the way to it.</summary>
    private protected new void WriteObject(object? sendToPipeline) => InOrder(() => base.WriteObject(sendToPipeline));

    /// <inheritdoc cref="WriteObject(object)"/>
    private protected new void WriteObject(object? sendToPipeline, bool enumerateCollection) =>
        InOrder(() => base.WriteObject(sendToPipeline, enumerateCollection));

    /// <summary>Writes an error, after all that was said on the way to it.</summary>
    private protected new void WriteError(ErrorRecord errorRecord) => InOrder(() => base.WriteError(errorRecord), isError: true);

    /// <summary>Writes a warning, after all that was said on the way to it.</summary>
    private protected new void WriteWarning(string text) => InOrder(() => base.WriteWarning(text));

    /// <summary>Writes to the verbose stream, after all that was said on the way to it.</summary>
    private protected new void WriteVerbose(string text) => InOrder(() => base.WriteVerbose(text));

    /// <summary>Writes to the debug stream, after all that was said on the way to it.</summary>
    private protected new void WriteDebug(string text) => InOrder(() => base.WriteDebug(text));

    /// <summary>Writes to the information stream, after all that was said on the way to it.</summary>
    private protected new void WriteInformation(InformationRecord informationRecord) =>
        InOrder(() => base.WriteInformation(informationRecord));

    /// <inheritdoc cref="WriteInformation(InformationRecord)"/>
    private protected new void WriteInformation(object messageData, string[] tags) =>
        InOrder(() => base.WriteInformation(messageData, tags));

    /// <summary>Shows progress, after all that was said on the way to it.</summary>
    private protected new void WriteProgress(ProgressRecord progressRecord) => InOrder(() => base.WriteProgress(progressRecord));

    /// <summary>What is written is kept here, for an input whose turn to write has not come; null to write at once.</summary>
    private protected HeldOutput? Held { get; set; }

    /// <summary>Writes what was kept.</summary>
    private protected void Write(Action kept) => InOrder(kept);

    private void InOrder(Action write, bool isError = false)
    {
        if (Held is { } held)
        {
            held.Add(write, isError);
            return;
        }

        _streams.Current?.Flush();
        // The next command of the pipeline, which may be a script of the user, runs in here.
        var ours = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = _session;
        try
        {
            write();
        }
        finally
        {
            CultureInfo.CurrentCulture = ours;
        }
    }

    /// <summary>
    /// Asks whether to go on. A rehearsal (-WhatIf) says what would be sent and goes no further; so does a "No".
    /// </summary>
    /// <param name="target">What would be changed.</param>
    /// <param name="changes">What would be sent, in words.</param>
    /// <param name="rehearsal">Whether it is a rehearsal, whose expected result goes on to the next step.</param>
    private protected bool Confirmed(string target, IReadOnlyList<string> changes, out bool rehearsal)
    {
        var action = string.Join("; ", changes);
        return Confirmed($"'{target}': {action}.", $"'{target}': {action}?", out rehearsal);
    }

    /// <inheritdoc cref="Confirmed(string, IReadOnlyList{string}, out bool)"/>
    /// <param name="plan">What would be sent, in words: a line that names it, and a line for each step.</param>
    private protected bool Confirmed(string plan, out bool rehearsal) =>
        Confirmed(plan, $"{plan}{Environment.NewLine}Go on?", out rehearsal);

    // Every question of -Confirm goes through here, and every statement of -WhatIf.
    private bool Confirmed(string words, string question, out bool rehearsal)
    {
        _streams.Current?.Flush();
        var reason = ShouldProcessReason.None;
        var yes = SecurityQuestion.Ask(
            () => ShouldProcess(words, question, "Confirm", out reason),
            inner => ChangeErrors.NobodyConfirms(words, inner)
        );
        rehearsal = reason == ShouldProcessReason.WhatIf;
        return yes;
    }

    /// <summary>Says what a rehearsal (-WhatIf) has found, where nothing is to be asked.</summary>
    private protected void Rehearse(string words) => Confirmed(words, words, out _);

    /// <summary>Whether anybody reads the debug stream: bodies are made readable and redacted for it only then.</summary>
    private bool WantsDebug() =>
        MyInvocation.BoundParameters.TryGetValue("Debug", out var given)
            ? LanguagePrimitives.IsTrue(given)
            : SessionState.PSVariable.GetValue("DebugPreference") is { } preference
                && !string.Equals(preference.ToString(), "SilentlyContinue", StringComparison.OrdinalIgnoreCase);

    private void Run(Func<CancellationToken, Task> work, bool beginning)
    {
        _session = CultureInfo.CurrentCulture;
        try
        {
            // What commands say in words, dates above all, reads the same in every session: a log that one person writes, another reads.
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            PipelineSynchronizationContext.Run(
                pump =>
                {
                    _streams.Current = new CmdletLog(this, pump, WantsDebug());
                    return work(_stop.Token);
                },
                _stop.Cancel
            );
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (ErrorRecords.From(Explain(e), CurrentInput, Refused) is { } error)
        {
            // What is wrong before the first input is wrong for every input; so is a tenant that can't be reached or refuses.
            if (beginning || EndsTheCommand(e))
            {
                ThrowTerminatingError(error);
            }

            WriteError(error);
        }
        finally
        {
            _streams.Current = null;
            CultureInfo.CurrentCulture = _session;
        }
    }

    /// <summary>The input that is at work, as the target of its errors.</summary>
    private protected virtual object? CurrentInput => null;

    /// <summary>Whether no further input can get past an error either.</summary>
    private protected virtual bool EndsTheCommand(Exception error) => ErrorRecords.EndsTheCommand(Explain(error));

    /// <summary>The error that people understand, instead of one that comes from how things are made.</summary>
    private protected virtual Exception Explain(Exception error) => error;

    /// <summary>Says what the sign-in lacks when the service refuses; null where nothing is known of it.</summary>
    private protected virtual Refusal? Refused(GraphException refused) => null;

    /// <summary>Writes an error of one input and goes on.</summary>
    private protected void WriteInputError(Exception exception) =>
        WriteError(
            ErrorRecords.From(exception, CurrentInput, Refused)
                ?? new ErrorRecord(exception, "Unexpected", ErrorCategory.NotSpecified, CurrentInput)
        );
}
