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

    /// <summary>What asks for this secret; null for none.</summary>
    public static TemplateSecret? From(CredentialsSpec spec, CapturedTexts texts) =>
        spec.Secret is not { } secret
            ? null
            : new()
            {
                Step = texts.Step("secret", "Certificates & secrets", "Create the client secret."),
                Description = texts.Constant(secret.Description),
                ValidForDays = secret.ValidForDays,
            };
}
