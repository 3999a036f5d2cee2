using System.Globalization;
using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Guides;

/// <summary>
/// Carries out a whole guide by the same services as the single steps: first it reads what is there and plans, then it sends what is
/// missing. What does not depend on each other goes side by side and shares round trips. A run that was interrupted is finished by the next one.
/// </summary>
internal sealed class VendorInstaller(CommandContext work)
{
    private const int Phases = 5;

    private readonly VendorSettings _settings = new(work.Connection);

    /// <summary>Reads what is there and says what carrying out the guide would send.</summary>
    /// <param name="design">What the guide asks for.</param>
    /// <param name="order">What the person wants of this run.</param>
    /// <param name="trouble">Takes an error for each user, group or permission that is not there; with any, the plan is null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AppException">AppSettingsDiffer, AppNameTaken, AppSoftDeleted, AppNotFound.</exception>
    public async Task<VendorPlan?> PlanAsync(AppSpec design, InstallOptions order, ICollection<AppException> trouble, CancellationToken cancellationToken)
    {
        // Planning may be all that happens: a rehearsal, a "No", nothing to change.
        try
        {
            return await ReadAndPlanAsync(design, order, trouble, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Completed(design);
        }
    }

    private async Task<VendorPlan?> ReadAndPlanAsync(AppSpec design, InstallOptions order, ICollection<AppException> trouble, CancellationToken cancellationToken)
    {
        RegistrationPlan? registration = null;
        AppRegistration? existing = null;
        IReadOnlyList<Principal> owners = [], assignees = [];
        var wanted = new List<AppRequestedPermission>();
        var unavailable = new List<DesignedPermission>();
        var resources = new Dictionary<Guid, ServicePrincipalResource>();
        Tell(design, 0, "Reading what is there");
        await work.TogetherAsync(
            async side =>
            {
                if (design.Registration is { } request)
                    existing = (registration = await new RegistrationService(side).PlanAsync(request, cancellationToken).ConfigureAwait(false)).Existing;
                else
                    existing = await new RegistrationService(side).FindAsync(design.VendorAppId!.Value, cancellationToken).ConfigureAwait(false);
            },
            async side => wanted.AddRange(await ResolveAsync(side, design, unavailable, trouble, cancellationToken).ConfigureAwait(false)),
            async side => await ReadResourcesAsync(side, design, resources, cancellationToken).ConfigureAwait(false),
            async side => owners = await VendorPeople.OwnersAsync(side, design, trouble, cancellationToken).ConfigureAwait(false),
            async side => assignees = await VendorPeople.AssigneesAsync(side, design, trouble, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        if (unavailable.Count > 0 && order.SkipUnavailableApi)
            return trouble.Count > 0 ? null : await ReadAndPlanAsync(design.Without(unavailable), order, trouble, cancellationToken).ConfigureAwait(false);
        if (unavailable.Count > 0)
            trouble.Add(GuideErrors.VendorApiMissing(design.Vendor, unavailable));
        if (existing is null && order.Role is { } role && assignees is [var first, ..])
            trouble.Add(AssignmentErrors.AppRoleNotFound(registration?.Expected(work.TenantId) ?? new AppRegistration { DisplayName = design.Template.Title, AppId = design.VendorAppId!.Value, TenantId = work.TenantId }, first, role, [], null));
        if (trouble.Count > 0)
            return null;

        var state = existing is null
            ? new VendorState(registration?.Expected(work.TenantId) ?? new AppRegistration { DisplayName = design.Template.Title, AppId = design.VendorAppId!.Value, TenantId = work.TenantId, IsPlanned = true })
            : await ReadAsync(design, order, existing, wanted, owners, assignees, cancellationToken).ConfigureAwait(false);
        var scopes = MissingScopes(state.App, design);
        var plan = new VendorPlan
        {
            Design = design,
            Order = order,
            Registration = registration,
            State = state,
            Permissions = [.. wanted.Concat(OwnPermissions(state.App, design, scopes)).DistinctBy(permission => permission.Key)],
            Scopes = scopes,
            Resources = resources,
            Owners = owners,
            Assignees = assignees,
            Book = new GuideProgress(design),
        };
        plan = WithSecret(plan with { Place = await FindPlaceAsync(design, order, state.App, cancellationToken).ConfigureAwait(false) });
        new VendorPlanWords(plan).Write();
        return plan;
    }

    /// <summary>Does what the plan says.</summary>
    public async Task<VendorAppInstallation> ApplyAsync(VendorPlan plan, CancellationToken cancellationToken)
    {
        IReadOnlySet<string>? left = null;
        try
        {
            plan = await WithApisAsync(plan, cancellationToken).ConfigureAwait(false);
            if (plan.Registration?.RestoreId is not null)
                plan = await RestoreAsync(plan, cancellationToken).ConfigureAwait(false);

            var app = plan.App;
            if (plan.Registration is { } registration)
            {
                Tell(plan.Design, 1, $"Registering {app.DisplayName}");
                var request = registration.Request with { Permissions = [.. plan.Permissions.Where(permission => permission.ResourceAppId != Guid.Empty)] };
                app = await new RegistrationService(work).ApplyApplicationAsync(registration with { Request = request }, cancellationToken).ConfigureAwait(false);
                plan = plan with { Permissions = [.. plan.Permissions.Select(permission => permission.ResourceAppId == Guid.Empty ? permission with { ResourceAppId = app.AppId, ResourceName = app.DisplayName } : permission)] };
            }

            Tell(plan.Design, 2, "Adding its service principal, API and permissions");
            app = await CompleteAsync(plan, app, cancellationToken).ConfigureAwait(false);

            left = plan.Design.LastSteps;
            Tell(plan.Design, 3, "Giving consent, owners, access and the secret");
            var (granted, secret) = await GrantAsync(plan, app, cancellationToken).ConfigureAwait(false);
            return Result(plan, granted, secret, done: true);
        }
        catch (GraphException error)
        {
            throw error.StillToDo(plan.Book.Planned(left));
        }
        finally
        {
            Completed(plan.Design);
        }
    }

    /// <summary>
    /// The service principals that Microsoft's APIs do not have here yet. Consent would make them; made first of all, an API that is no longer
    /// offered is known before the app and its secret are made.
    /// </summary>
    private async Task<VendorPlan> WithApisAsync(VendorPlan plan, CancellationToken cancellationToken)
    {
        var resources = new Dictionary<Guid, ServicePrincipalResource>(plan.Resources);
        var unavailable = new List<DesignedPermission>();
        foreach (var api in plan.MissingConsent.Select(permission => permission.ResourceAppId).Distinct()
            .Where(api => api != Guid.Empty && api != plan.App.AppId && !resources.ContainsKey(api) && plan.State.Consent?.Resources.ContainsKey(api) != true))
        {
            try
            {
                resources[api] = await new RegistrationService(work).EnsureServicePrincipalAsync(api, api.ToString(), ours: false, cancellationToken).ConfigureAwait(false);
            }
            catch (GraphException refusal) when (refusal.Status is 400 or 404)
            {
                work.Log.Verbose($"The API {api} can't be added to this tenant: {refusal.Message}");
                unavailable.AddRange(plan.Design.Permissions.Where(permission => permission.Api == api));
            }
        }

        if (unavailable.Count == 0)
            return plan with { Resources = resources };
        if (!plan.Order.SkipUnavailableApi)
            throw GuideErrors.VendorApiMissing(plan.Design.Vendor, unavailable);
        var errors = new List<AppException>();
        return await PlanAsync(plan.Design.Without(unavailable), plan.Order, errors, cancellationToken).ConfigureAwait(false) ?? throw errors[0];
    }

    /// <summary>What a rehearsal shows.</summary>
    public VendorAppInstallation Rehearse(VendorPlan plan)
    {
        var app = plan.App with
        {
            IsPlanned = plan.App.IsPlanned || plan.Registration?.Existing is null,
            Permissions = [.. plan.App.Permissions.UnionBy(plan.Permissions, permission => permission.Key)],
            ApiScopes = [.. plan.App.ApiScopes.UnionBy(plan.Scopes, scope => scope.Id)],
        };
        return Result(plan, app, null, done: false);
    }

    /// <summary>Signs in with the new secret as the vendor's product will; null where only a person can sign in, or no secret was made.</summary>
    public async Task<AppSignInResult?> ProveAsync(VendorPlan plan, VendorAppInstallation installation, CancellationToken cancellationToken)
    {
        if (plan.Design.Flow != TemplateFlow.ClientCredentials || await KeyVaultService.TextOfAsync(work, installation.Secret, cancellationToken).ConfigureAwait(false) is not { } secret)
            return null;
        Tell(plan.Design, 4, "Signing in with the new secret");
        try
        {
            return await new SignInTest(work).RunAsync(installation.App, secret, null, madeJustNow: true, null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Completed(plan.Design);
        }
    }

    private static async Task<List<AppRequestedPermission>> ResolveAsync(CommandContext side, AppSpec design, List<DesignedPermission> unavailable, ICollection<AppException> trouble, CancellationToken cancellationToken)
    {
        var permissions = new PermissionService(side);
        var result = new List<AppRequestedPermission>();
        foreach (var same in design.Permissions.Where(permission => permission.Api is not null).GroupBy(permission => (Api: permission.Api!.Value, permission.Type)))
        {
            var wrong = new List<AppException>();
            result.AddRange(await permissions.ResolveAsync(same.Key.Api, same.Select(permission => permission.Name), same.Key.Type, wrong, cancellationToken).ConfigureAwait(false));
            if (wrong.Exists(error => error.ErrorId == nameof(PermissionErrors.ResourceNotInTenant)))
                unavailable.AddRange(same);
            else
                wrong.ForEach(trouble.Add);
        }

        return result;
    }

    /// <summary>The service principals of the APIs: consent names them by their object ids, which differ from tenant to tenant.</summary>
    private static async Task ReadResourcesAsync(CommandContext side, AppSpec design, Dictionary<Guid, ServicePrincipalResource> resources, CancellationToken cancellationToken)
    {
        var apis = design.Permissions.Select(permission => permission.Api).OfType<Guid>().Distinct().ToList();
        if (apis.Count == 0)
            return;
        var answers = await side.Graph.BatchAsync(
            [.. apis.Select(api => GraphRequest.Get(ODataText.Query($"servicePrincipals{ODataText.Key("appId", api)}").Select("id", "appId", "displayName")).Describe($"read the API {api}"))], cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < apis.Count; i++)
        {
            if (answers[i].IsSuccess)
                resources[apis[i]] = answers[i].Read(ResourceJson.Default.ServicePrincipalResource);
            else if (answers[i].Status != 404)
                throw answers[i].ToException();
        }
    }

    /// <summary>The scopes that the app does not have, or has disabled, with the ids that they get or have.</summary>
    private static List<AppApiScope> MissingScopes(AppRegistration app, AppSpec design) =>
    [
        .. from scope in design.Scopes
           let there = app.ApiScopes.FirstOrDefault(item => string.Equals(item.Value, scope.Value, StringComparison.OrdinalIgnoreCase))
           where there is not { IsEnabled: true }
           select there is null ? scope with { Id = PermissionId.For(app, scope.Value) } : there with { IsEnabled = true },
    ];

    /// <summary>The app's permissions on itself; a new app does not know its own id yet.</summary>
    private static IEnumerable<AppRequestedPermission> OwnPermissions(AppRegistration app, AppSpec design, IReadOnlyList<AppApiScope> added) =>
        from permission in design.Permissions
        where permission.Api is null
        let scope = added.Concat(app.ApiScopes).First(scope => string.Equals(scope.Value, permission.Name, StringComparison.OrdinalIgnoreCase))
        select new AppRequestedPermission { ResourceAppId = app.AppId, ResourceName = app.DisplayName, Name = scope.Value, Type = AppPermissionType.Delegated, Id = scope.Id };

    /// <summary>What is there of an app, in one round trip; what this connection has just written is among it.</summary>
    private async Task<VendorState> ReadAsync(
        AppSpec design, InstallOptions order, AppRegistration existing, IReadOnlyList<AppRequestedPermission> wanted, IReadOnlyList<Principal> owners, IReadOnlyList<Principal> assignees, CancellationToken cancellationToken)
    {
        var app = existing;
        ConsentState? consent = null;
        OwnerDifference? owned = null;
        AssignmentDifference? letIn = null;
        // Named as requested already, so that the APIs of what is to be added are read with the others.
        var hinted = existing with { Permissions = [.. existing.Permissions.UnionBy(wanted, permission => permission.Key)] };
        List<Func<CommandContext, Task>> reads = [async side => consent = await new ConsentService(side).ReadAsync(hinted, cancellationToken).ConfigureAwait(false)];
        if (existing.Id is not null)
            reads.Add(async side => app = await new ApplicationEditor(side).ReadAsync(existing, cancellationToken).ConfigureAwait(false));
        if (existing.ServicePrincipalId is not null && design.Owners is not null)
            reads.Add(async side => owned = await new OwnerService(side).CompareAsync(existing, owners, design.OwnerTarget, cancellationToken).ConfigureAwait(false));
        if (existing.ServicePrincipalId is not null && design.Access is { } access)
            reads.Add(async side => letIn = await new AssignmentService(side).CompareAsync(existing, assignees, order.Role, access.AssignmentRequired, cancellationToken).ConfigureAwait(false));
        await work.TogetherAsync(reads).ConfigureAwait(false);
        return new VendorState(app, consent, owned, letIn);
    }

    private static async Task<KeyVaultPlace?> FindPlaceAsync(AppSpec design, InstallOptions order, AppRegistration app, CancellationToken cancellationToken) =>
        order.Vault is null || design.Secret is null || order.Secret == VendorSecretMode.Never ? null
            : await order.Vault.FindPlaceAsync(app, design.SecretDescription, order.VaultSecretName, cancellationToken).ConfigureAwait(false);

    private static VendorPlan WithSecret(VendorPlan plan)
    {
        if (plan.Design.Secret is null)
            return plan;
        var there = plan.App.Credentials.Where(credential => credential.Kind == AppCredentialKind.Secret && credential.State != AppCredentialState.Expired && credential.DisplayName == plan.Design.SecretDescription)
            .MaxBy(credential => credential.EndDateTime);
        return plan with
        {
            SecretThere = there,
            MakesSecret = plan.Order.Secret switch
            {
                VendorSecretMode.Always or VendorSecretMode.Replace => true,
                VendorSecretMode.Never => false,
                _ => there is null || plan.Place?.Lacks(there, plan.App, plan.Design.SecretDescription) == true,
            },
        };
    }

    /// <summary>A deleted app comes back with all that it had; what it lacks of the guide shows when it is read.</summary>
    private async Task<VendorPlan> RestoreAsync(VendorPlan plan, CancellationToken cancellationToken)
    {
        Tell(plan.Design, 1, $"Restoring {plan.App.DisplayName}");
        await new RegistrationService(work).ApplyAsync(plan.Registration!, cancellationToken).ConfigureAwait(false);
        var trouble = new List<AppException>();
        var again = await PlanAsync(plan.Design, plan.Order, trouble, cancellationToken).ConfigureAwait(false) ?? throw trouble[0];
        again.Book.Change(plan.Design.Template.Registration!.Step, "restore the deleted app");
        return again;
    }

    /// <summary>The service principal, and beside it what the application itself lacks.</summary>
    private async Task<AppRegistration> CompleteAsync(VendorPlan plan, AppRegistration app, CancellationToken cancellationToken)
    {
        var registrations = new RegistrationService(work);
        if (plan.Design.IsVendorApp)
            return app.ServicePrincipalId is null ? await registrations.AddVendorAppAsync(app with { IsPlanned = false }, cancellationToken).ConfigureAwait(false) : app;
        var completing = new VendorApplication(work).Completing(plan, app).ApplyAsync(work, cancellationToken);
        if (app.ServicePrincipalId is not null)
            return await completing.ConfigureAwait(false);
        var creating = registrations.EnsureServicePrincipalAsync(app.AppId, app.DisplayName, ours: true, cancellationToken);
        await Task.WhenAll(completing, creating).ConfigureAwait(false);
        var principal = await creating.ConfigureAwait(false);
        return await completing.ConfigureAwait(false) with { ServicePrincipalId = principal.Id, AssignmentRequired = principal.AppRoleAssignmentRequired ?? false };
    }

    /// <summary>Consent, owners and access in shared round trips, and beside them the secret.</summary>
    private async Task<(AppRegistration App, AppClientSecret? Secret)> GrantAsync(VendorPlan plan, AppRegistration app, CancellationToken cancellationToken)
    {
        var design = plan.Design;
        var result = app;
        List<Func<CommandContext, Task>> writes = [];
        if (plan.MissingConsent.Count > 0)
            writes.Add(async side => await new ConsentService(side).Granting(ConsentFor(plan, app)).ApplyAsync(side, cancellationToken).ConfigureAwait(false));
        OwnerDifference? owned = null;
        if (design.Owners is not null && plan.Owners.Count > 0)
        {
            owned = plan.State.Owned ?? NewOwners(plan, app);
            if (owned.Changes.Count > 0)
                writes.Add(async side => await new OwnerService(side).Adding(owned).ApplyAsync(side, cancellationToken).ConfigureAwait(false));
        }

        AssignmentDifference? letIn = null;
        if (design.Access is not null)
        {
            letIn = plan.State.LetIn ?? NewAssignments(plan, app);
            if (!letIn.IsEmpty)
                writes.Add(async side => await new AssignmentService(side).Change(letIn).ApplyAsync(side, cancellationToken).ConfigureAwait(false));
        }

        var granting = work.TogetherAsync(writes);
        var making = plan.MakesSecret ? MakeSecretAsync(plan, app, cancellationToken) : null;
        try
        {
            await Task.WhenAll(granting, making ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch when (plan.Place is null && making is { IsCompletedSuccessfully: true } && !cancellationToken.IsCancellationRequested)
        {
            // Nobody would ever get to know it, as a vault does: the next run makes another.
            using var lost = await making.ConfigureAwait(false);
            await new SecretService(work).RemoveAsync(app, lost.KeyId, cancellationToken).ConfigureAwait(false);
            throw;
        }

        var secret = making is null ? null : await making.ConfigureAwait(false);
        result = result with
        {
            Permissions = [.. (design.IsVendorApp ? plan.Permissions : result.Permissions.UnionBy(plan.Permissions, permission => permission.Key)).Select(permission =>
                plan.Permissions.Any(wanted => wanted.Key == permission.Key) && design.Consent is not null && plan.Order.Consent ? permission with { Consented = true } : permission)],
            Owners = owned?.Done(added: true).Owners ?? result.Owners,
            AssignmentRequired = letIn?.Required ?? letIn?.State.App.AssignmentRequired ?? result.AssignmentRequired,
            Credentials = secret is null ? result.Credentials : secret.App.Credentials,
        };
        return (result, secret?.With(result));
    }

    private Task<AppClientSecret> MakeSecretAsync(VendorPlan plan, AppRegistration app, CancellationToken cancellationToken)
    {
        var now = work.Clock.GetUtcNow();
        return new SecretService(work).CreateAsync(app, plan.Design.SecretDescription, now, now.AddDays(plan.Order.ValidForDays ?? plan.Design.Secret!.ValidForDays), replace: plan.Order.Secret == VendorSecretMode.Replace, plan.Place, cancellationToken);
    }

    /// <summary>Consent to what the guide asks for, and to nothing else that the app may request.</summary>
    private static ConsentState ConsentFor(VendorPlan plan, AppRegistration app)
    {
        var consent = plan.State.Consent ?? new ConsentState(app, [], [], [], new HashSet<(Guid, string)>(), new HashSet<(Guid, Guid)>());
        var resources = new Dictionary<Guid, ServicePrincipalResource>(plan.Resources);
        foreach (var (api, principal) in consent.Resources)
            resources[api] = principal;
        if (app.ServicePrincipalId is { } own)
            resources[app.AppId] = new ServicePrincipalResource { Id = own, AppId = app.AppId, DisplayName = app.DisplayName };
        return consent with
        {
            // What a vendor's app requests is in its publisher's tenant: here it is what the object says.
            App = app.Id is null ? app with { Permissions = plan.Permissions } : app,
            Requested = plan.Permissions,
            Resources = resources,
            Only = plan.Permissions.Select(permission => permission.Key).ToHashSet(),
        };
    }

    private static OwnerDifference NewOwners(VendorPlan plan, AppRegistration app)
    {
        List<OwnerSide> sides = [];
        if (plan.Design.OwnerTarget.HasFlag(AppOwnerTarget.Application) && app.Id is { } id)
            sides.Add(new OwnerSide(AppOwnerTarget.Application, id, []));
        if (plan.Design.OwnerTarget.HasFlag(AppOwnerTarget.ServicePrincipal) && app.ServicePrincipalId is { } principal)
            sides.Add(new OwnerSide(AppOwnerTarget.ServicePrincipal, principal, []));
        return new OwnerDifference(app, sides, plan.Design.OwnerTarget, [.. from side in sides from owner in plan.Owners select new OwnerChange(side.Target, side.Id, owner)]);
    }

    private static AssignmentDifference NewAssignments(VendorPlan plan, AppRegistration app) => new(
        new AssignmentState(app, [], []),
        [
            .. plan.Assignees.Select(principal => new AppAssignment
            {
                AppDisplayName = app.DisplayName,
                AppId = app.AppId,
                PrincipalId = principal.Id,
                PrincipalDisplayName = principal.DisplayName ?? principal.UserPrincipalName,
                PrincipalType = principal.Kind.ToString(),
                RoleId = Guid.Empty,
                Role = AppAssignment.DefaultAccess,
            }),
        ],
        [],
        plan.Design.Access!.AssignmentRequired is { } required && required != (app.AssignmentRequired ?? false) ? required : null);

    private VendorAppInstallation Result(VendorPlan plan, AppRegistration app, AppClientSecret? secret, bool done)
    {
        var design = plan.Design;
        return new VendorAppInstallation
        {
            Vendor = design.Vendor,
            Variant = design.Template.Variants.Count > 0 ? design.Input.ValuesOf(VendorTemplate.VariantParameter)[0] : null,
            App = app,
            Secret = secret,
            KeptSecret = plan.MakesSecret ? null : plan.SecretThere,
            KeyVaultSecretId = secret?.KeyVaultSecretId ?? plan.KeptAt,
            SecretState = new VendorPlanWords(plan).SecretState(secret),
            Settings = _settings.Of(design.Template, design.Input, app, secret, plan.KeptAt),
            Steps = plan.Book.Steps(done, text => _settings.Fill(design.Input, text, app, secret, plan.SecretThere)),
            IsPlanned = !done,
            Input = design.Input,
            Template = design.Template,
        };
    }

    private void Tell(AppSpec design, int phase, string status) => work.Log.Progress(new ActivityProgress(Activity(design), status, 100 * phase / Phases));

    private void Completed(AppSpec design) => work.Log.Progress(new ActivityProgress(Activity(design), "", Completed: true));

    private static string Activity(AppSpec design) => string.Create(CultureInfo.InvariantCulture, $"Carry out the guide of {design.Vendor}");
}
