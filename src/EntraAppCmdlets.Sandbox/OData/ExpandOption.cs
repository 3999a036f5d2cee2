using EntraAppCmdlets.Sandbox.Graph;

namespace EntraAppCmdlets.Sandbox.OData;

/// <summary>One navigation property to expand, with what to select of the objects found.</summary>
internal sealed record ExpandOption(string Name, IReadOnlyList<string>? Select)
{
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
            foreach (var inner in part[(open + 1)..].TrimEnd().TrimEnd(')').Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                select = inner.StartsWith("$select=", StringComparison.OrdinalIgnoreCase)
                    ? inner["$select=".Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    : throw GraphErrors.UnsupportedQuery($"The option '{inner}' is not supported within $expand.");
            }

            options.Add(new ExpandOption(part[..open].Trim(), select));
        }

        return options.Count <= 1 ? options : throw GraphErrors.UnsupportedQuery("The request may expand one navigation property only.");
    }

    private static IEnumerable<string> Split(string text)
    {
        var (depth, start) = (0, 0);
        for (var place = 0; place < text.Length; place++)
        {
            depth += text[place] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[place] == ',' && depth == 0)
            {
                yield return text[start..place];
                start = place + 1;
            }
        }

        yield return depth == 0 ? text[start..] : throw GraphErrors.BadRequest($"Parsing OData Select and Expand failed: Syntax error in '{text}'.");
    }
}
