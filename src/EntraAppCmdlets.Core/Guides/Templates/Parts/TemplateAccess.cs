using System.Text.Json;
using EntraAppCmdlets.Aspects.Assignments;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateAccess
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public bool? AssignmentRequired { get; set; }

    public string? Who { get; set; }

    /// <summary>Who may use the app.</summary>
    public AssignmentsSpec ToSpec(VendorInput input) =>
        new()
        {
            Step = Step,
            Required = AssignmentRequired,
            NamesPeople = Who is not null,
            Names = Who is null ? [] : input.Expand(Who),
        };

    /// <summary>What asks for this access; null where everybody may use the app and nobody is named.</summary>
    public static TemplateAccess? From(AssignmentsSpec spec, CapturedTexts texts) =>
        spec is { Required: null, Names.Count: 0 }
            ? null
            : new()
            {
                Step = texts.Step("access", "Users and groups", "Set who may use the app."),
                AssignmentRequired = spec.Required,
                Who =
                    spec.Names.Count == 0
                        ? null
                        : texts.People("AssignTo", spec.Names, "Who may use the app: users by sign-in name, groups by name or object ID."),
            };
}
