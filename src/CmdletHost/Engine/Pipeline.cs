using System.Management.Automation;
using System.Reflection;
using System.Runtime.ExceptionServices;
using CmdletHost.Language;

namespace CmdletHost.Engine;

/// <summary>
/// Commands side by side: each object goes through all of them as it is written. The first failure, or a command that has
/// enough input, unwinds what is upstream through <see cref="PipelineStoppedException"/>; every cmdlet is disposed at the end.
/// </summary>
internal sealed class Pipeline
{
    private readonly Session _session;
    private readonly List<CommandStage> _stages = [];
    private int _firstActive;

    private Pipeline(Session session) => _session = session;

    /// <summary>What ended the pipeline; null while nothing has.</summary>
    public Exception? Failure { get; private set; }

    public static void Run(Session session, IReadOnlyList<PipelineElement> elements, Action<object?> output)
    {
        session.ThrowIfStopping();
        var pipeline = new Pipeline(session);
        var source = elements[0] as ExpressionElement;
        var commands = elements.OfType<CommandElement>().ToList();
        try
        {
            for (var index = 0; index < commands.Count; index++)
            {
                var stage = new CommandStage(session, pipeline, index, commands[index], expectsInput: index > 0 || source is not null, commands.Count + (source is null ? 0 : 1));
                pipeline._stages.Add(stage);
            }

            pipeline.Connect(output);
            session.Track(pipeline, runs: true);
            pipeline.Process(source);
        }
        catch (PipelineStoppedException) when (pipeline.Failure is not null)
        {
            ExceptionDispatchInfo.Capture(pipeline.Failure).Throw();
        }
        finally
        {
            session.Track(pipeline, runs: false);
            pipeline._stages.ForEach(stage => stage.Dispose());
        }
    }

    /// <summary>Keeps the first failure; the caller unwinds.</summary>
    public void Fail(Exception failure) => Failure ??= failure;

    public bool IsActive(CommandStage stage) => stage.Index >= _firstActive;

    /// <summary>Ends the commands before a stage that needs no more input.</summary>
    public void StopUpstreamOf(CommandStage stage)
    {
        _firstActive = Math.Max(_firstActive, stage.Index);
        stage.IsClosed = true;
    }

    public void Stop() => _stages.ForEach(stage => stage.Stop());

    private void Connect(Action<object?> output)
    {
        for (var index = 0; index < _stages.Count; index++)
        {
            _stages[index].Output = index + 1 < _stages.Count ? _stages[index + 1].Accept : output;
        }
    }

    private void Process(ExpressionElement? source)
    {
        foreach (var stage in _stages)
        {
            Drive(stage, stage.Begin);
        }

        var first = _stages[0];
        if (source is not null)
        {
            Drive(first, () => Session.Enumerate(source.Value.Evaluate(_session), first.Accept));
        }
        else
        {
            Drive(first, first.ProcessWithoutInput);
        }

        foreach (var stage in _stages)
        {
            Drive(stage, stage.End);
        }
    }

    private void Drive(CommandStage stage, Action action)
    {
        if (!IsActive(stage))
        {
            return;
        }

        try
        {
            action();
        }
        catch (PipelineStoppedException) when (Failure is null && !_session.Stopping && (!IsActive(stage) || stage.IsClosed))
        {
            // This stage's objects are no longer wanted: the next stages go on to their end.
        }
    }
}

/// <summary>One running command of a pipeline: its cmdlet, its arguments, and what the cmdlet writes to.</summary>
internal sealed class CommandStage : CommandRuntime, IDisposable
{
    private readonly Session _session;
    private readonly Pipeline _pipeline;
    private readonly CommandMetadata _metadata;
    private readonly Cmdlet _cmdlet;
    private readonly CommonParameters _common = new();
    private readonly InvocationInfo _invocation;
    private readonly Binder _binder;
    private readonly Dictionary<string, List<object?>> _collected = [];
    private bool _begun, _ended, _yesToAll, _noToAll;

    public CommandStage(Session session, Pipeline pipeline, int index, CommandElement command, bool expectsInput, int length)
    {
        (_session, _pipeline, Index) = (session, pipeline, index);
        var info = session.Commands.Find(command.Name, command.Head);
        _metadata = CommandMetadata.Of(info.ImplementingType);
        _invocation = Session.PlaceOf(command.At, command.Name, info);
        (_invocation.ExpectingInput, _invocation.PipelineLength, _invocation.PipelinePosition) = (expectsInput, length, index + 1);
        try
        {
            _cmdlet = (Cmdlet)Activator.CreateInstance(info.ImplementingType)!;
            _cmdlet.Runtime = this;
            if (_cmdlet is PSCmdlet cmdlet)
            {
                cmdlet.Invocation = _invocation;
            }

            if (_cmdlet is ISessionCommand own)
            {
                (own.Session, own.Stage) = (session, this);
            }

            _binder = new Binder(session, _metadata, _cmdlet, _common, _invocation);
            _binder.BindArguments(command.Arguments.SelectMany(item => Evaluate(item, session)).ToList(), expectsInput);
        }
        catch (ParameterBindingException failure)
        {
            failure.ErrorRecord.SetInvocationInfo(_invocation);
            throw;
        }
    }

    public int Index { get; }

    public Action<object?> Output { get; set; } = _ => { };

    /// <summary>True when the command wants no more input.</summary>
    public bool IsClosed { get; set; }

    public override bool Stopping => _session.Stopping;

    public override string CommandName => _invocation.MyCommand.Name;

    public override SessionState SessionState => _session.State;

    public void Begin() => Guard(() =>
    {
        if (_common.PipelineVariable is not null || _common.OutBuffer is not null)
        {
            throw new NotKnownException("-PipelineVariable or -OutBuffer");
        }

        if (!_begun)
        {
            _begun = true;
            _cmdlet.DoBegin();
        }
    });

    public void ProcessWithoutInput() => Guard(_cmdlet.DoProcess);

    public void Accept(object? input)
    {
        if (IsClosed || !_pipeline.IsActive(this))
        {
            throw new PipelineStoppedException();
        }

        Begin();
        Guard(() =>
        {
            try
            {
                _binder.BindInput(input);
            }
            catch (ParameterBindingException failure)
            {
                var record = new ErrorRecord(failure, failure.ErrorId, failure.DefaultCategory, input);
                WriteError(record);
                return;
            }

            _cmdlet.DoProcess();
        });
    }

    public void End()
    {
        Begin();
        Guard(_cmdlet.DoEnd);
        _ended = true;
    }

    public void Stop()
    {
        if (_begun && !_ended)
        {
            _cmdlet.DoStop();
        }
    }

    public void Dispose()
    {
        foreach (var (name, items) in _collected)
        {
            // A leading + appends to what the variable holds.
            var before = name.StartsWith('+') && LanguagePrimitives.GetEnumerable(_session.GetVariable(name[1..])) is { } list ? list.Cast<object?>() : [];
            _session.SetVariable(name.TrimStart('+'), new System.Collections.ArrayList(before.Concat(items).ToArray()));
        }

        (_cmdlet as IDisposable)?.Dispose();
    }

    /// <summary>Runs a piece of the cmdlet; whatever it throws ends the pipeline.</summary>
    public void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (Exception failure)
        {
            _pipeline.Fail(Describe(failure));
            throw new PipelineStoppedException();
        }
    }

    public void StopUpstream() => _pipeline.StopUpstreamOf(this);

    public override void WriteObject(object? value, bool enumerate)
    {
        ThrowIfStopped();
        if (enumerate)
        {
            Session.Enumerate(value, Emit);
        }
        else if (value is not AutomationNull)
        {
            Emit(value);
        }
    }

    public override void WriteError(ErrorRecord record)
    {
        ThrowIfStopped();
        record.SetInvocationInfo(_invocation);
        var action = _common.ErrorAction ?? _session.Preference("ErrorActionPreference");
        if (action is ActionPreference.Ignore)
        {
            return;
        }

        Collect(_common.ErrorVariable, record);
        _session.Remember(record);
        _session.LastSucceeded = false;
        switch (action)
        {
            case ActionPreference.Continue:
                _session.Streams.Error(record);
                break;
            case ActionPreference.Stop:
                _pipeline.Fail(new ScriptError(record, endsScript: true));
                throw new PipelineStoppedException();
            case not ActionPreference.SilentlyContinue:
                throw new NotKnownException($"The error action {action}");
        }
    }

    public override void WriteMessage(MessageStream stream, string text)
    {
        ThrowIfStopped();
        if (stream == MessageStream.Warning)
        {
            Collect(_common.WarningVariable, text);
        }

        if (IsShown(PreferenceOf(stream), $"{stream}Preference", text))
        {
            _session.Streams.Message(stream, text);
        }
    }

    public override void WriteProgress(ProgressRecord record)
    {
        ThrowIfStopped();
        if (IsShown(_common.ProgressAction ?? _session.Preference("ProgressPreference"), "ProgressPreference", record.Activity))
        {
            _session.Streams.Progress(record);
        }
    }

    public override void WriteInformation(InformationRecord record)
    {
        ThrowIfStopped();
        Collect(_common.InformationVariable, record);
        var action = _common.InformationAction ?? _session.Preference("InformationPreference");
        var isShown = IsShown(action, "InformationPreference", record.ToString()) || record.Tags.Contains("PSHOST");
        if (action != ActionPreference.Ignore)
        {
            _session.Streams.Information(record, isShown);
        }
    }

    public override bool ShouldProcess(string? description, string? warning, string? caption, out ShouldProcessReason reason)
    {
        ThrowIfStopped();
        reason = ShouldProcessReason.None;
        if (_common.WhatIf is { } whatIf ? whatIf : _metadata.Attribute.SupportsShouldProcess && LanguagePrimitives.IsTrue(_session.GetVariable("WhatIfPreference")))
        {
            reason = ShouldProcessReason.WhatIf;
            _session.Streams.Line($"What if: {description}");
            return false;
        }

        var threshold = _common.Confirm is { } confirm ? confirm ? ConfirmImpact.Low : ConfirmImpact.None : ConfirmThreshold();
        if (threshold == ConfirmImpact.None || threshold > _metadata.Attribute.ConfirmImpact)
        {
            if (PreferenceOf(MessageStream.Verbose) is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore))
            {
                WriteMessage(MessageStream.Verbose, description ?? "");
            }

            return true;
        }

        return Ask(string.IsNullOrEmpty(warning) ? $"Are you sure you want to perform this action?\n{description}" : warning, string.IsNullOrEmpty(caption) ? "Confirm" : caption,
            offerAll: true, ref _yesToAll, ref _noToAll);
    }

    public override bool ShouldContinue(string? query, string? caption, bool offerAll, ref bool yesToAll, ref bool noToAll)
    {
        ThrowIfStopped();
        return Ask(query ?? "", caption ?? "", offerAll, ref yesToAll, ref noToAll);
    }

    public override PipelineStoppedException Terminate(ErrorRecord record)
    {
        record.SetInvocationInfo(_invocation);
        _pipeline.Fail(new ScriptError(record, endsScript: false));
        Collect(_common.ErrorVariable, record);
        return new PipelineStoppedException();
    }

    private static List<Argument> Evaluate(CommandArgument argument, Session session)
    {
        if (!argument.IsSplat)
        {
            return [new Argument(argument.Parameter, argument.Value?.Evaluate(session), argument.Value is not null)];
        }

        var value = PSObject.Unwrap(argument.Value!.Evaluate(session));
        return value is System.Collections.IDictionary table
            ? table.Keys.Cast<object>().Select(key => new Argument(LanguagePrimitives.ToText(key), table[key], true, IsSplat: true)).ToList()
            : LanguagePrimitives.GetEnumerable(value)?.Cast<object?>().Select(item => new Argument(null, item, true)).ToList() ?? [new Argument(null, value, true)];
    }

    private void Emit(object? value)
    {
        ThrowIfStopped();
        Collect(_common.OutVariable, value);
        Output(value);
    }

    private void ThrowIfStopped()
    {
        if (_session.Stopping || _pipeline.Failure is not null || !_pipeline.IsActive(this))
        {
            throw new PipelineStoppedException();
        }
    }

    private void Collect(string? variable, object? item)
    {
        if (variable is not null)
        {
            (_collected.TryGetValue(variable, out var items) ? items : _collected[variable] = []).Add(item);
        }
    }

    private ActionPreference PreferenceOf(MessageStream stream) => stream switch
    {
        MessageStream.Warning => _common.WarningAction ?? _session.Preference("WarningPreference"),
        MessageStream.Verbose => Switched(_common.Verbose) ?? _session.Preference("VerbosePreference"),
        _ => Switched(_common.Debug) ?? _session.Preference("DebugPreference"),
    };

    private static ActionPreference? Switched(SwitchParameter? flag) =>
        flag is { } given ? given ? ActionPreference.Continue : ActionPreference.SilentlyContinue : null;

    private ConfirmImpact ConfirmThreshold() => LanguagePrimitives.ConvertTo<ConfirmImpact>(_session.GetVariable("ConfirmPreference"));

    private bool IsShown(ActionPreference action, string preference, string text)
    {
        switch (action)
        {
            case ActionPreference.Continue:
                return true;
            case ActionPreference.SilentlyContinue or ActionPreference.Ignore:
                return false;
            case ActionPreference.Stop:
                var message = $"The running command stopped because the preference variable \"{preference}\" or common parameter is set to Stop: {text}";
                var record = new ErrorRecord(new ActionPreferenceStopException(message), "ActionPreferenceStop", ErrorCategory.OperationStopped, null);
                record.SetInvocationInfo(_invocation);
                _pipeline.Fail(new ScriptError(record, endsScript: true));
                throw new PipelineStoppedException();
            default:
                throw new NotKnownException($"The preference {preference} = {action}");
        }
    }

    private bool Ask(string question, string caption, bool offerAll, ref bool yesToAll, ref bool noToAll)
    {
        if (yesToAll || noToAll)
        {
            return yesToAll;
        }

        var choices = offerAll ? "[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [H] Halt Command  (default is \"Y\"): " : "[Y] Yes  [N] No  [H] Halt Command  (default is \"Y\"): ";
        while (true)
        {
            var answer = (_session.Streams.CanPrompt ? _session.Streams.Ask($"\n{caption}\n{question}\n{choices}") : null)
                ?? throw new PSInvalidOperationException($"{CommandName} asks for confirmation, and there is nobody to answer. Use -Confirm:$false to go ahead. {question}");
            switch (answer.Trim().ToUpperInvariant())
            {
                case "" or "Y" or "YES":
                    return true;
                case "A" or "YES TO ALL" when offerAll:
                    yesToAll = true;
                    return true;
                case "N" or "NO":
                    return false;
                case "L" or "NO TO ALL" when offerAll:
                    noToAll = true;
                    return false;
                case "H" or "HALT COMMAND":
                    _pipeline.Fail(new ScriptError(new ErrorRecord(new ActionPreferenceStopException("The running command stopped because the user selected the Stop option."),
                        "ActionPreferenceStop", ErrorCategory.OperationStopped, null), endsScript: true));
                    throw new PipelineStoppedException();
            }
        }
    }

    // An exception that left the cmdlet by itself ends the statement, as ThrowTerminatingError does.
    private Exception Describe(Exception failure)
    {
        if (failure is TargetInvocationException { InnerException: { } inner })
        {
            failure = inner;
        }

        if (failure is ScriptError or Departure or NotKnownException or SyntaxException)
        {
            return failure;
        }

        if (failure is TypeLoadException or MissingMemberException)
        {
            return new NotKnownException($"What {CommandName} was built on ({failure.Message})");
        }

        var record = ErrorRecord.From(failure, failure.GetType().FullName!, ErrorCategory.NotSpecified);
        record.SetInvocationInfo(_invocation);
        return new ScriptError(record, endsScript: false);
    }
}

/// <summary>A command of the host's own that works on the session itself.</summary>
internal interface ISessionCommand
{
    Session Session { get; set; }

    CommandStage Stage { get; set; }
}
