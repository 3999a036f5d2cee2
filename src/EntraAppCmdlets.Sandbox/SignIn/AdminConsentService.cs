using EntraAppCmdlets.Sandbox.Consent;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>The page on which an administrator consents for the whole tenant.</summary>
internal static class AdminConsentService
{
    public static SandboxResponse Answer(SignInContext context)
    {
        var client = SignInClient.FindAnywhere(context, context.Required("client_id"));
        var given =
            context.Value("redirect_uri")
            ?? client.RedirectUris.Select(each => each.Uri).FirstOrDefault()
            ?? throw SignInErrors.NoRedirect(client.AppId);
        if (client.PlatformOf(given) is null)
        {
            throw SignInErrors.RedirectNotRegistered(given, client.AppId);
        }

        var state = context.Value("state") is { } value ? new[] { ("state", value) } : [];
        try
        {
            Consent(context, client);
            var scope = context.Value("scope") is { } asked ? new[] { ("scope", asked) } : [];
            return SignInPages.Back(given, "query", [("admin_consent", "True"), ("tenant", context.Tenant.TenantId), .. state, .. scope]);
        }
        catch (SignInException refusal)
        {
            return SignInPages.Back(
                given,
                "query",
                [
                    ("error", refusal.Error),
                    ("error_description", $"AADSTS{refusal.Code}: {refusal.Message}"),
                    .. refusal.Code == 65004 ? new[] { ("error_subcode", "cancel") } : [],
                    ("admin_consent", "True"),
                    .. state,
                ]
            );
        }
    }

    private static void Consent(SignInContext context, SignInClient client)
    {
        var user = context.User(context.Value("login_hint"));
        if (!context.IsAdministrator(user))
        {
            throw SignInErrors.NotAnAdministrator();
        }

        if (context.Tenant.Settings.Consent == SandboxConsent.Decline)
        {
            throw SignInErrors.Declined();
        }

        var asked = ConsentService.Requested(context, client).ToList();
        if (context.Value("scope") is { } scope && !scope.Split(' ').Any(each => each.EndsWith("/.default", StringComparison.Ordinal)))
        {
            var request = ScopeRequest.Parse(context, client, scope);
            client = ConsentService.Appear(context, client);
            ConsentService.AddScopes(context, client, request.Resource, request.Names ?? [], userId: null);
            return;
        }

        client = ConsentService.Appear(context, client);
        foreach (var resource in asked.GroupBy(each => each.ResourceAppId, StringComparer.OrdinalIgnoreCase))
        {
            var api = ResourceFinder.Find(context, resource.Key);
            var scopes = ConsentService.Registered(context, client, api);
            if (scopes.Count > 0)
            {
                ConsentService.AddScopes(context, client, api, scopes, userId: null);
            }

            foreach (var role in resource.Where(each => !each.Delegated))
            {
                Assign(context, client, api, role.Id);
            }
        }
    }

    private static void Assign(SignInContext context, SignInClient client, Document api, string roleId)
    {
        // An id of the wrong kind makes the consent fail as a whole.
        if (!api.Many("appRoles").Any(role => role.Text("id") == roleId))
        {
            throw SignInErrors.UnknownScope(client.Name, roleId, api.Text("displayName")!, api.Text("appId")!);
        }

        if (
            context
                .Store.Assignments.Where("principalId", client.Principal.Id)
                .Any(each => each.Text("resourceId") == api.Id && each.Text("appRoleId") == roleId)
        )
        {
            return;
        }

        context.Change.Put(
            context.Store.Assignments,
            Types.AppRoleAssignment.Empty.With(
                ("id", ObjectIds.Compose(client.Principal.Id, context.Tenant.Ids.Next())),
                ("appRoleId", roleId),
                ("createdDateTime", TenantState.Second(context.Now)),
                ("principalDisplayName", client.Name),
                ("principalId", client.Principal.Id),
                ("principalType", "ServicePrincipal"),
                ("resourceDisplayName", api.Text("displayName")),
                ("resourceId", api.Id)
            )
        );
    }
}
