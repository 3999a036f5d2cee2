using System.Text.RegularExpressions;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Engines;

/// <summary>What may differ between two runs of one script. Everything else must be the same.</summary>
internal static partial class Volatile
{
    // The permissions of Microsoft's APIs have the same ids everywhere.
    private static readonly Lazy<string> FixedIds = new(() => File.ReadAllText(Checkout.PathOf("data/permissions.tsv")));

    /// <summary>Puts names in the place of what differs: ids in the order of their appearance, times, durations, beginnings of secrets.</summary>
    public static IReadOnlyList<string> Remove(IEnumerable<string> lines)
    {
        Dictionary<string, string> ids = new(StringComparer.OrdinalIgnoreCase);
        return [.. lines.Select(line => Duration().Replace(ComposedId().Replace(Hint().Replace(Time().Replace(Id().Replace(line, NameOf), "<time>"), "<hint>"), "<composed id>"), "<duration>"))];

        string NameOf(Match id)
        {
            if (FixedIds.Value.Contains(id.Value, StringComparison.OrdinalIgnoreCase))
            {
                return id.Value;
            }

            if (!ids.TryGetValue(id.Value, out var name))
            {
                ids[id.Value] = name = FormattableString.Invariant($"<id {ids.Count + 1}>");
            }

            return name;
        }
    }

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")]
    private static partial Regex Time();

    // The first characters of a secret.
    [GeneratedRegex("""(?<="Hint": ")[^"]+""")]
    private static partial Regex Hint();

    // Made of several ids, in the letters of base64.
    [GeneratedRegex("""(?<="(AssignmentId|GrantId)": ")[^"]+""")]
    private static partial Regex ComposedId();

    // The parts of a time span that was measured.
    [GeneratedRegex("""(?<="(Ticks|Seconds|Milliseconds|Microseconds|Nanoseconds|Total[A-Z][a-z]+)": )[-+.\dE]+""")]
    private static partial Regex Duration();
}
