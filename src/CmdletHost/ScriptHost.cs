using System.Management.Automation;
using CmdletHost.Drawing;
using CmdletHost.Engine;
using CmdletHost.Language;

namespace CmdletHost;

/// <summary>How a script is run. Every property may be left as it is.</summary>
public sealed class ScriptHostOptions
{
    /// <summary>The module's manifest or assembly. Null: EntraAppCmdlets.psd1 in a folder above this program, where there is one.</summary>
    public string? ModulePath { get; init; }

    /// <summary>False: no module is imported before the script runs.</summary>
    public bool ImportModule { get; init; } = true;

    /// <summary>The script's file, for <c>$PSScriptRoot</c> and error positions.</summary>
    public string? ScriptPath { get; init; }

    /// <summary>What follows the script's name on the command line.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The folder that relative paths start from. Null: the process's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables that the script finds set.</summary>
    public IReadOnlyDictionary<string, object?> Variables { get; init; } = new Dictionary<string, object?>();

    /// <summary>Answers a question of ShouldProcess or ShouldContinue with what a person would type. Null: nobody is there, which is an error.</summary>
    public Func<string, string?>? Answer { get; init; }
}

/// <summary>All that a script gave.</summary>
public sealed class ScriptResult
{
    internal ScriptResult(Session session) => Session = session;

    /// <summary>The objects that the script wrote, as the cmdlets wrote them.</summary>
    public IReadOnlyList<object?> Output => Written;

    /// <summary>Every error that was reported, the one that ended the script included.</summary>
    public IReadOnlyList<ErrorRecord> Errors => Streams.Errors;

    /// <summary>The error that ended the script. A construct that this host leaves to PowerShell has the id NotKnownHere, a malformed script ParserError.</summary>
    public ErrorRecord? Failure { get; internal set; }

    public IReadOnlyList<string> Warnings => Streams.Of(MessageStream.Warning);

    public IReadOnlyList<string> Verbose => Streams.Of(MessageStream.Verbose);

    public IReadOnlyList<string> Debug => Streams.Of(MessageStream.Debug);

    /// <summary>Every information record but those of a preference of Ignore, shown or not.</summary>
    public IReadOnlyList<InformationRecord> Information => Streams.InformationRecords;

    /// <summary>A copy of each progress record at the time it was written.</summary>
    public IReadOnlyList<ProgressRecord> Progress => Streams.ProgressRecords;

    /// <summary>What -WhatIf said and Write-Host wrote, line by line.</summary>
    public IReadOnlyList<string> HostLines => Streams.Lines;

    /// <summary>0; 1 where an error ended the script; else what <c>exit</c> said.</summary>
    public int ExitCode { get; internal set; }

    internal List<object?> Written { get; } = [];

    internal CollectingStreams Streams { get; init; } = null!;

    private Session Session { get; }

    /// <summary>The output as the console draws it, 120 columns wide.</summary>
    public string Draw()
    {
        using var text = new StringWriter();
        var drawer = new Drawer(text, Session, 120);
        Written.ForEach(drawer.Write);
        drawer.Flush();
        return text.ToString();
    }
}

/// <summary>Runs scripts in this process, with the streams as lists.</summary>
public static class ScriptHost
{
    /// <summary>Runs a script in a session of its own on this thread.</summary>
    public static ScriptResult Run(string script, ScriptHostOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var session = new ScriptSession(options);
        return session.Run(script, cancellationToken);
    }

    /// <summary>Runs a script in a session of its own on a thread of its own. Cancelling it is what Ctrl+C is on the console.</summary>
    public static Task<ScriptResult> RunAsync(string script, ScriptHostOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(() => Run(script, options, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}

/// <summary>A session that several scripts run in, one after the other: variables, modules and the runspace's identity stay.</summary>
public sealed class ScriptSession : IDisposable
{
    private readonly Session _session;
    private readonly ScriptHostOptions _options;

    public ScriptSession(ScriptHostOptions? options = null)
    {
        _options = options ?? new ScriptHostOptions();
        _session = new Session(new CollectingStreams(_options.Answer), Path.GetFullPath(_options.WorkingDirectory ?? Environment.CurrentDirectory));
        foreach (var (name, value) in _options.Variables)
        {
            _session.SetVariable(name, value);
        }

        if (_options.ImportModule && (_options.ModulePath ?? FindManifest()) is { } module)
        {
            _session.Enter(() => _session.Commands.Import(Path.GetFullPath(module)));
        }
    }

    internal Session Inner => _session;

    /// <summary>Runs a script on this thread. Cancelling stops its cmdlets; the result then holds what was written until then.</summary>
    public ScriptResult Run(string script, CancellationToken cancellationToken = default)
    {
        var streams = new CollectingStreams(_options.Answer);
        var result = new ScriptResult(_session) { Streams = streams };
        _session.Streams = streams;
        _session.Resume();
        using (cancellationToken.Register(_session.Stop))
        {
            (result.Failure, result.ExitCode) = Run(script, result.Written.Add);
        }

        return result;
    }

    public void Dispose() => _session.Dispose();

    /// <summary>The manifest of this repository's module, looked for in the folders above this program.</summary>
    internal static string? FindManifest()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "EntraAppCmdlets.psd1");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Runs a script with its output going to a function; gives the error that ended it and the exit code.</summary>
    internal (ErrorRecord? Failure, int ExitCode) Run(string script, Action<object?> output)
    {
        ErrorRecord? failure = null;
        var exitCode = 0;
        _session.Enter(() =>
        {
            try
            {
                var parsed = Parser.Parse(script, _options.ScriptPath ?? "");
                _session.SetVariable("PSCommandPath", _options.ScriptPath ?? "");
                _session.SetVariable("PSScriptRoot", _options.ScriptPath is { } path ? Path.GetDirectoryName(Path.GetFullPath(path)) : "");
                ScriptArguments.Bind(_session, parsed.Parameters, _options.Arguments);
                parsed.Body.Run(_session, output);
            }
            catch (Departure departure)
            {
                exitCode = departure.ExitCode;
            }
            catch (PipelineStoppedException)
            {
                exitCode = 130;
            }
            catch (Exception refusal) when (refusal is NotKnownException or SyntaxException)
            {
                failure = new ErrorRecord(refusal, refusal is SyntaxException ? "ParserError" : "NotKnownHere", refusal is SyntaxException ? ErrorCategory.ParserError : ErrorCategory.NotImplemented, null);
            }
            catch (Exception error) when (Session.AsError(error) is { } ended)
            {
                failure = ended.Record;
            }
        });
        if (failure is null)
        {
            return (null, exitCode);
        }

        _session.Remember(failure);
        _session.Streams.Error(failure);
        return (failure, 1);
    }
}

/// <summary>Keeps every stream as a list.</summary>
internal sealed class CollectingStreams(Func<string, string?>? answer) : IHostStreams
{
    private readonly List<(MessageStream Stream, string Text)> _messages = [];

    public List<ErrorRecord> Errors { get; } = [];

    public List<InformationRecord> InformationRecords { get; } = [];

    public List<ProgressRecord> ProgressRecords { get; } = [];

    public List<string> Lines { get; } = [];

    public bool CanPrompt => answer is not null;

    public IReadOnlyList<string> Of(MessageStream stream) => [.. _messages.Where(item => item.Stream == stream).Select(item => item.Text)];

    public void Error(ErrorRecord record) => Errors.Add(record);

    public void Message(MessageStream stream, string text) => _messages.Add((stream, text));

    public void Information(InformationRecord record, bool isShown)
    {
        InformationRecords.Add(record);
        if (isShown && record.Tags.Contains("PSHOST"))
        {
            Lines.Add(record.ToString());
        }
    }

    public void Progress(ProgressRecord record) => ProgressRecords.Add(new ProgressRecord(record.ActivityId, record.Activity, record.StatusDescription)
    {
        CurrentOperation = record.CurrentOperation, ParentActivityId = record.ParentActivityId, PercentComplete = record.PercentComplete,
        SecondsRemaining = record.SecondsRemaining, RecordType = record.RecordType,
    });

    public void Line(string text) => Lines.Add(text);

    public string? Ask(string question) => answer?.Invoke(question);
}
