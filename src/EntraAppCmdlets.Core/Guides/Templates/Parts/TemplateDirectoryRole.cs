using System.Text.Json;
using EntraAppCmdlets.Aspects.DirectoryRoles;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateDirectoryRole
{
    public required string Role { get; init; }

    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    /// <summary>The directory roles that the app shall have; null where the template says nothing of them.</summary>
    public static DirectoryRolesSpec? ToSpec(IReadOnlyList<TemplateDirectoryRole> roles, VendorInput input) =>
        roles.Count == 0
            ? null
            : new DirectoryRolesSpec
            {
                Roles = [.. from role in roles where input.Holds(role.When) from name in input.Expand(role.Role) select (name, role.Step)],
            };

    /// <summary>What asks for these roles.</summary>
    public static IReadOnlyList<TemplateDirectoryRole> From(DirectoryRolesSpec spec, CapturedTexts texts) =>
        [
            .. spec.Roles.Select(item => new TemplateDirectoryRole
            {
                Role = texts.Constant(item.Role),
                Step = texts.Step("directory-roles", "Roles and administrators", "Assign the directory roles."),
            }),
        ];
}
