using System.Management.Automation;
using System.Text;

namespace CmdletHost.Drawing;

/// <summary>An error in PowerShell's concise form: the command and the message, and in a script the line with the command marked.</summary>
internal static class ErrorText
{
    public static string Of(ErrorRecord record)
    {
        var at = record.InvocationInfo;
        var text = new StringBuilder();
        var message = record.ToString();
        text.Append(at?.MyCommand?.Name ?? (at?.InvocationName is { Length: > 0 } name ? name : record.CategoryInfo.Category == ErrorCategory.OperationStopped ? "Exception" : record.CategoryInfo.Category.ToString())).Append(": ");
        if (at is { ScriptName.Length: > 0 })
        {
            var number = at.ScriptLineNumber.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(4);
            text.Append(at.ScriptName).Append(':').Append(at.ScriptLineNumber).Append('\n').Append("Line |\n").Append(number).Append(" |  ").Append(at.Line).Append('\n')
                .Append("     |  ").Append(' ', at.OffsetInLine - 1).Append('~', Math.Max(1, at.Length)).Append('\n').Append("     | ");
            message = message.ReplaceLineEndings(" ");
        }

        text.Append(message);
        if (!string.IsNullOrWhiteSpace(record.ErrorDetails?.RecommendedAction))
        {
            text.Append("\n  Recommendation: ").Append(record.ErrorDetails.RecommendedAction);
        }

        return text.ToString();
    }
}
