using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace EntraAppCmdlets.Http;

/// <summary>
/// JSON as it may be shown: the values of the properties named here, and <c>***</c> for all others. A list of what may be seen,
/// because a list of what must not be seen is never complete.
/// </summary>
internal static class Redaction
{
    private const string Hidden = "***";

    /// <summary>Names whose values may be seen; <c>parent.name</c> where the name alone also stands for a secret elsewhere.</summary>
    private static readonly FrozenSet<string> Shown = new[]
    {
        // objects
        "id",
        "appId",
        "displayName",
        "uniqueName",
        "createdDateTime",
        "deletedDateTime",
        "publisherDomain",
        "signInAudience",
        "appOwnerOrganizationId",
        "servicePrincipalType",
        "servicePrincipalNames",
        "accountEnabled",
        "appRoleAssignmentRequired",
        "tags",
        "notes",
        "description",
        "userPrincipalName",
        "homepage",
        "loginUrl",
        "preferredSingleSignOnMode",
        "disabledByMicrosoftStatus",
        "serviceManagementReference",
        "applicationTemplateId",
        "isDefault",
        "isInitial",
        // platforms and tokens asked for
        "redirectUris",
        "homePageUrl",
        "logoutUrl",
        "enableAccessTokenIssuance",
        "enableIdTokenIssuance",
        "isFallbackPublicClient",
        "termsOfServiceUrl",
        "privacyStatementUrl",
        "allProperties",
        "source",
        "essential",
        "additionalProperties",
        "requestedAccessTokenVersion",
        "acceptMappedClaims",
        "groupMembershipClaims",
        "identifierUris",
        "uri",
        "index",
        // credentials, but never what proves anything
        "keyId",
        "startDateTime",
        "endDateTime",
        "customKeyIdentifier",
        "usage",
        "type",
        "name",
        "issuer",
        "subject",
        "audiences",
        // permissions
        "resourceAppId",
        "resourceId",
        "resourceDisplayName",
        "principalId",
        "principalType",
        "principalDisplayName",
        "appRoleId",
        "roleDefinitionId",
        "directoryScopeId",
        "clientId",
        "consentType",
        "scope",
        "isEnabled",
        "allowedMemberTypes",
        "origin",
        "delegatedPermissionIds",
        "adminConsentDisplayName",
        "adminConsentDescription",
        "userConsentDisplayName",
        "userConsentDescription",
        "appRoles.value",
        "oauth2PermissionScopes.value",
        // the protocol
        "method",
        "url",
        "status",
        "dependsOn",
        "@odata.id",
        "@odata.type",
        "@odata.context",
        "@odata.count",
        "owners@odata.bind",
        "code",
        "message",
        "target",
        "date",
        "request-id",
        "client-request-id",
        "Content-Type",
        "Retry-After",
        "Location",
        "Prefer",
        "ConsistencyLevel",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The JSON with hidden values, or for anything else only its length.</summary>
    public static string Show(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return "(empty)";
        }

        try
        {
            return Encoding.UTF8.GetString(Json(body));
        }
        catch (JsonException)
        {
            return $"({body.Length} bytes that are not JSON)";
        }
    }

    /// <summary>The JSON with hidden values.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static byte[] Json(ReadOnlySpan<byte> body)
    {
        using var stream = new MemoryStream(body.Length);
        using var writer = new Utf8JsonWriter(stream);
        var reader = new Utf8JsonReader(body);

        // The property that each open object or array is the value of; an item of an array counts under the array's name.
        var path = new Stack<string>();
        var name = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    writer.WritePropertyName(name);
                    break;
                case JsonTokenType.StartObject:
                    path.Push(name);
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.StartArray:
                    path.Push(name);
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndObject:
                    name = path.Pop();
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.EndArray:
                    name = path.Pop();
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.Null:
                    writer.WriteNullValue();
                    break;
                default:
                    if (Shown.Contains(name) || (path.Count > 0 && Shown.Contains($"{path.Peek()}.{name}")))
                    {
                        writer.WriteRawValue(Raw(body, ref reader), skipInputValidation: true);
                    }
                    else
                    {
                        writer.WriteStringValue(Hidden);
                    }

                    break;
            }
        }

        writer.Flush();
        return stream.ToArray();
    }

    private static ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> body, ref Utf8JsonReader reader) =>
        body[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
}
