using System.Text.Json;
using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.ExposedApi;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateRole
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public required string Value { get; init; }

    public required string DisplayName { get; init; }

    public string? Description { get; set; }

    public required IReadOnlyList<AppRoleMemberType> MemberTypes { get; init; }

    public bool? Enabled { get; set; }

    /// <summary>The role that is asked for.</summary>
    /// <param name="fill">Fills a text in.</param>
    /// <exception cref="AppException">PermissionValueInvalid.</exception>
    public RoleRequest ToRequest(Func<string, string> fill) =>
        new()
        {
            Value = Entitlements<AppRole>.CheckValue(fill(Value), RoleService.MaximumValue),
            DisplayName = fill(DisplayName),
            Description = Description is null ? null : fill(Description),
            AllowedMemberTypes = MemberTypes,
            IsEnabled = Enabled,
        };

    /// <summary>What asks for this role.</summary>
    public static TemplateRole From(RoleRequest role, CapturedTexts texts) =>
        new()
        {
            Step = texts.Step("roles", "App roles", "Define the app roles."),
            Value = texts.Constant(role.Value),
            DisplayName = texts.Optional(role.DisplayName) ?? texts.Constant(role.Value),
            Description = texts.Optional(role.Description),
            MemberTypes = role.AllowedMemberTypes ?? [],
            Enabled = role.IsEnabled,
        };
}
