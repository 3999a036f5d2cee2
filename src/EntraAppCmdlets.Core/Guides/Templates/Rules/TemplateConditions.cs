using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>How the conditions of a template relate to each other.</summary>
/// <param name="parameters">The parameters that they ask about.</param>
internal sealed class TemplateConditions(IReadOnlyDictionary<string, TemplateParameter> parameters)
{
    /// <summary>Whether a condition holds wherever another one does.</summary>
    public static bool IsImplied(IReadOnlyDictionary<string, JsonElement>? condition, IReadOnlyDictionary<string, JsonElement>? by) =>
        condition?.All(part =>
            by?.FirstOrDefault(own => string.Equals(own.Key, part.Key, StringComparison.OrdinalIgnoreCase)).Value
                is { ValueKind: not JsonValueKind.Undefined } own
            && IsWithin((own.ValueKind, Values(own)), (part.Value.ValueKind, Values(part.Value)))
        )
        ?? true;

    /// <summary>Whether what one condition asks of a parameter is at least what another one asks.</summary>
    public static bool IsWithin(
        (JsonValueKind Kind, IEnumerable<string> Values) own,
        (JsonValueKind Kind, IEnumerable<string> Values) other
    ) =>
        (own.Kind, other.Kind) switch
        {
            (JsonValueKind.False, JsonValueKind.False) => true,
            (JsonValueKind.False, _) or (_, JsonValueKind.False) => false,
            (_, JsonValueKind.True) => true,
            (JsonValueKind.True, _) => false,
            _ => !own.Values.Except(other.Values, StringComparer.OrdinalIgnoreCase).Any(),
        };

    /// <summary>Whether two conditions can't both hold: they ask one parameter for different values.</summary>
    public bool Exclude(IReadOnlyDictionary<string, JsonElement>? one, IReadOnlyDictionary<string, JsonElement>? other) =>
        one is not null
        && other is not null
        && one.Any(part =>
            parameters.TryGetValue(part.Key, out var parameter)
            && !parameter.List
            && other.FirstOrDefault(item => string.Equals(item.Key, part.Key, StringComparison.OrdinalIgnoreCase)).Value is var against
            && (part.Value.ValueKind, against.ValueKind) switch
            {
                (_, JsonValueKind.Undefined) => false,
                (JsonValueKind.True, JsonValueKind.False) or (JsonValueKind.False, JsonValueKind.True) => true,
                // Not given, and so without any of the values.
                (JsonValueKind.False, not JsonValueKind.False) or (not JsonValueKind.False, JsonValueKind.False) => true,
                (JsonValueKind.True, _) or (_, JsonValueKind.True) => false,
                _ => !Values(part.Value).Intersect(Values(against), StringComparer.OrdinalIgnoreCase).Any(),
            }
        );

    /// <summary>What parts, and those that they are in, ask of a parameter.</summary>
    public static IEnumerable<PositionedJson> On(string parameter, IEnumerable<PositionedJson?> parts) =>
        parts
            .SelectMany(part => part?.Member("when")?.Members ?? [])
            .Where(own => string.Equals(own.Name, parameter, StringComparison.OrdinalIgnoreCase))
            .Select(own => own.Value);

    private static IEnumerable<string> Values(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => item.ToString()) : [value.ToString()];
}
