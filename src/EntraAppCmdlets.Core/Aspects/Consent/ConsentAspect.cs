using System.Globalization;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.Consent;

/// <summary>Admin consent to the permissions that are asked for, and to nothing else.</summary>
internal sealed record ConsentSpec : SpecPart
{
    /// <summary>Whether consent is asked for at all.</summary>
    public bool IsAsked { get; init; }

    /// <summary>Whether it is left to somebody else.</summary>
    public bool IsLeftOut { get; init; }

    public override AppAspect Begin() => new ConsentAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec) =>
        !IsAsked || IsLeftOut
            ? []
            : from permission in spec.Find<PermissionsSpec>()?.Permissions.DistinctBy(permission => permission.ToString()) ?? []
            where permission.Consent
            select new SpecFact($"consent to {permission}", "granted for the tenant", "not granted");
}

/// <inheritdoc cref="ConsentSpec"/>
internal sealed class ConsentAspect(ConsentSpec spec) : AppAspect
{
    private ConsentState? _state;
    private IReadOnlyList<string> _users = [];

    public override bool IsLast => true;

    private bool IsGiven => spec is { IsAsked: true, IsLeftOut: false };

    /// <summary>The permissions that consent would be given to.</summary>
    public IReadOnlyList<AppRequestedPermission> Missing(AppPlan plan) =>
        !IsGiven ? [] : [.. Permissions(plan).Consented(plan).Where(permission => _state?.IsGranted(permission) != true)];

    public override IEnumerable<Func<CommandContext, Task>> Read(AppPlan plan, CancellationToken cancellationToken)
    {
        if (!spec.IsAsked)
        {
            return [];
        }
        // Named as requested already, so that the APIs of what is to be added are read with the others.
        var hinted = plan.App with
        {
            Permissions = [.. plan.App.Known.Permissions.UnionBy(Permissions(plan).OfOthers, permission => permission.Key)],
        };
        return [async side => _state = await new ConsentService(side).ReadAsync(hinted, cancellationToken).ConfigureAwait(false)];
    }

    public override IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken) =>
        [async side => plan.Consents = await new ConsentService(side).GetAsync(plan.App, cancellationToken).ConfigureAwait(false)];

    public override IEnumerable<Func<CommandContext, Task>> LookForUsers(AppPlan plan, CancellationToken cancellationToken) =>
        plan.Origin.IsForeign || plan.App.Known.ApiScopes.Count == 0 || plan.App.ServicePrincipalId is not { } own
            ? []
            :
            [
                async side =>
                    _users = await new ConsentService(side)
                        .UsersAsync(
                            plan.App,
                            [own, .. plan.Spec.Companions.Select(other => other.App.ServicePrincipalId)],
                            cancellationToken
                        )
                        .ConfigureAwait(false),
            ];

    public override IEnumerable<PlannedStep> Describe(AppPlan plan)
    {
        if (!spec.IsAsked)
        {
            yield break;
        }

        var missing = Missing(plan);
        if (spec.IsLeftOut)
        {
            yield return PlannedStep.LeftOut(spec.Step, "no consent is given (-NoConsent)");
        }
        else if (Permissions(plan).Consented(plan).Count == 0)
        {
            yield return PlannedStep.AlreadyDone(spec.Step, "no permission requires consent");
        }
        else if (missing.Count == 0)
        {
            yield return PlannedStep.AlreadyDone(spec.Step, $"all {Permissions(plan).Consented(plan).Count} permissions are granted");
        }
        else
        {
            yield return PlannedStep.Change(spec.Step, ConsentService.InWords(missing));
        }
    }

    public override IEnumerable<string> Rights(AppPlan plan) =>
        Missing(plan).Select(permission => permission.Type == AppPermissionType.Application ? RequestNeeds.Assign : RequestNeeds.Grant);

    /// <summary>
    /// Makes the service principals that Microsoft's APIs do not have here yet. Consent would make them; made first of all, an API that is no longer
    /// offered is known before the app and its secret are made.
    /// </summary>
    public override async Task BeforeAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        var permissions = Permissions(plan);
        var unavailable = new List<WantedPermission>();
        foreach (
            var api in Missing(plan)
                .Select(permission => permission.ResourceAppId)
                .Distinct()
                .Where(api =>
                    api != Guid.Empty
                    && api != plan.App.AppId
                    && !permissions.Resources.ContainsKey(api)
                    && _state?.Resources.ContainsKey(api) != true
                )
        )
        {
            try
            {
                permissions.Resources[api] = await new ServicePrincipalService(plan.Work)
                    .EnsureAsync(api, api.ToString(), ours: false, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (GraphException refusal) when (refusal.Status is 400 or 404)
            {
                plan.Work.Log.Verbose($"The API {api} can't be added to this tenant: {refusal.Message}");
                unavailable.AddRange(permissions.Wanted.Where(permission => permission.Api == api));
            }
        }

        if (unavailable.Count > 0)
        {
            permissions.LeaveOut(plan, unavailable);
        }
    }

    public override IEnumerable<Func<CommandContext, AppChange>> Grant(AppPlan plan) =>
        Missing(plan).Count == 0 ? [] : [side => new ConsentService(side).Granting(State(plan))];

    public override AppRegistration Apply(AppPlan plan, AppRegistration app, bool done)
    {
        if (!done || !IsGiven)
        {
            return app;
        }

        var granted = Permissions(plan).Consented(plan).Select(permission => permission.Key).ToHashSet();
        return app with
        {
            Permissions = app
                .Permissions?.Select(permission => granted.Contains(permission.Key) ? permission with { Consented = true } : permission)
                .ToArray(),
        };
    }

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        var app = plan.App;
        // Without a service principal nothing can be granted; that is a finding of its own.
        if (!spec.IsAsked || app.ServicePrincipalId is null)
        {
            yield break;
        }

        var wanted = Permissions(plan).Wanted.Where(permission => permission.Consent).ToList();
        foreach (var permission in wanted)
        {
            var rows = plan.Consents.Where(row => PermissionsAspect.Is(plan, permission, row)).ToList();
            if (rows.Exists(row => row.PrincipalId is null && row.State != AppConsentState.NotGranted))
            {
                continue;
            }
            // Consent to what is not requested would be refused; a finding of its own says so.
            var ofUsers = rows.Count(row => row.PrincipalId is not null && row.State != AppConsentState.NotGranted);
            if (plan.Origin.IsForeign || rows.Count > 0)
            {
                yield return new(
                    VendorAppCheck.ConsentMissing,
                    VendorAppSeverity.Error,
                    $"consent to {permission.Name} ({PermissionWords.Of(permission.Type)})",
                    "granted for the tenant",
                    ofUsers > 0 ? ByUsers(ofUsers) : "not granted",
                    $"Grant-AppAdminConsent -App {app.AppId} -{permission.Type} {Quoted(permission.Name)}{PermissionsAspect.ApiOf(permission.Api ?? app.AppId)}"
                );
            }
        }

        foreach (var row in Extras(plan))
        {
            yield return Extra(plan, row);
        }
    }

    public override IEnumerable<string> Extra(AppPlan plan) =>
        Extras(plan).Where(row => !Permissions(plan).IsOfGoneApi(row)).Select(row => Extra(plan, row).InWords).Concat(_users);

    public override IEnumerable<Func<CommandContext, AppChange>> Remove(AppPlan plan)
    {
        var granted = ForTenant(plan).Where(row => IsWanted(plan, row)).ToList();
        return granted.Count == 0 ? [] : [side => new RevocationService(side).Revoking(plan.App, granted, left: 0)];
    }

    /// <summary>What is granted for the whole tenant.</summary>
    private static IEnumerable<AppConsent> ForTenant(AppPlan plan) =>
        plan.Consents.Where(row => row.PrincipalId is null && row.State != AppConsentState.NotGranted);

    private static bool IsWanted(AppPlan plan, AppConsent row) =>
        Permissions(plan).Wanted.Any(permission => permission.Consent && PermissionsAspect.Is(plan, permission, row));

    private static IEnumerable<AppConsent> Extras(AppPlan plan) => ForTenant(plan).Where(row => !IsWanted(plan, row));

    private static AppDifference Extra(AppPlan plan, AppConsent row) =>
        new(
            VendorAppCheck.ConsentExtra,
            VendorAppSeverity.Warning,
            $"consent to {row.Permission} ({PermissionWords.Of(row.Type)})",
            "not granted",
            "granted",
            $"Revoke-AppAdminConsent -App {plan.App.AppId} -{row.Type} {Quoted(row.Permission)}{PermissionsAspect.ApiOf(row.ResourceAppId ?? Guid.Empty)}"
        );

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        foreach (
            var row in plan.Consents.Where(row =>
                row is { PrincipalId: null, State: AppConsentState.GrantedOnly } && !plan.Origin.IsForeign
            )
        )
        {
            plan.Lacks(
                $"consent to {PermissionsAspect.Of(plan, row)}",
                "granted for the tenant, but not requested",
                "A template grants consent to what it requests."
            );
        }

        foreach (
            var ofUsers in plan
                .Consents.Where(row => row.PrincipalId is not null && row.State != AppConsentState.NotGranted)
                .GroupBy(row => PermissionsAspect.Of(plan, row).ToString())
        )
        {
            plan.Lacks(
                $"consent to {ofUsers.Key} by users",
                ByUsers(ofUsers.Count()),
                "Consent that users give for themselves isn't copied."
            );
        }

        return Task.FromResult<SpecPart>(
            new ConsentSpec { IsAsked = plan.Consents.Any(row => row.PrincipalId is null && IsCaptured(plan, row)) }
        );
    }

    private static string ByUsers(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"granted by {count} {(count == 1 ? "user" : "users")} for themselves");

    private static bool IsCaptured(CapturePlan plan, AppConsent row) =>
        row.State == AppConsentState.Granted || (row.State == AppConsentState.GrantedOnly && plan.Origin.IsForeign);

    /// <summary>Consent to what is asked for, and to nothing else that the app may request.</summary>
    private ConsentState State(AppPlan plan)
    {
        var (app, all) = (plan.App, Permissions(plan).Consented(plan));
        var state = _state ?? new ConsentState(app, [], [], [], new HashSet<(Guid, string)>(), new HashSet<(Guid, Guid)>());
        var resources = new Dictionary<Guid, ServicePrincipalResource>(Permissions(plan).Resources);
        foreach (var (api, principal) in state.Resources)
        {
            resources[api] = principal;
        }

        if (app.ServicePrincipalId is { } own)
        {
            resources[app.AppId] = new ServicePrincipalResource
            {
                Id = own,
                AppId = app.AppId,
                DisplayName = app.DisplayName,
            };
        }

        return state with
        {
            // What a vendor's app requests is in its publisher's tenant: here it is what the object says.
            App = app.Id is null ? app with { Permissions = all } : app,
            Requested = all,
            Resources = resources,
            Only = all.Select(permission => permission.Key).ToHashSet(),
        };
    }

    private static PermissionsAspect Permissions(AppPlan plan) => plan.Find<PermissionsAspect>()!;
}
