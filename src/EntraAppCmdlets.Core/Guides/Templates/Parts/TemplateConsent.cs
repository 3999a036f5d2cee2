using System.Text.Json;
using EntraAppCmdlets.Aspects.Consent;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateConsent
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    /// <summary>What asks for consent; null where nobody does.</summary>
    public static TemplateConsent? From(ConsentSpec spec, CapturedTexts texts) =>
        spec.IsAsked ? new() { Step = texts.Step("consent", "API permissions", "Grant admin consent.") } : null;
}
