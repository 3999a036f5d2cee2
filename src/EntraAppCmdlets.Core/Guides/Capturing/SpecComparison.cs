using EntraAppCmdlets.Aspects;

namespace EntraAppCmdlets.Guides;

/// <summary>One thing that two specifications say differently.</summary>
/// <param name="Property">The property or entry.</param>
/// <param name="Left">What it is on the left.</param>
/// <param name="Right">What it is on the right.</param>
internal sealed record SpecDifference(string Property, string Left, string Right);

/// <summary>Compares what two specifications say.</summary>
internal static class SpecComparison
{
    /// <summary>The differences, in the order of the left side, then what is on the right alone.</summary>
    public static IReadOnlyList<SpecDifference> Compare(IEnumerable<SpecFact> left, IEnumerable<SpecFact> right)
    {
        var (ofLeft, ofRight) = (ByProperty(left), ByProperty(right));
        return
        [
            .. from property in ofLeft.Keys.Union(ofRight.Keys, StringComparer.Ordinal)
            let one = ofLeft.GetValueOrDefault(property)
            let other = ofRight.GetValueOrDefault(property)
            where one?.Value != other?.Value
            select new SpecDifference(property, one?.Value ?? other!.Otherwise, other?.Value ?? one!.Otherwise),
        ];
    }

    /// <summary>Facts in which placeholders stand for the tenant and the app.</summary>
    public static IReadOnlyList<SpecFact> Neutral(IEnumerable<SpecFact> facts, TenantNames tenant, Guid appId) =>
        [
            .. facts.Select(fact =>
                fact with
                {
                    Property = tenant.Symbolic(fact.Property, appId),
                    Value = tenant.Symbolic(fact.Value, appId),
                }
            ),
        ];

    private static Dictionary<string, SpecFact> ByProperty(IEnumerable<SpecFact> facts) =>
        facts
            .GroupBy(fact => fact.Property, StringComparer.Ordinal)
            .ToDictionary(
                same => same.Key,
                same =>
                    same.First() with
                    {
                        Value = string.Join(", ", same.Select(fact => fact.Value).Distinct().Order(StringComparer.Ordinal)),
                    },
                StringComparer.Ordinal
            );
}
