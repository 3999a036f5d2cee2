using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Consent;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Writes the claims of tokens and signs them.</summary>
internal static class TokenFactory
{
    /// <summary>How long an access token is good, in seconds.</summary>
    public const int Lifetime = 3599;

    // How a user is called in tokens of each version.
    private static readonly string[] V1Names = ["unique_name", "upn"];

    private static readonly string[] V2Names = ["preferred_username"];

    /// <summary>A token for what a client does by itself.</summary>
    public static string ForClient(
        SignInContext context,
        SignInClient client,
        Document resource,
        string resourceName,
        IReadOnlyList<string> roles
    )
    {
        var v2 = ResourceFinder.TakesV2(context, resource);
        return Jwt.Sign(json =>
        {
            WriteCommon(json, context, v2, v2 ? resource.Text("appId")! : resourceName);
            WriteClient(json, client, v2, ClientAuthentication.IsPresented(context));
            if (!v2)
            {
                json.WriteString("idp", context.Issuer(v1: true));
            }

            if (!v2 || OptionalClaims.Of(context, resource.Text("appId")!, "accessToken").Asks("idtyp"))
            {
                json.WriteString("idtyp", "app");
            }

            json.WriteString("oid", client.Principal.Id);
            WriteStrings(json, "roles", roles);
            json.WriteString("sub", client.Principal.Id);
            if (TellsDirectoryRoles(context, resource))
            {
                WriteStrings(json, "wids", [.. BuiltInRoles(context, client.Principal), DirectoryRoles.AnyApplication]);
            }
        });
    }

    /// <summary>A token for what a client does on behalf of a user.</summary>
    public static string ForUser(
        SignInContext context,
        SignInClient client,
        Document user,
        Document resource,
        string resourceName,
        IEnumerable<string> scopes
    )
    {
        var v2 = ResourceFinder.TakesV2(context, resource);
        var optional = OptionalClaims.Of(context, resource.Text("appId")!, "accessToken");
        return Jwt.Sign(json =>
        {
            WriteCommon(json, context, v2, v2 ? resource.Text("appId")! : resourceName);
            json.WriteString("acr", "1");
            WriteStrings(json, "amr", ["pwd"]);
            WriteClient(json, client, v2, ClientAuthentication.IsPresented(context));
            WriteText(json, "family_name", user.Text("surname"));
            WriteText(json, "given_name", user.Text("givenName"));
            var groupRoles = GroupClaims.Write(json, context, optional.Application, resource, user, optional.GroupOptions);
            if (!v2 || optional.Asks("idtyp"))
            {
                json.WriteString("idtyp", "user");
            }

            json.WriteString("name", user.Text("displayName"));
            json.WriteString("oid", user.Id);
            WriteStrings(json, "roles", [.. RoleNames(context, resource, user), .. groupRoles]);
            json.WriteString("scp", string.Join(' ', scopes));
            json.WriteString("sub", Pairwise(user.Id, resource.Text("appId")!));
            if (TellsDirectoryRoles(context, resource))
            {
                WriteStrings(json, "wids", [.. BuiltInRoles(context, user), DirectoryRoles.AnyMember]);
            }

            if (v2)
            {
                json.WriteString("preferred_username", user.Text("userPrincipalName"));
            }
            else
            {
                json.WriteString("unique_name", user.Text("userPrincipalName"));
                json.WriteString("upn", user.Text("userPrincipalName"));
            }

            optional.Write(json, context, user, ["groups", "idtyp", "name", "family_name", "given_name", .. v2 ? V2Names : V1Names]);
        });
    }

    /// <summary>A token that tells the client who has signed in.</summary>
    public static string Identity(
        SignInContext context,
        SignInClient client,
        Document user,
        IReadOnlySet<string> protocol,
        string? nonce
    ) =>
        Jwt.Sign(json =>
        {
            var optional = OptionalClaims.Of(context, client.AppId, "idToken");
            WriteCommon(json, context, v2: !context.IsV1, client.AppId);
            if (protocol.Contains("email"))
            {
                // Whoever has no mailbox has no address: a vendor that needs one meets such users.
                WriteText(json, "email", user.Text("mail"));
            }

            if (client.Present is { } principal)
            {
                var groupRoles = GroupClaims.Write(json, context, optional.Application, principal, user, optional.GroupOptions);
                WriteStrings(json, "roles", [.. RoleNames(context, principal, user), .. groupRoles]);
            }

            if (AsksForDirectoryRoles(optional.Application))
            {
                WriteStrings(json, "wids", [.. BuiltInRoles(context, user), DirectoryRoles.AnyMember]);
            }

            var written = new List<string> { "groups", "nonce", "oid", "sub" };

            if (protocol.Contains("email"))
            {
                written.Add("email");
            }

            if (protocol.Contains("profile"))
            {
                written.AddRange([
                    "name",
                    .. context.IsV1 ? V1Names : V2Names,
                    .. context.IsV1 ? ["family_name", "given_name"] : Array.Empty<string>(),
                ]);
                json.WriteString("name", user.Text("displayName"));
                json.WriteString(context.IsV1 ? "upn" : "preferred_username", user.Text("userPrincipalName"));
                if (context.IsV1)
                {
                    WriteText(json, "family_name", user.Text("surname"));
                    WriteText(json, "given_name", user.Text("givenName"));
                    json.WriteString("unique_name", user.Text("userPrincipalName"));
                }
            }

            optional.Write(json, context, user, written);
            WriteText(json, "nonce", nonce);
            json.WriteString("oid", user.Id);
            json.WriteString("sub", Pairwise(user.Id, client.AppId));
        });

    /// <summary>The names of the roles that a client has at a resource; null where it is not assigned at all.</summary>
    public static IReadOnlyList<string>? RolesOfClient(SignInContext context, Document principal, Document resource)
    {
        var assigned = AssignmentOperations
            .Of(context.Store, "principalId", principal.Id, context.Now)
            .Where(each => each.Text("resourceId") == resource.Id)
            .Select(each => each.Text("appRoleId")!)
            .ToHashSet(StringComparer.Ordinal);
        return assigned.Count == 0 ? null : NamesOf(resource, assigned);
    }

    private static void WriteCommon(Utf8JsonWriter json, SignInContext context, bool v2, string audience)
    {
        var issued = context.Now.ToUnixTimeSeconds();
        json.WriteString("aud", audience);
        json.WriteString("iss", context.Issuer(v1: !v2));
        json.WriteNumber("iat", issued);
        json.WriteNumber("nbf", issued);
        json.WriteNumber("exp", issued + Lifetime + 1);
        json.WriteString("aio", "E2" + Guid.NewGuid().ToString("N"));
        json.WriteString("rh", "0." + Base64Url.Encode(Guid.NewGuid().ToByteArray()));
        json.WriteString("tid", context.Tenant.TenantId);
        json.WriteString("uti", Base64Url.Encode(Guid.NewGuid().ToByteArray()));
        json.WriteString("ver", v2 ? "2.0" : "1.0");
    }

    private static void WriteClient(Utf8JsonWriter json, SignInClient client, bool v2, bool proven)
    {
        json.WriteString(v2 ? "azp" : "appid", client.AppId);
        json.WriteString(v2 ? "azpacr" : "appidacr", proven ? "1" : "0");
        if (!v2)
        {
            json.WriteString("app_displayname", client.Name);
        }
    }

    private static List<string> RoleNames(SignInContext context, Document principal, Document user) =>
        NamesOf(principal, ConsentService.RolesOf(context, principal, user).ToHashSet(StringComparer.Ordinal));

    private static List<string> NamesOf(Document resource, HashSet<string> ids) =>
        ids.Count == 0
            ? []
            :
            [
                .. resource
                    .Many("appRoles")
                    .Where(role => ids.Contains(role.Text("id")!) && role.Text("value") is { Length: > 0 })
                    .Select(role => role.Text("value")!),
            ];

    /// <summary>Microsoft's own APIs always get the directory roles; an application of the tenant where its registration asks for them.</summary>
    private static bool TellsDirectoryRoles(SignInContext context, Document resource) =>
        context.Store.Applications.Where("appId", resource.Text("appId"), context.Now).FirstOrDefault(Store.DirectoryStore.IsAlive)
            is not { } application
        || AsksForDirectoryRoles(application);

    private static bool AsksForDirectoryRoles(Document? application) =>
        application?.Text("groupMembershipClaims")?.Split(',', StringSplitOptions.TrimEntries).Any(each => each is "All" or "DirectoryRole")
        == true;

    /// <summary>A token holds the ids of built-in roles only.</summary>
    private static IEnumerable<string> BuiltInRoles(SignInContext context, Document principal) =>
        Roles.RoleBooks.NamesOf(context.Store, principal.Id, context.Now).Select(DirectoryRoles.IdOf);

    public static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    public static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>The subject of a user is another one for each application.</summary>
    private static string Pairwise(string userId, string appId) =>
        Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(userId + appId)));
}
