using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>The app's service principal, which every app has: enabled, unless something else is asked for.</summary>
internal sealed record ServicePrincipalSpec : SpecPart
{
    /// <summary>Its settings; what is not named is left as it is.</summary>
    public IReadOnlyList<(AppSetting Setting, object? Value)> Settings { get; init; } = [];

    public override AppAspect Begin() => new ServicePrincipalAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec)
    {
        foreach (var (setting, value) in Settings.Where(item => !Equals(item.Value, item.Setting.Initial)))
        {
            if (value is IReadOnlyList<string> tags)
            {
                foreach (var tag in tags)
                {
                    yield return new($"tag {tag}", "set", "not set");
                }
            }
            else
            {
                yield return new(setting.Name, AppSetting.InWords(value), AppSetting.InWords(setting.Initial));
            }
        }
    }
}

/// <inheritdoc cref="ServicePrincipalSpec"/>
internal sealed class ServicePrincipalAspect(ServicePrincipalSpec spec) : AppAspect
{
    private AppRegistration? _read;

    public override bool IsLast => true;

    public override IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken) =>
        plan.App.ServicePrincipalId is null
            ? []
            :
            [
                async side =>
                    _read = new ApplicationEditor(side).Corrected(
                        await new AppReader(side).ReadServicePrincipalAsync(plan.App, cancellationToken).ConfigureAwait(false)
                    ),
            ];

    public override Task DecideAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        List<string> differences =
        [
            .. from item in spec.Settings
            where plan.IsThere && plan.App.ServicePrincipalId is not null
            where !item.Setting.IsUnset(plan.App) && !item.Setting.Has(plan.App, item.Value)
            select $"{item.Setting.Words} is {AppSetting.InWords(item.Setting.Get(plan.App))}, not {AppSetting.InWords(item.Value)}",
        ];
        if (differences.Count > 0)
        {
            plan.Errors.Add(RegistrationErrors.AppSettingsDiffer(plan.App, differences, restored: false));
        }

        return Task.CompletedTask;
    }

    public override IEnumerable<PlannedStep> Describe(AppPlan plan) =>
        spec.Settings.Select(item =>
            PlannedStep.Set(
                spec.Step,
                plan.App.ServicePrincipalId is not null && item.Setting.Has(plan.App, item.Value),
                item.Setting,
                item.Value
            )
        );

    public override IEnumerable<Func<CommandContext, AppChange>> Grant(AppPlan plan)
    {
        // A new one has them from the start.
        List<(AppSetting Setting, object? Value)> lacking = [.. spec.Settings.Where(item => !item.Setting.Has(plan.App, item.Value))];
        return lacking.Count == 0 ? [] : [side => new SettingsService(side).Setting(plan.App, lacking)];
    }

    public override AppRegistration Apply(AppPlan plan, AppRegistration app, bool done) =>
        spec.Settings.Aggregate(app, (all, item) => item.Setting.With(all, item.Value));

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        if (_read is not { } app)
        {
            yield return new(
                VendorAppCheck.ServicePrincipalMissing,
                VendorAppSeverity.Error,
                "ServicePrincipalId",
                "a service principal",
                "none",
                $"New-VendorServicePrincipal {plan.App.AppId}"
            );
            yield break;
        }

        if (app.ServicePrincipalEnabled == false && spec.Settings.All(item => item.Setting != AppSetting.ServicePrincipalEnabled))
        {
            yield return new(
                VendorAppCheck.ServicePrincipalDisabled,
                VendorAppSeverity.Error,
                "ServicePrincipal",
                "enabled",
                "disabled",
                AppSetting.ServicePrincipalEnabled.Command(app, true)
            );
        }

        foreach (var (setting, value) in spec.Settings.Where(item => !item.Setting.Has(app, item.Value)))
        {
            yield return new(
                setting == AppSetting.ServicePrincipalEnabled ? VendorAppCheck.ServicePrincipalDisabled : VendorAppCheck.Setting,
                VendorAppSeverity.Error,
                setting.Name,
                AppSetting.InWords(value),
                AppSetting.InWords(setting.Get(app)),
                setting.Command(app, value)
            );
        }
    }

    public override IEnumerable<string> Properties => ["servicePrincipal/accountEnabled", "servicePrincipal/tags"];

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        if (_read is not { } app)
        {
            plan.Lacks(nameof(AppRegistration.ServicePrincipalId), "none", "A template makes a service principal in any case.");
            return Task.FromResult<SpecPart>(new ServicePrincipalSpec());
        }

        // Every app in the portal's list has that tag, and the one that hides it is a setting of its own.
        string[] tags =
        [
            .. (app.Tags ?? []).Where(tag =>
                tag != ServicePrincipalService.EnterpriseApplicationTag
                && !string.Equals(tag, AppRegistration.HideAppTag, StringComparison.OrdinalIgnoreCase)
            ),
        ];
        return Task.FromResult<SpecPart>(
            new ServicePrincipalSpec
            {
                Settings =
                [
                    .. app.ServicePrincipalEnabled == false ? [(AppSetting.ServicePrincipalEnabled, false)] : NoSettings,
                    .. app.HideApp == true ? [(AppSetting.HideApp, true)] : NoSettings,
                    .. tags.Length > 0 ? [(AppSetting.Tag, tags)] : NoSettings,
                ],
            }
        );
    }

    private static readonly (AppSetting, object?)[] NoSettings = [];
}
