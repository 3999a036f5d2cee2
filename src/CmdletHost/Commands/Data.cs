using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using System.Text;
using System.Text.Json;
using CmdletHost.Drawing;
using CmdletHost.Language;

namespace CmdletHost.Commands;

[Cmdlet("ConvertTo", "Json")]
internal sealed class ConvertToJsonCommand : PSCmdlet
{
    private readonly List<object?> _all = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), AllowNull, AllowEmptyString, AllowEmptyCollection]
    public object? InputObject { get; set; }

    [Parameter, ValidateRange(0, 100)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Compress { get; set; }

    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    [Parameter]
    public SwitchParameter AsArray { get; set; }

    protected override void ProcessRecord() => _all.Add(PSObject.Unwrap(InputObject) is Formatted ? throw new NotKnownException("What a Format command wrote, as JSON,") : InputObject);

    protected override void EndProcessing()
    {
        if (_all.Count == 0)
        {
            return;
        }

        var json = new Json(Depth, Compress, EnumsAsStrings);
        var text = json.Write(_all.Count == 1 && !AsArray ? _all[0] : _all);
        if (json.IsTruncated)
        {
            WriteWarning($"Resulting JSON is truncated as serialization has exceeded the set depth of {Depth}.");
        }

        WriteObject(text);
    }
}

[Cmdlet("ConvertFrom", "Json")]
internal sealed class ConvertFromJsonCommand : PSCmdlet
{
    private readonly List<string> _lines = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), AllowEmptyString]
    public string InputObject { get; set; } = "";

    protected override void ProcessRecord() => _lines.Add(InputObject);

    protected override void EndProcessing()
    {
        try
        {
            using var document = JsonDocument.Parse(string.Join('\n', _lines));
            WriteObject(Json.Read(document.RootElement), enumerateCollection: true);
        }
        catch (JsonException failure)
        {
            ThrowTerminatingError(new ErrorRecord(new ArgumentException($"Conversion from JSON failed with error: {failure.Message}", failure),
                "System.ArgumentException", ErrorCategory.NotSpecified, null));
        }
    }
}

[Cmdlet("ConvertTo", "SecureString")]
internal sealed class ConvertToSecureStringCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public string String { get; set; } = "";

    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        if (!AsPlainText)
        {
            throw new NotKnownException("ConvertTo-SecureString without -AsPlainText");
        }

        var secure = new SecureString();
        foreach (var letter in String)
        {
            secure.AppendChar(letter);
        }

        secure.MakeReadOnly();
        WriteObject(secure);
    }
}

[Cmdlet("ConvertFrom", "SecureString")]
internal sealed class ConvertFromSecureStringCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public SecureString SecureString { get; set; } = null!;

    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    protected override void ProcessRecord() => WriteObject(AsPlainText
        ? new System.Net.NetworkCredential("", SecureString).Password
        : throw new NotKnownException("ConvertFrom-SecureString without -AsPlainText"));
}

/// <summary>Rows of comma-separated values, the first of them the names.</summary>
internal abstract class CsvCommand : PSCmdlet
{
    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    protected void WriteRows(string text)
    {
        var rows = Rows(text).ToList();
        foreach (var row in rows.Skip(1))
        {
            var table = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
            for (var index = 0; index < rows[0].Count; index++)
            {
                table[rows[0][index]] = index < row.Count ? row[index] : null;
            }

            WriteObject(Members.ToCustomObject(table));
        }
    }

    private IEnumerable<List<string>> Rows(string text)
    {
        var (row, cell, quoted, wasQuoted) = (new List<string>(), new StringBuilder(), false, false);
        for (var index = 0; index <= text.Length; index++)
        {
            var letter = index < text.Length ? text[index] : '\n';
            if (quoted && index < text.Length && (letter != '"' || (index + 1 < text.Length && text[index + 1] == '"')))
            {
                cell.Append(letter);
                index += letter == '"' ? 1 : 0;
            }
            else if (letter == '"')
            {
                quoted = !quoted;
                wasQuoted = true;
            }
            else if (letter == Delimiter || letter == '\n')
            {
                // Nothing after a row's last delimiter is no value.
                if (letter == Delimiter || cell.Length > 0 || wasQuoted || row.Count == 0)
                {
                    row.Add(cell.ToString());
                }

                wasQuoted = false;
                cell.Clear();
                if (letter == '\n')
                {
                    if (row is not [""])
                    {
                        yield return row;
                    }

                    row = [];
                }
            }
            else if (letter != '\r')
            {
                cell.Append(letter);
            }
        }
    }
}

[Cmdlet("ConvertFrom", "Csv")]
internal sealed class ConvertFromCsvCommand : CsvCommand
{
    private readonly StringBuilder _text = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), AllowEmptyString]
    public string[] InputObject { get; set; } = [];

    protected override void ProcessRecord() => _text.AppendJoin('\n', InputObject).Append('\n');

    protected override void EndProcessing() => WriteRows(_text.ToString());
}

[Cmdlet("Import", "Csv")]
internal sealed class ImportCsvCommand : CsvCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public string Path { get; set; } = "";

    protected override void ProcessRecord() => WriteRows(File.ReadAllText(GetUnresolvedProviderPathFromPSPath(Path)));
}

[Cmdlet("Get", "Date")]
internal sealed class GetDateCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public DateTime? Date { get; set; }

    [Parameter]
    public string? Format { get; set; }

    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    protected override void ProcessRecord()
    {
        var moment = Date ?? TimeProvider.System.GetLocalNow().LocalDateTime;
        moment = AsUTC ? moment.ToUniversalTime() : moment;
        WriteObject(Format is null ? moment : moment.ToString(Format, CultureInfo.InvariantCulture));
    }
}
