namespace EntraAppCmdlets.Model;

/// <summary>Which of the names that exist somebody may have meant by one that doesn't.</summary>
internal static class Misspelling
{
    private const int Most = 3;

    /// <summary>The least length of a word in which a typing error can be recognized: "one" and "two" are different words.</summary>
    private const int LeastWord = 4;

    private static readonly char[] ListSeparators = [',', ';', ' ', '\t', '\r', '\n'];

    /// <summary>The names that differ from the given one by a slip of the pen, nearest first.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> existing) =>
        [
            .. existing
                .Distinct(StringComparer.Ordinal)
                .Where(other => IsLike(name, other))
                .OrderBy(other => NearestPermissions.Distance(name, other))
                .ThenBy(other => other, StringComparer.Ordinal)
                .Take(Most),
        ];

    /// <summary>The names that were given in one string, as <c>'Mail.Read, Mail.Send'</c>; one where it is a single name.</summary>
    public static IReadOnlyList<string> Split(string text) =>
        text.Split(ListSeparators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Names in quotes, as a question ends: 'a', 'b' or 'c'.</summary>
    public static string Listed(IReadOnlyList<string> names) =>
        names.Count == 1 ? $"'{names[0]}'" : $"{string.Join(", ", names.SkipLast(1).Select(name => $"'{name}'"))} or '{names[^1]}'";

    /// <summary>
    /// Word by word, because two long addresses that differ in a short word are two addresses. What is numbered is never a slip: "Key 1" is not "Key 2".
    /// </summary>
    private static bool IsLike(string name, string other)
    {
        if (string.Equals(name, other, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!name.Where(char.IsDigit).SequenceEqual(other.Where(char.IsDigit)))
        {
            return false;
        }

        var (words, others) = (Words(name), Words(other));
        return words.Count == others.Count
            ? words
                .Zip(others)
                .All(pair => string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase) || IsSlip(pair.First, pair.Second))
            : Math.Min(name.Length, other.Length) >= LeastWord && NearestPermissions.Distance(name, other) == 1;
    }

    private static bool IsSlip(string word, string other) =>
        Math.Min(word.Length, other.Length) is var length
        && length >= LeastWord
        && NearestPermissions.Distance(word, other) <= Math.Min(length / LeastWord, Most);

    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            if (i < name.Length && char.IsLetterOrDigit(name[i]))
            {
                continue;
            }

            if (i > start)
            {
                words.Add(name[start..i]);
            }

            start = i + 1;
        }

        return words;
    }
}
