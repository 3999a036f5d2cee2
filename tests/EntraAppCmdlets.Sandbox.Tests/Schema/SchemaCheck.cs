using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Schema;

/// <summary>Holds answers against the schema: no property that it does not have, none of another type, none missing.</summary>
internal sealed partial class SchemaCheck(CsdlModel model)
{
    // What the service returns only when it is selected, and a stream, which is no JSON.
    private static readonly HashSet<string> OnSelect =
    [
        "microsoft.graph.application.authenticationBehaviors",
        "microsoft.graph.application.logo",
        "microsoft.graph.servicePrincipal.customSecurityAttributes",
    ];

    // Of these the schema at hand is an excerpt, and the service returns a few of their properties by default.
    private static readonly HashSet<string> Excerpts = ["microsoft.graph.user", "microsoft.graph.group", "microsoft.graph.organization"];

    // In the real service's recorded answers, although not in its schema.
    private static readonly HashSet<string> Recorded = ["microsoft.graph.servicePrincipal.createdDateTime"];

    private static readonly Dictionary<string, string> Sets = new(StringComparer.Ordinal)
    {
        ["applications"] = "microsoft.graph.application",
        ["servicePrincipals"] = "microsoft.graph.servicePrincipal",
        ["users"] = "microsoft.graph.user",
        ["groups"] = "microsoft.graph.group",
        ["organization"] = "microsoft.graph.organization",
        ["oauth2PermissionGrants"] = "microsoft.graph.oAuth2PermissionGrant",
        ["appRoleAssignments"] = "microsoft.graph.appRoleAssignment",
        ["appRoleAssignedTo"] = "microsoft.graph.appRoleAssignment",
        ["federatedIdentityCredentials"] = "microsoft.graph.federatedIdentityCredential",
        ["defaultAppManagementPolicy"] = "microsoft.graph.tenantAppManagementPolicy",
        ["roleAssignments"] = "microsoft.graph.unifiedRoleAssignment",
        ["roleDefinitions"] = "microsoft.graph.unifiedRoleDefinition",
        ["directoryRoles"] = "microsoft.graph.directoryRole",
        ["appManagementPolicies"] = "microsoft.graph.appManagementPolicy",
        ["directoryObjects"] = "microsoft.graph.directoryObject",
        ["microsoft.graph.passwordCredential"] = "microsoft.graph.passwordCredential",
    };

    public int Answers { get; private set; }

    public int Objects { get; private set; }

    public List<string> Differences { get; } = [];

    public HashSet<string> TypesSeen { get; } = new(StringComparer.Ordinal);

    public void Check(string request, Answer answer)
    {
        if (answer.Status >= 300 || answer.Json is not JsonObject json || (string?)json["@odata.context"] is not { } context)
        {
            return;
        }

        Answers++;
        var match = ContextPattern().Match(context);
        Assert.True(match.Success, $"{request}: the context '{context}' isn't one.");
        var set = match.Groups["set"].Value;
        if (set is "domains" or "Collection(Edm.String)" or "Collection($ref)")
        {
            return;
        }

        var type = Sets[set.Split('/')[^1]];
        var selected = match.Groups["select"].Value is { Length: > 0 } text ? text.Split(',') : null;
        if (json["value"] is JsonArray items)
        {
            foreach (var item in items)
            {
                CheckEntity($"{request} $.value[]", item!.AsObject(), type, selected);
            }
        }
        else
        {
            CheckEntity($"{request} $", json, type, selected);
        }
    }

    [GeneratedRegex(
        @"\$metadata#(?<set>[A-Za-z0-9./]+(\('[^']*'\)/[A-Za-z0-9]+)?|Collection\([^)]*\))(\((?<select>[^)]*(\(\))?)\))?(/\$entity)?$"
    )]
    private static partial Regex ContextPattern();

    [GeneratedRegex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    private static partial Regex GuidPattern();

    private void CheckEntity(string place, JsonObject json, string type, string[]? selected)
    {
        Objects++;
        if ((string?)json["@odata.type"] is { } told)
        {
            type = told.TrimStart('#');
        }

        Require(type != "microsoft.graph.directoryObject", place, "is of several possible types and does not tell its own");
        if (type == "microsoft.graph.directoryObject")
        {
            return;
        }

        TypesSeen.Add(type);
        CheckObject(place, json, type, selected);
    }

    private void CheckObject(string place, JsonObject json, string type, string[]? selected)
    {
        var properties = model.PropertiesOf(type);
        foreach (var (name, value) in json)
        {
            if (name.Contains('@', StringComparison.Ordinal))
            {
                continue;
            }

            if (properties.TryGetValue(name, out var property))
            {
                CheckValue($"{place}.{name}", value, property.Type, property.Nullable);
            }
            else if (model.NavigationsOf(type).Contains(name))
            {
                continue;
            }
            else
            {
                Require(Excerpts.Contains(type) || Recorded.Contains($"{type}.{name}"), $"{place}.{name}", "is not in the schema");
            }
        }

        foreach (var name in properties.Keys)
        {
            if (
                selected is null
                    ? !OnSelect.Contains($"{type}.{name}") && !Excerpts.Contains(type) && name is not "deletedDateTime"
                    : selected.Contains(name)
            )
            {
                Require(json.ContainsKey(name), $"{place}.{name}", "is missing");
            }
        }
    }

    private void CheckValue(string place, JsonNode? value, string type, bool nullable)
    {
        if (type.StartsWith("Collection(", StringComparison.Ordinal))
        {
            Require(value is JsonArray || (value is null && nullable), place, "is no array");
            foreach (var item in value as JsonArray ?? [])
            {
                CheckValue(place + "[]", item, type["Collection(".Length..^1], nullable: false);
            }

            return;
        }

        if (value is null)
        {
            Require(nullable, place, "is null");
            return;
        }

        var kind = value.GetValueKind();
        var text = kind == JsonValueKind.String ? (string?)value : null;
        switch (type)
        {
            case "Edm.String" or "Edm.Binary":
                Require(text is not null, place, "is no text");
                break;
            case "Edm.Boolean":
                Require(kind is JsonValueKind.True or JsonValueKind.False, place, "is no boolean");
                break;
            case "Edm.Int32":
                Require(kind == JsonValueKind.Number && ((JsonValue)value).TryGetValue<int>(out _), place, "is no integer");
                break;
            case "Edm.Guid":
                Require(text is not null && GuidPattern().IsMatch(text), place, "is no GUID");
                break;
            case "Edm.DateTimeOffset":
                Require(
                    text is not null && text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
                    place,
                    "is no time in UTC"
                );
                break;
            case "Edm.Duration":
                Require(text?.StartsWith('P') == true, place, "is no duration");
                break;
            case var _ when model.IsEnum(type):
                Require(
                    text is not null && text.Split(',').All(model.MembersOf(type).Contains),
                    place,
                    "isn't a member of the enumeration"
                );
                break;
            default:
                Require(kind == JsonValueKind.Object, place, "is no object");
                if (value is JsonObject inner)
                {
                    CheckObject(place, inner, type, selected: null);
                }

                break;
        }
    }

    private void Require(bool holds, string place, string trouble)
    {
        if (!holds)
        {
            Differences.Add($"{place} {trouble}");
        }
    }
}
