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
            if (resource is not null && FindLive(resource, name, type) is { } live)
                result.Add(live);
            else
                trouble.Add(Missing(resourceAppId, resource, name, type));
        }

        return [.. result.DistinctBy(permission => permission.Key)];
    }

    /// <summary>Reads what the app requests now and says what would be added.</summary>
    public async Task<PermissionPlan> PlanAddAsync(AppRegistration app, IReadOnlyList<AppRequestedPermission> wanted, CancellationToken cancellationToken)
    {
        var there = app.IsPlanned ? app.Permissions : await ReadRequestedAsync(app, cancellationToken).ConfigureAwait(false);
        var added = wanted.Where(permission => there.All(item => item.Key != permission.Key) || work.Recent.MayBeOverwritten(app.AppId, Requested, permission.Key)).ToList();
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

    private async Task WriteAsync(PermissionPlan plan, CancellationToken cancellationToken)
    {
        var patch = new ApplicationResource { RequiredResourceAccess = RegistrationMap.ToRequired(plan.All) };
        await Graph.SendAsync(
            GraphRequest.Patch($"applications/{plan.App.Id}", patch, ResourceJson.Default.ApplicationResource).Idempotent()
                .Describe($"add {string.Join(", ", plan.Added)} to '{plan.App.DisplayName}'"),
            cancellationToken).ConfigureAwait(false);
        Remember(plan.App, plan.Added);
        work.Recent.RecordWhole(plan.App.AppId, Requested, plan.All.Select(permission => permission.Key));
    }

    private AppException Missing(Guid resourceAppId, ServicePrincipalResource? live, string name, AppPermissionType type)
    {
        var miss = _catalogue.Miss(resourceAppId, name, type);
        if (miss.ResourceKnown)
            return AppErrors.PermissionNotFound(miss);
        if (live is null)
            return AppErrors.ResourceNotInTenant(resourceAppId);
        var candidates = Candidates(live, AppPermissionType.Delegated).Concat(Candidates(live, AppPermissionType.Application)).ToList();
        return AppErrors.PermissionNotFound(miss with
        {
            Resource = live.DisplayName ?? resourceAppId.ToString(),
            ResourceKnown = true,
            OtherType = candidates.Find(item => item.Type != type && string.Equals(item.Name, name, StringComparison.OrdinalIgnoreCase)),
            Nearest = NearestPermissions.Of(name, type, candidates.Where(item => item.Type == type)),
        });
    }

    private static IEnumerable<AppPermission> Candidates(ServicePrincipalResource live, AppPermissionType type) =>
        LivePermissions(live, type).Select(item => new AppPermission
        {
            Name = item.Name!,
            Type = type,
            Id = item.Id,
            ResourceAppId = item.ResourceAppId,
            ResourceName = item.ResourceName ?? item.ResourceAppId.ToString(),
        });
}

/// <summary>What adding permissions would do.</summary>
/// <param name="App">The app.</param>
/// <param name="Added">What it does not request yet.</param>
/// <param name="All">What it would request afterwards.</param>
internal sealed record PermissionPlan(AppRegistration App, IReadOnlyList<AppRequestedPermission> Added, IReadOnlyList<AppRequestedPermission> All);
