using System.Text.Json;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplatePermission
{
    /// <summary>The name that means the app itself.</summary>
    public const string Self = "self";

    public required string Api { get; init; }

    public required AppPermissionType Type { get; init; }

    public required IReadOnlyList<string> Names { get; init; }

    public string? Reason { get; set; }

    public string? Note { get; set; }

    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public bool IsSelf() => Api == Self;

    /// <summary>The permissions that are asked for.</summary>
    public IEnumerable<WantedPermission> ToWanted(VendorInput input)
    {
        var name = input.Fill(Api);
        if (name.Length == 0)
        {
            // A parameter that wasn't given.
            return [];
        }

        Guid? api =
            IsSelf() ? null
            : Guid.TryParse(name, out var id) ? id
            : PermissionCatalogue.Default.FindResource(name)!.AppId;
        return Names.SelectMany(input.Expand).Select(permission => new WantedPermission(api, Type, permission, Step));
    }
}
