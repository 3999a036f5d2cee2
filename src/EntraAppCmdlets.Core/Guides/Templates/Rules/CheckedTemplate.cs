namespace EntraAppCmdlets.Guides;

/// <summary>A template that has passed the schema, as rules look at it.</summary>
/// <param name="template">The template; of one for several apps, the one of an app.</param>
/// <param name="json">Its text.</param>
/// <param name="faults">Takes what is wrong.</param>
/// <param name="earlier">The apps that come before it.</param>
internal sealed class CheckedTemplate(
    VendorTemplate template,
    PositionedJson json,
    TemplateFaults faults,
    IReadOnlyList<VendorTemplate> earlier
)
{
    public VendorTemplate Template => template;

    public PositionedJson Json => json;

    public TemplateFaults Faults => faults;

    public IReadOnlyList<VendorTemplate> Earlier => earlier;

    public IReadOnlyDictionary<string, TemplateParameter> Parameters { get; } =
        template
            .AllParameters()
            .GroupBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);

    public TemplateConditions Conditions => new(Parameters);
}
