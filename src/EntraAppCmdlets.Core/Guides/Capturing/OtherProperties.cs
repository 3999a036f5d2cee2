using System.Globalization;
using System.Text.Json;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>Finds what an application or service principal has and no aspect accounts for, whatever it is.</summary>
internal static class OtherProperties
{
    private const string OfPrincipal = "servicePrincipal/";

    /// <summary>What tells one object from another, what the service sets itself, and what a service principal shows of its application.</summary>
    private static readonly string[] OfTheService =
    [
        "@odata.context",
        "id",
        "appId",
        "createdByAppId",
        "createdDateTime",
        "deletedDateTime",
        "publisherDomain",
        "uniqueName",
        "web/redirectUriSettings",
        "oauth2RequirePostResponse",
        .. new[]
        {
            "@odata.context",
            "id",
            "appId",
            "appDisplayName",
            "appDescription",
            "appOwnerOrganizationId",
            "applicationTemplateId",
            "createdByAppId",
            "createdDateTime",
            "deletedDateTime",
            "disabledByMicrosoftStatus",
            "displayName",
            "homepage",
            "logoutUrl",
            "replyUrls",
            "servicePrincipalNames",
            "servicePrincipalType",
            "signInAudience",
            "appRoles",
            "oauth2PermissionScopes",
            "resourceSpecificApplicationPermissions",
            "info",
            "verifiedPublisher",
        }.Select(name => OfPrincipal + name),
    ];

    /// <summary>The properties with their values, shortened.</summary>
    /// <param name="application">The application; null where it is in another tenant.</param>
    /// <param name="principal">Its service principal; null without one.</param>
    /// <param name="known">What the aspects account for.</param>
    public static IEnumerable<(string Property, string Value)> Of(
        JsonElement? application,
        JsonElement? principal,
        IEnumerable<string> known
    )
    {
        HashSet<string> all = new([.. known, .. OfTheService], StringComparer.Ordinal);
        return Leaves(application, "", all).Concat(Leaves(principal, OfPrincipal, all));
    }

    private static IEnumerable<(string Property, string Value)> Leaves(JsonElement? element, string path, HashSet<string> known)
    {
        if (element is not { } holder)
        {
            yield break;
        }

        foreach (var property in holder.EnumerateObject())
        {
            var name = path + property.Name;
            if (known.Contains(name) || IsUsual(name, property.Value))
            {
                continue;
            }

            if (property.Value.ValueKind != JsonValueKind.Object)
            {
                yield return (name, InWords(property.Value));
                continue;
            }

            foreach (var inner in Leaves(property.Value, name + "/", known))
            {
                yield return inner;
            }
        }
    }

    /// <summary>What every new app has.</summary>
    private static bool IsUsual(string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.False => true,
            JsonValueKind.String => value.GetString() is ""
                || (name == "parentalControlSettings/legalAgeGroupRule" && value.ValueEquals("Allow")),
            JsonValueKind.Array => value.GetArrayLength() == 0,
            _ => false,
        };

    private static string InWords(JsonElement value) =>
        value.ValueKind != JsonValueKind.Array ? Cut.Shorten(value.ToString())
        : value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? Cut.Shorten(string.Join(", ", value.EnumerateArray().Select(item => item.GetString())))
        : value.GetArrayLength() == 1 ? "1 entry"
        : string.Create(CultureInfo.InvariantCulture, $"{value.GetArrayLength()} entries");
}
