using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Changes;

/// <summary>The permissions that an app requests, as they will be once this connection's own writes are everywhere.</summary>
internal static class RequestedPermissions
{
    /// <summary>The collection's name in <see cref="LocalWriteOverlay"/>.</summary>
    public const string Name = nameof(AppRegistration.Permissions);

    /// <summary>What an application object requests.</summary>
    /// <param name="work">The command.</param>
    /// <param name="app">The app as it is known.</param>
    /// <param name="application">The application object as it was read.</param>
    public static IReadOnlyList<AppRequestedPermission> Of(CommandContext work, AppRegistration app, ApplicationResource application) =>
        Of(work, app, RegistrationMap.Permissions(application.RequiredResourceAccess, PermissionCatalogue.Default));

    /// <summary>What the app requests by what was read of it.</summary>
    public static IReadOnlyList<AppRequestedPermission> Of(
        CommandContext work,
        AppRegistration app,
        IReadOnlyList<AppRequestedPermission> read
    )
    {
        var keys = work.Recent.Apply(app.AppId, Name, read.Select(permission => permission.Key));
        return
        [
            .. keys.Select(key =>
                // A scope that the app has just been given has its name from the step that gave it: its service principal shows it later.
                read.FirstOrDefault(permission => permission.Key == key && permission.Name is not null)
                ?? app.Known.Permissions.FirstOrDefault(permission => permission.Key == key)
                ?? read.FirstOrDefault(permission => permission.Key == key)
                ?? RegistrationMap.Permission(key.Resource, key.Id, key.Type, PermissionCatalogue.Default)
            ),
        ];
    }

    /// <summary>Remembers what a write has requested for the app, and what it no longer requests.</summary>
    public static void Remember(
        CommandContext work,
        AppRegistration app,
        IEnumerable<AppRequestedPermission> added,
        IEnumerable<AppRequestedPermission>? removed = null
    ) => work.Recent.Record(app.AppId, Name, added.Select(item => item.Key), removed?.Select(item => item.Key));

    /// <summary>Remembers what a write has put instead of all that the app requested.</summary>
    public static void RememberWhole(CommandContext work, Guid appId, IEnumerable<AppRequestedPermission> all) =>
        work.Recent.RecordWhole(appId, Name, all.Select(permission => permission.Key));
}
