using System.Text.Json;
using EntraAppCmdlets.Aspects.Credentials;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateSecret
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public required string Description { get; init; }

    public int ValidForDays { get; set; } = 180;

    /// <summary>The client secret that is asked for.</summary>
    public SecretSpec ToSpec(VendorInput input) => new(input.Fill(Description), ValidForDays);
}
