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
}
