using System.Text;

namespace EntraAppCmdlets.Reports;

/// <summary>Reads CSV record by record: commas between fields, quotes around those that hold commas, quotes or line ends.</summary>
internal static class CsvRecord
{
    /// <summary>The fields of the next record; null at the end.</summary>
    public static async Task<IReadOnlyList<string>?> ReadAsync(TextReader text, CancellationToken cancellationToken)
    {
        if (await text.ReadLineAsync(cancellationToken).ConfigureAwait(false) is not { } line)
        {
            return null;
        }
        // A quoted field may go on in the next line.
        while (line.Count(c => c == '"') % 2 == 1 && await text.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } more)
        {
            line += "\n" + more;
        }

        return Fields(line);
    }

    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append(line[++i]);
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
