using EntraAppCmdlets.Sandbox.Consent;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Seeding;
using EntraAppCmdlets.Sandbox.ServicePrincipals;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>What a client may do on behalf of a user, and how it comes to be allowed.</summary>
internal static class ConsentService
{
    /// <summary>The delegated permissions at a resource that the client has for that user: granted by the tenant, by the user, or authorized beforehand.</summary>
    public static HashSet<string> Granted(SignInContext context, SignInClient client, Document resource, string userId)
    {
        var granted = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (client.Present is not { } principal)
        {
            return granted;
        }

        foreach (
            var grant in context
                .Store.Grants.Where("clientId", principal.Id, context.Now)
                .Where(grant => grant.Text("resourceId") == resource.Id)
        )
        {
            if (grant.Text("principalId") is not { } only || only == userId)
            {
                granted.UnionWith((grant.Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        var api = context
            .Store.Applications.Where("appId", resource.Text("appId"), context.Now)
            .FirstOrDefault(DirectoryStore.IsAlive)
            ?.One("api");
        var ids = api
            ?.Many("preAuthorizedApplications")
            .FirstOrDefault(each => string.Equals(each.Text("appId"), client.AppId, StringComparison.OrdinalIgnoreCase))
            ?.Texts("delegatedPermissionIds")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (ids is not null)
        {
            granted.UnionWith(
                api!
                    .Many("oauth2PermissionScopes")
                    .Where(scope => scope.Flag("isEnabled") && ids.Contains(scope.Text("id")!))
                    .Select(scope => scope.Text("value")!)
            );
        }

        // Microsoft's own clients are authorized by Microsoft.
        if (
            client.Foreign is { OwnerTenantId: OtherTenantApp.MicrosoftTenantId, IsPublicClient: true }
            && resource.Text("appOwnerOrganizationId") == OtherTenantApp.MicrosoftTenantId
        )
        {
            granted.UnionWith([
                "Application.ReadWrite.All",
                "AppRoleAssignment.ReadWrite.All",
                "Directory.AccessAsUser.All",
                "DelegatedPermissionGrant.ReadWrite.All",
                "Group.ReadWrite.All",
                "User.Read.All",
                "user_impersonation",
            ]);
        }

        return granted;
    }

    /// <summary>What of a request the client still lacks.</summary>
    public static IReadOnlyList<string> Missing(SignInContext context, SignInClient client, ScopeRequest request, string userId)
    {
        var granted = Granted(context, client, request.Resource, userId);
        var asked = request.Names ?? (granted.Count > 0 ? [] : Registered(context, client, request.Resource));
        return [.. asked.Where(name => !granted.Contains(name))];
    }

    /// <summary>The delegated permissions at a resource that the application's registration lists.</summary>
    public static List<string> Registered(SignInContext context, SignInClient client, Document resource)
    {
        var ids = Requested(context, client)
            .Where(each => each.Delegated && string.Equals(each.ResourceAppId, resource.Text("appId"), StringComparison.OrdinalIgnoreCase))
            .Select(each => each.Id)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. resource
                .Many("oauth2PermissionScopes")
                .Where(scope => ids.Contains(scope.Text("id")!))
                .Select(scope => scope.Text("value")!),
        ];
    }

    /// <summary>All that the application's registration asks for.</summary>
    public static IEnumerable<(string ResourceAppId, string Id, bool Delegated)> Requested(SignInContext context, SignInClient client)
    {
        if (client.Application is { } application)
        {
            return application
                .Many("requiredResourceAccess")
                .SelectMany(resource =>
                    resource
                        .Many("resourceAccess")
                        .Select(access => (resource.Text("resourceAppId")!, access.Text("id")!, access.Text("type") == "Scope"))
                );
        }

        return client.Foreign!.Requested.Select(each =>
        {
            var api = context.Store.ServicePrincipals.Where("appId", each.ResourceAppId, context.Now).First();
            var offered = each.Delegated ? api.Many("oauth2PermissionScopes") : api.Many("appRoles");
            return (each.ResourceAppId, offered.First(permission => permission.Text("value") == each.Name).Text("id")!, each.Delegated);
        });
    }

    /// <summary>Shows the consent page, so to speak, and carries out what the user does on it.</summary>
    /// <returns>The client, with the service principal that consent makes where there was none.</returns>
    public static SignInClient Ask(
        SignInContext context,
        SignInClient client,
        ScopeRequest request,
        IReadOnlyList<string> missing,
        Document user
    )
    {
        if (context.Value("prompt") == "none")
        {
            throw SignInErrors.ConsentRequired(client.AppId, client.Name);
        }

        var administrator = context.IsAdministrator(user);
        var needsAdministrator = request
            .Resource.Many("oauth2PermissionScopes")
            .Any(scope => scope.Text("type") == "Admin" && missing.Contains(scope.Text("value")!, StringComparer.OrdinalIgnoreCase));
        if (needsAdministrator && !administrator)
        {
            throw SignInErrors.AdministratorRequired(client.AppId, client.Name);
        }

        var outcome = context.Tenant.Settings.Consent;
        if (outcome == SandboxConsent.Decline)
        {
            throw SignInErrors.Declined();
        }

        client = Appear(context, client);
        AddScopes(
            context,
            client,
            request.Resource,
            missing,
            outcome == SandboxConsent.AcceptForOrganization && administrator ? null : user.Id
        );
        return client;
    }

    /// <summary>Makes the service principal that a consent brings with it.</summary>
    public static SignInClient Appear(SignInContext context, SignInClient client)
    {
        if (client.Present is not null)
        {
            return client;
        }

        // A replica may not show it yet: what was made must not be made again.
        var principal = context.Store.ServicePrincipals.Where("appId", client.AppId).FirstOrDefault(DirectoryStore.IsAlive);
        if (principal is null)
        {
            var basis = Types.ServicePrincipal.Empty.With(
                ("id", context.Tenant.Ids.Next()),
                ("appId", client.AppId),
                ("createdDateTime", TenantState.Second(context.Now)),
                ("appOwnerOrganizationId", client.Foreign?.OwnerTenantId ?? context.Tenant.TenantId),
                ("tags", (object[])["WindowsAzureActiveDirectoryIntegratedApp"])
            );
            principal = client.Application is { } application
                ? ServicePrincipalMirror.Of(context.Store.Applications.Find(application.Id) ?? application, basis)
                : client.Foreign!.Principal(basis);
            context.Change.Put(context.Store.ServicePrincipals, principal);
        }

        return client with
        {
            Present = principal,
        };
    }

    /// <summary>Unites delegated permissions with those that there are.</summary>
    public static void AddScopes(SignInContext context, SignInClient client, Document resource, IEnumerable<string> names, string? userId)
    {
        var id = ObjectIds.Compose(client.Principal.Id, resource.Id, userId);
        var before =
            context.Store.Grants.Find(id)
            ?? Types.PermissionGrant.Empty.With(
                ("id", id),
                ("clientId", client.Principal.Id),
                ("resourceId", resource.Id),
                ("principalId", userId),
                ("consentType", userId is null ? "AllPrincipals" : "Principal"),
                ("scope", "")
            );
        var united = (before.Text("scope") ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Union(names, StringComparer.OrdinalIgnoreCase);
        context.Change.Put(context.Store.Grants, before.With(("scope", string.Join(' ', united))));
    }

    /// <summary>Refuses a user whom an application that requires assignment has not been given to, directly or by a group.</summary>
    public static void RequireAssignment(SignInContext context, SignInClient client, Document user)
    {
        if (client.Present is { } principal && principal.Flag("appRoleAssignmentRequired") && !RolesOf(context, principal, user).Any())
        {
            throw SignInErrors.NotAssigned(user.Text("userPrincipalName")!, client.AppId, client.Name, context.Value("prompt") == "none");
        }
    }

    /// <summary>The ids of the roles that a user has at an application, directly or by a group that they are a direct member of.</summary>
    public static IEnumerable<string> RolesOf(SignInContext context, Document principal, Document user)
    {
        var groups = context.Store.LinkedFrom("members", user.Id, context.Now).Select(group => group.Id);
        return groups
            .Prepend(user.Id)
            .SelectMany(id => AssignmentOperations.Of(context.Store, "principalId", id, context.Now))
            .Where(assignment => assignment.Text("resourceId") == principal.Id)
            .Select(assignment => assignment.Text("appRoleId")!)
            .Distinct(StringComparer.Ordinal);
    }
}
