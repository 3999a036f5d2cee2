using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.Permissions;

/// <summary>One permission that an app shall request.</summary>
/// <param name="Api">The API; null for the app itself.</param>
/// <param name="Type">Delegated or application.</param>
/// <param name="Name">The name.</param>
/// <param name="Step">The step that asks for it.</param>
internal sealed record WantedPermission(Guid? Api, AppPermissionType Type, string Name, string Step)
{
    /// <summary>Whether admin consent is given to it where that is asked for.</summary>
    public bool Consent { get; init; } = true;

    /// <summary>The name or URI by which the tenant knows the API, whose ID is to be found; null where the ID is known.</summary>
    public string? ApiName { get; init; }

    /// <summary>The other app of the same guide that exposes it, as it is or will be; null for any other API.</summary>
    public AppRegistration? Of { get; init; }

    /// <summary>How people read it: with its API, unless that is Microsoft Graph.</summary>
    public override string ToString()
    {
        var catalogue = PermissionCatalogue.Default;
        var name = Api is { } known && catalogue.Find(known, Name, Type) is { Name: { } usual } ? usual : Name;
        var of = Api switch
        {
            _ when ApiName is not null => $" of {ApiName}",
            _ when Of is { IsPlanned: true } => $" of '{Of.DisplayName}'",
            null => " of the app itself",
            { } api when api == PermissionResource.MicrosoftGraphAppId => "",
            { } api => $" of {catalogue.FindResource(api)?.Name ?? api.ToString()}",
        };
        return $"{name} ({PermissionWords.Of(Type)}){of}";
    }
}

/// <summary>The permissions that an app requests.</summary>
internal sealed record PermissionsSpec : SpecPart
{
    public IReadOnlyList<WantedPermission> Permissions { get; init; } = [];

    /// <summary>Whether permissions of APIs that the tenant doesn't have are left out, rather than stop the installation.</summary>
    public bool SkipUnavailableApi { get; init; }

    public override AppAspect Begin() => new PermissionsAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec) =>
        Permissions.Select(permission => new SpecFact($"permission {permission}", "requested")).Distinct();
}

/// <inheritdoc cref="PermissionsSpec"/>
internal sealed class PermissionsAspect(PermissionsSpec spec) : AppAspect
{
    private readonly List<AppRequestedPermission> _ofOthers = [];
    private readonly List<WantedPermission> _leftOut = [];
    private bool _isPrepared;
    private bool _isApiGone;

    /// <summary>What is asked for of other APIs.</summary>
    public IReadOnlyList<AppRequestedPermission> OfOthers => _ofOthers;

    /// <summary>What is asked for, as the service knows it; those of the app itself carry its ID once it has one.</summary>
    public IReadOnlyList<AppRequestedPermission> All { get; private set; } = [];

    /// <summary>Those of <see cref="All"/> that admin consent is for.</summary>
    public IReadOnlyList<AppRequestedPermission> Consented(AppPlan plan) =>
        [.. All.Where(item => Wanted.Any(permission => permission.Consent && Is(plan, permission, item)))];

    /// <summary>What is asked for and not left out.</summary>
    public IReadOnlyList<WantedPermission> Wanted { get; private set; } = spec.Permissions;

    /// <summary>The service principals of the APIs that are here.</summary>
    public Dictionary<Guid, ServicePrincipalResource> Resources { get; } = [];

    // What an installation needs of an API comes after its ID is found, in the same run of requests: one may not wait for another.
    public override IEnumerable<Func<CommandContext, Task>> Resolve(AppPlan plan, CancellationToken cancellationToken) =>
        IsNamed
            ?
            [
                async side =>
                {
                    var permissions = new PermissionService(side);
                    await FindApisAsync(side, plan, cancellationToken).ConfigureAwait(false);
                    await FindNamesAsync(permissions, cancellationToken).ConfigureAwait(false);
                    if (_isPrepared)
                    {
                        await ResolveAsync(permissions, plan, cancellationToken).ConfigureAwait(false);
                        await ReadResourcesAsync(side, cancellationToken).ConfigureAwait(false);
                    }
                },
            ]
            : [];

    public override IEnumerable<Func<CommandContext, Task>> Prepare(AppPlan plan, CancellationToken cancellationToken)
    {
        _isPrepared = true;
        return IsNamed
            ? []
            :
            [
                side => ResolveAsync(new PermissionService(side), plan, cancellationToken),
                side => ReadResourcesAsync(side, cancellationToken),
            ];
    }

    /// <summary>Whether an API or a permission is given in a form that only the tenant can turn into the one that apps are compared by.</summary>
    private bool IsNamed => spec.Permissions.Any(permission => permission.ApiName is not null || IsReference(permission));

    /// <summary>Whether a permission is given by its ID, or with the URI of its API. Those that the catalogue knows have their names already.</summary>
    private static bool IsReference(WantedPermission permission) =>
        permission is { Api: not null, Of: null }
        && PermissionName.Parse(permission.Name) is var asked
        && (asked.Api is not null || Guid.TryParse(asked.Value, out _));

    public override Task DecideAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        All = [.. _ofOthers.Concat(Own(plan)).DistinctBy(permission => permission.Key)];
        return Task.CompletedTask;
    }

    /// <summary>Leaves out the permissions of an API that the tenant can't get, if that is wanted.</summary>
    /// <exception cref="AppException">ResourceNotInTenant.</exception>
    public void LeaveOut(AppPlan plan, IReadOnlyList<WantedPermission> unavailable)
    {
        if (!spec.SkipUnavailableApi)
        {
            throw PermissionErrors.ApiMissing(plan.Spec.Name, unavailable);
        }

        _leftOut.AddRange(unavailable);
        Wanted = [.. Wanted.Except(unavailable)];
        var apis = unavailable.Select(permission => permission.Api).ToHashSet();
        _ofOthers.RemoveAll(permission => apis.Contains(permission.ResourceAppId));
        All = [.. All.Where(permission => !apis.Contains(permission.ResourceAppId))];
    }

    public override IEnumerable<PlannedStep> Describe(AppPlan plan)
    {
        if (plan.Origin.IsForeign)
        {
            yield break;
        }

        foreach (var permission in _leftOut)
        {
            yield return PlannedStep.LeftOut(
                permission.Step,
                $"{permission.Name} ({PermissionWords.Of(permission.Type)}) of the API {permission.Api}, which this tenant doesn't have"
            );
        }

        foreach (var permission in Wanted)
        {
            var wanted = All.First(item => Is(plan, permission, item));
            yield return PlannedStep.Added(
                permission.Step,
                plan.IsThere && plan.App.Known.Permissions.Any(there => there.Key == wanted.Key),
                $"{wanted.Name} ({PermissionWords.Of(wanted.Type)}) of {(permission.Api is null ? "the app itself" : wanted.ResourceName)}"
            );
        }
    }

    public override IEnumerable<NewAppPart> Create(AppPlan plan)
    {
        // A new app does not know its own ID yet.
        var known = All.Where(permission => permission.ResourceAppId != Guid.Empty).ToList();
        return known.Count == 0
            ? []
            :
            [
                new(
                    body => body.RequiredResourceAccess = RegistrationMap.ToRequired(known),
                    appId => RequestedPermissions.RememberWhole(plan.Work, appId, known)
                ),
            ];
    }

    public override void Complete(AppPlan plan, ApplicationAddition addition)
    {
        var (app, work) = (addition.App, plan.Work);
        All =
        [
            .. All.Select(permission =>
                permission.ResourceAppId == Guid.Empty
                    ? permission with
                    {
                        ResourceAppId = app.AppId,
                        ResourceName = app.DisplayName,
                    }
                    : permission
            ),
        ];
        var lacking = PermissionService.Lacking(work, app.AppId, All, app.Known.Permissions);
        if (lacking.Count == 0)
        {
            return;
        }

        IReadOnlyList<AppRequestedPermission> all = [.. app.Known.Permissions.UnionBy(lacking, permission => permission.Key)];
        addition.After = addition.After with { Permissions = all };
        addition.Add(
            "permissions",
            patch => patch.RequiredResourceAccess = RegistrationMap.ToRequired(all),
            () =>
            {
                RequestedPermissions.Remember(work, app, lacking);
                RequestedPermissions.RememberWhole(work, app.AppId, all);
            }
        );
    }

    // What a vendor's app requests is in its publisher's tenant: here it is what was asked for.
    public override AppRegistration Apply(AppPlan plan, AppRegistration app, bool done) =>
        app with
        {
            Permissions =
                done && plan.Origin.IsForeign ? All : [.. app.Known.Permissions.Select(Named).UnionBy(All, permission => permission.Key)],
        };

    /// <summary>A permission with the name that it was asked for by: a read of the app tells its ID only.</summary>
    private AppRequestedPermission Named(AppRequestedPermission permission) =>
        permission.Name is null ? All.FirstOrDefault(wanted => wanted.Key == permission.Key) ?? permission : permission;

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        if (plan.Origin.IsForeign)
        {
            yield break;
        }

        var app = plan.App;
        // By the names that the tenant gives them: what the app itself or another organization exposes has no name elsewhere.
        var requested = Requested(plan).ToList();
        foreach (var permission in Wanted.Where(permission => !requested.Exists(row => Is(plan, permission, row))))
        {
            yield return new(
                VendorAppCheck.PermissionMissing,
                VendorAppSeverity.Error,
                $"permission {permission.Name} ({PermissionWords.Of(permission.Type)})",
                "requested",
                "missing",
                Add(app, permission)
            );
        }

        foreach (var row in Extras(plan))
        {
            yield return Extra(app, row);
        }
    }

    // Of an API that the tenant no longer has nobody can tell the names, and its permissions allow nothing.
    public override IEnumerable<string> Extra(AppPlan plan) =>
        plan.Origin.IsForeign
            ? []
            : Extras(plan)
                .Where(row => row is not { ResourceName: null, State: AppConsentState.NotGranted } && !IsOfGoneApi(row))
                .Select(row => Extra(plan.App, row).InWords);

    private static IEnumerable<AppConsent> Requested(AppPlan plan) =>
        plan.Consents.Where(row => row.PrincipalId is null && row.State != AppConsentState.GrantedOnly);

    private IEnumerable<AppConsent> Extras(AppPlan plan) =>
        Requested(plan).Where(row => !Wanted.Any(permission => Is(plan, permission, row)));

    private static AppDifference Extra(AppRegistration app, AppConsent row)
    {
        // What only has its id in an API that the tenant has is no permission of it.
        var unknown = row.ResourceName is not null && Guid.TryParse(row.Permission, out _);
        return new(
            VendorAppCheck.PermissionExtra,
            unknown ? VendorAppSeverity.Error : VendorAppSeverity.Warning,
            unknown
                ? $"permission {row.Permission} of API {row.ResourceAppId}"
                : $"permission {row.Permission} ({PermissionWords.Of(row.Type)})",
            "not requested",
            unknown ? "requested, but the API does not have it: consent fails as a whole" : "requested",
            $"Remove-AppPermission -App {app.AppId} -{row.Type} {Quoted(row.Permission)}{ApiOf(row.ResourceAppId ?? Guid.Empty)}"
        );
    }

    /// <summary>Whether a row is about an API that is asked for and that the tenant no longer has.</summary>
    public bool IsOfGoneApi(AppConsent row) =>
        row.ResourceAppId is null
        || (
            row.ResourceName is null
            && (
                _isApiGone
                || spec.Permissions.Any(permission => permission.Of is { IsPlanned: true } || permission.Api == row.ResourceAppId)
            )
        );

    /// <summary>Whether a row of what is requested and granted is about a permission that is asked for.</summary>
    public static bool Is(AppPlan plan, WantedPermission permission, AppConsent row) =>
        permission.Type == row.Type && (permission.Api ?? plan.App.AppId) == row.ResourceAppId && Same(permission.Name, row.Permission);

    private static bool Is(AppPlan plan, WantedPermission permission, AppRequestedPermission item) =>
        permission.Type == item.Type && (permission.Api ?? plan.App.AppId) == item.ResourceAppId && Same(permission.Name, item.Name);

    public override IEnumerable<string> Properties => ["requiredResourceAccess"];

    // What a vendor's app requests is in its publisher's tenant: here it is what was granted.
    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        var asked =
            from row in plan.Consents
            where row.PrincipalId is null
            where row.State != (plan.Origin.IsForeign ? AppConsentState.NotGranted : AppConsentState.GrantedOnly)
            select (Row: row, Wanted: Of(plan, row));
        return Task.FromResult<SpecPart>(
            new PermissionsSpec { Permissions = [.. asked.Where(item => IsKnown(plan, item.Wanted, item.Row)).Select(item => item.Wanted)] }
        );
    }

    /// <summary>The permission that a row of what is requested and granted is about.</summary>
    public static WantedPermission Of(AppPlan plan, AppConsent row) =>
        new(row.ResourceAppId == plan.App.AppId ? null : row.ResourceAppId ?? Guid.Empty, row.Type, row.Permission, "")
        {
            Consent = row.State != AppConsentState.NotGranted,
        };

    private static bool IsKnown(CapturePlan plan, WantedPermission permission, AppConsent row)
    {
        var reason = permission switch
        {
            _ when Guid.TryParse(permission.Name, out _) => "Its API doesn't tell its name.",
            { Api: null, Type: AppPermissionType.Application } => "A template requests scopes of the app itself, and none of its roles.",
            { Api: null } when !plan.App.Known.ApiScopes.Any(scope => scope.IsEnabled && Same(scope.Value, permission.Name)) =>
                "The app doesn't expose it any more, or has disabled it.",
            { Api: { } api }
                when PermissionCatalogue.Default.FindResource(api) is not null
                    && PermissionCatalogue.Default.Resolve(api, permission.Name, permission.Type).Miss is { IsSlip: true } =>
                "It isn't in this module's list of the permissions of that API, and a template takes its name for another one.",
            _ => null,
        };
        if (reason is not null)
        {
            plan.Lacks($"permission {permission}", row.State.ToString(), reason);
        }

        return reason is null;
    }

    /// <summary>The parameter for an API; Microsoft Graph is what a permission's name means without one.</summary>
    public static string ApiOf(Guid api) => api == PermissionResource.MicrosoftGraphAppId || api == Guid.Empty ? "" : $" -Api {api}";

    private static string Add(AppRegistration app, WantedPermission permission) =>
        permission.Api == PermissionResource.MicrosoftGraphAppId
            ? $"Add-AppGraphPermission -App {app.AppId} -{permission.Type} {Quoted(permission.Name)}"
            : $"Add-AppApiPermission -App {app.AppId} -{permission.Type} {Quoted(permission.Name)}{(permission.Of is { IsPlanned: true } api ? $" -Api {Quoted(api.DisplayName)}" : ApiOf(permission.Api ?? app.AppId))}";

    /// <summary>Finds the APIs that are given by a name; permissions of one that isn't found are left out, with an error.</summary>
    private async Task FindApisAsync(CommandContext side, AppPlan plan, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Guid?>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in spec.Permissions.Select(permission => permission.ApiName).OfType<string>())
        {
            if (!found.ContainsKey(name))
            {
                found[name] = await FindApiAsync(side, plan, name, cancellationToken).ConfigureAwait(false);
            }
        }

        Wanted =
        [
            .. from permission in Wanted
            let api = permission.ApiName is { } name ? found[name] : permission.Api
            where permission.ApiName is null || api is not null
            select permission with
            {
                Api = api,
            },
        ];
    }

    private async Task<Guid?> FindApiAsync(CommandContext side, AppPlan plan, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await ApiFinder.FindAsync(side, name, cancellationToken).ConfigureAwait(false);
        }
        catch (AppException error)
        {
            plan.Errors.Add(error);
            _isApiGone = true;
            return null;
        }
    }

    /// <summary>Puts the names in place of IDs; one that the API doesn't have stays as it was given.</summary>
    private async Task FindNamesAsync(PermissionService permissions, CancellationToken cancellationToken)
    {
        var named = new List<WantedPermission>();
        foreach (var permission in Wanted)
        {
            var found = IsReference(permission)
                ? await permissions
                    .FindAsync(permission.Api!.Value, permission.Name, permission.Type, withDisabled: false, cancellationToken)
                    .ConfigureAwait(false)
                : null;
            named.Add(found?.Name is { } name ? permission with { Name = name } : permission);
        }

        Wanted = [.. named.Distinct()];
    }

    private async Task ResolveAsync(PermissionService permissions, AppPlan plan, CancellationToken cancellationToken)
    {
        var unavailable = new List<WantedPermission>();
        foreach (
            var same in Wanted
                .Where(permission => permission.Api is not null)
                .GroupBy(permission => (Api: permission.Api!.Value, permission.Type))
        )
        {
            // The other app knows what it exposes, also while that is planned or too new to be read.
            if (same.First().Of is { } other)
            {
                _ofOthers.AddRange(same.Select(permission => Exposed(other, permission, plan.Errors)).OfType<AppRequestedPermission>());
                continue;
            }

            var wrong = new List<AppException>();
            _ofOthers.AddRange(
                await permissions
                    .ResolveAsync(same.Key.Api, same.Select(permission => permission.Name), same.Key.Type, wrong, cancellationToken)
                    .ConfigureAwait(false)
            );
            if (wrong.Exists(error => error.ErrorId == nameof(PermissionErrors.ResourceNotInTenant)))
            {
                unavailable.AddRange(same);
            }
            else
            {
                wrong.ForEach(plan.Errors.Add);
            }
        }

        if (unavailable.Count > 0 && spec.SkipUnavailableApi)
        {
            LeaveOut(plan, unavailable);
        }
        else if (unavailable.Count > 0)
        {
            plan.Errors.Add(PermissionErrors.ApiMissing(plan.Spec.Name, unavailable));
        }
    }

    /// <summary>A permission of another app of the same guide; null, with an error, for what it doesn't expose.</summary>
    private static AppRequestedPermission? Exposed(AppRegistration api, WantedPermission permission, ICollection<AppException> errors)
    {
        var id =
            permission.Type == AppPermissionType.Delegated
                ? api.Known.ApiScopes.FirstOrDefault(scope => Same(scope.Value, permission.Name))?.Id
                : api.Known.AppRoles.FirstOrDefault(role => Same(role.Value, permission.Name))?.Id;
        if (id is null)
        {
            errors.Add(PermissionErrors.PermissionNotExposed(api, permission.Name, permission.Type));
            return null;
        }

        return new AppRequestedPermission
        {
            ResourceAppId = api.AppId,
            ResourceName = api.DisplayName,
            Name = permission.Name,
            Type = permission.Type,
            Id = id.Value,
        };
    }

    /// <summary>The service principals of the APIs: consent names them by their object ids, which differ from tenant to tenant.</summary>
    private async Task ReadResourcesAsync(CommandContext side, CancellationToken cancellationToken)
    {
        foreach (var api in Wanted.Select(permission => permission.Of).Where(api => api is { ServicePrincipalId: not null }))
        {
            Resources[api!.AppId] = new ServicePrincipalResource
            {
                Id = api.ServicePrincipalId,
                AppId = api.AppId,
                DisplayName = api.DisplayName,
            };
        }

        var apis = Wanted
            .Where(permission => permission.Of is null)
            .Select(permission => permission.Api)
            .OfType<Guid>()
            .Distinct()
            .ToList();
        if (apis.Count == 0)
        {
            return;
        }

        var answers = await side
            .Graph.BatchAsync(
                [
                    .. apis.Select(api =>
                        GraphRequest
                            .Get(ODataText.Query($"servicePrincipals{ODataText.Key("appId", api)}").Select("id", "appId", "displayName"))
                            .Describe($"read the API {api}")
                    ),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
        for (var i = 0; i < apis.Count; i++)
        {
            if (answers[i].IsSuccess)
            {
                Resources[apis[i]] = answers[i].Read(ResourceJson.Default.ServicePrincipalResource);
            }
            else if (answers[i].Status != 404)
            {
                throw answers[i].ToException();
            }
        }
    }

    /// <summary>The app's permissions on itself; a new app does not know its own ID yet.</summary>
    private IEnumerable<AppRequestedPermission> Own(AppPlan plan) =>
        from permission in Wanted
        where permission.Api is null
        let scope = (plan.Find<ExposedApiAspect>()?.Missing ?? [])
            .Concat(plan.App.Known.ApiScopes)
            .First(scope => Same(scope.Value, permission.Name))
        select new AppRequestedPermission
        {
            ResourceAppId = plan.App.AppId,
            ResourceName = plan.App.DisplayName,
            Name = scope.Value,
            Type = AppPermissionType.Delegated,
            Id = scope.Id,
        };

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
