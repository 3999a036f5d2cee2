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

    public bool? Consent { get; set; }

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
            : PermissionCatalogue.Default.FindResource(name)?.AppId ?? Guid.Empty;
        return Names
            .SelectMany(input.Expand)
            .Select(permission => new WantedPermission(api, Type, permission, Step)
            {
                Consent = Consent ?? true,
                // What the module doesn't know, the tenant may.
                ApiName = api == Guid.Empty ? name : null,
            });
    }

    /// <summary>What asks for these permissions, an entry for those that have all but the name in common.</summary>
    public static IReadOnlyList<TemplatePermission> From(PermissionsSpec spec, CapturedTexts texts) =>
        [
            .. spec
                .Permissions.GroupBy(permission => (permission.Api, permission.Type, permission.Consent))
                .Select(same => new TemplatePermission
                {
                    Api = same.Key.Api is { } api ? NameOf(api) : Self,
                    Type = same.Key.Type,
                    Names = [.. same.Select(permission => texts.Constant(permission.Name)).Distinct(StringComparer.Ordinal)],
                    Consent = same.Key.Consent ? null : false,
                    Step = texts.Step("permissions", "API permissions", "Request the permissions."),
                }),
        ];

    // By its ID where the name isn't enough.
    private static string NameOf(Guid api) =>
        PermissionCatalogue.Default.FindResource(api)?.Name is { } name && PermissionCatalogue.Default.FindResource(name)?.AppId == api
            ? name
            : api.ToString();
}
