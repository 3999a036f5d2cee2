using System.Text.Json;
using EntraAppCmdlets.Aspects.Certificates;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateCertificate
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public required string From { get; init; }

    public string? Description { get; set; }

    /// <summary>The certificate that is asked for.</summary>
    public CertificatesSpec ToSpec(VendorInput input)
    {
        var name = Placeholder.Only(From)!;
        return new CertificatesSpec(
            input.CertificateOf(name),
            input.ValuesOf(name) is [var source] && File.Exists(source) ? source : null,
            Description is null ? null : input.Fill(Description)
        )
        {
            Step = Step,
        };
    }
}
