namespace EntraAppCmdlets.Model;

/// <summary>Finds the names that a misspelt one may have meant.</summary>
internal static class NearestPermissions
{
    private const double LeastLikeness = 0.5;
    private static readonly char[] Separators = ['.', '-', '_'];

    /// <summary>The most similar names, nearest first and each once; those of the wanted type come before all others.</summary>
    /// <param name="name">The name that was not found.</param>
    /// <param name="type">The wanted type; null if either will do.</param>
    /// <param name="candidates">Where to look: of the catalogue or of a tenant.</param>
    /// <param name="count">How many at most.</param>
    internal static IReadOnlyList<AppPermission> Of(
        string name,
        AppPermissionType? type,
        IEnumerable<AppPermission> candidates,
        int count = 5
    )
    {
        var tokens = name.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. candidates
                .Select(candidate => (candidate, likeness: Likeness(name, tokens, candidate.Name)))
                .Where(scored => scored.likeness >= LeastLikeness)
                .OrderBy(scored => type is { } wanted && scored.candidate.Type != wanted)
                .ThenByDescending(scored => scored.likeness)
                .ThenBy(scored => scored.candidate.Name, StringComparer.OrdinalIgnoreCase)
                .Select(scored => scored.candidate)
                .DistinctBy(candidate => candidate.Name)
                .Take(count),
        ];
    }

    // Spelling catches "Gruop.Read.All"; shared words catch "User.Read" for "User.Read.All", where spelling alone
    // would rather take any short name. The better of the two counts, with the other to order equals.
    private static double Likeness(string name, string[] tokens, string candidate)
    {
        var longest = Math.Max(name.Length, candidate.Length);
        var spelling = longest == 0 ? 1 : 1 - ((double)Distance(name, candidate) / longest);
        var words = candidate.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var shared = tokens.Count(token => words.Contains(token, StringComparer.OrdinalIgnoreCase));
        // The first word is the thing itself: "Mail.Read" is no help to one who wrote "User.Read".
        var overlap =
            tokens.Length > 0 && words.Length > 0 && string.Equals(tokens[0], words[0], StringComparison.OrdinalIgnoreCase)
                ? (double)shared / (tokens.Length + words.Length - shared)
                : 0;
        // A name that goes on where the given one ends is what most people forget: "User.Read" for "User.Read.All".
        var begun = name.Length > 0 && candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? 0.3 : 0;
        return (0.7 * Math.Max(spelling, overlap)) + (0.3 * Math.Min(spelling, overlap)) + (overlap > 0 ? 0.1 : 0) + begun;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one into the other, without regard to case.</summary>
    internal static int Distance(string a, string b)
    {
        // Three rows of the usual table: this one, the last one, and the one before it for swaps.
        Span<int> before = stackalloc int[b.Length < 128 ? b.Length + 1 : 0];
        Span<int> last = stackalloc int[before.Length];
        Span<int> row = stackalloc int[before.Length];
        if (before.IsEmpty)
        {
            before = new int[b.Length + 1];
            last = new int[b.Length + 1];
            row = new int[b.Length + 1];
        }

        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var ca = char.ToUpperInvariant(a[i - 1]);
            for (var j = 1; j <= b.Length; j++)
            {
                var cb = char.ToUpperInvariant(b[j - 1]);
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (ca == cb ? 0 : 1));
                if (i > 1 && j > 1 && ca == char.ToUpperInvariant(b[j - 2]) && char.ToUpperInvariant(a[i - 2]) == cb)
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            var free = before;
            before = last;
            last = row;
            row = free;
        }

        return last[b.Length];
    }
}
