namespace EntraAppCmdlets.Model;

/// <summary>Texts in the commands that messages and findings advise.</summary>
internal static class PowerShellText
{
    /// <summary>In quotes, as PowerShell takes it literally.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
