using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>Registers apps: an application and its service principal, made, restored, or completed where it is there.</summary>
internal sealed class RegistrationService(CommandContext work)
{
    private const string OldRead = nameof(OldRead);

    private readonly AppReader _apps = new(work);

    private GraphClient Graph => work.Graph;

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
            var adopted = await _apps.GetAsync(appId, cancellationToken).ConfigureAwait(false);
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

        if (answers[0].FindOrThrow(ResourceJson.Default.ApplicationResource) is { } own)
        {
            ThrowIfRemoved(own);
            var principal = await Graph
                .FindAsync(_apps.ReadServicePrincipal(own.AppId!.Value), ResourceJson.Default.ServicePrincipalResource, cancellationToken)
                .ConfigureAwait(false);
            return PlanExisting(request, _apps.ToRegistration(own, principal)!);
        }

        var sameName = answers[1].OrThrow().Read(ResourceJson.Default.GraphPageApplicationResource).Value;
        sameName.ForEach(ThrowIfRemoved);
        if (sameName.Find(item => item.UniqueName == request.UniqueName) is { } young)
        {
            return PlanExisting(request, _apps.ToRegistration(young, null)!);
        }

        var deleted = answers[2]
            .OrThrow()
            .Read(ResourceJson.Default.GraphPageApplicationResource)
            .Value.Find(item => item.UniqueName == request.UniqueName);
        if (deleted is not null)
        {
            return request.Restore
                ? new RegistrationPlan(request, null, [$"restore the deleted app {deleted.AppId}"], deleted.Id)
                {
                    RestoredAppId = deleted.AppId!.Value,
                }
                : throw RegistrationErrors.AppSoftDeleted(_apps.ToRegistration(deleted, null)!, request.UniqueName);
        }

        if (
            request.Restore
            && await new DeletedAppService(work).FindByUniqueNameAsync(request.UniqueName, cancellationToken).ConfigureAwait(false)
                is { } renamed
        )
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
            throw RegistrationErrors.AppOfOtherVariant(variant, _apps.ToRegistration(other, null)!);
        }

        if (sameName.Count > 0 && !request.UniqueNameChosen)
        {
            throw RegistrationErrors.AppNameTaken(request.DisplayName, [.. sameName.Select(item => _apps.ToRegistration(item, null)!)]);
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

        var principal = await new ServicePrincipalService(work)
            .EnsureAsync(app.AppId, app.DisplayName, ours: true, cancellationToken, settings: plan.Request.Settings)
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
            await new DeletedAppService(work).RestoreAsync(deletedId, plan.RestoredAppId, cancellationToken).ConfigureAwait(false);
            plan = await Graph
                .UntilVisibleAsync(
                    $"restore '{request.DisplayName}'",
                    async cancel =>
                        PlanExisting(
                            request,
                            _apps.ToRegistration(
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
                            && await new DeletedAppService(work).FindByUniqueNameAsync(request.UniqueName, cancel).ConfigureAwait(false)
                                is { } holder
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
        work.Recent.RecordTouched(appId);
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

        return _apps.ToRegistration(application, null)!;
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

        changes.AddRange(lacking.Select(item => item.Setting.ToSet(item.Value)));
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
            words.Add($"add the redirect URIs {string.Join(", ", request.RedirectUris.Select(uri => $"{uri.Uri} ({uri.Platform})"))}");
        }

        if (request.IdTokenIssuance == true)
        {
            words.Add(AppSetting.IdTokenIssuance.ToSet(true));
        }

        if (request.AccessTokenIssuance == true)
        {
            words.Add(AppSetting.AccessTokenIssuance.ToSet(true));
        }

        words.AddRange(request.Settings.Select(item => item.Setting.ToSet(item.Value)));
        return words;
    }

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
}
