using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Changes;

/// <summary>A collection of an application that Graph replaces as a whole, so that of two runs that add to it the later one can undo the earlier one.</summary>
/// <param name="Name">Its name in <see cref="LocalWriteOverlay"/>.</param>
/// <param name="IsIn">Whether a write puts something in its place.</param>
/// <param name="Keys">What tells its entries from each other.</param>
/// <param name="Put">Puts all entries of an app into a write.</param>
/// <param name="Keep">Remembers entries of an app as written by this connection.</param>
internal sealed record ReplacedCollection(
    string Name,
    Func<ApplicationResource, bool> IsIn,
    Func<AppRegistration, IEnumerable<object>> Keys,
    Action<ApplicationResource, AppRegistration> Put,
    Action<LocalWriteOverlay, AppRegistration, IReadOnlySet<object>> Keep
)
{
    /// <summary>Whether an object tells it: a list that was not read is null.</summary>
    public bool IsRead(AppRegistration app) =>
        Name switch
        {
            nameof(app.RedirectUris) => app.RedirectUris is not null,
            nameof(app.IdentifierUris) => app.IdentifierUris is not null,
            nameof(app.ApiScopes) => app.ApiScopes is not null,
            nameof(app.AppRoles) => app.AppRoles is not null,
            nameof(app.AuthorizedClients) => app.AuthorizedClients is not null,
            nameof(app.OptionalClaims) => app.OptionalClaims is not null,
            _ => app.Permissions is not null,
        };

    /// <summary>
    /// Compares keys as loosely as a service may keep them: an address in other letters or without its last slash is no sign of anybody else.
    /// </summary>
    public static IEqualityComparer<object> Loosely { get; } =
        EqualityComparer<object>.Create((one, other) => Equals(Loose(one), Loose(other)), key => Loose(key).GetHashCode());

    /// <summary>Certificates are no part of them: their bytes are sent once, so that a lost one can't be added again from what is known of it.</summary>
    public static IReadOnlyList<ReplacedCollection> All { get; } =
    [
        new(
            nameof(AppRegistration.RedirectUris),
            patch =>
                patch.Web?.RedirectUris is not null || patch.Spa?.RedirectUris is not null || patch.PublicClient?.RedirectUris is not null,
            app => app.Known.RedirectUris.Cast<object>(),
            (patch, app) =>
            {
                foreach (var platform in app.Known.RedirectUris.GroupBy(uri => uri.Platform))
                {
                    RegistrationMap.SetRedirectUris(patch, platform.Key, platform);
                }
            },
            (recent, app, keys) =>
                recent.Record(app.AppId, nameof(app.RedirectUris), app.Known.RedirectUris.Where(uri => keys.Contains(uri)))
        ),
        new(
            nameof(AppRegistration.IdentifierUris),
            patch => patch.IdentifierUris is not null,
            app => app.Known.IdentifierUris,
            (patch, app) => patch.IdentifierUris = [.. app.Known.IdentifierUris],
            (recent, app, keys) => recent.Record(app.AppId, nameof(app.IdentifierUris), app.Known.IdentifierUris.Where(keys.Contains))
        ),
        new(
            nameof(AppRegistration.ApiScopes),
            patch => patch.Api?.Scopes is not null,
            app => app.Known.ApiScopes.Select(scope => (object)scope.Id),
            (patch, app) =>
                (patch.Api ??= new ApiApplicationResource()).Scopes = [.. app.Known.ApiScopes.Select(RegistrationMap.FromScope)],
            (recent, app, keys) =>
                recent.Record(
                    app.AppId,
                    nameof(app.ApiScopes),
                    scope => scope.Id,
                    app.Known.ApiScopes.Where(scope => keys.Contains(scope.Id))
                )
        ),
        new(
            nameof(AppRegistration.AppRoles),
            patch => patch.AppRoles is not null,
            app => app.Known.AppRoles.Select(role => (object)role.Id),
            (patch, app) => patch.AppRoles = [.. app.Known.AppRoles.Select(RegistrationMap.FromRole)],
            (recent, app, keys) =>
                recent.Record(app.AppId, nameof(app.AppRoles), role => role.Id, app.Known.AppRoles.Where(role => keys.Contains(role.Id)))
        ),
        new(
            nameof(AppRegistration.AuthorizedClients),
            patch => patch.Api?.PreAuthorizedApplications is not null,
            app => app.Known.AuthorizedClients.Select(client => (object)client.AppId),
            (patch, app) =>
                (patch.Api ??= new ApiApplicationResource()).PreAuthorizedApplications = [
                    .. app.Known.AuthorizedClients.Select(RegistrationMap.FromClient),
                ],
            (recent, app, keys) =>
                recent.Record(
                    app.AppId,
                    nameof(app.AuthorizedClients),
                    client => client.AppId,
                    app.Known.AuthorizedClients.Where(client => keys.Contains(client.AppId))
                )
        ),
        new(
            nameof(AppRegistration.OptionalClaims),
            patch => patch.OptionalClaims is not null,
            app => (app.OptionalClaims ?? []).Select(claim => (object)claim.Key),
            (patch, app) => patch.OptionalClaims = RegistrationMap.FromClaims(app.OptionalClaims ?? []),
            (recent, app, keys) =>
                recent.Record(
                    app.AppId,
                    nameof(app.OptionalClaims),
                    claim => claim.Key,
                    (app.OptionalClaims ?? []).Where(claim => keys.Contains(claim.Key))
                )
        ),
        new(
            nameof(AppRegistration.Permissions),
            patch => patch.RequiredResourceAccess is not null,
            app => app.Known.Permissions.Select(permission => (object)permission.Key),
            (patch, app) => patch.RequiredResourceAccess = RegistrationMap.ToRequired(app.Known.Permissions),
            (recent, app, keys) =>
                recent.Record(
                    app.AppId,
                    nameof(app.Permissions),
                    app.Known.Permissions.Select(permission => permission.Key).Where(key => keys.Contains(key))
                )
        ),
    ];

    private static object Loose(object? key) =>
        key switch
        {
            AppRedirectUri uri => (uri.Platform, uri.Uri.TrimEnd('/').ToUpperInvariant()),
            string uri => uri.TrimEnd('/').ToUpperInvariant(),
            _ => key ?? "",
        };
}
