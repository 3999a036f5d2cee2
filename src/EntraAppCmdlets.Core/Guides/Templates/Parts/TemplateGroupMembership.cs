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
}
