using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>The token endpoint.</summary>
internal sealed class TokenService(ClientAuthentication authentication, OpaqueTokens<UserSession> codes, DeviceService devices)
{
    private const string Default = "/.default";

    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);

    private readonly OpaqueTokens<UserSession> _refreshTokens = new();

    public Action<Utf8JsonWriter> Answer(SignInContext context)
    {
        var clientId = context.Required("client_id");
        var grant = context.Required("grant_type");
        return grant switch
        {
            "client_credentials" => ClientCredentials(context, clientId),
            "authorization_code" => AuthorizationCode(context, clientId),
            "refresh_token" => Refresh(context, clientId),
            "urn:ietf:params:oauth:grant-type:device_code" or "device_code" => Device(context, clientId),
            _ => throw SignInErrors.UnsupportedGrant(grant),
        };
    }

    private Action<Utf8JsonWriter> ClientCredentials(SignInContext context, string clientId)
    {
        if (context.IsAnyTenant)
        {
            throw SignInErrors.NoTenant();
        }

        var asked = context.Required(context.IsV1 ? "resource" : "scope");
        var client = SignInClient.Find(context, clientId);
        authentication.Require(context, client);
        var name = context.IsV1 ? asked : ResourceOfDefault(asked);
        var resource = ResourceFinder.Find(context, name);
        var roles = TokenFactory.RolesOfClient(context, client.Principal, resource);
        if (resource.Flag("appRoleAssignmentRequired") && roles is null)
        {
            throw SignInErrors.ClientNotAssigned(client.AppId, client.Name, resource.Text("appId")!, resource.Text("displayName")!);
        }

        var token = TokenFactory.ForClient(context, client, resource, name, roles ?? []);
        context.Tenant.SignIns.Note(client.AppId, resource.Text("appId")!, delegated: false, interactive: false, context.Now);
        return json => Write(json, context, token, name, scope: null);
    }

    private Action<Utf8JsonWriter> AuthorizationCode(SignInContext context, string clientId)
    {
        var code = context.Required("code");
        var client = SignInClient.Find(context, clientId);
        var session = codes.Find(code) ?? throw SignInErrors.InvalidCode("authorization code");
        if (!string.Equals(session.ClientId, client.AppId, StringComparison.OrdinalIgnoreCase))
        {
            throw SignInErrors.CodeOfAnother(client.AppId);
        }

        if (context.Value("redirect_uri") is { } redirectUri && redirectUri != session.RedirectUri)
        {
            throw SignInErrors.RedirectDiffers(redirectUri);
        }

        CheckVerifier(context, session);
        Authenticate(context, client, session.Platform);
        if (session.IsUsed)
        {
            throw SignInErrors.CodeRedeemed();
        }

        if (context.Now >= session.Ends)
        {
            throw SignInErrors.ExpiredCode();
        }

        session.IsUsed = true;
        return Tokens(context, client, session, context.Value("scope") ?? session.Scope);
    }

    private Action<Utf8JsonWriter> Refresh(SignInContext context, string clientId)
    {
        var token = context.Required("refresh_token");
        var client = SignInClient.Find(context, clientId);
        var session = _refreshTokens.Find(token) ?? throw SignInErrors.InvalidCode("refresh token");
        if (!string.Equals(session.ClientId, client.AppId, StringComparison.OrdinalIgnoreCase))
        {
            throw SignInErrors.CodeOfAnother(client.AppId);
        }

        Authenticate(context, client, session.Platform);
        if (context.Now >= session.Ends)
        {
            throw SignInErrors.ExpiredCode();
        }

        if (
            context.Store.Users.Find(session.UserId)?.Instant("signInSessionsValidFromDateTime") is { } validFrom
            && session.Ends - RefreshLifetime < validFrom
        )
        {
            throw SignInErrors.RevokedSession();
        }

        return Tokens(context, client, session, context.Value("scope") ?? session.Scope, interactive: false);
    }

    private Action<Utf8JsonWriter> Device(SignInContext context, string clientId)
    {
        var client = SignInClient.Find(context, clientId);
        var waiting =
            devices.Find(context.Value("device_code") ?? context.Required("code")) ?? throw SignInErrors.InvalidCode("device code");
        if (!string.Equals(waiting.ClientId, client.AppId, StringComparison.OrdinalIgnoreCase))
        {
            throw SignInErrors.CodeOfAnother(client.AppId);
        }

        if (waiting.IsDeclined)
        {
            throw SignInErrors.DeviceDeclined();
        }

        if (context.Now >= waiting.Ends)
        {
            throw SignInErrors.DeviceExpired();
        }

        if (waiting.UserId is not { } userId)
        {
            throw SignInErrors.Pending();
        }

        Authenticate(context, client, client.IsFallbackPublic ? "publicClient" : "web");
        if (waiting.IsUsed)
        {
            throw SignInErrors.CodeRedeemed();
        }

        waiting.IsUsed = true;
        return Tokens(
            context,
            client,
            new UserSession(client.AppId, userId, waiting.Scope, null, "publicClient", null, false, null, waiting.Ends),
            waiting.Scope
        );
    }

    private Action<Utf8JsonWriter> Tokens(
        SignInContext context,
        SignInClient client,
        UserSession session,
        string scope,
        bool interactive = true
    )
    {
        var user =
            context.Store.Users.Find(session.UserId, context.Now) is { } found && DirectoryStore.IsAlive(found)
                ? found
                : throw SignInErrors.UserNotFound(session.UserId, context.Tenant.DisplayName);
        if (!user.Flag("accountEnabled"))
        {
            throw SignInErrors.UserDisabled();
        }

        ConsentService.RequireAssignment(context, client, user);
        var request = context.IsV1 ? ScopeRequest.Read(context, client) : ScopeRequest.Parse(context, client, scope);
        var granted = ConsentService.Granted(context, client, request.Resource, user.Id);
        if (
            (request.Names?.Any(name => !granted.Contains(name)) ?? granted.Count == 0)
            && (request.Names?.Count > 0 || request.Names is null)
        )
        {
            throw SignInErrors.GrantConsentRequired(client.AppId, client.Name);
        }

        // A token holds all that has been consented to at the resource, not only what was asked for this time.
        var scopes = granted.Order(StringComparer.Ordinal).ToList();
        // openid, profile and email are permissions of Microsoft Graph: a token for another API does not name them.
        var isGraph = IsGraph(request.Resource);
        var protocol = request.Protocol.Where(each => isGraph && each != "offline_access").ToList();
        var token = TokenFactory.ForUser(context, client, user, request.Resource, request.ResourceName, scopes.Union(protocol));
        context.Tenant.SignIns.Note(client.AppId, request.Resource.Text("appId")!, delegated: true, interactive, context.Now);
        var identity = request.Protocol.Contains("openid")
            ? TokenFactory.Identity(context, client, user, request.Protocol, session.Nonce)
            : null;
        var refresh =
            request.Protocol.Contains("offline_access") || session.Scope.Contains("offline_access", StringComparison.Ordinal)
                ? _refreshTokens.Give(
                    "0.",
                    session with
                    {
                        Scope = scope,
                        Ends = context.Now + RefreshLifetime,
                        Challenge = null,
                        IsUsed = false,
                    }
                )
                : null;
        var prefix = request.ResourceName.EndsWith('/') ? request.ResourceName : request.ResourceName + "/";
        var grantedScope = string.Join(' ', scopes.Select(name => isGraph ? name : prefix + name).Union(protocol));
        return json =>
        {
            Write(json, context, token, request.ResourceName, grantedScope);
            if (refresh is not null)
            {
                json.WriteString("refresh_token", refresh);
            }

            if (identity is not null)
            {
                json.WriteString("id_token", identity);
            }

            if (context.Value("client_info") is not null)
            {
                json.WriteString(
                    "client_info",
                    Base64Url.Encode(Encoding.UTF8.GetBytes($$"""{"uid":"{{user.Id}}","utid":"{{context.Tenant.TenantId}}"}"""))
                );
            }
        };
    }

    private static bool IsGraph(Document resource) => resource.Text("appId") == Seeding.OtherTenantApps.MicrosoftGraph;

    /// <summary>A web page proves itself; what runs on a person's device can't keep a secret and must not send one.</summary>
    private void Authenticate(SignInContext context, SignInClient client, string platform)
    {
        switch (platform)
        {
            case "web":
                authentication.Require(context, client);
                break;
            case "spa" when context.Request.Header("Origin") is null:
                throw SignInErrors.SpaNeedsOrigin();
            default:
                if (ClientAuthentication.IsPresented(context))
                {
                    throw SignInErrors.PublicClientWithSecret();
                }

                break;
        }
    }

    private static void CheckVerifier(SignInContext context, UserSession session)
    {
        if (session.Challenge is null)
        {
            return;
        }

        var verifier = context.Value("code_verifier") ?? throw SignInErrors.VerifierMissing();
        var computed = session.IsPlainChallenge ? verifier : Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(computed), Encoding.ASCII.GetBytes(session.Challenge)))
        {
            throw SignInErrors.VerifierWrong();
        }
    }

    private static void Write(Utf8JsonWriter json, SignInContext context, string token, string resource, string? scope)
    {
        json.WriteString("token_type", "Bearer");
        if (scope is not null)
        {
            json.WriteString("scope", scope);
        }

        if (context.IsV1)
        {
            var issued = context.Now.ToUnixTimeSeconds();
            json.WriteString("expires_in", TokenFactory.Lifetime.ToString(CultureInfo.InvariantCulture));
            json.WriteString("ext_expires_in", TokenFactory.Lifetime.ToString(CultureInfo.InvariantCulture));
            json.WriteString("expires_on", (issued + TokenFactory.Lifetime + 1).ToString(CultureInfo.InvariantCulture));
            json.WriteString("not_before", issued.ToString(CultureInfo.InvariantCulture));
            json.WriteString("resource", resource);
        }
        else
        {
            json.WriteNumber("expires_in", TokenFactory.Lifetime);
            json.WriteNumber("ext_expires_in", TokenFactory.Lifetime);
        }

        json.WriteString("access_token", token);
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
