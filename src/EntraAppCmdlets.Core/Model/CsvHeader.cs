namespace EntraAppCmdlets.Model;

/// <summary>The header of a CSV file: spreadsheets of many countries write semicolons, which PowerShell reads as one column.</summary>
internal static class CsvHeader
{
    private static readonly char[] Delimiters = [';', '\t'];

    /// <summary>The column whose name is several columns of the file; null if there is no such column.</summary>
    /// <param name="columns">The columns as they were read.</param>
    /// <param name="known">The columns that the command has a use for.</param>
    public static string? UnsplitIn(IEnumerable<string> columns, IReadOnlyList<string> known) =>
        columns.FirstOrDefault(column =>
            column.Split(Delimiters) is { Length: > 1 } parts
            && parts.Any(part => known.Contains(part.Trim().Trim('"'), StringComparer.OrdinalIgnoreCase))
        );

    /// <summary>How to read the file of such a column.</summary>
    public static string Advice(string column) =>
        $"Read the file with Import-Csv -Delimiter {(column.Contains(';', StringComparison.Ordinal) ? "';'" : "\"`t\"")}.";
}
