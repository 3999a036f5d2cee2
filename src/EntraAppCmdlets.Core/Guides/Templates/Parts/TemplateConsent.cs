using System.Text.Json;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateConsent
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }
}
