using EntraAppCmdlets.Names;
using System.IO.Enumeration;
using EntraAppCmdlets.Connections;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Registrations;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Permissions;

/// <summary>The permissions that an app requests: names to ids, and the union with what it requests already.</summary>
internal sealed class PermissionService(TenantWork work)
{
    /// <summary>Limits of <c>requiredResourceAccess</c>.</summary>
    private const int MaxResources = 50;
    private const int MaxPermissions = 400;

    /// <summary>The collection's name in <see cref="RecentChanges"/>.</summary>
    private const string Requested = nameof(AppRegistration.Permissions);

    private readonly PermissionCatalogue _catalogue = PermissionCatalogue.Default;
    private readonly Dictionary<Guid, ServicePrincipalResource?> _live = [];

    private GraphClient Graph => work.Graph;

    /// <summary>
    /// Turns names into permissions of the API: by the built-in catalogue, by the tenant for what that lacks. All wrong names are told at
    /// once, and nothing is sent before every name is right.
    /// </summary>
    /// <param name="resourceAppId">The API.</param>
    /// <param name="names">Names, with or without the API's URI in front.</param>
    /// <param name="type">Delegated or application.</param>
    /// <param name="trouble">Takes one error for each name that the API has not got.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<AppRequestedPermission>> ResolveAsync(
        Guid resourceAppId, IEnumerable<string> names, AppPermissionType type, ICollection<AppException> trouble, CancellationToken cancellationToken)
    {
        var result = new List<AppRequestedPermission>();
        foreach (var name in names)
        {
            if (_catalogue.Resolve(resourceAppId, name, type) is { Permission: { } known })
            {
                result.Add(new AppRequestedPermission { ResourceAppId = resourceAppId, ResourceName = known.ResourceName, Name = known.Name, Type = type, Id = known.Id, Risk = known.Risk });
                continue;
            }

            var resource = await LiveAsync(resourceAppId, cancellationToken).ConfigureAwait(false);
            if (resource is not null && FindLive(resource, PermissionName.Parse(name).Value, type) is { } live)
                result.Add(live);
            else
                trouble.Add(Missing(resourceAppId, resource, name, type));
        }

        return [.. result.DistinctBy(permission => permission.Key)];
    }

    /// <summary>
    /// Turns names into permissions of an API that is an app at hand: what it has been seen with, or else what its registration says now. Its
    /// service principal, which others would be asked of, shows a new scope some time later.
    /// </summary>
    /// <inheritdoc cref="ResolveAsync(Guid, IEnumerable{string}, AppPermissionType, ICollection{AppException}, CancellationToken)"/>
    public async Task<IReadOnlyList<AppRequestedPermission>> ResolveAsync(
        AppRegistration api, IReadOnlyList<string> names, AppPermissionType type, ICollection<AppException> trouble, CancellationToken cancellationToken)
    {
        if (api.Id is null && !api.IsPlanned)
            return await ResolveAsync(api.AppId, names, type, trouble, cancellationToken).ConfigureAwait(false);
        var resource = AsResource(api);
        if (names.Any(name => FindLive(resource, PermissionName.Parse(name).Value, type) is null))
            resource = AsResource(await new ApplicationWork(work).ReadAsync(api, cancellationToken).ConfigureAwait(false));
        var result = new List<AppRequestedPermission>();
        foreach (var name in names)
        {
            if (FindLive(resource, PermissionName.Parse(name).Value, type) is { } permission)
                result.Add(permission);
            else
                trouble.Add(Missing(api.AppId, resource, name, type));
        }

        return [.. result.DistinctBy(permission => permission.Key)];
    }

    /// <summary>Reads what the app requests now and says what would be added.</summary>
    public async Task<PermissionPlan> PlanAddAsync(AppRegistration app, IReadOnlyList<AppRequestedPermission> wanted, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppRequestedPermission> there = app.IsPlanned ? app.Permissions : await ReadRequestedAsync(app, cancellationToken).ConfigureAwait(false);
        // What the registration tells by its id only has just been asked for by its name.
        there = [.. there.Select(permission => permission.Name is null ? wanted.FirstOrDefault(item => item.Key == permission.Key) ?? permission : permission)];
        var added = Lacking(work, app.AppId, wanted, there);
        var all = there.Concat(added).DistinctBy(permission => permission.Key).ToList();
        if (all.Count > MaxPermissions)
            throw AppErrors.TooManyPermissions("permissions", MaxPermissions, all.Count);
        if (all.Select(item => item.ResourceAppId).Distinct().Count() is > MaxResources and var resources)
            throw AppErrors.TooManyPermissions("APIs' permissions", MaxResources, resources);
        return new PermissionPlan(app, added, all);
    }

    /// <summary>Sends the union, read afresh where the directory or another run has changed it meanwhile.</summary>
    public async Task<AppRegistration> ApplyAsync(PermissionPlan plan, CancellationToken cancellationToken)
    {
        var first = true;
        return await Graph.UntilVisibleAsync($"add permissions to '{plan.App.DisplayName}'", async cancel =>
        {
            if (!first)
                plan = await PlanAddAsync(plan.App, plan.Added, cancel).ConfigureAwait(false);
            first = false;
            if (plan.Added.Count > 0)
                await WriteAsync(plan, cancel).ConfigureAwait(false);
            return plan.App with { Permissions = plan.All };
        }, TooEarly.ApplicationWrite, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says what no longer requesting permissions would change.</summary>
    /// <param name="app">The app.</param>
    /// <param name="names">Names or ids, each with its type.</param>
    /// <param name="exactly">Permissions that an earlier step has listed.</param>
    /// <param name="api">The API; null for whichever the app requests the name of.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AppException">PermissionAmbiguous: the app requests a name of several APIs.</exception>
    public async Task<PermissionRemoval> PlanRemoveAsync(
        AppRegistration app, IReadOnlyList<(string Name, AppPermissionType Type)> names, IReadOnlyList<AppRequestedPermission> exactly, Guid? api, CancellationToken cancellationToken)
    {
        var plannedAt = work.Clock.GetTimestamp();
        var there = app.IsPlanned ? app.Permissions : await ReadRequestedAsync(app, cancellationToken).ConfigureAwait(false);
        if (names.Count > 0)
            there = await NamedAsync(there, cancellationToken).ConfigureAwait(false);
        var removed = exactly.Where(item => there.Any(permission => permission.Key == item.Key)).ToList();
        foreach (var (name, type) in names)
        {
            var found = there.Where(permission => permission.Type == type && (api is null || permission.ResourceAppId == api) && IsNamed(permission, name)).ToList();
            if (found.Select(permission => permission.ResourceAppId).Distinct().Count() > 1)
                throw AppErrors.PermissionAmbiguous(name, found);
            removed.AddRange(found);
        }

        removed = [.. removed.DistinctBy(permission => permission.Key)];
        List<AppRequestedPermission> kept = [.. there.Where(permission => removed.TrueForAll(item => item.Key != permission.Key))];
        var what = string.Join(", ", removed.Select(permission => $"{permission} ({AppErrors.Word(permission.Type)})"));
        return new PermissionRemoval(removed, new AppChange(
            app, app with { Permissions = kept }, async cancel => (await PlanRemoveAsync(app, names, exactly, api, cancel).ConfigureAwait(false)).Change)
        {
            PlannedAt = plannedAt,
            Words = removed.Count == 0 ? [] : [$"no longer request {what}{AppChange.Staying(kept.Count)}"],
            There = $"does not request {string.Join(", ", names.Select(item => item.Name).Concat(exactly.Select(item => item.ToString())))}",
            Writes = removed.Count == 0
                ? []
                : [ApplicationWork.Patch(app, new ApplicationResource { RequiredResourceAccess = RegistrationMap.ToRequired(kept) }, $"remove {what} from '{app.DisplayName}'", () =>
                {
                    Remember(app, [], removed);
                    work.Recent.RecordWhole(app.AppId, Requested, kept.Select(permission => permission.Key));
                })],
        });
    }

    /// <summary>What the app requests, as the directory will show it once this connection's own writes are everywhere.</summary>
    public async Task<IReadOnlyList<AppRequestedPermission>> ReadRequestedAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var request = ReadRequest(app);
        var application = work.Recent.Touched(app.AppId)
            ? await Graph.UntilVisibleAsync($"read '{app.DisplayName}'", cancel => Graph.SendAsync(request, ResourceJson.Default.ApplicationResource, cancel), TooEarly.Read, cancellationToken).ConfigureAwait(false)
            : await Graph.SendAsync(request, ResourceJson.Default.ApplicationResource, cancellationToken).ConfigureAwait(false);
        return Requests(app, application);
    }

    public static GraphRequest ReadRequest(AppRegistration app) =>
        GraphRequest.Get(Query($"applications/{app.Id}").Select("id", "appId", "requiredResourceAccess")).Describe($"read the permissions that '{app.DisplayName}' requests");

    /// <summary>What an answer to <see cref="ReadRequest"/> means.</summary>
    public IReadOnlyList<AppRequestedPermission> Requests(AppRegistration app, ApplicationResource application)
    {
        var read = RegistrationMap.Permissions(application.RequiredResourceAccess, _catalogue);
        var keys = work.Recent.Apply(app.AppId, Requested, read.Select(permission => permission.Key));
        return
        [
            .. keys.Select(key =>
                // A scope that the app has just been given has its name from the step that gave it: its service principal shows it later.
                read.FirstOrDefault(permission => permission.Key == key && permission.Name is not null)
                ?? app.Permissions.FirstOrDefault(permission => permission.Key == key)
                ?? read.FirstOrDefault(permission => permission.Key == key)
                ?? RegistrationMap.Permission(key.Resource, key.Id, key.Type, _catalogue)),
        ];
    }

    /// <summary>Remembers what a write of another service has requested for the app.</summary>
    public void Remember(AppRegistration app, IEnumerable<AppRequestedPermission> added, IEnumerable<AppRequestedPermission>? removed = null) =>
        work.Recent.Record(app.AppId, Requested, added.Select(item => item.Key), removed?.Select(item => item.Key));

    /// <summary>Remembers what a write has put in the place of all that the app requested.</summary>
    public static void RememberWhole(TenantWork work, Guid appId, IEnumerable<AppRequestedPermission> all) =>
        work.Recent.RecordWhole(appId, Requested, all.Select(permission => permission.Key));

    /// <summary>What of this the app does not request, or may not for long: it may be overwritten by what this connection has just written.</summary>
    public static List<AppRequestedPermission> Lacking(TenantWork work, Guid appId, IEnumerable<AppRequestedPermission> wanted, IEnumerable<AppRequestedPermission> there)
    {
        var keys = there.Select(permission => permission.Key).ToHashSet();
        return [.. wanted.Where(permission => !keys.Contains(permission.Key) || work.Recent.MayBeOverwritten(appId, Requested, permission.Key))];
    }

    /// <summary>The service principal of an API with its permissions, read once for each command; null if the tenant has none.</summary>
    public async Task<ServicePrincipalResource?> LiveAsync(Guid resourceAppId, CancellationToken cancellationToken)
    {
        if (!_live.TryGetValue(resourceAppId, out var resource))
        {
            resource = await Graph.FindAsync(
                GraphRequest.Get(Query($"servicePrincipals{Key("appId", resourceAppId)}").Select(ServicePrincipalResource.SelectWithPermissions)).Describe($"read the permissions of API {resourceAppId}"),
                ResourceJson.Default.ServicePrincipalResource, cancellationToken).ConfigureAwait(false);
            _live[resourceAppId] = resource;
        }

        return resource;
    }

    public static AppRequestedPermission? FindLive(ServicePrincipalResource resource, string name, AppPermissionType type) =>
        LivePermissions(resource, type).FirstOrDefault(permission => string.Equals(permission.Name, name, StringComparison.OrdinalIgnoreCase));

    public static IEnumerable<AppRequestedPermission> LivePermissions(ServicePrincipalResource resource, AppPermissionType type)
    {
        var items = type == AppPermissionType.Delegated
            ? (resource.Scopes ?? []).Where(scope => scope.IsEnabled != false).Select(scope => (scope.Id, scope.Value))
            : (resource.AppRoles ?? []).Where(role => role.IsEnabled != false && role.AllowedMemberTypes?.Contains("Application") == true).Select(role => (role.Id, role.Value));
        return items.Where(item => !string.IsNullOrEmpty(item.Value)).Select(item => new AppRequestedPermission
        {
            ResourceAppId = resource.AppId ?? Guid.Empty,
            ResourceName = resource.DisplayName,
            Name = item.Value,
            Type = type,
            Id = item.Id,
        });
    }

    /// <summary>The permissions of an API that the tenant has, in the form in which the catalogue gives them.</summary>
    public IEnumerable<AppPermission> Describe(ServicePrincipalResource resource) =>
        from type in new[] { AppPermissionType.Delegated, AppPermissionType.Application }
        from permission in LivePermissions(resource, type)
        let scope = type == AppPermissionType.Delegated ? resource.Scopes!.Find(item => item.Id == permission.Id) : null
        select new AppPermission
        {
            Name = permission.Name!,
            Type = type,
            Id = permission.Id,
            ResourceAppId = permission.ResourceAppId,
            ResourceName = permission.ResourceName ?? permission.ResourceAppId.ToString(),
            AdminConsentRequired = scope is null || !string.Equals(scope.Type, "User", StringComparison.OrdinalIgnoreCase),
            Risk = _catalogue.Find(permission.ResourceAppId, permission.Name!, type)?.Risk ?? AppPermissionRisk.Unknown,
            Description = scope?.AdminConsentDescription ?? (type == AppPermissionType.Application ? resource.AppRoles!.Find(item => item.Id == permission.Id)?.Description : null),
        };

    /// <summary>Those of them whose name fits a pattern with * and ?, by name, delegated before application.</summary>
    public IEnumerable<AppPermission> Search(ServicePrincipalResource resource, NamePattern name, AppPermissionType? type) =>
        Describe(resource)
            .Where(permission => (type is null || permission.Type == type) && (name.IsName(permission.Name) || name.IsMatch(permission.Name)))
            .OrderBy(permission => permission.Name, StringComparer.OrdinalIgnoreCase).ThenBy(permission => permission.Type);

    /// <summary>Every API of the tenant, with its permissions, page by page.</summary>
    public IAsyncEnumerable<ServicePrincipalResource> ListApisAsync(CancellationToken cancellationToken) =>
        Graph.ListAsync(
            GraphRequest.Get(Query("servicePrincipals").Select("id,appId,displayName,appRoles,oauth2PermissionScopes").Top(100)).Describe("list the permissions of the tenant's APIs"),
            ResourceJson.Default.GraphPageServicePrincipalResource, cancellationToken);

    /// <summary>The names of permissions that the catalogue does not know, as far as the tenant tells them.</summary>
    private async Task<IReadOnlyList<AppRequestedPermission>> NamedAsync(IReadOnlyList<AppRequestedPermission> permissions, CancellationToken cancellationToken)
    {
        var result = new List<AppRequestedPermission>();
        foreach (var permission in permissions)
        {
            var live = permission.Name is null ? await LiveAsync(permission.ResourceAppId, cancellationToken).ConfigureAwait(false) : null;
            var found = live is null ? null : LivePermissions(live, permission.Type).FirstOrDefault(item => item.Id == permission.Id);
            result.Add(found is null ? permission : permission with { Name = found.Name, ResourceName = found.ResourceName });
        }

        return result;
    }

    private static bool IsNamed(AppRequestedPermission permission, string name)
    {
        var asked = PermissionName.Parse(name).Value;
        return string.Equals(permission.Name, asked, StringComparison.OrdinalIgnoreCase) || string.Equals(permission.Id.ToString(), asked, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>An app as the API that it is to others.</summary>
    private static ServicePrincipalResource AsResource(AppRegistration api) => new()
    {
        AppId = api.AppId,
        DisplayName = api.DisplayName,
        Scopes = [.. api.ApiScopes.Select(RegistrationMap.FromScope)],
        AppRoles = [.. api.AppRoles.Select(RegistrationMap.FromRole)],
    };

    private async Task WriteAsync(PermissionPlan plan, CancellationToken cancellationToken)
    {
        var patch = new ApplicationResource { RequiredResourceAccess = RegistrationMap.ToRequired(plan.All) };
        var write = ApplicationWork.Patch(plan.App, patch, $"add {string.Join(", ", plan.Added)} to '{plan.App.DisplayName}'", () =>
        {
            Remember(plan.App, plan.Added);
            RememberWhole(work, plan.App.AppId, plan.All);
        });
        await new Reunion(work).SendAsync(plan.App with { Permissions = plan.All }, [write], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Why a name is no permission of the API, told from the tenant where the catalogue does not know the API.</summary>
    public AppException Missing(Guid resourceAppId, ServicePrincipalResource? live, string name, AppPermissionType? type)
    {
        var miss = _catalogue.Miss(resourceAppId, name, type);
        if (miss.ResourceKnown)
            return AppErrors.PermissionNotFound(miss);
        if (live is null)
            return AppErrors.ResourceNotInTenant(resourceAppId);
        var candidates = Describe(live).ToList();
        return AppErrors.PermissionNotFound(miss with
        {
            Resource = live.DisplayName ?? resourceAppId.ToString(),
            ResourceKnown = true,
            OtherType = type is null ? null : candidates.Find(item => item.Type != type && string.Equals(item.Name, name, StringComparison.OrdinalIgnoreCase)),
            Nearest = NearestPermissions.Of(name, type, candidates.Where(item => type is null || item.Type == type)),
        });
    }
}

/// <summary>What adding permissions would do.</summary>
/// <param name="App">The app.</param>
/// <param name="Added">What it does not request yet.</param>
/// <param name="All">What it would request afterwards.</param>
internal sealed record PermissionPlan(AppRegistration App, IReadOnlyList<AppRequestedPermission> Added, IReadOnlyList<AppRequestedPermission> All);

/// <summary>What no longer requesting permissions would do.</summary>
/// <param name="Removed">What the app requests of it now.</param>
/// <param name="Change">What would be sent.</param>
internal sealed record PermissionRemoval(IReadOnlyList<AppRequestedPermission> Removed, AppChange Change);
