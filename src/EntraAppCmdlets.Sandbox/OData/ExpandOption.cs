using EntraAppCmdlets.Sandbox.Graph;

namespace EntraAppCmdlets.Sandbox.OData;

/// <summary>One navigation property to expand.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Select">What to select of the objects found; null: the default.</param>
/// <param name="Levels">How often it is expanded in what it leads to; only the manager of a manager has several.</param>
internal sealed record ExpandOption(string Name, IReadOnlyList<string>? Select, int Levels = 1)
{
    private const int MaximumLevels = 100;

    public static IReadOnlyList<ExpandOption> Parse(string text)
    {
        var options = new List<ExpandOption>();
        foreach (var part in Split(text))
        {
            var open = part.IndexOf('(', StringComparison.Ordinal);
            if (open < 0)
            {
                options.Add(new ExpandOption(part.Trim(), null));
                continue;
            }

            IReadOnlyList<string>? select = null;
            var levels = 1;
            var name = part[..open].Trim();
            foreach (
                var inner in part[(open + 1)..]
                    .TrimEnd()
                    .TrimEnd(')')
                    .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            )
            {
                if (inner.StartsWith("$select=", StringComparison.OrdinalIgnoreCase))
                {
                    select = inner["$select=".Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                }
                else if (
                    inner.StartsWith("$levels=", StringComparison.OrdinalIgnoreCase)
                    && string.Equals(name, "manager", StringComparison.OrdinalIgnoreCase)
                )
                {
                    levels = LevelsOf(inner["$levels=".Length..]);
                }
                else
                {
                    throw GraphErrors.UnsupportedQuery($"The option '{inner}' is not supported within $expand.");
                }
            }

            options.Add(new ExpandOption(name, select, levels));
        }

        return options.Count <= 1 ? options : throw GraphErrors.UnsupportedQuery("The request may expand one navigation property only.");
    }

    private static int LevelsOf(string text) =>
        string.Equals(text, "max", StringComparison.OrdinalIgnoreCase) ? MaximumLevels
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var levels)
        && levels is >= 1 and <= MaximumLevels
            ? levels
        : throw GraphErrors.BadRequest($"Parsing OData Select and Expand failed: '{text}' is not a valid value of $levels.");

    private static IEnumerable<string> Split(string text)
    {
        var (depth, start) = (0, 0);
        for (var place = 0; place < text.Length; place++)
        {
            depth += text[place] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (text[place] == ',' && depth == 0)
            {
                yield return text[start..place];
                start = place + 1;
            }
        }

        yield return depth == 0
            ? text[start..]
            : throw GraphErrors.BadRequest($"Parsing OData Select and Expand failed: Syntax error in '{text}'.");
    }
}
