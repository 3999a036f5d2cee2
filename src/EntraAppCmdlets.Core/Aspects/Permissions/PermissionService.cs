using System.IO.Enumeration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Permissions;

/// <summary>The permissions that an app requests: names to ids, and the union with what it requests already.</summary>
internal sealed class PermissionService(CommandContext work)
{
    /// <summary>Limits of <c>requiredResourceAccess</c>.</summary>
    private const int MaxResources = 50;
    private const int MaxPermissions = 400;

    private const string RequestedProperties = "id,appId,requiredResourceAccess";

    private readonly PermissionCatalogue _catalogue = PermissionCatalogue.Default;
    private readonly Dictionary<Guid, ServicePrincipalResource?> _live = [];

    private GraphClient Graph => work.Graph;

    /// <summary>
    /// Turns names into permissions of the API: by the built-in catalogue, by the tenant for what that lacks. All wrong names are reported at once,
    /// and nothing is sent before every name is right.
    /// </summary>
    /// <param name="resourceAppId">The API.</param>
    /// <param name="names">Names, with or without the API's URI in front, or ids.</param>
    /// <param name="type">Delegated or application.</param>
    /// <param name="errors">Takes one error for each name that the API doesn't have.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<AppRequestedPermission>> ResolveAsync(
        Guid resourceAppId,
        IEnumerable<string> names,
        AppPermissionType type,
        ICollection<AppException> errors,
        CancellationToken cancellationToken
    )
    {
        var result = new List<AppRequestedPermission>();
        foreach (var name in names)
        {
            if (await FindAsync(resourceAppId, name, type, withDisabled: false, cancellationToken).ConfigureAwait(false) is { } found)
            {
                result.Add(found);
            }
            else
            {
                errors.Add(Missing(resourceAppId, await LiveAsync(resourceAppId, cancellationToken).ConfigureAwait(false), name, type));
            }
        }

        return [.. result.DistinctBy(permission => permission.Key)];
    }

    /// <summary>The permission of that name or id: of the built-in catalogue, or else of the tenant; null if the API doesn't have it.</summary>
    /// <param name="resourceAppId">The API.</param>
    /// <param name="name">The name or id.</param>
    /// <param name="type">Delegated or application.</param>
    /// <param name="withDisabled">Whether one will do that its API has disabled: apps still request it and still have been granted it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AppRequestedPermission?> FindAsync(
        Guid resourceAppId,
        string name,
        AppPermissionType type,
        bool withDisabled,
        CancellationToken cancellationToken
    )
    {
        if (_catalogue.Resolve(resourceAppId, name, type) is { Permission: { } known })
        {
            return ToRequested(known);
        }
        // What an earlier input of the command has read is still there; what it lacks may have come since.
        if (work.Apis.TryGetValue(resourceAppId, out var read) && FindLive(read, name, type, withDisabled) is { } permission)
        {
            return permission;
        }

        return await LiveAsync(resourceAppId, cancellationToken).ConfigureAwait(false) is { } resource
            ? FindLive(resource, name, type, withDisabled)
            : null;
    }

    /// <summary>
    /// Turns names into permissions of an API that is an app at hand: what it has been seen with, or else what its registration says now. Its
    /// service principal, which others would be asked of, shows a new scope some time later.
    /// </summary>
    /// <inheritdoc cref="ResolveAsync(Guid, IEnumerable{string}, AppPermissionType, ICollection{AppException}, CancellationToken)"/>
    public async Task<IReadOnlyList<AppRequestedPermission>> ResolveAsync(
        AppRegistration api,
        IReadOnlyList<string> names,
        AppPermissionType type,
        ICollection<AppException> errors,
        CancellationToken cancellationToken
    )
    {
        if (api.Id is null && !api.IsPlanned)
        {
            return await ResolveAsync(api.AppId, names, type, errors, cancellationToken).ConfigureAwait(false);
        }

        var resource = AsResource(api);
        if (names.Any(name => FindLive(resource, name, type) is null))
        {
            resource = AsResource(await new ApplicationEditor(work).ReadAsync(api, cancellationToken, anew: true).ConfigureAwait(false));
        }

        var result = new List<AppRequestedPermission>();
        foreach (var name in names)
        {
            if (FindLive(resource, name, type) is { } permission)
            {
                result.Add(permission);
            }
            else
            {
                errors.Add(Missing(api.AppId, resource, name, type));
            }
        }

        return [.. result.DistinctBy(permission => permission.Key)];
    }

    /// <summary>Reads what the app requests now and says what would be added.</summary>
    public async Task<AppChange> PlanAddAsync(
        AppRegistration app,
        IReadOnlyList<AppRequestedPermission> wanted,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<AppRequestedPermission> there = app.IsPlanned
            ? app.Known.Permissions
            : await ReadRequestedAsync(app, cancellationToken).ConfigureAwait(false);
        // What the registration tells by its id only has just been asked for by its name.
        there =
        [
            .. there.Select(permission =>
                permission.Name is null ? wanted.FirstOrDefault(item => item.Key == permission.Key) ?? permission : permission
            ),
        ];
        var added = Lacking(work, app.AppId, wanted, there);
        var all = there.Concat(added).DistinctBy(permission => permission.Key).ToList();
        if (all.Count > MaxPermissions)
        {
            throw PermissionErrors.TooManyPermissions("permissions", MaxPermissions, all.Count);
        }

        if (all.Select(item => item.ResourceAppId).Distinct().Count() is > MaxResources and var resources)
        {
            throw PermissionErrors.TooManyPermissions("APIs' permissions", MaxResources, resources);
        }

        var others = wanted.Count - added.Count;
        return new AppChange(app, app with { Permissions = all }, cancel => PlanAddAsync(app, added, cancel))
        {
            PlannedAt = null,
            What = $"add permissions to '{app.DisplayName}'",
            Words = added.Count == 0 ? [] : [$"{InWords(added)}{(others > 0 ? $"; {others} of {wanted.Count} are there already" : "")}"],
            NoChangeReason = $"'{app.DisplayName}' requests {string.Join(", ", wanted)} already",
            Writes =
                added.Count == 0
                    ? []
                    :
                    [
                        ApplicationEditor.Patch(
                            app with
                            {
                                Permissions = there,
                            },
                            new ApplicationResource { RequiredResourceAccess = RegistrationMap.ToRequired(all) },
                            $"add {string.Join(", ", added)} to '{app.DisplayName}'",
                            () =>
                            {
                                RequestedPermissions.Remember(work, app, added);
                                RequestedPermissions.RememberWhole(work, app.AppId, all);
                            }
                        ),
                    ],
        };
    }

    /// <summary>Says what no longer requesting permissions would change.</summary>
    /// <param name="app">The app.</param>
    /// <param name="names">Names or ids, each with its type.</param>
    /// <param name="exactly">Permissions that an earlier step has listed.</param>
    /// <param name="api">The API; null for whichever the app requests the name of.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AppException">PermissionAmbiguous: the app requests a name of several APIs.</exception>
    public async Task<PermissionRemoval> PlanRemoveAsync(
        AppRegistration app,
        IReadOnlyList<(string Name, AppPermissionType Type)> names,
        IReadOnlyList<AppRequestedPermission> exactly,
        Guid? api,
        CancellationToken cancellationToken
    )
    {
        var plannedAt = work.Clock.GetTimestamp();
        var there = app.IsPlanned ? app.Known.Permissions : await ReadRequestedAsync(app, cancellationToken).ConfigureAwait(false);
        if (names.Count > 0)
        {
            there = await NamedAsync(there, cancellationToken).ConfigureAwait(false);
        }

        var removed = exactly.Where(item => there.Any(permission => permission.Key == item.Key)).ToList();
        var missing = new List<(string Name, AppPermissionType Type)>();
        foreach (var (name, type) in names)
        {
            var found = there
                .Where(permission =>
                    permission.Type == type && (api is null || permission.ResourceAppId == api) && IsNamed(permission, name)
                )
                .ToList();
            if (found.Count == 0)
            {
                missing.Add((name, type));
            }

            if (found.Select(permission => permission.ResourceAppId).Distinct().Count() > 1)
            {
                throw PermissionErrors.PermissionAmbiguous(name, found);
            }

            removed.AddRange(found);
        }

        removed = [.. removed.DistinctBy(permission => permission.Key)];
        List<AppRequestedPermission> kept = [.. there.Where(permission => removed.TrueForAll(item => item.Key != permission.Key))];
        var what = string.Join(", ", removed.Select(InWords));
        var absence = await MissingAsync(app, missing, api, there, cancellationToken).ConfigureAwait(false);
        string[] gone =
        [
            .. exactly.Where(item => there.All(permission => permission.Key != item.Key)).Select(item => NotRequested(app, item)),
        ];
        return new PermissionRemoval(
            removed,
            new AppChange(
                app,
                app with
                {
                    Permissions = kept,
                },
                async cancel => (await PlanRemoveAsync(app, names, exactly, api, cancel).ConfigureAwait(false)).Change
            )
            {
                PlannedAt = plannedAt,
                Words = removed.Count == 0 ? [] : [$"no longer request {what}{AppChange.Staying(kept.Count)}"],
                Absence = absence with { Warnings = [.. absence.Warnings, .. gone] },
                Writes =
                    removed.Count == 0
                        ? []
                        :
                        [
                            ApplicationEditor.Patch(
                                app with
                                {
                                    Permissions = there,
                                },
                                new ApplicationResource { RequiredResourceAccess = RegistrationMap.ToRequired(kept) },
                                $"remove {what} from '{app.DisplayName}'",
                                () =>
                                {
                                    RequestedPermissions.Remember(work, app, [], removed);
                                    RequestedPermissions.RememberWhole(work, app.AppId, kept);
                                }
                            ),
                        ],
            }
        );
    }

    /// <summary>What the app requests, as the directory will show it once this connection's own writes are everywhere.</summary>
    public async Task<IReadOnlyList<AppRequestedPermission>> ReadRequestedAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (work.Knows(app))
        {
            return RequestedPermissions.Of(work, app, app.Known.Permissions);
        }

        var request = ReadRequest(app);
        var application = await work.ReadAsync(
                app,
                cancel => Graph.SendAsync(request, ResourceJson.Default.ApplicationResource, cancel),
                cancellationToken
            )
            .ConfigureAwait(false);
        return RequestedPermissions.Of(work, app, application);
    }

    public GraphRequest ReadRequest(AppRegistration app) =>
        work.AmongOthers(
            app.AppId,
            GraphRequest
                .Get(Query($"applications/{app.Id}").Select(RequestedProperties))
                .Describe($"read the permissions that '{app.DisplayName}' requests")
                .LooksUp("applications", "id", app.Id!.Value, RequestedProperties)
        );

    /// <summary>What of this the app does not request, or may not for long: it may be overwritten by what this connection has just written.</summary>
    public static List<AppRequestedPermission> Lacking(
        CommandContext work,
        Guid appId,
        IEnumerable<AppRequestedPermission> wanted,
        IEnumerable<AppRequestedPermission> there
    )
    {
        var keys = there.Select(permission => permission.Key).ToHashSet();
        return
        [
            .. wanted.Where(permission =>
                !keys.Contains(permission.Key) || work.Recent.MayBeOverwritten(appId, RequestedPermissions.Name, permission.Key)
            ),
        ];
    }

    /// <summary>The service principal of an API with its permissions, read once for each input; null if the tenant has none.</summary>
    public async Task<ServicePrincipalResource?> LiveAsync(Guid resourceAppId, CancellationToken cancellationToken)
    {
        if (!_live.TryGetValue(resourceAppId, out var resource))
        {
            resource = await Graph
                .FindAsync(
                    GraphRequest
                        .Get(
                            Query($"servicePrincipals{Key("appId", resourceAppId)}").Select(ServicePrincipalResource.SelectWithPermissions)
                        )
                        .Describe($"read the permissions of API {resourceAppId}"),
                    ResourceJson.Default.ServicePrincipalResource,
                    cancellationToken
                )
                .ConfigureAwait(false);
            _live[resourceAppId] = resource;
            if (resource is not null)
            {
                work.Apis[resourceAppId] = resource;
            }
        }

        return resource;
    }

    /// <summary>The permission of that name or id. A name may hold slashes itself, so that the whole text counts before what follows the last
    /// slash.</summary>
    public static AppRequestedPermission? FindLive(
        ServicePrincipalResource resource,
        string name,
        AppPermissionType type,
        bool withDisabled = false
    )
    {
        var all = LivePermissions(resource, type, withDisabled).ToList();
        var asked = PermissionName.Parse(name);
        return all.Find(permission => Same(permission.Name, name.Trim()) || Same(permission.Id.ToString(), asked.Value))
            ?? (IsOfOther(resource, asked) ? null : all.Find(permission => Same(permission.Name, asked.Value)));
    }

    /// <summary>The permissions that an API of the tenant has.</summary>
    /// <param name="resource">The API.</param>
    /// <param name="type">Delegated or application.</param>
    /// <param name="withDisabled">Whether those count that it has disabled.</param>
    public static IEnumerable<AppRequestedPermission> LivePermissions(
        ServicePrincipalResource resource,
        AppPermissionType type,
        bool withDisabled = false
    )
    {
        var items =
            type == AppPermissionType.Delegated
                ? (resource.Scopes ?? []).Where(scope => withDisabled || scope.IsEnabled != false).Select(scope => (scope.Id, scope.Value))
                : (resource.AppRoles ?? [])
                    .Where(role => (withDisabled || role.IsEnabled != false) && role.AllowedMemberTypes?.Contains("Application") == true)
                    .Select(role => (role.Id, role.Value));
        return items
            .Where(item => !string.IsNullOrEmpty(item.Value))
            .Select(item => new AppRequestedPermission
            {
                ResourceAppId = resource.AppId ?? Guid.Empty,
                ResourceName = resource.DisplayName,
                Name = item.Value,
                Type = type,
                Id = item.Id,
            });
    }

    private static AppRequestedPermission ToRequested(AppPermission known) =>
        new()
        {
            ResourceAppId = known.ResourceAppId,
            ResourceName = known.ResourceName,
            Name = known.Name,
            Type = known.Type,
            Id = known.Id,
            Risk = known.Risk,
            RiskSource = known.RiskSource,
        };

    /// <summary>Whether the name is that of another API's permission, by the API's address before it.</summary>
    private static bool IsOfOther(ServicePrincipalResource resource, PermissionName asked) =>
        asked.Api is not null && PermissionCatalogue.Default.FindResource(asked.Api) is { } other && other.AppId != resource.AppId;

    /// <summary>The permissions of an API that the tenant has, in the form in which the catalogue gives them.</summary>
    public IEnumerable<AppPermission> Describe(ServicePrincipalResource resource) =>
        from type in new[] { AppPermissionType.Delegated, AppPermissionType.Application }
        from permission in LivePermissions(resource, type)
        let scope = type == AppPermissionType.Delegated ? resource.Scopes!.Find(item => item.Id == permission.Id) : null
        let adminConsent = scope is null || !Same(scope.Type, "User")
        let known = _catalogue.Find(permission.ResourceAppId, permission.Name!, type)
        let rating = known is null
            ? PermissionRating.Of(permission.ResourceAppId, permission.Name!, type, AppPermissionRisk.Unknown, level: 0, adminConsent)
            : new PermissionRating(known.Risk, known.RiskSource)
        select new AppPermission
        {
            Name = permission.Name!,
            Type = type,
            Id = permission.Id,
            ResourceAppId = permission.ResourceAppId,
            ResourceName = permission.ResourceName ?? permission.ResourceAppId.ToString(),
            AdminConsentRequired = adminConsent,
            Risk = rating.Risk,
            RiskSource = rating.Source,
            Description =
                scope?.AdminConsentDescription
                ?? (type == AppPermissionType.Application ? resource.AppRoles!.Find(item => item.Id == permission.Id)?.Description : null),
        };

    /// <summary>Those of them whose name fits a pattern with * and ?, by name, delegated before application.</summary>
    public IEnumerable<AppPermission> Search(ServicePrincipalResource resource, NamePattern name, AppPermissionType? type) =>
        Describe(resource)
            .Where(permission =>
                (type is null || permission.Type == type)
                && (name.IsName(permission.Name) || name.IsMatch(permission.Name) || Same(permission.Id.ToString(), name.Text))
            )
            .OrderBy(permission => permission.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(permission => permission.Type);

    /// <summary>Every API of the tenant, with its permissions, page by page.</summary>
    public IAsyncEnumerable<ServicePrincipalResource> ListApisAsync(CancellationToken cancellationToken) =>
        Graph.ListAsync(
            GraphRequest
                .Get(Query("servicePrincipals").Select("id,appId,displayName,appRoles,oauth2PermissionScopes").Top(100))
                .Describe("list the permissions of the tenant's APIs"),
            ResourceJson.Default.GraphPageServicePrincipalResource,
            cancellationToken
        );

    /// <summary>The names of permissions that the catalogue does not know, as far as the tenant tells them.</summary>
    private async Task<IReadOnlyList<AppRequestedPermission>> NamedAsync(
        IReadOnlyList<AppRequestedPermission> permissions,
        CancellationToken cancellationToken
    )
    {
        var result = new List<AppRequestedPermission>();
        foreach (var permission in permissions)
        {
            var live = permission.Name is null ? await LiveAsync(permission.ResourceAppId, cancellationToken).ConfigureAwait(false) : null;
            var found = live is null
                ? null
                : LivePermissions(live, permission.Type, withDisabled: true).FirstOrDefault(item => item.Id == permission.Id);
            result.Add(found is null ? permission : permission with { Name = found.Name, ResourceName = found.ResourceName });
        }

        return result;
    }

    private static bool IsNamed(AppRequestedPermission permission, string name)
    {
        var asked = PermissionName.Parse(name).Value;
        return Same(permission.Name, name.Trim()) || Same(permission.Name, asked) || Same(permission.Id.ToString(), asked);
    }

    /// <summary>Names that the app doesn't request: those that no API of its has are errors.</summary>
    private async Task<Absence> MissingAsync(
        AppRegistration app,
        List<(string Name, AppPermissionType Type)> names,
        Guid? api,
        IReadOnlyList<AppRequestedPermission> requested,
        CancellationToken cancellationToken
    )
    {
        var errors = new List<AppException>();
        var warnings = new List<string>();
        foreach (var (name, type) in names)
        {
            Guid[] apis = api is { } only
                ? [only]
                : [PermissionResource.MicrosoftGraphAppId, .. requested.Select(permission => permission.ResourceAppId)];
            AppRequestedPermission? found = null;
            foreach (var candidate in apis.Distinct())
            {
                found ??= await FindAsync(candidate, name, type, withDisabled: true, cancellationToken).ConfigureAwait(false);
            }

            if (found is not null)
            {
                warnings.Add(NotRequested(app, found));
            }
            else if (
                Misspelling.Of(
                    name,
                    requested.Where(permission => permission.Type == type).Select(permission => permission.Name).OfType<string>()
                ) is
                { Count: > 0 } near
            )
            {
                errors.Add(PermissionErrors.PermissionNotRequestedByName(app, name, type, near));
            }
            else
            {
                errors.Add(
                    Missing(apis[0], await LiveAsync(apis[0], cancellationToken).ConfigureAwait(false), name, type)
                        .With("Nothing was removed.")
                );
            }
        }

        return new Absence(errors, warnings);
    }

    private static string NotRequested(AppRegistration app, AppRequestedPermission permission) =>
        $"'{app.DisplayName}' does not request {InWords(permission)}; there is nothing to remove.";

    private static string InWords(IReadOnlyList<AppRequestedPermission> added) =>
        "add "
        + string.Join(
            ", ",
            added.Select(item =>
                $"{item} ({PermissionWords.Of(item.Type)}{(item.ResourceAppId == PermissionResource.MicrosoftGraphAppId ? "" : $", {item.ResourceName ?? item.ResourceAppId.ToString()}")})"
            )
        );

    private static string InWords(AppRequestedPermission permission) => $"{permission} ({PermissionWords.Of(permission.Type)})";

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>An app as the API that it is to others.</summary>
    private static ServicePrincipalResource AsResource(AppRegistration api) =>
        new()
        {
            AppId = api.AppId,
            DisplayName = api.DisplayName,
            Scopes = [.. api.Known.ApiScopes.Select(RegistrationMap.FromScope)],
            AppRoles = [.. api.Known.AppRoles.Select(RegistrationMap.FromRole)],
        };

    /// <summary>Why a name isn't a permission of the API, read from the tenant if the catalogue doesn't have the API.</summary>
    public AppException Missing(Guid resourceAppId, ServicePrincipalResource? live, string name, AppPermissionType? type)
    {
        var miss = _catalogue.Miss(resourceAppId, name, type);
        miss = miss with
        {
            Disabled = live is not null && type is { } wanted && FindLive(live, name, wanted, withDisabled: true) is not null,
        };
        if (miss.ResourceKnown)
        {
            return PermissionErrors.PermissionNotFound(miss);
        }

        if (live is null)
        {
            return PermissionErrors.ResourceNotInTenant(resourceAppId);
        }

        var candidates = Describe(live).ToList();
        return PermissionErrors.PermissionNotFound(
            miss with
            {
                Resource = live.DisplayName ?? resourceAppId.ToString(),
                ResourceKnown = true,
                // The whole of a name that holds a slash may be meant.
                OtherResource =
                    miss.OtherResource is { } other && PermissionCatalogue.Default.FindResource(other) is null ? null : miss.OtherResource,
                OtherType = type is null
                    ? null
                    : candidates.Find(item => item.Type != type && (Same(item.Name, name) || Same(item.Id.ToString(), name))),
                Nearest =
                    miss.Names.Count > 1
                        ? []
                        : NearestPermissions.Of(name, type, candidates.Where(item => type is null || item.Type == type)),
            }
        );
    }
}

/// <summary>What no longer requesting permissions would do.</summary>
/// <param name="Removed">What the app requests of it now.</param>
/// <param name="Change">What would be sent.</param>
internal sealed record PermissionRemoval(IReadOnlyList<AppRequestedPermission> Removed, AppChange Change);
