using System.Management.Automation;
using CmdletHost.Drawing;

namespace CmdletHost.Commands;

[Cmdlet("Write", "Output")]
internal sealed class WriteOutputCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromRemainingArguments = true), AllowNull, AllowEmptyCollection, AllowEmptyString]
    public object? InputObject { get; set; }

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject, !NoEnumerate);
}

[Cmdlet("Write", "Host")]
internal sealed class WriteHostCommand : HostCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    public object? Object { get; set; }

    [Parameter]
    public object Separator { get; set; } = " ";

    [Parameter]
    public ConsoleColor? ForegroundColor { get; set; }

    protected override void ProcessRecord()
    {
        var text = LanguagePrimitives.GetEnumerable(Object) is { } items
            ? string.Join(LanguagePrimitives.ToText(Separator), items.Cast<object?>().Select(LanguagePrimitives.ToText))
            : LanguagePrimitives.ToText(Object);
        WriteInformation(text, ["PSHOST"]);
    }
}

/// <summary>The commands that write one message.</summary>
internal abstract class MessageCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), Alias("Msg"), AllowEmptyString]
    public string Message { get; set; } = "";
}

[Cmdlet("Write", "Verbose")]
internal sealed class WriteVerboseCommand : MessageCommand
{
    protected override void ProcessRecord() => WriteVerbose(Message);
}

[Cmdlet("Write", "Debug")]
internal sealed class WriteDebugCommand : MessageCommand
{
    protected override void ProcessRecord() => WriteDebug(Message);
}

[Cmdlet("Write", "Warning")]
internal sealed class WriteWarningCommand : MessageCommand
{
    protected override void ProcessRecord() => WriteWarning(Message);
}

/// <summary>The error of Write-Error without an exception of its own.</summary>
internal sealed class WriteErrorException(string message) : Exception(message);

[Cmdlet("Write", "Error", DefaultParameterSetName = "Text")]
internal sealed class WriteErrorCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Text"), AllowEmptyString]
    public string Message { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = "Record")]
    public ErrorRecord? ErrorRecord { get; set; }

    [Parameter(ParameterSetName = "Text")]
    public string? ErrorId { get; set; }

    [Parameter(ParameterSetName = "Text")]
    public ErrorCategory Category { get; set; }

    [Parameter(ParameterSetName = "Text")]
    public object? TargetObject { get; set; }

    protected override void ProcessRecord() =>
        WriteError(ErrorRecord ?? new ErrorRecord(new WriteErrorException(Message), ErrorId ?? "Microsoft.PowerShell.Commands.WriteErrorException", Category, TargetObject) { HasOwnId = true });
}

/// <summary>The commands that choose a view.</summary>
internal abstract class FormatCommand(bool table) : ObjectCommand
{
    private View? _view;
    private string _type = "";

    [Parameter(Position = 0)]
    public string[]? Property { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        var type = PSObject.TypeNamesOf(InputObject)[0];
        if (_view is null || _type != type)
        {
            _type = type;
            _view = Property is not null ? View.Of(table, InputObject, Property)
                : ViewFile.FindKind(InputObject, table, Session) ?? View.Of(table, InputObject, ["*"]);
        }

        WriteObject(new Formatted(_view, InputObject));
    }
}

[Cmdlet("Format", "Table")]
internal sealed class FormatTableCommand() : FormatCommand(table: true)
{
    [Parameter]
    public SwitchParameter AutoSize { get; set; }

    [Parameter]
    public SwitchParameter Wrap { get; set; }
}

[Cmdlet("Format", "List")]
internal sealed class FormatListCommand() : FormatCommand(table: false);

[Cmdlet("Out", "String")]
internal sealed class OutStringCommand : ObjectCommand, IDisposable
{
    private readonly StringWriter _text = new();
    private Drawer _drawer = null!;

    [Parameter]
    public int Width { get; set; } = 120;

    public void Dispose() => _text.Dispose();

    protected override void BeginProcessing() => _drawer = new Drawer(_text, Session, Width);

    protected override void ProcessRecord() => _drawer.Write(InputObject);

    protected override void EndProcessing()
    {
        _drawer.Flush();
        WriteObject(_text.ToString());
    }
}
