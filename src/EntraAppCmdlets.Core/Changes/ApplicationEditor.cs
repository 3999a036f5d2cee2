using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Changes;

/// <summary>
/// The application object of an app: read as it will be once this connection's own writes are everywhere, and changed by plans. The one
/// place that knows which of its collections are corrected by what was just written.
/// </summary>
internal sealed class ApplicationEditor(CommandContext work)
{
    /// <summary>The settings that are no collection, in <see cref="LocalWriteOverlay"/>.</summary>
    private const string Settings = nameof(Settings);

    private GraphClient Graph => work.Graph;

    /// <summary>A plan's time.</summary>
    public long Now => work.Clock.GetTimestamp();

    /// <summary>A read of the whole application object.</summary>
    /// <param name="key">Its place below applications, by its object id or an alternate key.</param>
    public static GraphRequest ReadApplication(string key) =>
        GraphRequest.Get(Query($"applications{key}").Select(ApplicationResource.Select)).Describe("read the application");

    /// <summary>The app as it is now. One that is only planned is used as it is, and so is one that this connection has just made.</summary>
    /// <param name="app">The app.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="anew">Whether it is read in any case.</param>
    public async Task<AppRegistration> ReadAsync(AppRegistration app, CancellationToken cancellationToken, bool anew = false)
    {
        if (app.IsPlanned)
        {
            return app;
        }

        if (!anew && work.Knows(app))
        {
            return Current(app, app, RequestedPermissions.Of(work, app, app.Known.Permissions));
        }

        var request = ReadApplication($"/{app.Id}");
        var application = await work.ReadAsync(
                app,
                cancel => Graph.SendAsync(request, ResourceJson.Default.ApplicationResource, cancel),
                cancellationToken
            )
            .ConfigureAwait(false);
        return Views(app, application).Corrected;
    }

    /// <summary>An answer as it is, and as it will be once this connection's own writes are everywhere.</summary>
    public (AppRegistration Read, AppRegistration Corrected) Views(AppRegistration app, ApplicationResource application)
    {
        var read = RegistrationMap.ToRegistration(application, null, work.TenantId, PermissionCatalogue.Default, work.Clock.GetUtcNow());
        return (read, Current(app, read, RequestedPermissions.Of(work, app, application)));
    }

    /// <summary>What was read of an app, with what this connection has just written.</summary>
    private AppRegistration Current(AppRegistration app, AppRegistration read, IReadOnlyList<AppRequestedPermission> permissions)
    {
        var recent = work.Recent;
        var current = read with
        {
            ServicePrincipalId = app.ServicePrincipalId,
            AssignmentRequired = app.AssignmentRequired,
            ServicePrincipalEnabled = app.ServicePrincipalEnabled,
            Tags = app.Tags,
            Owners = app.Owners,
            RedirectUris = recent.Apply(app.AppId, nameof(app.RedirectUris), read.Known.RedirectUris),
            IdentifierUris = recent.Apply(app.AppId, nameof(app.IdentifierUris), read.Known.IdentifierUris),
            ApiScopes = recent.Apply(app.AppId, nameof(app.ApiScopes), read.Known.ApiScopes, scope => scope.Id),
            AppRoles = recent.Apply(app.AppId, nameof(app.AppRoles), read.Known.AppRoles, role => role.Id),
            AuthorizedClients = recent.Apply(
                app.AppId,
                nameof(app.AuthorizedClients),
                read.Known.AuthorizedClients,
                client => client.AppId
            ),
            OptionalClaims = recent.Apply(app.AppId, nameof(app.OptionalClaims), read.OptionalClaims ?? [], claim => claim.Key),
            Permissions = permissions,
            FederatedRead = app.FederatedRead,
            // Federated credentials are no part of the application object: those that the app has been seen with stay.
            Credentials = recent.Apply(
                app.AppId,
                nameof(app.Credentials),
                read.Known.Credentials.Concat(app.Known.Credentials.Where(credential => credential.Kind == AppCredentialKind.Federated))
                    .DistinctBy(credential => credential.KeyId),
                credential => credential.KeyId
            ),
        };
        return Corrected(current);
    }

    /// <summary>A PATCH of the application.</summary>
    /// <param name="app">The app as it is before: the journal keeps what the write replaces.</param>
    /// <param name="patch">What is named replaces the current value.</param>
    /// <param name="what">What it does, in words that follow "could not".</param>
    /// <param name="remember">Keeps what it has changed.</param>
    /// <param name="before">What it replaces, where the app doesn't tell it.</param>
    public static AppWrite Patch(AppRegistration app, ApplicationResource patch, string what, Action remember, PriorState? before = null) =>
        new(
            GraphRequest
                .Patch($"applications/{app.Id}", patch, ResourceJson.Default.ApplicationResource, before ?? Prior(app, patch))
                .Idempotent()
                .Describe(what),
            _ => remember(),
            patch
        );

    /// <summary>An app as the journal keeps it before a write to its application object, or before that is removed.</summary>
    /// <param name="app">The app as it is before.</param>
    /// <param name="patch">What is to be written; null for all.</param>
    public static PriorState Prior(AppRegistration app, ApplicationResource? patch = null)
    {
        if (patch is not null && ReplacedCollection.All.Any(collection => collection.IsIn(patch) && !collection.IsRead(app)))
        {
            return PriorState.Lost(IrreversibleWrite.NotKnown);
        }

        var resource = new ApplicationResource
        {
            Id = app.Id,
            AppId = app.AppId,
            UniqueName = app.UniqueName,
        };
        // A write puts a word for "none" where nothing was.
        foreach (var setting in AppSetting.All.Where(setting => setting.Get(app) is not (null or AppGroupClaim.None)))
        {
            setting.Put(resource, app);
        }

        foreach (var collection in ReplacedCollection.All.Where(collection => collection.IsRead(app)))
        {
            collection.Put(resource, app);
        }

        return PriorState.Of(resource, ResourceJson.Default.ApplicationResource);
    }

    /// <summary>A service principal as the journal keeps it before a write to it, or before it is removed.</summary>
    public static PriorState PriorOfPrincipal(AppRegistration app, ServicePrincipalResource? patch = null)
    {
        if (
            (patch?.Tags is not null && app.Tags is null)
            || (patch?.AppRoleAssignmentRequired is not null && app.AssignmentRequired is null)
            || (patch?.AccountEnabled is not null && app.ServicePrincipalEnabled is null)
        )
        {
            return PriorState.Lost(IrreversibleWrite.NotKnown);
        }

        var resource = new ServicePrincipalResource
        {
            Id = app.ServicePrincipalId,
            AppId = app.AppId,
            DisplayName = app.DisplayName,
        };
        foreach (var setting in AppSetting.All)
        {
            setting.PutPrincipal?.Invoke(resource, app);
        }

        return PriorState.Of(resource, ResourceJson.Default.ServicePrincipalResource);
    }

    /// <summary>Remembers settings that were written.</summary>
    public void RememberSettings(AppRegistration app, IEnumerable<(string Name, object? Value)> settings) =>
        work.Recent.Record<(string Name, object? Value), string>(app.AppId, Settings, setting => setting.Name, settings);

    /// <summary>Remembers entries of a collection that were written or removed.</summary>
    public void Remember<T>(
        AppRegistration app,
        string collection,
        Func<T, Guid> key,
        IEnumerable<T> written,
        IEnumerable<Guid>? removed = null
    )
        where T : notnull => work.Recent.Record(app.AppId, collection, key, written, removed);

    /// <summary>Remembers credentials that were made or removed.</summary>
    public static void RememberCredentials(
        CommandContext work,
        AppRegistration app,
        IEnumerable<AppCredential> made,
        IEnumerable<Guid>? removed = null
    ) => work.Recent.Record(app.AppId, nameof(AppRegistration.Credentials), credential => credential.KeyId, made, removed);

    /// <summary>Credentials as they will be read once this connection's own writes are everywhere.</summary>
    public static IReadOnlyList<AppCredential> Corrected(CommandContext work, AppRegistration app, IEnumerable<AppCredential> read) =>
        work.Recent.Apply(app.AppId, nameof(AppRegistration.Credentials), read, credential => credential.KeyId);

    /// <summary>An app with the settings that this connection has just written.</summary>
    public AppRegistration Corrected(AppRegistration app) =>
        work.Recent.Apply(app.AppId, Settings, Array.Empty<(string Name, object? Value)>(), setting => setting.Name).Aggregate(app, Set);

    /// <summary>Remembers entries of an app as written by this connection.</summary>
    public void Keep(ReplacedCollection collection, AppRegistration app, IReadOnlySet<object> keys) =>
        collection.Keep(work.Recent, app, keys);

    private static AppRegistration Set(AppRegistration app, (string Name, object? Value) setting) =>
        AppSetting.Of(setting.Name).With(app, setting.Value);
}
