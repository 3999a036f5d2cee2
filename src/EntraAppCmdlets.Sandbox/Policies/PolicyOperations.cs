using System.Text.Json;
using System.Xml;
using EntraAppCmdlets.Sandbox.Graph;

namespace EntraAppCmdlets.Sandbox.Policies;

/// <summary>The tenant's default app management policy: what it allows of credentials.</summary>
internal static class PolicyOperations
{
    public const string DefaultPolicyId = "00000000-0000-0000-0000-000000000000";

    public static void Map(RouteTable routes) => routes
        .Map("GET", "policies/defaultAppManagementPolicy", Operation.ReadPolicies, Read)
        .Map("PATCH", "policies/defaultAppManagementPolicy", Operation.WritePolicies, static _ =>
            throw GraphErrors.Refused("The policy of a sandbox is one of its settings (MaxSecretLifetime) and can't be changed by a request."));

    private static Reply Read(GraphContext context)
    {
        var longest = context.Settings.MaxSecretLifetime;
        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#policies/defaultAppManagementPolicy/$entity");
            json.WriteString("id", DefaultPolicyId);
            json.WriteNull("deletedDateTime");
            json.WriteString("displayName", "Default app management tenant policy");
            json.WriteString("description", "Default tenant policy that enforces app management restrictions on applications and service principals. To apply policy to targeted resources, create a new policy under appManagementPolicies collection.");
            json.WriteBoolean("isEnabled", longest is not null);
            json.WriteStartObject("applicationRestrictions");
            WriteCredentials(json, longest);
            json.WriteNull("identifierUris");
            json.WriteEndObject();
            json.WriteStartObject("servicePrincipalRestrictions");
            WriteCredentials(json, longest);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static void WriteCredentials(Utf8JsonWriter json, TimeSpan? longest)
    {
        json.WriteStartArray("passwordCredentials");
        if (longest is { } limit)
        {
            json.WriteStartObject();
            json.WriteString("restrictionType", "passwordLifetime");
            json.WriteString("state", "enabled");
            json.WriteString("maxLifetime", XmlConvert.ToString(limit));
            json.WriteString("restrictForAppsCreatedAfterDateTime", "2014-10-19T10:37:00Z");
            json.WriteNull("excludeActors");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("keyCredentials");
        json.WriteEndArray();
    }
}
