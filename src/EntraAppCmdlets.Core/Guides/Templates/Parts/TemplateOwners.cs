using System.Text.Json;
using EntraAppCmdlets.Aspects.Owners;

namespace EntraAppCmdlets.Guides;

internal enum TemplateOwned
{
    Application,
    ServicePrincipal,
}

internal sealed record TemplateOwners
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public required IReadOnlyList<TemplateOwned> Of { get; init; }

    public required string Who { get; init; }

    /// <summary>The owners that are asked for. Where nobody is named, there shall be somebody.</summary>
    public OwnersSpec ToSpec(VendorInput input)
    {
        var isAsked = input.Holds(When);
        return new OwnersSpec
        {
            Step = Step,
            IsAsked = isAsked,
            Names = isAsked ? input.Expand(Who) : [],
            Target = Of.Aggregate(
                (AppOwnerTarget)0,
                (all, one) => all | (one == TemplateOwned.Application ? AppOwnerTarget.Application : AppOwnerTarget.ServicePrincipal)
            ),
        };
    }

    /// <summary>What asks for these owners; null for none.</summary>
    public static TemplateOwners? From(OwnersSpec spec, CapturedTexts texts) =>
        spec.Names.Count == 0
            ? null
            : new()
            {
                Step = texts.Step("owners", "Owners", "Add the owners."),
                Of =
                [
                    .. spec.Target.HasFlag(AppOwnerTarget.Application) ? [TemplateOwned.Application] : Array.Empty<TemplateOwned>(),
                    .. spec.Target.HasFlag(AppOwnerTarget.ServicePrincipal)
                        ? [TemplateOwned.ServicePrincipal]
                        : Array.Empty<TemplateOwned>(),
                ],
                Who = texts.People("Owner", spec.Names, "The owners of the app: users by sign-in name."),
            };
}
