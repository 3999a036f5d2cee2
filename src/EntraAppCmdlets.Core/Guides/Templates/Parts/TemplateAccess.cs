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
}
