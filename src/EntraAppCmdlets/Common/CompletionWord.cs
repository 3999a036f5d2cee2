using System.Text.RegularExpressions;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>The word before the cursor, and the one in its place.</summary>
internal static partial class CompletionWord
{
    /// <summary>The word without the quotes that a person may have begun it with.</summary>
    public static string Unquote(string? word) => (word ?? "").Trim('\'', '"').Replace("''", "'", StringComparison.Ordinal);

    /// <summary>The text as an argument: in quotes where PowerShell would read it as something else.</summary>
    public static string Quote(string text) => Plain().IsMatch(text) ? text : PowerShellText.Quoted(text);

    // A comma, a quote, a dollar or a space would end the word or begin something; so would a number or a dash in front.
    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_.@-]*$")]
    private static partial Regex Plain();
}
