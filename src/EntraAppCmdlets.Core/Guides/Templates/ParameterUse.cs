using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>Which parameters of a template its app depends on, as opposed to the steps and settings that people read.</summary>
internal static class ParameterUse
{
    private static readonly HashSet<string> ForPeople = new(StringComparer.Ordinal)
    {
        "parameters",
        "values",
        "variants",
        "steps",
        "settings",
        "signIn",
        "symptoms",
        "notes",
        "guide",
        "title",
        "description",
    };

    /// <summary>The names of the parameters that the parts of the app use: in a text, as a condition, or through the default of another one.</summary>
    public static IReadOnlySet<string> OfApp(VendorTemplate template)
    {
        using var json = JsonDocument.Parse(TemplateReader.WithoutPreamble(template.Bytes));
        var root = json.RootElement;
        var apps = root.TryGetProperty("apps", out var several) ? several.EnumerateArray().Append(root) : [root];
        var used = apps.SelectMany(app =>
                app.EnumerateObject()
                    .Where(part => part.Name != "apps" && !ForPeople.Contains(part.Name))
                    .SelectMany(part => NamesIn(part.Value))
            )
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        Follow(used, [.. template.AllParameters()], parameter => Sources(parameter).Concat(parameter.When?.Keys ?? []));
        return used;
    }

    /// <summary>Adds the parameters that those in use depend on, and what these depend on.</summary>
    /// <param name="used">The names of those in use.</param>
    /// <param name="parameters">All parameters.</param>
    /// <param name="sources">The names that a parameter depends on.</param>
    public static void Follow(
        HashSet<string> used,
        IReadOnlyList<TemplateParameter> parameters,
        Func<TemplateParameter, IEnumerable<string>> sources
    )
    {
        for (var before = -1; before != used.Count; )
        {
            before = used.Count;
            used.UnionWith(parameters.Where(parameter => used.Contains(parameter.Name)).SelectMany(sources).ToList());
        }
    }

    /// <summary>The names that the default of a parameter is made of.</summary>
    public static IEnumerable<string> Sources(TemplateParameter parameter) => parameter.Default is { } value ? NamesIn(value) : [];

    private static IEnumerable<string> NamesIn(JsonElement part) =>
        part.ValueKind switch
        {
            JsonValueKind.String => Placeholder.NamesIn(part.GetString()!),
            JsonValueKind.Array => part.EnumerateArray().SelectMany(NamesIn),
            JsonValueKind.Object => part.EnumerateObject()
                .SelectMany(member =>
                    member.Name == "when" ? member.Value.EnumerateObject().Select(condition => condition.Name) : NamesIn(member.Value)
                ),
            _ => [],
        };
}
