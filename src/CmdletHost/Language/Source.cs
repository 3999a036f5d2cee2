using System.Management.Automation;

namespace CmdletHost.Language;

/// <summary>A script's text and where it comes from; <see cref="File"/> is empty for typed text.</summary>
internal sealed record Source(string Text, string File);

/// <summary>A stretch of a script, for messages and error positions.</summary>
internal readonly record struct Extent(Source Source, int Start, int End)
{
    public string Text => Source.Text[Start..End];

    public int Line => Source.Text.AsSpan(0, Start).Count('\n') + 1;

    public int Column => Start - LineStart + 1;

    public string LineText => Source.Text[LineStart..(Source.Text.IndexOf('\n', Start) is >= 0 and var end ? end : Source.Text.Length)];

    private int LineStart => Start == 0 ? 0 : Source.Text.LastIndexOf('\n', Start - 1) + 1;

    public override string ToString() => $"{(Source.File.Length > 0 ? Source.File + ":" : "")}{Line}:{Column}";
}

/// <summary>Something of PowerShell that this host leaves to PowerShell. It ends the script and no <c>catch</c> sees it.</summary>
internal sealed class NotKnownException(string what, Extent? at = null)
    : Exception($"{(at is { } place ? place + ": " : "")}{what} is not known here; PowerShell runs it.");

/// <summary>A script that is not well formed.</summary>
internal sealed class SyntaxException(string message, Extent at) : Exception($"{at}: {message}");

/// <summary>An error that ends a statement, or with <see cref="EndsScript"/> the whole script, unless a <c>catch</c> takes it.</summary>
internal sealed class ScriptError(ErrorRecord record, bool endsScript) : Exception(record.ToString())
{
    public ErrorRecord Record { get; } = record;

    public bool EndsScript { get; } = endsScript;
}

/// <summary>Leaves blocks on purpose: <c>exit</c>, <c>return</c>, <c>break</c> or <c>continue</c>.</summary>
internal sealed class Departure(string keyword, int exitCode) : Exception(keyword)
{
    public string Keyword { get; } = keyword;

    public int ExitCode { get; } = exitCode;
}
