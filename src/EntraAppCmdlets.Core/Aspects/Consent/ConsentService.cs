using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Consent;

/// <summary>
/// Admin consent: exactly what the app requests, for the whole tenant. Delegated permissions are united with what is granted already,
/// application permissions are added, and a grant of a single user is never touched.
/// </summary>
internal sealed class ConsentService(CommandContext work)
{
    /// <summary>What was just granted and revoked, in <see cref="LocalWriteOverlay"/>.</summary>
    internal const string Scopes = "grants";

    /// <inheritdoc cref="Scopes"/>
    internal const string Roles = "assignments";

    /// <inheritdoc cref="Scopes"/>
    internal const string RoleIds = "assignments.id";

    /// <summary>The longest list that one delegated grant holds, in characters.</summary>
    private const int MaxScopeLength = 3850;

    /// <summary>What is read of an API whose permissions the built-in catalogue has.</summary>
    private const string Identity = "id,appId,displayName";

    private readonly PermissionCatalogue _catalogue = PermissionCatalogue.Default;
    private readonly PermissionService _permissions = new(work);
    private readonly AppReader _apps = new(work);

    private GraphClient Graph => work.Graph;

    /// <summary>Reads what is requested and what is granted.</summary>
    /// <param name="app">The app. What a vendor's app requests is in its publisher's tenant: here it is what the object says.</param>
    /// <param name="only">The permissions that consent is about; null for all that the app requests.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AppException">PermissionNotRequested, PermissionUnknownToTenant.</exception>
    public async Task<ConsentState> ReadAsync(
        AppRegistration app,
        IReadOnlyList<AppRequestedPermission>? only,
        CancellationToken cancellationToken
    )
    {
        if (app.Id is null && only is not null)
        {
            app = app with { Permissions = [.. app.Known.Permissions.Concat(only).DistinctBy(permission => permission.Key)] };
        }

        var plan = await ReadAsync(app, work.Knows(app), cancellationToken).ConfigureAwait(false);
        if (only is null)
        {
            return Known(plan);
        }

        var keys = only.Select(permission => permission.Key).ToHashSet();
        var unknown = only.Where(permission => plan.Requested.All(requested => requested.Key != permission.Key)).ToList();
        return unknown.Count > 0 ? throw ConsentErrors.PermissionNotRequested(app, unknown) : Known(plan with { Only = keys });
    }

    /// <summary>Reads what is requested and what is granted. A permission that its API doesn't have is listed by its ID.</summary>
    public Task<ConsentState> ReadAsync(AppRegistration app, CancellationToken cancellationToken) =>
        ReadAsync(app, isKnown: false, cancellationToken);

    /// <inheritdoc cref="ReadAsync(AppRegistration, CancellationToken)"/>
    /// <param name="app">The app.</param>
    /// <param name="isKnown">Whether what it requests and what was granted to it is known, because this connection has just made it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<ConsentState> ReadAsync(AppRegistration app, bool isKnown, CancellationToken cancellationToken)
    {
        if (app.IsPlanned)
        {
            return new ConsentState(app, app.Known.Permissions, [], [], new HashSet<(Guid, string)>(), new HashSet<(Guid, Guid)>());
        }

        app = await _apps.WithServicePrincipalAsync(app, cancellationToken).ConfigureAwait(false);

        // One round trip for all of it: the APIs are those that the object is known to request; another one costs a second trip.
        var isUngranted = isKnown && ScopesOf(app, []).Count == 0 && RolesOf(app, []).Count == 0;
        var resources = new Dictionary<Guid, ServicePrincipalResource>();
        if (
            isKnown
            && app.ServicePrincipalId is { } own
            && app.Known.Permissions.All(item => item.ResourceAppId != app.AppId || item.Name is not null)
        )
        {
            resources[app.AppId] = new ServicePrincipalResource
            {
                Id = own,
                AppId = app.AppId,
                DisplayName = app.DisplayName,
            };
        }

        var hinted = app
            .Known.Permissions.Select(permission => permission.ResourceAppId)
            .Distinct()
            .Where(id => !resources.ContainsKey(id))
            .ToList();
        var requests = new List<GraphRequest>();
        var application = app.Id is null || isKnown || work.IsFresh(app) ? -1 : Add(_permissions.ReadRequest(app));
        var grants = app.ServicePrincipalId is null || isUngranted ? -1 : Add(ReadGrants(app));
        var assignments = app.ServicePrincipalId is null || isUngranted ? -1 : Add(ReadAssignments(app));
        var firstResource = requests.Count;
        requests.AddRange(hinted.Select(id => ReadResource(id, app.Known.Permissions)));

        var answers = await work.ReadAsync(
                app,
                async cancel =>
                {
                    var all = await Graph.BatchAsync(requests, cancel).ConfigureAwait(false);
                    // Of the APIs a 404 is an answer; of the app itself it means that it is too young.
                    return all.Take(firstResource).FirstOrDefault(answer => !answer.IsSuccess) is { } failed
                        ? throw failed.ToException()
                        : all;
                },
                cancellationToken
            )
            .ConfigureAwait(false);

        var requested =
            app.Id is null ? app.Known.Permissions
            : application < 0 ? RequestedPermissions.Of(work, app, app.Known.Permissions)
            : RequestedPermissions.Of(work, app, answers[application].Read(ResourceJson.Default.ApplicationResource));
        for (var i = 0; i < hinted.Count; i++)
        {
            Keep(hinted[i], answers[firstResource + i]);
        }

        // An API that is said not to be there is asked for twice: what is granted of it would be passed over.
        var unread = requested.Select(permission => permission.ResourceAppId).Distinct().Where(id => !resources.ContainsKey(id)).ToList();
        if (unread.Count > 0)
        {
            var more = await Graph
                .BatchAsync([.. unread.Select(id => ReadResource(id, requested))], cancellationToken)
                .ConfigureAwait(false);
            for (var i = 0; i < unread.Count; i++)
            {
                Keep(unread[i], more[i]);
            }
        }

        var granted =
            grants < 0
                ? []
                : await Graph
                    .AllAsync(answers[grants], ResourceJson.Default.GraphPagePermissionGrantResource, cancellationToken)
                    .ConfigureAwait(false);
        var assigned =
            assignments < 0
                ? []
                : await Graph
                    .AllAsync(answers[assignments], ResourceJson.Default.GraphPageAppRoleAssignmentResource, cancellationToken)
                    .ConfigureAwait(false);
        if (app.ServicePrincipalId is { } client)
        {
            // What was granted again since it was revoked has another id, which an old read does not tell.
            var ids = work.Recent.Apply(client, RoleIds, assigned.Select(assignment => assignment.Id ?? ""));
            assigned = [.. assigned.Where(assignment => ids.Contains(assignment.Id))];
        }

        return new ConsentState(
            app,
            [.. requested.Select(permission => Name(permission, resources))],
            resources,
            granted,
            ScopesOf(app, granted),
            RolesOf(app, assigned)
        )
        {
            Assignments = assigned,
        };

        int Add(GraphRequest request)
        {
            requests.Add(request);
            return requests.Count - 1;
        }

        void Keep(Guid resourceAppId, GraphResponse answer)
        {
            if (answer.IsSuccess)
            {
                resources[resourceAppId] = answer.Read(ResourceJson.Default.ServicePrincipalResource);
            }
            else if (answer.Status != 404)
            {
                throw answer.ToException();
            }
        }
    }

    /// <summary>Reads what is requested and what is granted, and says what consent would add.</summary>
    /// <inheritdoc cref="ReadAsync(AppRegistration, IReadOnlyList{AppRequestedPermission}, CancellationToken)"/>
    public async Task<AppChange> PlanAsync(
        AppRegistration app,
        IReadOnlyList<AppRequestedPermission>? only,
        CancellationToken cancellationToken
    ) => Granting(await ReadAsync(app, only, cancellationToken).ConfigureAwait(false));

    /// <summary>Grants what is missing, and goes on until a read or the service's own answer says that all of it is there.</summary>
    public AppChange Granting(ConsentState state)
    {
        var (app, missing) = (state.App, state.Missing);
        var there = state.Meant.Count - missing.Count;
        return new AppChange(
            app,
            missing.Count == 0 ? state.Done : app with { Permissions = state.Requested },
            cancel => AgainAsync(state, cancel)
        )
        {
            PlannedAt = null,
            What = $"grant consent to '{app.DisplayName}'",
            Words = missing.Count == 0 ? [] : [$"{InWords(missing)}{(there > 0 ? $"; {there} are granted already" : "")}"],
            NoChangeReason = $"All {state.Meant.Count} permissions of '{app.DisplayName}' are granted already",
            MayBeRepeated = error => MayBeRepeated(error, app),
            Before = async cancel => state = await WithServicePrincipalsAsync(state, cancel).ConfigureAwait(false),
            Send = async cancel =>
            {
                state = state with { Requested = [.. state.Requested.Select(permission => Name(permission, state.Resources))] };
                await WriteAsync(state, cancel).ConfigureAwait(false);
                return state.Done;
            },
        };
    }

    /// <summary>What is granted, in words; what is critical is named again.</summary>
    public static string InWords(IReadOnlyList<AppRequestedPermission> missing)
    {
        var critical = string.Join(", ", missing.Where(item => item.Risk == AppPermissionRisk.Critical));
        return $"grant {string.Join(", ", missing.Select(item => $"{item} ({PermissionWords.Of(item.Type)})"))} for the whole tenant"
            + (critical.Length > 0 ? $"; risk Critical: {critical}" : "");
    }

    /// <summary>The service principals of the app and of the APIs, made where the tenant has none.</summary>
    private async Task<ConsentState> WithServicePrincipalsAsync(ConsentState state, CancellationToken cancellationToken)
    {
        var app = state.App;
        if (app.ServicePrincipalId is null)
        {
            var own = await new ServicePrincipalService(work)
                .EnsureAsync(app.AppId, app.DisplayName, ours: true, cancellationToken)
                .ConfigureAwait(false);
            state = state with { App = RegistrationMap.WithServicePrincipal(app, own) };
        }

        foreach (var resourceAppId in state.MissingResources)
        {
            state.Resources[resourceAppId] = await new ServicePrincipalService(work)
                .EnsureAsync(resourceAppId, resourceAppId.ToString(), ours: false, cancellationToken)
                .ConfigureAwait(false);
        }

        return state;
    }

    /// <summary>What is left to be granted on a fresh read. What an old read does not show yet of the APIs is known from before.</summary>
    private async Task<AppChange> AgainAsync(ConsentState before, CancellationToken cancellationToken)
    {
        var state = await ReadAsync(before.App, cancellationToken).ConfigureAwait(false) with { Only = before.Only };
        foreach (var (resourceAppId, resource) in before.Resources)
        {
            state.Resources.TryAdd(resourceAppId, resource);
        }

        return Granting(state);
    }

    /// <summary>Waits until reads show all that the app was granted, as everybody else will see it.</summary>
    /// <exception cref="AppException">NotVisibleYet: the window for replication is over.</exception>
    public async Task UntilVisibleAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var what = $"see the consent to '{app.DisplayName}'";
        try
        {
            await Graph
                .UntilVisibleAsync(
                    what,
                    async cancel =>
                    {
                        var plan = await ReadAsync(app, cancel).ConfigureAwait(false);
                        var missing = (
                            plan with
                            {
                                Only = app
                                    .Known.Permissions.Where(permission => permission.Consented == true)
                                    .Select(permission => permission.Key)
                                    .ToHashSet(),
                                GrantedScopes = ScopesOf(plan.Grants).ToHashSet(),
                                GrantedRoles = RolesOf(plan.Assignments).ToHashSet(),
                            }
                        ).Missing;
                        return missing.Count == 0
                            ? true
                            : throw GraphException.NotYetVisible(what, $"the directory does not show {string.Join(", ", missing)} yet.");
                    },
                    ReplicationErrors.NotYetVisible,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (GraphException error) when (ReplicationErrors.NotYetVisible(error))
        {
            throw ConsentErrors.NotVisibleYet(app, error);
        }
    }

    /// <summary>Each permission that is requested or granted, with its state.</summary>
    public async Task<IReadOnlyList<AppConsent>> GetAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var plan = await ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var result = new List<AppConsent>();
        foreach (var permission in plan.Requested)
        {
            result.Add(
                Row(
                    permission.ResourceName,
                    permission.ResourceAppId,
                    permission.Name ?? permission.Id.ToString(),
                    permission.Type,
                    plan.IsGranted(permission) ? AppConsentState.Granted : AppConsentState.NotGranted,
                    null,
                    plan.GrantIdOf(permission)
                )
            );
        }

        foreach (
            var (grant, resource) in await WithResourcesAsync(
                    plan.Grants,
                    grant => grant.ResourceId,
                    plan,
                    withRoles: false,
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
        {
            foreach (var scope in Split(grant.Scope))
            {
                var ofUser = IsOfUser(grant);
                // Just revoked: an old read may still show it.
                if (!ofUser && !plan.GrantedScopes.Contains((grant.ResourceId ?? Guid.Empty, scope.ToUpperInvariant())))
                {
                    continue;
                }

                var requested = plan.Requested.Any(permission =>
                    permission.Type == AppPermissionType.Delegated
                    && permission.ResourceAppId == resource?.AppId
                    && SameName(permission.Name, scope)
                );
                if (ofUser || !requested)
                {
                    result.Add(
                        Row(
                            resource?.DisplayName,
                            resource?.AppId,
                            scope,
                            AppPermissionType.Delegated,
                            ofUser && requested ? AppConsentState.Granted : AppConsentState.GrantedOnly,
                            ofUser ? grant.PrincipalId : null,
                            grant.Id
                        )
                    );
                }
            }
        }

        foreach (
            var (assignment, resource) in await WithResourcesAsync(
                    plan.Assignments,
                    assignment => assignment.ResourceId,
                    plan,
                    withRoles: true,
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
        {
            if (
                plan.Requested.Any(permission =>
                    permission.Type == AppPermissionType.Application
                    && permission.ResourceAppId == resource?.AppId
                    && permission.Id == assignment.AppRoleId
                ) || !plan.GrantedRoles.Contains((assignment.ResourceId ?? Guid.Empty, assignment.AppRoleId ?? Guid.Empty))
            )
            {
                continue;
            }

            result.Add(
                Row(
                    resource?.DisplayName ?? assignment.ResourceDisplayName,
                    resource?.AppId,
                    NameOf(assignment, resource),
                    AppPermissionType.Application,
                    AppConsentState.GrantedOnly,
                    null,
                    assignment.Id
                )
            );
        }

        return result;

        AppConsent Row(
            string? resourceName,
            Guid? resourceAppId,
            string permission,
            AppPermissionType type,
            AppConsentState state,
            Guid? principal,
            string? grantId
        )
        {
            var known = resourceAppId is { } id ? _catalogue.Find(id, permission, type) : null;
            return new AppConsent
            {
                AppDisplayName = app.DisplayName,
                AppId = app.AppId,
                ResourceName = resourceName,
                ResourceAppId = resourceAppId,
                Permission = permission,
                Type = type,
                State = state,
                PrincipalId = principal,
                GrantId = grantId,
                Risk = known?.Risk ?? AppPermissionRisk.Unknown,
                RiskSource = known?.RiskSource ?? AppPermissionRiskSource.None,
            };
        }
    }

    /// <summary>The apps that were granted delegated permissions of an app, each in words.</summary>
    /// <param name="api">The app that exposes the permissions.</param>
    /// <param name="besides">The service principals that are left out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<string>> UsersAsync(
        AppRegistration api,
        IReadOnlyCollection<Guid?> besides,
        CancellationToken cancellationToken
    )
    {
        var first = await work.ReadAsync(
                api,
                [
                    GraphRequest
                        .Get(Query("oauth2PermissionGrants").Filter(Equal("resourceId", api.ServicePrincipalId!.Value)).Top(999))
                        .Describe($"read which apps were granted permissions of '{api.DisplayName}'"),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
        var grants = await Graph
            .AllAsync(first[0], ResourceJson.Default.GraphPagePermissionGrantResource, cancellationToken)
            .ConfigureAwait(false);
        var byClient = grants
            .Where(grant => grant.ClientId is not null && !besides.Contains(grant.ClientId))
            .ToLookup(grant => grant.ClientId!.Value);
        var names = await Graph
            .BatchAsync([.. byClient.Select(client => ReadResource(client.Key, Identity))], cancellationToken)
            .ConfigureAwait(false);
        // An app that was removed has left its grants behind.
        return
        [
            .. from answer in names
            where answer.Status != 404
            let client = answer.OrThrow().Read(ResourceJson.Default.ServicePrincipalResource)
            let scopes = byClient[client.Id!.Value].SelectMany(grant => Split(grant.Scope)).Distinct(StringComparer.OrdinalIgnoreCase)
            select $"permission of the app '{client.DisplayName}' ({client.AppId}) to its API: {string.Join(", ", scopes)}",
        ];
    }

    /// <summary>The name of an application permission that was granted; its id where nobody knows a name.</summary>
    internal string NameOf(AppRoleAssignmentResource assignment, ServicePrincipalResource? resource)
    {
        var name = resource?.AppId is { } appId
            ? _catalogue.Find(appId, assignment.AppRoleId ?? Guid.Empty, AppPermissionType.Application)?.Name
            : null;
        return name ?? resource?.AppRoles?.Find(role => role.Id == assignment.AppRoleId)?.Value ?? assignment.AppRoleId.ToString()!;
    }

    public static bool IsOfUser(PermissionGrantResource grant) =>
        string.Equals(grant.ConsentType, "Principal", StringComparison.OrdinalIgnoreCase);

    public static string[] Split(string? scope) =>
        (scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>
    /// An ID that the API doesn't have makes the portal's consent fail as a whole; here it is an error before anything is granted. What the app
    /// exposes itself may
    /// be so new that its service principal does not show it yet, whoever added it: that is waited for.
    /// </summary>
    private ConsentState Known(ConsentState plan) =>
        plan.Missing.FirstOrDefault(permission =>
            permission.Name is null
            && permission.ResourceAppId != plan.App.AppId
            && plan.Resources.GetValueOrDefault(permission.ResourceAppId)?.Scopes is not null
            && !work.Recent.Touched(permission.ResourceAppId)
        )
            is { } unknown
            ? throw ConsentErrors.PermissionUnknownToTenant(unknown)
            : plan;

    private async Task WriteAsync(ConsentState plan, CancellationToken cancellationToken)
    {
        // The API has just been read without its permissions, or its service principal does not show yet what was just added to it.
        if (
            Known(plan)
                .Missing.FirstOrDefault(permission => permission.Name is null || !plan.Resources.ContainsKey(permission.ResourceAppId)) is
            { } unnamed
        )
        {
            throw GraphException.NotYetVisible(
                $"grant consent to '{plan.App.DisplayName}'",
                $"the API {unnamed.ResourceAppId} does not have the permission {unnamed}, or the directory does not show it yet."
            );
        }

        var writes = new List<(GraphRequest Request, Guid ResourceId, IReadOnlyList<AppRequestedPermission> Permissions)>();
        foreach (var resource in plan.Missing.GroupBy(permission => permission.ResourceAppId))
        {
            var id = plan.Resources[resource.Key].Id!.Value;
            var delegated = resource.Where(permission => permission.Type == AppPermissionType.Delegated).ToList();
            if (delegated.Count > 0)
            {
                writes.Add((WriteGrant(plan, id, delegated), id, delegated));
            }

            foreach (var role in resource.Where(permission => permission.Type == AppPermissionType.Application))
            {
                writes.Add((WriteAssignment(plan.App, id, role), id, [role]));
            }
        }

        if (writes.Count == 0)
        {
            return;
        }

        var answers = await Graph.BatchAsync([.. writes.Select(write => write.Request)], cancellationToken).ConfigureAwait(false);
        var failed = new FailedWrites(error => MayBeRepeated(error, plan.App));
        for (var i = 0; i < writes.Count; i++)
        {
            var (_, resourceId, permissions) = writes[i];
            if (!answers[i].IsSuccess)
            {
                failed.Add(answers[i].ToException());
            }
            else if (permissions[0].Type == AppPermissionType.Delegated)
            {
                work.Recent.Record(
                    plan.App.ServicePrincipalId!.Value,
                    Scopes,
                    permissions.Select(permission => (resourceId, permission.Name!.ToUpperInvariant()))
                );
            }
            else
            {
                work.Recent.Record(
                    plan.App.ServicePrincipalId!.Value,
                    Roles,
                    permissions.Select(permission => (resourceId, permission.Id))
                );
            }
        }

        failed.ThrowIfAny();
    }

    private static GraphRequest WriteGrant(ConsentState plan, Guid resourceId, List<AppRequestedPermission> delegated)
    {
        var what = $"grant {string.Join(", ", delegated)} (delegated) to '{plan.App.DisplayName}'";
        var existing = plan.Grants.FirstOrDefault(grant => grant.ResourceId == resourceId && !IsOfUser(grant));
        // The names as they were granted stay as they are; those that this connection has just granted may not be read back yet.
        var before = Split(existing?.Scope)
            .Concat(
                plan.Requested.Where(permission =>
                        permission.Type == AppPermissionType.Delegated
                        && plan.IsGranted(permission)
                        && plan.Resources[permission.ResourceAppId].Id == resourceId
                    )
                    .Select(permission => permission.Name!)
            )
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        var scope = string.Join(' ', before.Union(delegated.Select(permission => permission.Name!), StringComparer.OrdinalIgnoreCase));
        if (scope.Length > MaxScopeLength)
        {
            throw PermissionErrors.TooManyPermissions("characters of delegated permissions for one API", MaxScopeLength, scope.Length);
        }

        return existing is null
            ? GraphRequest
                .Post(
                    "oauth2PermissionGrants",
                    new PermissionGrantResource
                    {
                        ClientId = plan.App.ServicePrincipalId,
                        ConsentType = "AllPrincipals",
                        ResourceId = resourceId,
                        Scope = scope,
                    },
                    ResourceJson.Default.PermissionGrantResource,
                    PriorState.Nothing
                )
                .Describe(what)
            : GraphRequest
                .Patch(
                    $"oauth2PermissionGrants/{Segment(existing.Id!)}",
                    new PermissionGrantResource { Scope = scope },
                    ResourceJson.Default.PermissionGrantResource,
                    Prior(existing, before)
                )
                .Idempotent()
                .Describe(what);
    }

    /// <summary>A delegated grant before a write to it.</summary>
    /// <param name="grant">The grant as it was read.</param>
    /// <param name="scopes">Its permissions, with those that reads may not show yet.</param>
    internal static PriorState Prior(PermissionGrantResource grant, IEnumerable<string> scopes)
    {
        var key = new PermissionGrantResource
        {
            ClientId = grant.ClientId,
            ConsentType = grant.ConsentType,
            PrincipalId = grant.PrincipalId,
            ResourceId = grant.ResourceId,
        };
        var state = new PermissionGrantResource
        {
            Id = grant.Id,
            ClientId = key.ClientId,
            ConsentType = key.ConsentType,
            PrincipalId = key.PrincipalId,
            ResourceId = key.ResourceId,
            Scope = string.Join(' ', scopes),
        };
        return PriorState.Of(state, ResourceJson.Default.PermissionGrantResource).About(key, ResourceJson.Default.PermissionGrantResource);
    }

    private static GraphRequest WriteAssignment(AppRegistration app, Guid resourceId, AppRequestedPermission role) =>
        GraphRequest
            .Post(
                $"servicePrincipals/{app.ServicePrincipalId}/appRoleAssignments",
                new AppRoleAssignmentResource
                {
                    PrincipalId = app.ServicePrincipalId,
                    ResourceId = resourceId,
                    AppRoleId = role.Id,
                },
                ResourceJson.Default.AppRoleAssignmentResource,
                PriorState.Nothing
            )
            .Describe($"grant {role} (application) to '{app.DisplayName}'");

    /// <summary>
    /// Too early, made by another run meanwhile, or perhaps done: all three are settled by reading again and writing what is missing then.
    /// </summary>
    private bool MayBeRepeated(GraphException error, AppRegistration app) =>
        ReplicationErrors.Assignment(error)
        || ReplicationErrors.Grant(error)
        || ReplicationErrors.NotYetVisible(error)
        || error.OutcomeUnknown
        || IsThereAlready(error)
        || (ReplicationErrors.AssignmentOfNewRole(error) && work.Recent.Touched(app.AppId));

    private static bool IsThereAlready(GraphException error) =>
        error.Is(409, "Request_MultipleObjectsWithSameKeyValue")
        || error.Says("Permission entry already exists")
        || error.Says("already exists on the object");

    private HashSet<(Guid Resource, string Scope)> ScopesOf(AppRegistration app, IEnumerable<PermissionGrantResource> grants) =>
        (app.ServicePrincipalId is { } id ? work.Recent.Apply(id, Scopes, ScopesOf(grants)) : ScopesOf(grants)).ToHashSet();

    private static IEnumerable<(Guid Resource, string Scope)> ScopesOf(IEnumerable<PermissionGrantResource> grants) =>
        grants
            .Where(grant => !IsOfUser(grant))
            .SelectMany(grant => Split(grant.Scope).Select(scope => (grant.ResourceId ?? Guid.Empty, scope.ToUpperInvariant())));

    private HashSet<(Guid Resource, Guid Role)> RolesOf(AppRegistration app, IEnumerable<AppRoleAssignmentResource> assignments) =>
        (app.ServicePrincipalId is { } id ? work.Recent.Apply(id, Roles, RolesOf(assignments)) : RolesOf(assignments)).ToHashSet();

    private static IEnumerable<(Guid Resource, Guid Role)> RolesOf(IEnumerable<AppRoleAssignmentResource> assignments) =>
        assignments.Select(assignment => (assignment.ResourceId ?? Guid.Empty, assignment.AppRoleId ?? Guid.Empty));

    /// <summary>A permission that the catalogue does not know gets its name from the tenant.</summary>
    private static AppRequestedPermission Name(AppRequestedPermission permission, Dictionary<Guid, ServicePrincipalResource> resources)
    {
        if (permission.Name is not null || !resources.TryGetValue(permission.ResourceAppId, out var resource))
        {
            return permission;
        }

        var name =
            permission.Type == AppPermissionType.Delegated
                ? resource.Scopes?.Find(scope => scope.Id == permission.Id)?.Value
                : resource.AppRoles?.Find(role => role.Id == permission.Id)?.Value;
        return permission with { Name = name, ResourceName = resource.DisplayName };
    }

    /// <summary>Each item with the service principal of its API.</summary>
    internal async Task<List<(T Item, ServicePrincipalResource? Resource)>> WithResourcesAsync<T>(
        IReadOnlyList<T> items,
        Func<T, Guid?> resourceId,
        ConsentState plan,
        bool withRoles,
        CancellationToken cancellationToken
    )
    {
        var known = plan.Resources.Values.ToDictionary(resource => resource.Id!.Value);
        var missing = items.Select(resourceId).OfType<Guid>().Distinct().Where(id => !known.ContainsKey(id)).ToList();
        if (missing.Count > 0)
        {
            var answers = await Graph
                .BatchConfirmedAsync(
                    [
                        .. missing.Select(id =>
                            ReadResource(id, withRoles ? ServicePrincipalResource.SelectWithPermissions : ServicePrincipalResource.Select)
                        ),
                    ],
                    cancellationToken
                )
                .ConfigureAwait(false);
            // An API that was removed has left its grants behind.
            foreach (var answer in answers.Where(answer => answer.Status != 404))
            {
                var resource = answer.OrThrow().Read(ResourceJson.Default.ServicePrincipalResource);
                known[resource.Id!.Value] = resource;
            }
        }

        return [.. items.Select(item => (item, resourceId(item) is { } id ? known.GetValueOrDefault(id) : null))];
    }

    private GraphRequest ReadResource(Guid appId, IEnumerable<AppRequestedPermission> permissions)
    {
        var known = permissions
            .Where(permission => permission.ResourceAppId == appId)
            .All(permission => _catalogue.Find(appId, permission.Id, permission.Type) is not null);
        return work.AmongOthers(appId, ReadApi(appId, known ? Identity : ServicePrincipalResource.SelectWithPermissions));
    }

    /// <summary>The read that every consent to permissions of Microsoft Graph needs.</summary>
    public static GraphRequest ReadMicrosoftGraph() => ReadApi(PermissionResource.MicrosoftGraphAppId, Identity);

    private static GraphRequest ReadApi(Guid appId, string select) =>
        GraphRequest
            .Get(Query($"servicePrincipals{Key("appId", appId)}").Select(select))
            .Describe($"read the API {appId}")
            .LooksUp("servicePrincipals", "appId", appId, select)
            .OncePerCommand();

    private static GraphRequest ReadResource(Guid id, string select) =>
        GraphRequest
            .Get(Query($"servicePrincipals/{id}").Select(select))
            .Describe($"read the API {id}")
            .LooksUp("servicePrincipals", "id", id, select)
            .OncePerCommand();

    // By clientId, which is the freshest index; the resource's lags.
    private GraphRequest ReadGrants(AppRegistration app) =>
        work.AmongOthers(
            app.AppId,
            GraphRequest
                .Get(Query("oauth2PermissionGrants").Filter(Equal("clientId", app.ServicePrincipalId!.Value)).Top(999))
                .Describe($"read the delegated permissions granted to '{app.DisplayName}'")
                .LooksUp("servicePrincipals", "id", app.ServicePrincipalId.Value, null, "oauth2PermissionGrants")
        );

    private GraphRequest ReadAssignments(AppRegistration app) =>
        work.AmongOthers(
            app.AppId,
            GraphRequest
                .Get(Query($"servicePrincipals/{app.ServicePrincipalId}/appRoleAssignments").Top(999))
                .Describe($"read the application permissions granted to '{app.DisplayName}'")
                .LooksUp("servicePrincipals", "id", app.ServicePrincipalId!.Value, null, "appRoleAssignments")
        );

    private static bool SameName(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What is requested, what is granted, and so what consent would add.</summary>
/// <param name="App">The app.</param>
/// <param name="Requested">What it requests.</param>
/// <param name="Resources">The service principals of the APIs in this tenant, by application id.</param>
/// <param name="Grants">The delegated grants of the app, those of single users too.</param>
/// <param name="GrantedScopes">What is granted for the whole tenant, in upper case.</param>
/// <param name="GrantedRoles">The application permissions that are granted.</param>
internal sealed record ConsentState(
    AppRegistration App,
    IReadOnlyList<AppRequestedPermission> Requested,
    Dictionary<Guid, ServicePrincipalResource> Resources,
    IReadOnlyList<PermissionGrantResource> Grants,
    IReadOnlySet<(Guid Resource, string Scope)> GrantedScopes,
    IReadOnlySet<(Guid Resource, Guid Role)> GrantedRoles
)
{
    public IReadOnlyList<AppRoleAssignmentResource> Assignments { get; init; } = [];

    /// <summary>What consent is about; null for all that is requested.</summary>
    public IReadOnlySet<(Guid Resource, Guid Id, AppPermissionType Type)>? Only { get; init; }

    /// <summary>What consent is about, granted or not.</summary>
    public IReadOnlyList<AppRequestedPermission> Meant =>
        Only is null ? Requested : [.. Requested.Where(permission => Only.Contains(permission.Key))];

    public IReadOnlyList<AppRequestedPermission> Missing => [.. Meant.Where(permission => !IsGranted(permission))];

    /// <summary>The APIs that have no service principal in this tenant yet.</summary>
    public IReadOnlyList<Guid> MissingResources =>
        [.. Missing.Select(permission => permission.ResourceAppId).Distinct().Where(id => !Resources.ContainsKey(id))];

    /// <summary>The app once what is missing is granted.</summary>
    public AppRegistration Done
    {
        get
        {
            var meant = Meant.Select(permission => permission.Key).ToHashSet();
            return App with
            {
                Permissions =
                [
                    .. Requested.Select(permission =>
                        permission with
                        {
                            Consented = meant.Contains(permission.Key) || IsGranted(permission),
                        }
                    ),
                ],
            };
        }
    }

    public bool IsGranted(AppRequestedPermission permission) =>
        Resources.TryGetValue(permission.ResourceAppId, out var resource)
        && resource.Id is { } id
        && (
            permission.Type == AppPermissionType.Application
                ? GrantedRoles.Contains((id, permission.Id))
                : permission.Name is not null && GrantedScopes.Contains((id, permission.Name.ToUpperInvariant()))
        );

    public string? GrantIdOf(AppRequestedPermission permission)
    {
        if (!IsGranted(permission))
        {
            return null;
        }

        var id = Resources[permission.ResourceAppId].Id;
        return permission.Type == AppPermissionType.Application
            ? Assignments.FirstOrDefault(assignment => assignment.ResourceId == id && assignment.AppRoleId == permission.Id)?.Id
            : Grants.FirstOrDefault(grant => grant.ResourceId == id && !ConsentService.IsOfUser(grant))?.Id;
    }
}
