using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Guides;

/// <summary>What an application lacks of its guide once it is there: its Application ID URI, its scopes, its permissions. In one round trip.</summary>
internal sealed class VendorApplication(CommandContext work)
{
    private readonly ApplicationEditor _application = new(work);

    /// <summary>Adds what the app lacks.</summary>
    public AppChange Completing(VendorPlan plan, AppRegistration app)
    {
        var uri = app.IdentifierUris.Count == 0 ? plan.Design.IdentifierUriFor(app.AppId) : null;
        var scopes = plan.Scopes.Where(scope => !app.ApiScopes.Contains(scope) || work.Recent.MayBeOverwritten(app.AppId, nameof(app.ApiScopes), scope.Id)).ToList();
        var permissions = PermissionService.Lacking(work, app.AppId, plan.Permissions, app.Permissions);
        var after = app with
        {
            IdentifierUris = uri is null ? app.IdentifierUris : [uri],
            // One that is enabled takes the place of what it was.
            ApiScopes = [.. app.ApiScopes.Where(there => scopes.TrueForAll(scope => scope.Id != there.Id)), .. scopes],
            Permissions = [.. app.Permissions.UnionBy(permissions, permission => permission.Key)],
        };
        var writes = new List<AppWrite>();
        if (uri is not null)
            writes.Add(ApplicationEditor.Patch(app, new ApplicationResource { IdentifierUris = [uri] }, $"set the Application ID URI of '{app.DisplayName}'", () => work.Recent.Record<string>(app.AppId, nameof(app.IdentifierUris), [uri])));
        if (scopes.Count + permissions.Count > 0)
        {
            var patch = new ApplicationResource();
            if (scopes.Count > 0)
                patch.Api = new ApiApplicationResource { Scopes = [.. after.ApiScopes.Select(RegistrationMap.FromScope)] };
            if (permissions.Count > 0)
                patch.RequiredResourceAccess = RegistrationMap.ToRequired(after.Permissions);
            writes.Add(ApplicationEditor.Patch(app, patch, $"add scopes and permissions to '{app.DisplayName}'", () =>
            {
                RequestedPermissions.Remember(work, app, permissions);
                _application.Remember(app, nameof(app.ApiScopes), scope => scope.Id, scopes);
                if (permissions.Count > 0)
                    RequestedPermissions.RememberWhole(work, app.AppId, after.Permissions);
                if (scopes.Count > 0)
                    work.Recent.RecordWhole(app.AppId, nameof(app.ApiScopes), after.ApiScopes.Select(scope => scope.Id));
            }));
        }

        return new AppChange(app, after, async cancel => Completing(plan, await _application.ReadAsync(app, cancel).ConfigureAwait(false)))
        {
            PlannedAt = null,
            What = $"complete '{app.DisplayName}'",
            // In this order, each only if the one before succeeded: scopes are named under the Application ID URI.
            Writes = writes,
        };
    }
}
