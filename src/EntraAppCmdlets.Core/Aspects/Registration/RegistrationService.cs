using System.Runtime.CompilerServices;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>Registrations: an application and its service principal, found, made and removed.</summary>
internal sealed class RegistrationService(CommandContext work)
{
    /// <summary>The tag by which the portal's list of enterprise applications shows a service principal.</summary>
    public const string EnterpriseApplicationTag = "WindowsAzureActiveDirectoryIntegratedApp";

    private const string OldRead = nameof(OldRead);

    private readonly PermissionCatalogue _catalogue = PermissionCatalogue.Default;

    private GraphClient Graph => work.Graph;

    /// <summary>The app of this application (client) ID, object ID, or name that looks like one; a vendor's app is found by its service principal.</summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous.</exception>
    /// <param name="appId">The id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="text">The id as it was given, which may also be an app's name.</param>
    public async Task<AppRegistration> GetAsync(Guid appId, CancellationToken cancellationToken, string? text = null) =>
        await FindAsync(appId, cancellationToken).ConfigureAwait(false)
        ?? await new AppSuggestions(work).ByOtherIdAsync(appId, text, cancellationToken).ConfigureAwait(false);

    /// <summary>The app of exactly this display name.</summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous.</exception>
    public async Task<AppRegistration> GetAsync(string displayName, CancellationToken cancellationToken) =>
        await FindAsync(displayName, cancellationToken).ConfigureAwait(false)
        ?? throw await new AppSuggestions(work).OfAsync(displayName, cancellationToken).ConfigureAwait(false);

    /// <summary>The app of exactly this display name, or null.</summary>
    /// <exception cref="AppException">AppAmbiguous.</exception>
    public async Task<AppRegistration?> FindAsync(string displayName, CancellationToken cancellationToken)
    {
        var found = await FindByNameAsync(displayName, cancellationToken).ConfigureAwait(false);
        return found switch
        {
            [] => null,
            [var only] => only,
            _ => throw RegistrationErrors.AppAmbiguous(displayName, found),
        };
    }

    /// <summary>The app of this application (client) ID, or null.</summary>
    public async Task<AppRegistration?> FindAsync(Guid appId, CancellationToken cancellationToken)
    {
        var answers = await Graph
            .BatchAsync([ReadApplication(appId), ReadServicePrincipal(appId)], cancellationToken)
            .ConfigureAwait(false);
        return ToRegistration(
            Found(answers[0], ResourceJson.Default.ApplicationResource),
            Found(answers[1], ResourceJson.Default.ServicePrincipalResource)
        );
    }

    /// <summary>The app as the directory has it now, as opposed to one from a pipeline: waits while it is too new to be visible.</summary>
    public async Task<AppRegistration> RefreshAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        // What this connection has deleted is not waited for.
        if (!work.Recent.Touched(app.AppId) || work.Recent.DeletedHere(app.AppId))
        {
            return await GetAsync(app.AppId, cancellationToken).ConfigureAwait(false);
        }

        return await Graph
            .UntilVisibleAsync(
                $"read '{app.DisplayName}'",
                async cancel =>
                {
                    var answers = await Graph
                        .BatchAsync([ApplicationEditor.ReadApplication(Key("appId", app.AppId)), ReadServicePrincipal(app.AppId)], cancel)
                        .ConfigureAwait(false);
                    foreach (var answer in answers.Where(answer => !answer.IsSuccess))
                    {
                        throw answer.ToException();
                    }

                    return ToRegistration(
                        answers[0].Read(ResourceJson.Default.ApplicationResource),
                        answers[1].Read(ResourceJson.Default.ServicePrincipalResource)
                    )!;
                },
                ReplicationErrors.Read,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Every app of exactly this display name, vendors' apps included.</summary>
    /// <param name="displayName">The name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="kinds">Which kinds; null for whatever a name can mean without more being said.</param>
    public async Task<IReadOnlyList<AppRegistration>> FindByNameAsync(
        string displayName,
        CancellationToken cancellationToken,
        IReadOnlyCollection<AppKind>? kinds = null
    )
    {
        var answers = await Graph
            .BatchAsync(
                [
                    GraphRequest
                        .Get(Query("applications").Filter(Equal("displayName", displayName)).Select(ApplicationResource.Select))
                        .Describe($"look for the app '{displayName}'"),
                    GraphRequest
                        .Get(Query("servicePrincipals").Filter(Equal("displayName", displayName)).Select(ServicePrincipalResource.Select))
                        .Describe($"look for the enterprise application '{displayName}'"),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
        var applications = Read(answers[0], ResourceJson.Default.GraphPageApplicationResource).Value;
        var principals = Read(answers[1], ResourceJson.Default.GraphPageServicePrincipalResource).Value;
        var result = new List<AppRegistration>();
        foreach (var application in applications)
        {
            if (kinds?.Contains(AppKind.Registration) == false)
            {
                break;
            }

            var principal = principals.Find(item => item.AppId == application.AppId);
            if (principal is null && applications.Count == 1)
            {
                principal = await Graph
                    .FindAsync(
                        ReadServicePrincipal(application.AppId!.Value),
                        ResourceJson.Default.ServicePrincipalResource,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            }

            result.Add(ToRegistration(application, principal)!);
        }

        result.AddRange(
            principals
                .Where(principal =>
                    kinds is null ? EnterpriseApps.IsListed(principal) : kinds.Contains(EnterpriseApps.KindOf(principal, work.TenantId))
                )
                .Where(principal =>
                    applications.TrueForAll(item => item.AppId != principal.AppId) && principal.AppOwnerOrganizationId != work.TenantId
                )
                .Select(principal => ToRegistration(null, principal)!)
        );
        return result;
    }

    /// <summary>The apps of the tenant, as the pages arrive: registrations without their service principals, then enterprise applications.</summary>
    /// <param name="startsWith">Only names that begin so; null for all.</param>
    /// <param name="kinds">Which kinds.</param>
    public async IAsyncEnumerable<AppRegistration> ListAsync(
        string? startsWith,
        IReadOnlyCollection<AppKind> kinds,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (kinds.Contains(AppKind.Registration))
        {
            await foreach (var app in ListRegistrationsAsync(startsWith, cancellationToken).ConfigureAwait(false))
            {
                yield return app;
            }
        }

        if (kinds.All(kind => kind == AppKind.Registration))
        {
            yield break;
        }

        var query = Query("servicePrincipals").Select(ServicePrincipalResource.Select).Top(999);
        if (!string.IsNullOrEmpty(startsWith))
        {
            query = query.Filter(StartsWith("displayName", startsWith));
        }

        var request = GraphRequest.Get(query).Describe("list the enterprise applications");
        await foreach (
            var principal in Graph
                .ListAsync(request, ResourceJson.Default.GraphPageServicePrincipalResource, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (EnterpriseApps.KindOf(principal, work.TenantId) is var kind && kind != AppKind.Registration && kinds.Contains(kind))
            {
                yield return ToRegistration(null, principal)!;
            }
        }
    }

    private async IAsyncEnumerable<AppRegistration> ListRegistrationsAsync(
        string? startsWith,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var query = Query("applications").Select(ApplicationResource.Select).Top(999);
        if (!string.IsNullOrEmpty(startsWith))
        {
            query = query.Filter(StartsWith("displayName", startsWith));
        }

        var request = GraphRequest.Get(query).Describe("list the apps");
        await foreach (
            var application in Graph
                .ListAsync(request, ResourceJson.Default.GraphPageApplicationResource, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return ToRegistration(application, null)!;
        }
    }

    /// <summary>Reads the current state and says what registering would do.</summary>
    /// <exception cref="AppException">AppSettingsDiffer, AppNameTaken, AppSoftDeleted, AppNotFound.</exception>
    public async Task<RegistrationPlan> PlanAsync(RegistrationRequest request, CancellationToken cancellationToken)
    {
        RedirectUriRules.CheckRedirectUris(request.RedirectUris, request.SignInAudience);
        request = request with { Settings = SettingRules.Check(request.Settings) };
        SettingRules.CheckTokenVersion(RegistrationPlan.New(request, work.TenantId));
        foreach (var warning in RedirectUriRules.RedirectUriWarnings(request.RedirectUris))
        {
            work.Log.Warning(warning);
        }
        // An app that was removed here a moment ago may still be read; the current state is known once it no longer is.
        return await Graph
            .UntilVisibleAsync(
                $"look for the app '{request.DisplayName}'",
                cancel => PlanOnceAsync(request, cancel),
                IsOldRead,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task<RegistrationPlan> PlanOnceAsync(RegistrationRequest request, CancellationToken cancellationToken)
    {
        if (request.AdoptAppId is { } appId)
        {
            var adopted = await GetAsync(appId, cancellationToken).ConfigureAwait(false);
            return PlanExisting(request, adopted);
        }

        var answers = await Graph
            .BatchAsync(
                [
                    ApplicationEditor.ReadApplication(Key("uniqueName", request.UniqueName)),
                    GraphRequest
                        .Get(Query("applications").Filter(Equal("displayName", request.DisplayName)).Select(ApplicationResource.Select))
                        .Describe($"look for apps of the name '{request.DisplayName}'"),
                    GraphRequest
                        .Get(
                            Query("directory/deletedItems/microsoft.graph.application")
                                .Filter(Equal("displayName", request.DisplayName))
                                .Select("id", "appId", "displayName", "uniqueName", "deletedDateTime")
                        )
                        .Describe($"look for deleted apps of the name '{request.DisplayName}'"),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);

        if (Found(answers[0], ResourceJson.Default.ApplicationResource) is { } own)
        {
            ThrowIfRemoved(own);
            var principal = await Graph
                .FindAsync(ReadServicePrincipal(own.AppId!.Value), ResourceJson.Default.ServicePrincipalResource, cancellationToken)
                .ConfigureAwait(false);
            return PlanExisting(request, ToRegistration(own, principal)!);
        }

        var sameName = Read(answers[1], ResourceJson.Default.GraphPageApplicationResource).Value;
        sameName.ForEach(ThrowIfRemoved);
        if (sameName.Find(item => item.UniqueName == request.UniqueName) is { } young)
        {
            return PlanExisting(request, ToRegistration(young, null)!);
        }

        var deleted = Read(answers[2], ResourceJson.Default.GraphPageApplicationResource)
            .Value.Find(item => item.UniqueName == request.UniqueName);
        if (deleted is not null)
        {
            return request.Restore
                ? new RegistrationPlan(request, null, [$"restore the deleted app {deleted.AppId}"], deleted.Id)
                {
                    RestoredAppId = deleted.AppId!.Value,
                }
                : throw RegistrationErrors.AppSoftDeleted(ToRegistration(deleted, null)!, request.UniqueName);
        }

        if (request.Restore && await FindDeletedAsync(request.UniqueName, cancellationToken).ConfigureAwait(false) is { } renamed)
        {
            return new RegistrationPlan(request, null, [$"restore the deleted app {renamed.AppId}"], renamed.Id)
            {
                RestoredAppId = renamed.AppId,
            };
        }

        if (
            request.Variant is { } variant
            && !request.UniqueNameChosen
            && sameName.Find(item => variant.Others.ContainsKey(item.UniqueName ?? "")) is { } other
        )
        {
            throw RegistrationErrors.AppOfOtherVariant(variant, ToRegistration(other, null)!);
        }

        if (sameName.Count > 0 && !request.UniqueNameChosen)
        {
            throw RegistrationErrors.AppNameTaken(request.DisplayName, [.. sameName.Select(item => ToRegistration(item, null)!)]);
        }

        return new RegistrationPlan(request, null, DescribeNew(request), null);
    }

    /// <summary>Registers the app, or adds what it lacks.</summary>
    public Change<AppRegistration> Registering(RegistrationPlan plan) =>
        new(plan is { Existing: { } there, Changes.Count: 0 } ? there : plan.Expected(work.TenantId))
        {
            Words = plan.Changes,
            NoChangeReason = $"'{plan.Existing?.DisplayName}' ({plan.Existing?.AppId}) is there already",
            Send = cancel => ApplyAsync(plan, cancel),
        };

    /// <summary>Does what the plan says.</summary>
    public async Task<AppRegistration> ApplyAsync(RegistrationPlan plan, CancellationToken cancellationToken)
    {
        var app = await WithServicePrincipalAsync(
                plan,
                await ApplyApplicationAsync(plan, cancellationToken).ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (RegistrationPlan.Lacking(plan.Request, app) is not { Count: > 0 } lacking)
        {
            return app;
        }

        var change = await new SettingsService(work).PlanAsync(app, lacking, cancellationToken).ConfigureAwait(false);
        return await change.ApplyAsync(work, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AppRegistration> WithServicePrincipalAsync(
        RegistrationPlan plan,
        AppRegistration app,
        CancellationToken cancellationToken
    )
    {
        if (app.ServicePrincipalId is not null)
        {
            return app;
        }

        var principal = await EnsureServicePrincipalAsync(
                app.AppId,
                app.DisplayName,
                ours: true,
                cancellationToken,
                settings: plan.Request.Settings
            )
            .ConfigureAwait(false);
        return RegistrationMap.WithServicePrincipal(app, principal);
    }

    /// <summary>Does what the plan says of the application, and leaves its service principal to the caller.</summary>
    /// <exception cref="AppException">AppSoftDeleted, UniqueNameTaken.</exception>
    public async Task<AppRegistration> ApplyApplicationAsync(RegistrationPlan plan, CancellationToken cancellationToken)
    {
        var request = plan.Request;
        if (plan.RestoreId is { } deletedId)
        {
            await RestoreAsync(deletedId, plan.RestoredAppId, cancellationToken).ConfigureAwait(false);
            plan = await Graph
                .UntilVisibleAsync(
                    $"restore '{request.DisplayName}'",
                    async cancel =>
                        PlanExisting(
                            request,
                            ToRegistration(
                                await Graph
                                    .SendAsync(
                                        ApplicationEditor.ReadApplication(Key("uniqueName", request.UniqueName)),
                                        ResourceJson.Default.ApplicationResource,
                                        cancel
                                    )
                                    .ConfigureAwait(false),
                                null
                            )!,
                            restored: true
                        ),
                    ReplicationErrors.Read,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        return plan.Existing is null
            ? await CreateAsync(request, cancellationToken).ConfigureAwait(false)
            : await AddRedirectUrisAsync(plan.Existing, request.RedirectUris, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The app of a unique name, or null.</summary>
    public async Task<AppRegistration?> FindByUniqueNameAsync(string uniqueName, CancellationToken cancellationToken)
    {
        var own = await Graph
            .FindAsync(
                ApplicationEditor.ReadApplication(Key("uniqueName", uniqueName)),
                ResourceJson.Default.ApplicationResource,
                cancellationToken
            )
            .ConfigureAwait(false);
        return own is null ? null : await WithServicePrincipalAsync(ToRegistration(own, null)!, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The deleted app that holds a unique name, whatever it was called at its end; the service can't be asked for it by that name.</summary>
    public async Task<AppRegistration?> FindDeletedAsync(string uniqueName, CancellationToken cancellationToken)
    {
        await foreach (var deleted in new DeletedAppService(work).ListAsync(null, cancellationToken).ConfigureAwait(false))
        {
            if (deleted.UniqueName == uniqueName)
            {
                return deleted;
            }
        }

        return null;
    }

    /// <summary>The app with its service principal, read where the object does not tell it (one of a list); alone if it has none.</summary>
    public async Task<AppRegistration> WithServicePrincipalAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.ServicePrincipalId is not null || app.IsPlanned)
        {
            return app;
        }

        var own = await Graph
            .FindAsync(ReadServicePrincipal(app.AppId), ResourceJson.Default.ServicePrincipalResource, cancellationToken)
            .ConfigureAwait(false);
        return RegistrationMap.WithServicePrincipal(app, own);
    }

    /// <summary>The app with its service principal as it is now.</summary>
    /// <exception cref="AppException">ServicePrincipalMissing.</exception>
    public async Task<AppRegistration> ReadServicePrincipalAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.IsPlanned)
        {
            return app;
        }

        var request = ReadServicePrincipal(app.AppId);
        var own = await work.ReadAsync(
                app,
                cancel => Graph.FindAsync(request, ResourceJson.Default.ServicePrincipalResource, cancel),
                cancellationToken
            )
            .ConfigureAwait(false);
        return own is null ? throw RegistrationErrors.ServicePrincipalMissing(app) : RegistrationMap.WithServicePrincipal(app, own);
    }

    /// <summary>Makes sure that the app of this id has a service principal here. Safe to repeat, and to run twice at once.</summary>
    /// <param name="appId">The application (client) ID.</param>
    /// <param name="name">How messages name it.</param>
    /// <param name="ours">Whether the app was made in this tenant: it may be too young to be seen, and belongs into the portal's list.</param>
    /// <param name="listed">Whether it belongs into the portal's list though it was made elsewhere.</param>
    /// <param name="settings">Settings that a new one has from the start; one that is there keeps its own.</param>
    public async Task<ServicePrincipalResource> EnsureServicePrincipalAsync(
        Guid appId,
        string name,
        bool ours,
        CancellationToken cancellationToken,
        bool listed = false,
        IReadOnlyList<(AppSetting Setting, object? Value)>? settings = null
    )
    {
        var body = NewServicePrincipal(settings ?? [], ours || listed);
        body.AppId = appId;
        // A POST, not an upsert: one that is there keeps its tags. Its appId is unique, so a repeat can't make a second one.
        var create = GraphRequest
            .Post("servicePrincipals", body, ResourceJson.Default.ServicePrincipalResource, PriorState.Nothing)
            .Idempotent()
            .Describe($"create the service principal of '{name}'");
        var principal = await Graph
            .UntilVisibleAsync(
                $"create the service principal of '{name}'",
                async cancel =>
                {
                    var answer = await Graph.TrySendAsync(create, cancel).ConfigureAwait(false);
                    if (answer.IsSuccess)
                    {
                        return answer.Read(ResourceJson.Default.ServicePrincipalResource);
                    }
                    // Another run made it at the same moment, or an answer was lost.
                    if (answer.Status == 409 && !ReplicationErrors.ServicePrincipalCreate(answer.ToException()))
                    {
                        return await Graph
                            .SendAsync(ReadServicePrincipal(appId), ResourceJson.Default.ServicePrincipalResource, cancel)
                            .ConfigureAwait(false);
                    }

                    throw answer.ToException();
                },
                error =>
                    (ours && ReplicationErrors.ServicePrincipalCreate(error))
                    || ReplicationErrors.Concurrency(error)
                    || ReplicationErrors.Read(error),
                cancellationToken
            )
            .ConfigureAwait(false);
        Touch(appId);
        return principal;
    }

    private static ServicePrincipalResource NewServicePrincipal(IReadOnlyList<(AppSetting Setting, object? Value)> settings, bool listed)
    {
        var expected = settings.Aggregate(
            new AppRegistration
            {
                DisplayName = "",
                AppId = Guid.Empty,
                TenantId = Guid.Empty,
                Tags = listed ? [EnterpriseApplicationTag] : [],
            },
            (app, item) => item.Setting.With(app, item.Value)
        );
        var body = new ServicePrincipalResource { Tags = expected.Tags is { Count: > 0 } tags ? [.. tags] : null };
        foreach (var (setting, _) in settings)
        {
            setting.PutPrincipal?.Invoke(body, expected);
        }

        return body;
    }

    /// <summary>Makes the service principal of an app whose application object is in its vendor's tenant (or of one of this tenant that has none
    /// yet).</summary>
    /// <exception cref="AppException">VendorAppNotFound.</exception>
    public async Task<AppRegistration> AddVendorAppAsync(
        AppRegistration app,
        CancellationToken cancellationToken,
        IReadOnlyList<(AppSetting Setting, object? Value)>? settings = null
    )
    {
        ServicePrincipalResource principal;
        try
        {
            principal = await EnsureServicePrincipalAsync(
                    app.AppId,
                    app.DisplayName,
                    ours: app.Id is not null,
                    cancellationToken,
                    listed: true,
                    settings
                )
                .ConfigureAwait(false);
        }
        catch (GraphException error) when (app.Id is null && error.Status == 400 && ReplicationErrors.ServicePrincipalCreate(error))
        {
            throw RegistrationErrors.VendorAppNotFound(app.AppId, error);
        }

        var known = app.Id is null ? RegistrationMap.ToRegistration(principal, work.TenantId) : app;
        return RegistrationMap.WithServicePrincipal(known, principal) with { Permissions = app.Permissions };
    }

    /// <summary>Deletes the application, and with it its service principal; it can be restored for 30 days unless <paramref name="permanent"/>.</summary>
    public async Task RemoveAsync(AppRegistration app, bool permanent, CancellationToken cancellationToken)
    {
        if (app.Id is null)
        {
            // A vendor's app: only its service principal is here.
            await DeleteAsync(
                    $"servicePrincipals/{app.ServicePrincipalId}",
                    $"remove the service principal of '{app.DisplayName}'",
                    ApplicationEditor.PriorOfPrincipal(app),
                    cancellationToken
                )
                .ConfigureAwait(false);
            Forget(app.AppId);
            return;
        }

        await DeleteAsync($"applications/{app.Id}", $"delete '{app.DisplayName}'", ApplicationEditor.Prior(app), cancellationToken)
            .ConfigureAwait(false);
        Forget(app.AppId);
        if (!permanent)
        {
            return;
        }

        await Graph
            .UntilVisibleAsync(
                $"remove '{app.DisplayName}' for good",
                async cancel =>
                {
                    await Graph
                        .SendAsync(
                            GraphRequest
                                .Delete($"directory/deletedItems/{app.Id}", Purged(app))
                                .Idempotent()
                                .Describe($"remove '{app.DisplayName}' for good"),
                            cancel
                        )
                        .ConfigureAwait(false);
                    return true;
                },
                ReplicationErrors.Read,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Restores a deleted app with its service principal; it may take a while until it can be read.</summary>
    public async Task RestoreAsync(Guid deletedId, Guid appId, CancellationToken cancellationToken)
    {
        var answer = await Graph
            .TrySendAsync(
                GraphRequest
                    .Post($"directory/deletedItems/{deletedId}/restore", PriorState.Nothing)
                    .Idempotent()
                    .Describe("restore the deleted app"),
                cancellationToken
            )
            .ConfigureAwait(false);
        // 404: it is no longer among the deleted ones; whether it is back shows when it is read.
        if (!answer.IsSuccess && answer.Status != 404)
        {
            throw answer.ToException();
        }

        Touch(appId);
    }

    /// <summary>An app as it is known before it is removed for good.</summary>
    public static PriorState Purged(AppRegistration app) => ApplicationEditor.Prior(app).But(IrreversibleWrite.RemovedForGood);

    private async Task DeleteAsync(string path, string what, PriorState before, CancellationToken cancellationToken)
    {
        var answer = (
            await Graph
                .BatchConfirmedAsync([GraphRequest.Delete(path, before).Idempotent().Describe(what)], cancellationToken)
                .ConfigureAwait(false)
        )[0];
        if (!answer.IsSuccess && answer.Status != 404)
        {
            throw answer.ToException();
        }
    }

    private async Task<AppRegistration> CreateAsync(RegistrationRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await UpsertAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphException error) when (ReplicationErrors.UniqueNameTaken(error))
        {
            throw RegistrationErrors.UniqueNameTaken(request.UniqueName, error);
        }
        catch (GraphException error) when (RedirectUriService.Explain(error, request.RedirectUris) is { } explained)
        {
            throw explained;
        }
    }

    private async Task<AppRegistration> UpsertAsync(RegistrationRequest request, CancellationToken cancellationToken)
    {
        var (body, expected) = (new ApplicationResource(), RegistrationPlan.New(request, work.TenantId));
        // The audience is always sent: what an omitted one means has changed over the years.
        var tokens = request.IdTokenIssuance is null && request.AccessTokenIssuance is null ? [] : new[] { AppSetting.IdTokenIssuance };
        foreach (
            var setting in (AppSetting[])
                [AppSetting.DisplayName, AppSetting.SignInAudience, .. tokens, .. request.Settings.Select(item => item.Setting)]
        )
        {
            setting.Put(body, expected);
        }

        foreach (var part in request.Parts)
        {
            part.Put(body);
        }

        foreach (var platform in request.RedirectUris.GroupBy(uri => uri.Platform))
        {
            RegistrationMap.SetRedirectUris(body, platform.Key, platform);
        }

        var create = GraphRequest
            .Upsert($"applications{Key("uniqueName", request.UniqueName)}", body, ResourceJson.Default.ApplicationResource)
            .Describe($"create the app '{request.DisplayName}'");
        var (written, made) = (false, false);
        var application = await Graph
            .UntilVisibleAsync(
                $"create the app '{request.DisplayName}'",
                async cancel =>
                {
                    // Written once only: another run may have gone on with the app before it can be read here.
                    if (!written)
                    {
                        var answer = await Graph.TrySendAsync(create, cancel).ConfigureAwait(false);
                        if (!answer.IsSuccess)
                        {
                            // Taken by a deleted app for good; by one that another run is just making until that can be seen.
                            var error = answer.ToException();
                            throw ReplicationErrors.UniqueNameTaken(error)
                            && await FindDeletedAsync(request.UniqueName, cancel).ConfigureAwait(false) is { } holder
                                ? RegistrationErrors.AppSoftDeleted(holder, request.UniqueName)
                                : error;
                        }

                        (written, made) = (true, answer.Status == 201);
                        if (answer.Body.Length > 0)
                        {
                            return answer.Read(ResourceJson.Default.ApplicationResource);
                        }
                    }

                    return await Graph
                        .SendAsync(
                            ApplicationEditor.ReadApplication(Key("uniqueName", request.UniqueName)),
                            ResourceJson.Default.ApplicationResource,
                            cancel
                        )
                        .ConfigureAwait(false);
                },
                error => ReplicationErrors.ApplicationWrite(error) || ReplicationErrors.UniqueNameTaken(error),
                cancellationToken
            )
            .ConfigureAwait(false);
        var appId = application.AppId!.Value;
        Touch(appId);
        if (made)
        {
            work.Recent.RecordMade(appId);
        }
        // Where the app was there after all, this has taken the place of what another run had written.
        foreach (var part in request.Parts)
        {
            part.Remember(appId);
        }

        if (request.RedirectUris.Count > 0)
        {
            work.Recent.RecordWhole(appId, nameof(AppRegistration.RedirectUris), request.RedirectUris);
        }

        return ToRegistration(application, null)!;
    }

    /// <summary>Adds redirect URIs to those that are there, on a fresh read.</summary>
    private async Task<AppRegistration> AddRedirectUrisAsync(
        AppRegistration app,
        IReadOnlyList<AppRedirectUri> wanted,
        CancellationToken cancellationToken
    )
    {
        if (wanted.All(uri => app.Known.RedirectUris.Contains(uri)))
        {
            return app;
        }

        var change = await new RedirectUriService(work).PlanAddAsync(app, wanted, cancellationToken).ConfigureAwait(false);
        return await change.ApplyAsync(work, cancellationToken).ConfigureAwait(false);
    }

    private static RegistrationPlan PlanExisting(RegistrationRequest request, AppRegistration app, bool restored = false)
    {
        var differences = new List<string>();
        Differ("display name", app.DisplayName, request.AdoptAppId is null ? request.DisplayName : null);
        Differ("sign-in audience", app.SignInAudience?.ToString(), request.SignInAudience?.ToString());
        Differ("ID token issuance", app.IdTokenIssuance.ToString(), request.IdTokenIssuance?.ToString());
        Differ("access token issuance", app.AccessTokenIssuance.ToString(), request.AccessTokenIssuance?.ToString());
        var lacking = RegistrationPlan.Lacking(request, app);
        foreach (var (setting, value) in request.Settings.Except(lacking).Where(item => !item.Setting.Has(app, item.Value)))
        {
            differences.Add($"{setting.Words} is {AppSetting.InWords(setting.Get(app))}, not {AppSetting.InWords(value)}");
        }

        foreach (
            var moved in request.RedirectUris.Where(uri =>
                app.Known.RedirectUris.Any(there => there.Uri == uri.Uri && there.Platform != uri.Platform)
            )
        )
        {
            differences.Add($"the redirect URI {moved.Uri} isn't on the platform {moved.Platform}");
        }

        if (differences.Count > 0)
        {
            throw RegistrationErrors.AppSettingsDiffer(app, differences, restored);
        }

        var changes = new List<string>();
        if (request.RedirectUris.Except(app.Known.RedirectUris).ToList() is { Count: > 0 } added)
        {
            changes.Add($"add the redirect URIs {string.Join(", ", added.Select(uri => $"{uri.Uri} ({uri.Platform})"))}");
        }

        changes.AddRange(lacking.Select(item => $"set the {item.Setting.Words} {AppSetting.InWords(item.Value)}"));
        if (app.ServicePrincipalId is null)
        {
            changes.Add("create its service principal");
        }

        return new RegistrationPlan(request, app, changes, null);

        void Differ(string name, string? actual, string? wanted)
        {
            if (wanted is not null && !string.Equals(actual, wanted, StringComparison.Ordinal))
            {
                differences.Add($"{name} is {actual}, not {wanted}");
            }
        }
    }

    private static List<string> DescribeNew(RegistrationRequest request)
    {
        var words = new List<string>
        {
            $"create the app for {request.SignInAudience ?? AppSignInAudience.AzureADMyOrg} with its service principal",
        };
        if (request.RedirectUris.Count > 0)
        {
            words.Add($"redirect URIs {string.Join(", ", request.RedirectUris.Select(uri => $"{uri.Uri} ({uri.Platform})"))}");
        }

        if (request.IdTokenIssuance == true)
        {
            words.Add("ID tokens");
        }

        if (request.AccessTokenIssuance == true)
        {
            words.Add("access tokens");
        }

        words.AddRange(request.Settings.Select(item => $"{item.Setting.Words} {AppSetting.InWords(item.Value)}"));
        return words;
    }

    private GraphRequest ReadApplication(Guid appId) =>
        work.AmongOthers(
            appId,
            ApplicationEditor.ReadApplication(Key("appId", appId)).LooksUp("applications", "appId", appId, ApplicationResource.Select)
        );

    private GraphRequest ReadServicePrincipal(Guid appId) =>
        work.AmongOthers(
            appId,
            GraphRequest
                .Get(Query($"servicePrincipals{Key("appId", appId)}").Select(ServicePrincipalResource.Select))
                .Describe("read the service principal")
                .LooksUp("servicePrincipals", "appId", appId, ServicePrincipalResource.Select)
        );

    private AppRegistration? ToRegistration(ApplicationResource? application, ServicePrincipalResource? principal) =>
        (application, principal) switch
        {
            ({ } app, _) => RegistrationMap.ToRegistration(app, principal, work.TenantId, _catalogue, work.Clock.GetUtcNow()),
            (null, { } own) => RegistrationMap.ToRegistration(own, work.TenantId),
            _ => null,
        };

    /// <summary>Remembers that the app is young: a 404 may mean "not yet".</summary>
    private void Touch(Guid appId) => work.Recent.RecordTouched(appId);

    private void Forget(Guid appId) => work.Recent.RecordDeleted(appId);

    private void ThrowIfRemoved(ApplicationResource application)
    {
        if (work.Recent.DeletedHere(application.AppId!.Value))
        {
            throw new GraphException(
                new GraphFailure($"register '{application.DisplayName}'", OldRead, "the directory still shows the app that was removed")
            );
        }
    }

    private static bool IsOldRead(GraphException error) => error.Code == OldRead;

    private static T Read<T>(GraphResponse answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        answer.IsSuccess ? answer.Read(type) : throw answer.ToException();

    private static T? Found<T>(GraphResponse answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => answer.Status == 404 ? null : Read(answer, type);
}

/// <summary>What registering would do.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Existing">The app that is there; null without one.</param>
/// <param name="Changes">What would be sent, in words; empty if all is there.</param>
/// <param name="RestoreId">The object id of the soft-deleted app that would be restored.</param>
internal sealed record RegistrationPlan(
    RegistrationRequest Request,
    AppRegistration? Existing,
    IReadOnlyList<string> Changes,
    Guid? RestoreId
)
{
    /// <summary>The application (client) ID of the app that would be restored.</summary>
    public Guid RestoredAppId { get; init; }

    /// <summary>The settings that an app lacks: nobody has set them yet. Those that are set to something else are no part of it.</summary>
    public static IReadOnlyList<(AppSetting Setting, object? Value)> Lacking(RegistrationRequest request, AppRegistration app) =>
        [.. request.Settings.Where(item => item.Setting.IsUnset(app) && !item.Setting.Has(app, item.Value))];

    /// <summary>What a rehearsal hands to the next step.</summary>
    public AppRegistration Expected(Guid tenantId) =>
        Existing is { } app
            ? Lacking(Request, app)
                .Aggregate(
                    app with
                    {
                        RedirectUris = [.. app.Known.RedirectUris.Union(Request.RedirectUris)],
                    },
                    (all, item) => item.Setting.With(all, item.Value)
                )
            : New(Request, tenantId);

    /// <summary>The app that a request makes.</summary>
    public static AppRegistration New(RegistrationRequest request, Guid tenantId) =>
        request.Settings.Aggregate(
            new AppRegistration
            {
                DisplayName = request.DisplayName,
                AppId = Guid.Empty,
                TenantId = tenantId,
                UniqueName = request.UniqueName,
                SignInAudience = request.SignInAudience ?? AppSignInAudience.AzureADMyOrg,
                RedirectUris = request.RedirectUris,
                IdTokenIssuance = request.IdTokenIssuance ?? false,
                AccessTokenIssuance = request.AccessTokenIssuance ?? false,
                // What isn't there yet has none of these.
                IdentifierUris = [],
                ApiScopes = [],
                AppRoles = [],
                AuthorizedClients = [],
                LockedProperties = [],
                OptionalClaims = [],
                Permissions = [],
                Credentials = [],
                IsPlanned = true,
            },
            (app, item) => item.Setting.With(app, item.Value)
        );
}
