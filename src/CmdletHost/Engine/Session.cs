using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using CmdletHost.Language;

namespace CmdletHost.Engine;

/// <summary>What a session's streams go to.</summary>
internal interface IHostStreams
{
    bool CanPrompt { get; }

    void Error(ErrorRecord record);

    void Message(MessageStream stream, string text);

    void Information(InformationRecord record, bool isShown);

    void Progress(ProgressRecord record);

    /// <summary>A line that belongs to the conversation, not to the output: what -WhatIf says, Write-Host's text.</summary>
    void Line(string text);

    /// <summary>Asks and gives the answer; null where no answer can be had.</summary>
    string? Ask(string question);
}

/// <summary>Variables, preferences, commands and streams: all that one script run after the other shares.</summary>
internal sealed class Session : IDisposable
{
    /// <summary>Automatic variables that have no meaning here.</summary>
    public static readonly HashSet<string> RefusedVariables = new(StringComparer.OrdinalIgnoreCase)
    {
        "input", "MyInvocation", "PSCmdlet", "PSBoundParameters", "LASTEXITCODE", "Host", "ExecutionContext", "StackTrace", "this", "PSVersionTable", "PROFILE", "PID",
        "PSDefaultParameterValues", "OFS", "foreach", "switch", "event", "sender",
    };

    private readonly HostRunspace _runspace;
    private readonly List<Pipeline> _running = [];
    private readonly Lock _gate = new();
    private readonly ArrayList _errors = [];
    private Dictionary<string, object?> _variables = new(StringComparer.OrdinalIgnoreCase);
    private volatile bool _stopping;

    public Session(IHostStreams streams, string folder)
    {
        Streams = streams;
        _runspace = new HostRunspace(this);
        State = new SessionState(new PathIntrinsics(folder), new PSVariableIntrinsics(name => Unnull(GetVariable(name)), SetVariable));
        Engine = new EngineIntrinsics(State);
        Commands = new CommandTable(this);
        (string, object?)[] initial =
        [
            ("ErrorActionPreference", ActionPreference.Continue), ("WarningPreference", ActionPreference.Continue),
            ("VerbosePreference", ActionPreference.SilentlyContinue), ("DebugPreference", ActionPreference.SilentlyContinue),
            ("InformationPreference", ActionPreference.SilentlyContinue), ("ProgressPreference", ActionPreference.Continue),
            ("WhatIfPreference", false), ("ConfirmPreference", ConfirmImpact.High), ("Error", _errors), ("PSEdition", "Core"),
            ("IsLinux", OperatingSystem.IsLinux()), ("IsWindows", OperatingSystem.IsWindows()), ("IsMacOS", OperatingSystem.IsMacOS()), ("IsCoreCLR", true),
            ("HOME", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)), ("PWD", State.Path.CurrentLocation), ("args", Array.Empty<object>()),
        ];
        foreach (var (name, value) in initial)
        {
            _variables[name] = value;
        }
    }

    public IHostStreams Streams { get; set; }

    public SessionState State { get; }

    public EngineIntrinsics Engine { get; }

    public CommandTable Commands { get; }

    /// <summary>How many try blocks with a catch are around what runs now.</summary>
    public int TryDepth { get; set; }

    /// <summary>False after a statement that ended with an error.</summary>
    public bool LastSucceeded { get; set; } = true;

    public bool Stopping => _stopping;

    /// <summary>The error that an exception stands for; null where no <c>catch</c> may see it.</summary>
    public static ScriptError? AsError(Exception failure, Extent at = default)
    {
        var error = AsError(failure);
        if (at.Source is not null && error?.Record.InvocationInfo is null)
        {
            error?.Record.SetInvocationInfo(PlaceOf(at));
        }

        return error;
    }

    /// <summary>Where in the script something is, as errors tell it.</summary>
    public static InvocationInfo PlaceOf(Extent at, string? name = null, CommandInfo? command = null) => new(command!)
    {
        InvocationName = name ?? "", ScriptName = at.Source.File, ScriptLineNumber = at.Line, OffsetInLine = at.Column, Line = at.LineText,
        Length = Math.Min(at.Text.TrimEnd().Length, at.LineText.Length - at.Column + 1),
    };

    private static ScriptError? AsError(Exception failure) => failure switch
    {
        ScriptError error => error,
        PSInvalidCastException cast => new ScriptError(new ErrorRecord(new RuntimeException(cast.Message, cast), cast.ErrorId, ErrorCategory.InvalidArgument, null), endsScript: false),
        Departure or NotKnownException or SyntaxException or PipelineStoppedException => null,
        TargetInvocationException { InnerException: { } inner } => AsError(inner),
        TypeLoadException or MissingMemberException => throw new NotKnownException($"What a cmdlet was built on ({failure.Message})"),
        _ => new ScriptError(ErrorRecord.From(failure, failure.GetType().Name, ErrorCategory.NotSpecified), endsScript: false),
    };

    /// <summary>A value in a place for one value.</summary>
    public static object? OneValue(object? value) => value is AutomationNull ? null : value;

    public static object? Collected(List<object?> output) => output switch
    {
        [] => AutomationNull.Value,
        [var single] => single,
        _ => output.ToArray(),
    };

    /// <summary>Hands a value on as a pipeline does: a collection element by element, nothing for nothing.</summary>
    public static void Enumerate(object? value, Action<object?> output)
    {
        if (value is AutomationNull)
        {
            return;
        }

        if (LanguagePrimitives.GetEnumerable(value) is not { } elements)
        {
            output(value);
            return;
        }

        foreach (var element in elements)
        {
            output(element);
        }
    }

    public object? GetVariable(string name) => name.ToUpperInvariant() switch
    {
        "TRUE" => true,
        "FALSE" => false,
        "NULL" => null,
        "PSITEM" => _variables.GetValueOrDefault("_"),
        _ => _variables.GetValueOrDefault(name),
    };

    public void SetVariable(string name, object? value)
    {
        if (name.ToUpperInvariant() is "TRUE" or "FALSE" or "NULL" or "ERROR" or "HOME" or "PSEDITION")
        {
            if (name.Equals("null", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }

            throw new RuntimeException($"Cannot overwrite variable {name} because it is read-only or constant.");
        }

        _variables[name] = value is BareNumber number ? number.Value : value;
    }

    public ActionPreference Preference(string name) => LanguagePrimitives.ConvertTo<ActionPreference>(GetVariable(name));

    /// <summary>Runs with a value as <c>$_</c>.</summary>
    public void WithUnderscore(object? value, Action action)
    {
        var before = _variables.GetValueOrDefault("_");
        _variables["_"] = value;
        try
        {
            action();
        }
        finally
        {
            _variables["_"] = before;
        }
    }

    public ScriptBlock MakeScriptBlock(string text, Block body) => new(
        text,
        arguments =>
        {
            // A command that calls a block gives it a scope of its own: what it assigns, its caller doesn't see.
            var (outer, output) = (_variables, new List<object?>());
            _variables = new Dictionary<string, object?>(outer, outer.Comparer) { ["args"] = arguments };
            try
            {
                RunBody(body, output.Add);
            }
            finally
            {
                _variables = outer;
            }

            return output;
        },
        (value, output) => WithUnderscore(value, () => RunBody(body, output)));

    /// <summary>Makes this session the current thread's while the action runs.</summary>
    public void Enter(Action action)
    {
        var before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = _runspace;
        try
        {
            action();
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }
    }

    public void Dispose() => Enter(Commands.RemoveModules);

    public void Track(Pipeline pipeline, bool runs)
    {
        lock (_gate)
        {
            if (runs)
            {
                _running.Add(pipeline);
            }
            else
            {
                _running.Remove(pipeline);
            }
        }
    }

    /// <summary>Makes a session that was stopped run again.</summary>
    public void Resume() => _stopping = false;

    /// <summary>Ends what runs, from another thread: every running cmdlet's StopProcessing is called.</summary>
    public void Stop()
    {
        _stopping = true;
        Pipeline[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        foreach (var pipeline in running)
        {
            pipeline.Stop();
        }
    }

    public void ThrowIfStopping()
    {
        if (_stopping)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Runs a finally block to its end even while the script is being stopped.</summary>
    public void RunUnstoppable(Action action)
    {
        var stopping = _stopping;
        _stopping = false;
        try
        {
            action();
        }
        finally
        {
            _stopping |= stopping;
        }
    }

    public void Remember(ErrorRecord record)
    {
        if (_errors.Count == 0 || !ReferenceEquals(_errors[0], record))
        {
            _errors.Insert(0, record);
        }
    }

    /// <summary>True where an error must not be followed by the next statement.</summary>
    public bool EndsHere(ScriptError error) => error.EndsScript || TryDepth > 0 || Preference("ErrorActionPreference") == ActionPreference.Stop;

    /// <summary>Reports an error that ended a statement while the script goes on.</summary>
    public void ReportStatementError(ScriptError error)
    {
        LastSucceeded = false;
        var preference = Preference("ErrorActionPreference");
        if (preference != ActionPreference.Ignore)
        {
            Remember(error.Record);
        }

        if (preference == ActionPreference.Continue)
        {
            Streams.Error(error.Record);
        }
    }

    // A block's return leaves the block only.
    private static void LeaveByReturn(Action action)
    {
        try
        {
            action();
        }
        catch (Departure departure) when (departure.Keyword == "return")
        {
        }
    }

    private static object? Unnull(object? value) => value is AutomationNull ? null : value;

    private void RunBody(Block body, Action<object?> output) => LeaveByReturn(() => body.Run(this, output));

    private sealed class HostEvents : PSEventManager;

    private sealed class HostRunspace(Session session) : Runspace
    {
        public override PSEventManager Events { get; } = new HostEvents();

        internal override ScriptBlock Compile(string script) => session.MakeScriptBlock(script, Parser.Parse(script, "").Body);
    }
}
