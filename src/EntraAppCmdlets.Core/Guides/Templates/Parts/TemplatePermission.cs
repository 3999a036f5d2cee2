using System.Text.Json;
using EntraAppCmdlets.Aspects.ExposedApi;
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

    /// <summary>Whether the app of the template that exposes the API authorizes this one as a client for them.</summary>
    public bool? AuthorizedClient { get; set; }

    public string? AuthorizedClientStep { get; set; }

    public string? Reason { get; set; }

    public string? Note { get; set; }

    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public bool IsSelf() => Api == Self;

    /// <summary>The permissions that are asked for.</summary>
    public IEnumerable<WantedPermission> ToWanted(VendorInput input)
    {
        if (input.AppOf(Api) is { } other)
        {
            return Names
                .SelectMany(input.Expand)
                .Select(permission => new WantedPermission(other.AppId, Type, permission, Step) { Consent = Consent ?? true, Of = other });
        }

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
            .Select(permission => new WantedPermission(api, Type, Known(api, permission), Step)
            {
                Consent = Consent ?? true,
                // What the module doesn't know, the tenant may.
                ApiName = api == Guid.Empty ? name : null,
            })
            .Distinct();
    }

    /// <summary>The name alone of a permission that was given by its ID, or with the URI of its API.</summary>
    private string Known(Guid? api, string permission) =>
        api is { } known && PermissionCatalogue.Default.Resolve(known, permission, Type).Permission is { } found ? found.Name : permission;

    /// <summary>The earlier apps of the template that authorize this one as a client; null for none.</summary>
    public static AuthorizationsSpec? ToAuthorizations(IReadOnlyList<TemplatePermission> permissions, VendorInput input)
    {
        List<WantedAuthorization> authorizations =
        [
            .. from permission in permissions
            where permission.AuthorizedClient == true && input.Holds(permission.When)
            let api = input.AppOf(permission.Api)
            where api is not null
            select new WantedAuthorization(
                api,
                [.. permission.Names.SelectMany(input.Expand)],
                permission.AuthorizedClientStep ?? permission.Step
            ),
        ];
        return authorizations.Count == 0 ? null : new AuthorizationsSpec { Authorizations = authorizations };
    }

    /// <summary>Whether the app of this key authorizes this one as a client, if the permissions are asked for.</summary>
    public bool IsAuthorizedBy(string key) =>
        AuthorizedClient == true
        && Placeholder.Only(Api) is { } name
        && string.Equals(Placeholder.AppIn(name), key, StringComparison.OrdinalIgnoreCase);

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
