using System.Text;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>The page that people are sent to for signing in: somebody is signed in already, consents or not, and is sent back.</summary>
internal sealed class AuthorizeService(OpaqueTokens<UserSession> codes)
{
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    /// <exception cref="SignInException">What is shown on the page itself, because it is not known where to send the person back to.</exception>
    public SandboxResponse Answer(SignInContext context)
    {
        var client = SignInClient.FindAnywhere(context, context.Required("client_id"));
        var (redirectUri, platform) = Redirect(context, client);
        var types = (context.Value("response_type") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var mode = context.Value("response_mode") ?? (types is ["code"] ? "query" : "fragment");
        try
        {
            return SignInPages.Back(redirectUri, mode, [.. SignIn(context, client, redirectUri, platform, types), .. State(context)]);
        }
        catch (SignInException refusal)
        {
            return SignInPages.Back(
                redirectUri,
                mode,
                [
                    ("error", refusal.Error),
                    ("error_description", $"AADSTS{refusal.Code}: {refusal.Message}"),
                    ("error_uri", $"{context.Origin}/error?code={refusal.Code}"),
                    .. State(context),
                ]
            );
        }
    }

    private static IEnumerable<(string, string)> State(SignInContext context) =>
        context.Value("state") is { } state ? [("state", state)] : [];

    private static (string Uri, string Platform) Redirect(SignInContext context, SignInClient client)
    {
        var given =
            context.Value("redirect_uri")
            ?? client.RedirectUris.Select(each => each.Uri).FirstOrDefault()
            ?? throw SignInErrors.NoRedirect(client.AppId);
        return (given, client.PlatformOf(given) ?? throw SignInErrors.RedirectNotRegistered(given, client.AppId));
    }

    private List<(string, string)> SignIn(SignInContext context, SignInClient client, string redirectUri, string platform, string[] types)
    {
        if (types.Length == 0)
        {
            throw SignInErrors.MissingParameter("response_type");
        }

        if (types.FirstOrDefault(type => type is not ("code" or "id_token" or "token")) is { } unknown)
        {
            throw SignInErrors.UnsupportedResponseType(unknown);
        }

        CheckImplicit(context, client, types);
        var challenge = context.Value("code_challenge");
        var method = context.Value("code_challenge_method") ?? "plain";
        if (challenge is not null && method is not ("plain" or "S256"))
        {
            throw SignInErrors.UnsupportedChallenge(method);
        }

        var user = context.User(context.Value("login_hint"));
        ConsentService.RequireAssignment(context, client, user);
        var request = ScopeRequest.Read(context, client);
        var missing = ConsentService.Missing(context, client, request, user.Id);
        if (missing.Count > 0 || context.Value("prompt") is "consent" or "admin_consent")
        {
            client = ConsentService.Ask(context, client, request, missing, user);
        }
        else
        {
            client = ConsentService.Appear(context, client);
        }

        var answer = new List<(string, string)>();
        var scope = context.IsV1 ? request.ResourceName + "/.default openid profile offline_access" : context.Required("scope");
        if (types.Contains("code"))
        {
            answer.Add(
                (
                    "code",
                    codes.Give(
                        "0.",
                        new UserSession(
                            client.AppId,
                            user.Id,
                            scope,
                            redirectUri,
                            platform,
                            challenge,
                            method == "plain",
                            context.Value("nonce"),
                            context.Now + CodeLifetime
                        )
                    )
                )
            );
        }

        if (types.Contains("token"))
        {
            answer.Add(
                (
                    "access_token",
                    TokenFactory.ForUser(
                        context,
                        client,
                        user,
                        request.Resource,
                        request.ResourceName,
                        ConsentService
                            .Granted(context, client, request.Resource, user.Id)
                            .Union(request.Names ?? [], StringComparer.OrdinalIgnoreCase)
                    )
                )
            );
            answer.Add(("token_type", "Bearer"));
            answer.Add(("expires_in", TokenFactory.Lifetime.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        if (types.Contains("id_token"))
        {
            answer.Add(("id_token", TokenFactory.Identity(context, client, user, request.Protocol, context.Value("nonce"))));
        }

        if (context.Value("client_info") is not null)
        {
            answer.Add(
                (
                    "client_info",
                    Base64Url.Encode(Encoding.UTF8.GetBytes($$"""{"uid":"{{user.Id}}","utid":"{{context.Tenant.TenantId}}"}"""))
                )
            );
        }

        answer.Add(("session_state", Guid.NewGuid().ToString()));
        return answer;
    }

    private static void CheckImplicit(SignInContext context, SignInClient client, string[] types)
    {
        var settings = client.Application?.One("web")!.One("implicitGrantSettings");
        if (types.Contains("id_token"))
        {
            if (settings?.Flag("enableIdTokenIssuance") != true)
            {
                throw SignInErrors.IdTokenNotEnabled();
            }

            if (context.Value("nonce") is null)
            {
                throw SignInErrors.NonceRequired();
            }
        }

        if (types.Contains("token") && settings?.Flag("enableAccessTokenIssuance") != true)
        {
            throw SignInErrors.AccessTokenNotEnabled();
        }
    }
}
