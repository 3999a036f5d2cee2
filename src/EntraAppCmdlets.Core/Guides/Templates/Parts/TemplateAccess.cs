using System.Text.Json;
using EntraAppCmdlets.Aspects.Assignments;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateAccess
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public bool? AssignmentRequired { get; set; }

    public string? Who { get; set; }

    public string? Role { get; set; }

    public IReadOnlyList<TemplateAssignment> Assignments { get; set; } = [];

    /// <summary>Who may use the app.</summary>
    public AssignmentsSpec ToSpec(VendorInput input)
    {
        List<TemplateAssignment> named =
        [
            .. Who is null ? Array.Empty<TemplateAssignment>() : [new TemplateAssignment { Who = Who, Role = Role }],
            .. Assignments.Where(item => input.Holds(item.When)),
        ];
        return new AssignmentsSpec
        {
            Step = Step,
            Required = AssignmentRequired,
            Assignments =
                named.Count == 0
                    ? null
                    :
                    [
                        .. from item in named
                        select new WantedAssignments(
                            [.. input.Expand(item.Who).Where(name => name.Length > 0)],
                            item.Role is null ? null : input.Fill(item.Role),
                            item.Step
                        ),
                    ],
        };
    }

    /// <summary>What asks for this access; null where everybody may use the app and nobody is named.</summary>
    public static TemplateAccess? From(AssignmentsSpec spec, CapturedTexts texts)
    {
        if (spec is { Required: null, Assignments: null })
        {
            return null;
        }

        var assignments = (spec.Assignments ?? []).ToLookup(item => item.Role is null, item => (item.Names, item.Role));
        return new()
        {
            Step = texts.Step("access", "Users and groups", "Set who may use the app."),
            AssignmentRequired = spec.Required,
            Who = assignments[true].Select(item => People(item.Names, "")).FirstOrDefault(),
            Assignments =
            [
                .. assignments[false]
                    .Select(item => new TemplateAssignment
                    {
                        Who = People(item.Names, $", with the role {item.Role}"),
                        Role = texts.Constant(item.Role!),
                    }),
            ],
        };

        string People(IReadOnlyList<string> names, string role) =>
            texts.People("AssignTo", names, $"Who may use the app{role}: users by sign-in name, groups by name or object ID.");
    }
}

internal sealed record TemplateAssignment
{
    public required string Who { get; init; }

    public string? Role { get; set; }

    public string? Step { get; set; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }
}
