using System.Text.Json;
using EntraAppCmdlets.Aspects.Groups;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateGroupMembership
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public required string Who { get; init; }

    /// <summary>The groups that the app shall be a member of.</summary>
    public GroupMembershipSpec ToSpec(VendorInput input) => new() { Step = Step, Names = input.Expand(Who) };

    /// <summary>What asks for this membership; null for none.</summary>
    public static TemplateGroupMembership? From(GroupMembershipSpec spec, CapturedTexts texts) =>
        spec.Names.Count == 0
            ? null
            : new()
            {
                Step = texts.Step("groups", "Groups", "Add the app to the groups."),
                Who = texts.People("MemberOf", spec.Names, "The groups that the app is a member of."),
            };
}
