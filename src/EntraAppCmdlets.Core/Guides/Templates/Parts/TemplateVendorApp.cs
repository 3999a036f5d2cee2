using System.Text.Json;
using EntraAppCmdlets.Aspects.Registration;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateVendorApp
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public required string AppId { get; init; }

    /// <summary>The vendor's app that is asked for.</summary>
    public VendorAppSpec ToSpec(VendorTemplate template, VendorInput input) =>
        new(Guid.Parse(input.Fill(AppId)), template.Title) { Step = Step };

    /// <summary>What asks for this app of a vendor.</summary>
    public static TemplateVendorApp From(VendorAppSpec spec, CapturedTexts texts) =>
        new()
        {
            Step = texts.Step("enterprise-application", "Enterprise applications", "Add the vendor's app to the tenant."),
            AppId = spec.Id.ToString(),
        };
}
