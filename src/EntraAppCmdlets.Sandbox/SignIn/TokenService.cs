using System.Text.Json;
using EntraAppCmdlets.Sandbox.Consent;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>The token endpoint.</summary>
internal sealed class TokenService(ClientAuthentication authentication)
{
    private const int Lifetime = 3599;
    private const string Default = "/.default";

    public Action<Utf8JsonWriter> Answer(SignInContext context)
    {
        var clientId = context.Required("client_id");
        var grant = context.Required("grant_type");
        return grant switch
        {
            "client_credentials" => ClientCredentials(context, clientId),
            _ => throw SignInErrors.UnsupportedGrant(grant),
        };
    }

    private Action<Utf8JsonWriter> ClientCredentials(SignInContext context, string clientId)
    {
        var asked = context.IsV1 ? context.Value("resource") ?? context.Required("resource") : context.Required("scope");
        var client = SignInClient.Find(context, clientId);
        authentication.Require(context, client);
        var name = context.IsV1 ? asked : ResourceOfDefault(asked);
        var resource = ResourceFinder.Find(context, name);
        var roles = RolesOf(context, client.Principal, resource);
        if (resource.Flag("appRoleAssignmentRequired") && roles is null)
        {
            throw SignInErrors.ClientNotAssigned(client.AppId, client.Name, resource.Text("appId")!, resource.Text("displayName")!);
        }

        var v2 = ResourceFinder.TakesV2(context, resource);
        var issued = context.Now.ToUnixTimeSeconds();
        var token = Jwt.Sign(json =>
        {
            json.WriteString("aud", v2 ? resource.Text("appId") : name);
            json.WriteString("iss", context.Issuer(v1: !v2));
            json.WriteNumber("iat", issued);
            json.WriteNumber("nbf", issued);
            json.WriteNumber("exp", issued + Lifetime + 1);
            json.WriteString("aio", "E2" + Guid.NewGuid().ToString("N"));
            json.WriteString(v2 ? "azp" : "appid", client.AppId);
            json.WriteString(v2 ? "azpacr" : "appidacr", "1");
            if (!v2)
            {
                json.WriteString("app_displayname", client.Name);
                json.WriteString("idp", context.Issuer(v1: true));
                json.WriteString("idtyp", "app");
            }

            json.WriteString("oid", client.Principal.Id);
            if (roles is { Count: > 0 })
            {
                json.WriteStartArray("roles");
                foreach (var role in roles)
                {
                    json.WriteStringValue(role);
                }

                json.WriteEndArray();
            }

            json.WriteString("sub", client.Principal.Id);
            json.WriteString("tid", context.Tenant.TenantId);
            json.WriteString("uti", Base64Url.Encode(Guid.NewGuid().ToByteArray()));
            json.WriteString("ver", v2 ? "2.0" : "1.0");
        });
        return json =>
        {
            json.WriteString("token_type", "Bearer");
            if (context.IsV1)
            {
                json.WriteString("expires_in", Lifetime.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("ext_expires_in", Lifetime.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("expires_on", (issued + Lifetime + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("not_before", issued.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("resource", name);
            }
            else
            {
                json.WriteNumber("expires_in", Lifetime);
                json.WriteNumber("ext_expires_in", Lifetime);
            }

            json.WriteString("access_token", token);
        };
    }

    /// <summary>The names of the roles that a client has at a resource; null where it is not assigned at all.</summary>
    private static List<string>? RolesOf(SignInContext context, Document principal, Document resource)
    {
        var assigned = AssignmentOperations.Of(context.Store, "principalId", principal.Id, context.Now).Where(each => each.Text("resourceId") == resource.Id)
            .Select(each => each.Text("appRoleId")!).ToHashSet(StringComparer.Ordinal);
        return assigned.Count == 0 ? null
            : [.. resource.Many("appRoles").Where(role => assigned.Contains(role.Text("id")!) && role.Text("value") is { Length: > 0 }).Select(role => role.Text("value")!)];
    }

    private static string ResourceOfDefault(string scope)
    {
        var scopes = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0 || !scopes[0].EndsWith(Default, StringComparison.Ordinal))
        {
            throw SignInErrors.NotDefaultScope(scope);
        }

        if (scopes.Length > 1)
        {
            throw SignInErrors.InvalidScope(scope, "A client credentials request takes the scope of one resource.");
        }

        return scope[..^Default.Length] is { Length: > 0 } name ? name : throw SignInErrors.InvalidScope(scope, "");
    }
}
