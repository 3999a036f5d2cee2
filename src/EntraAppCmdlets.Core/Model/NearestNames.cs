namespace EntraAppCmdlets.Model;

/// <summary>Finds the names that a misspelt one may have meant: the one place that says what counts as near.</summary>
internal static class NearestNames
{
    /// <summary>How many are shown at most.</summary>
    public const int Shown = 3;

    /// <summary>How many names of a tenant are looked at, which is what one page can hold.</summary>
    public const int Candidates = 999;

    /// <summary>How much of a name must be the same for it to be offered.</summary>
    private const double Least = 0.6;

    /// <summary>How much less alike than the nearest one a further name may be.</summary>
    private const double Spread = 0.2;

    /// <summary>A shorter word is in too many names.</summary>
    private const int ShortestWord = 4;

    private static readonly char[] Separators = [' ', '.', '-', '_', '/', '@'];

    /// <summary>What reads like the name, nearest first; empty if nothing does.</summary>
    /// <param name="asked">The name that was not found.</param>
    /// <param name="candidates">Where to look.</param>
    /// <param name="names">The names that a candidate goes by.</param>
    public static IReadOnlyList<T> Of<T>(string asked, IEnumerable<T> candidates, Func<T, IEnumerable<string?>> names)
    {
        var near = candidates
            .Select(candidate => (Candidate: candidate, Likeness: names(candidate).Max(name => name is null ? 0 : Likeness(asked, name))))
            .Where(item => item.Likeness >= Least)
            .OrderByDescending(item => item.Likeness)
            .Take(Shown)
            .ToList();
        // One that is much nearer than the others is the one that was meant.
        return [.. near.Where(item => item.Likeness >= near[0].Likeness - Spread).Select(item => item.Candidate)];
    }

    /// <summary>The names that read like it, nearest first, each once.</summary>
    public static IReadOnlyList<string> Of(string asked, IEnumerable<string> candidates) =>
        Of(asked, candidates.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase), name => [name]);

    /// <summary>The sentence that offers names, with a space before it; empty without names.</summary>
    public static string Question(IEnumerable<string> names) =>
        string.Join(" or ", names) is { Length: > 0 } all ? $" Did you mean {all}?" : "";

    /// <summary>How alike two names are, from 0 to 1. A name that holds the whole of what was asked for is as good as one with a slip in it.</summary>
    private static double Likeness(string asked, string name)
    {
        var (a, b) = (asked.Trim().ToUpperInvariant(), name.ToUpperInvariant());
        if (a.Length == 0 || b.Length == 0)
        {
            return 0;
        }

        if (b.StartsWith(a, StringComparison.Ordinal))
        {
            return 1;
        }

        var whole = Spelling(a, b);
        // One word of several is what people remember of a name: SharePoint of "Office 365 SharePoint Online".
        return a.Length < ShortestWord || a.Split(Separators).Length > 1
            ? whole
            : Math.Max(
                whole,
                b.Split(Separators, StringSplitOptions.RemoveEmptyEntries)
                    .Where(word => word.Length >= ShortestWord)
                    .Select(word => Spelling(a, word) - 0.05)
                    .DefaultIfEmpty()
                    .Max()
            );
    }

    private static double Spelling(string a, string b) => 1 - ((double)NearestPermissions.Distance(a, b) / Math.Max(a.Length, b.Length));
}
