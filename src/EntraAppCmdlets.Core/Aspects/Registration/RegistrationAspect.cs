using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>An app registration: name, account types, redirect URIs and the boxes for tokens.</summary>
/// <param name="Request">What is asked for.</param>
internal sealed record RegistrationSpec(RegistrationRequest Request) : SpecPart
{
    /// <summary>The step of each redirect URI that has one of its own.</summary>
    public IReadOnlyDictionary<AppRedirectUri, string> RedirectUriSteps { get; init; } = new Dictionary<AppRedirectUri, string>();

    /// <summary>The step of the boxes for tokens.</summary>
    public string? TokenStep { get; init; }

    /// <summary>The step of further settings.</summary>
    public string? SettingStep { get; init; }

    public override AppAspect Begin() => new RegistrationAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec)
    {
        yield return new(nameof(Request.DisplayName), Request.DisplayName);
        yield return new(nameof(Request.SignInAudience), $"{Request.SignInAudience}");
        foreach (var uri in Request.RedirectUris)
        {
            yield return new(uri.Uri, $"registered ({uri.Platform})");
        }

        foreach (var (setting, value) in AllSettings.Where(item => item.Value is not (null or false or "")))
        {
            yield return new(setting.Name, AppSetting.InWords(value), AppSetting.InWords(value is bool ? false : null));
        }
    }

    private IEnumerable<(AppSetting Setting, object? Value)> AllSettings =>
        [
            (AppSetting.IdTokenIssuance, Request.IdTokenIssuance),
            (AppSetting.AccessTokenIssuance, Request.AccessTokenIssuance),
            .. Request.Settings,
        ];
}

/// <inheritdoc cref="RegistrationSpec"/>
internal sealed class RegistrationAspect(RegistrationSpec spec) : AppOrigin
{
    private RegistrationPlan? _plan;

    public override bool IsForeign => false;

    public override string InWords => $"an app '{Request.DisplayName}'";

    public override string DisplayName => Request.DisplayName;

    private RegistrationRequest Request => spec.Request;

    public override async Task<AppRegistration?> FindAsync(CommandContext side, CancellationToken cancellationToken) =>
        (_plan = await new RegistrationService(side).PlanAsync(Request, cancellationToken).ConfigureAwait(false)).Existing;

    public override AppRegistration Expected(Guid tenantId) => (_plan ?? new RegistrationPlan(Request, null, [], null)).Expected(tenantId);

    /// <exception cref="AppException">AppAmbiguous.</exception>
    public override async Task<(AppRegistration? App, Guid? DeletedAppId)> LookForAsync(
        CommandContext side,
        CancellationToken cancellationToken
    )
    {
        var apps = new AppReader(side);
        var found = await apps.FindByNameAsync(Request.DisplayName, cancellationToken).ConfigureAwait(false);
        var own = found.FirstOrDefault(app => app.UniqueName == Request.UniqueName);
        if (own is not null || found.Count == 1)
        {
            return (await apps.WithServicePrincipalAsync(own ?? found[0], cancellationToken).ConfigureAwait(false), null);
        }

        if (found.Count > 1)
        {
            throw RegistrationErrors.AppAmbiguous(Request.DisplayName, found);
        }

        return (null, (await new DeletedAppService(side).FindAsync(Request.DisplayName, cancellationToken).ConfigureAwait(false))?.AppId);
    }

    // A person may have renamed it, or it was made elsewhere and handed over.
    public override async Task<AppRegistration?> FindInstalledAsync(CommandContext side, CancellationToken cancellationToken)
    {
        var apps = new AppReader(side);
        var found =
            await apps.FindByUniqueNameAsync(Request.UniqueName, cancellationToken).ConfigureAwait(false)
            ?? await apps.FindAsync(Request.DisplayName, cancellationToken).ConfigureAwait(false);
        return found is null || side.Recent.DeletedHere(found.AppId) ? null : found;
    }

    public override Task<AppRegistration?> FindDeletedAsync(CommandContext side, CancellationToken cancellationToken) =>
        new DeletedAppService(side).FindByUniqueNameAsync(Request.UniqueName, cancellationToken);

    public override IEnumerable<PlannedStep> Describe(AppPlan plan)
    {
        if (plan.IsThere)
        {
            yield return PlannedStep.AlreadyDone(spec.Step, $"'{plan.App.DisplayName}' ({plan.App.AppId}) is there");
        }
        else
        {
            yield return PlannedStep.Change(
                spec.Step,
                _plan!.RestoreId is null
                    ? $"create '{Request.DisplayName}' for {Request.SignInAudience}, with its service principal"
                    : $"restore the deleted app '{Request.DisplayName}'"
            );
        }

        if (plan.IsThere && plan.App.ServicePrincipalId is null)
        {
            yield return PlannedStep.Change(spec.Step, "create its service principal");
        }

        foreach (var uri in Request.RedirectUris)
        {
            yield return PlannedStep.Added(
                spec.RedirectUriSteps.GetValueOrDefault(uri) ?? spec.Step,
                plan.IsThere && plan.App.Known.RedirectUris.Contains(uri),
                $"the redirect URI {uri.Uri} ({uri.Platform})"
            );
        }

        if (Request.IdTokenIssuance == true)
        {
            yield return PlannedStep.Set(
                spec.TokenStep ?? spec.Step,
                plan.IsThere && plan.App.IdTokenIssuance,
                AppSetting.IdTokenIssuance,
                true
            );
        }

        if (Request.AccessTokenIssuance == true)
        {
            yield return PlannedStep.Set(
                spec.TokenStep ?? spec.Step,
                plan.IsThere && plan.App.AccessTokenIssuance,
                AppSetting.AccessTokenIssuance,
                true
            );
        }

        foreach (var (setting, value) in Request.Settings)
        {
            yield return PlannedStep.Set(spec.SettingStep ?? spec.Step, plan.IsThere && setting.Has(plan.App, value), setting, value);
        }
    }

    public override async Task<bool> RestoreAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        if (_plan!.RestoreId is null)
        {
            return false;
        }

        await new RegistrationService(plan.Work).ApplyAsync(_plan, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public override Task<AppRegistration> MakeAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        var request = Request with { Parts = [.. plan.Aspects.SelectMany(aspect => aspect.Create(plan))] };
        return new RegistrationService(plan.Work).ApplyApplicationAsync(_plan! with { Request = request }, cancellationToken);
    }

    public override void Complete(AppPlan plan, ApplicationAddition addition)
    {
        List<AppSetting> lacking = [.. RegistrationPlan.Lacking(Request, addition.App).Select(item => item.Setting)];
        if (lacking.Count == 0)
        {
            return;
        }

        var wanted = Request.Settings.Aggregate(addition.App, (all, item) => item.Setting.With(all, item.Value));
        addition.After = Request.Settings.Aggregate(addition.After, (all, item) => item.Setting.With(all, item.Value));
        addition.Add(
            "settings",
            patch => lacking.ForEach(setting => setting.Put(patch, wanted)),
            () => new SettingsService(plan.Work).Remember(wanted, lacking)
        );
    }

    public override async Task<AppRegistration> AddServicePrincipalAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        var principal = await new ServicePrincipalService(plan.Work)
            .EnsureAsync(
                plan.App.AppId,
                plan.App.DisplayName,
                ours: true,
                cancellationToken,
                settings: plan.Spec.Find<ServicePrincipalSpec>()?.Settings
            )
            .ConfigureAwait(false);
        return RegistrationMap.WithServicePrincipal(plan.App, principal);
    }

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        var app = plan.App;
        if (app.DisplayName != Request.DisplayName)
        {
            yield return new(
                VendorAppCheck.DisplayName,
                VendorAppSeverity.Information,
                "DisplayName",
                Request.DisplayName,
                app.DisplayName,
                $"Set-VendorAppRegistration -App {app.AppId} -DisplayName {Quoted(Request.DisplayName)}"
            );
        }

        if (app.SignInAudience != Request.SignInAudience)
        {
            yield return new(
                VendorAppCheck.SignInAudience,
                VendorAppSeverity.Error,
                "SignInAudience",
                Request.SignInAudience.ToString()!,
                app.SignInAudience?.ToString() ?? "none",
                $"Set-VendorAppRegistration -App {app.AppId} -SignInAudience {Request.SignInAudience}"
            );
        }

        foreach (var uri in Request.RedirectUris.Except(app.Known.RedirectUris))
        {
            yield return app.Known.RedirectUris.FirstOrDefault(there => there.Uri == uri.Uri) is { } elsewhere
                ? new(
                    VendorAppCheck.RedirectUriPlatform,
                    VendorAppSeverity.Error,
                    uri.Uri,
                    $"platform {uri.Platform}",
                    $"platform {elsewhere.Platform}",
                    $"Remove-AppRedirectUri -App {app.AppId} -RedirectUri {Quoted(uri.Uri)} -Confirm:$false; {Add(app, uri)}"
                )
                : new(
                    VendorAppCheck.RedirectUriMissing,
                    VendorAppSeverity.Error,
                    uri.Uri,
                    $"registered ({uri.Platform})",
                    Nearest(app, uri),
                    Add(app, uri)
                );
        }

        foreach (var uri in app.Known.RedirectUris.Where(there => Request.RedirectUris.All(uri => uri.Uri != there.Uri)))
        {
            yield return new(
                VendorAppCheck.RedirectUriExtra,
                VendorAppSeverity.Warning,
                uri.Uri,
                "not registered",
                $"registered ({uri.Platform})",
                $"Remove-AppRedirectUri -App {app.AppId} -RedirectUri {Quoted(uri.Uri)}"
            );
        }

        if (
            Tokens(
                app,
                VendorAppCheck.IdTokenIssuance,
                nameof(app.IdTokenIssuance),
                Request.IdTokenIssuance ?? false,
                app.IdTokenIssuance
            ) is
            { } idTokens
        )
        {
            yield return idTokens;
        }

        if (
            Tokens(
                app,
                VendorAppCheck.AccessTokenIssuance,
                nameof(app.AccessTokenIssuance),
                Request.AccessTokenIssuance ?? false,
                app.AccessTokenIssuance
            ) is
            { } accessTokens
        )
        {
            yield return accessTokens;
        }

        foreach (var (setting, value) in Request.Settings.Where(item => !item.Setting.Has(app, item.Value)))
        {
            yield return new(
                VendorAppCheck.Setting,
                VendorAppSeverity.Error,
                setting.Name,
                AppSetting.InWords(value),
                AppSetting.InWords(setting.Get(app)),
                setting.Command(app, value)
            );
        }
    }

    public override IEnumerable<string> Extra(AppPlan plan) =>
        plan.App.UniqueName == Request.UniqueName
            ? base.Extra(plan)
            : base.Extra(plan)
                .Prepend(
                    $"the app itself: not registered by this guide's installation (its unique name is {AppSetting.InWords(plan.App.UniqueName)})"
                );

    public override IEnumerable<string> Properties =>
        [
            "displayName",
            "signInAudience",
            "web/redirectUris",
            "spa/redirectUris",
            "publicClient/redirectUris",
            "web/implicitGrantSettings/enableIdTokenIssuance",
            "web/implicitGrantSettings/enableAccessTokenIssuance",
            "web/homePageUrl",
            "web/logoutUrl",
            "api/requestedAccessTokenVersion",
            "isFallbackPublicClient",
            "info/termsOfServiceUrl",
            "info/privacyStatementUrl",
            "notes",
            "servicePrincipalLockConfiguration/isEnabled",
            "servicePrincipalLockConfiguration/allProperties",
        ];

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        var app = plan.App;
        if (app.SignInAudience is null)
        {
            plan.Lacks(nameof(app.SignInAudience), "unknown to this module", $"The template says {AppSignInAudience.AzureADMyOrg}.");
        }

        return Task.FromResult<SpecPart>(
            new RegistrationSpec(
                Request with
                {
                    SignInAudience = app.SignInAudience ?? AppSignInAudience.AzureADMyOrg,
                    RedirectUris = [.. app.Known.RedirectUris.Where(uri => Takes(plan, uri))],
                    IdTokenIssuance = app.IdTokenIssuance ? true : null,
                    AccessTokenIssuance = app.AccessTokenIssuance ? true : null,
                    Settings =
                    [
                        .. from setting in SettingRules.OfTemplates
                        let value = setting.Get(app)
                        where value is not (null or false or "")
                        // A lock of some properties is among the other properties of the app: a template locks all.
                        where setting != AppSetting.PropertyLock || value is bool
                        where plan.Takes(setting.Name, AppSetting.InWords(value), () => SettingRules.Check([(setting, value)]))
                        select (setting, value),
                    ],
                }
            )
        );
    }

    private static bool Takes(CapturePlan plan, AppRedirectUri uri)
    {
        // What an app has from the start can't name the ID that it gets.
        if (uri.Uri.Contains(plan.App.AppId.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            plan.Lacks(
                uri.Uri,
                $"registered ({uri.Platform})",
                "It contains the application ID. Add the one of the new app with Add-AppRedirectUri."
            );
            return false;
        }

        return plan.Takes(uri.Uri, $"registered ({uri.Platform})", () => RedirectUriRules.CheckRedirectUri(uri.Uri, uri.Platform));
    }

    private static AppDifference? Tokens(AppRegistration app, VendorAppCheck check, string property, bool expected, bool actual) =>
        expected == actual
            ? null
            : new(
                check,
                expected ? VendorAppSeverity.Error : VendorAppSeverity.Warning,
                property,
                AppSetting.InWords(expected),
                AppSetting.InWords(actual),
                $"Set-VendorAppRegistration -App {app.AppId} -{property}{(expected ? "" : ":$false")}"
            );

    private static string Add(AppRegistration app, AppRedirectUri uri)
    {
        var parameter = uri.Platform switch
        {
            AppPlatform.Spa => "SpaRedirectUri",
            AppPlatform.PublicClient => "PublicClientRedirectUri",
            _ => "RedirectUri",
        };
        return $"Add-AppRedirectUri -App {app.AppId} -{parameter} {Quoted(uri.Uri)}";
    }

    /// <summary>An address that differs by a letter's case or a slash at its end is the likeliest reason.</summary>
    private static string Nearest(AppRegistration app, AppRedirectUri uri) =>
        app.Known.RedirectUris.FirstOrDefault(there =>
            string.Equals(there.Uri.TrimEnd('/'), uri.Uri.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)
        )
            is { } nearest
            ? $"missing; there is {nearest.Uri}"
            : "missing";
}
