using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>Changes settings of an app. What is not given is left as it is.</summary>
internal sealed class SettingsService(CommandContext work)
{
    private readonly ApplicationEditor _application = new(work);

    /// <summary>Says what setting them would change.</summary>
    /// <exception cref="AppException">
    /// DisplayNameInvalid, UrlInvalid, NotesInvalid, AccessTokenVersionInvalid; RedirectUriInvalid, TooManyRedirectUris: what the app has does not go with the wanted audience.
    /// </exception>
    public async Task<AppChange> PlanAsync(
        AppRegistration app,
        IReadOnlyList<(AppSetting Setting, object? Value)> wanted,
        CancellationToken cancellationToken
    )
    {
        wanted = SettingRules.Check(wanted);
        var plannedAt = _application.Now;
        var now = await ReadAsync(app, wanted, cancellationToken).ConfigureAwait(false);
        var after = wanted.Aggregate(now, (all, item) => item.Setting.With(all, item.Value));
        var words = new List<string>();
        if (after.SignInAudience != now.SignInAudience)
        {
            RedirectUriRules.CheckRedirectUris(now.Known.RedirectUris, after.SignInAudience);
            IdentifierUriService.CheckAudience(now.Known.IdentifierUris, after.SignInAudience);
            // The service refuses personal accounts with access tokens of version 1.
            if (
                AccountTypes.AllowsPersonalAccounts(after.SignInAudience)
                && !AccountTypes.AllowsPersonalAccounts(now.SignInAudience)
                && now.AccessTokenVersion != 2
            )
            {
                if (wanted.All(item => item.Setting != AppSetting.AccessTokenVersion))
                {
                    words.Add("access tokens of version 2, which personal accounts require");
                }

                after = after with
                {
                    AccessTokenVersion = after.AccessTokenVersion == now.AccessTokenVersion ? 2 : after.AccessTokenVersion,
                };
            }
        }

        SettingRules.CheckTokenVersion(after);
        var changed = AppSetting.All.Where(setting => !Equals(setting.Get(now), setting.Get(after))).ToList();

        words.InsertRange(
            0,
            from setting in changed
            where wanted.Any(item => item.Setting == setting)
            select $"change the {setting.Words} from {AppSetting.InWords(setting.Get(now))} to {AppSetting.InWords(setting.Get(after))}"
        );
        return new AppChange(app, after, cancel => PlanAsync(app, wanted, cancel))
        {
            PlannedAt = plannedAt,
            Words = words,
            NoChangeReason = $"'{app.DisplayName}' has these settings already",
            Writes = [.. Writes(now, after, changed)],
        };
    }

    /// <summary>Sets settings of the service principal that the app is known to lack.</summary>
    public AppChange Setting(AppRegistration app, IReadOnlyList<(AppSetting Setting, object? Value)> lacking)
    {
        var after = lacking.Aggregate(app, (all, item) => item.Setting.With(all, item.Value));
        return new AppChange(app, after, cancel => PlanAsync(app, lacking, cancel))
        {
            PlannedAt = null,
            What = $"change the settings of the enterprise application '{app.DisplayName}'",
            Writes = [.. Writes(app, after, [.. lacking.Select(item => item.Setting)])],
        };
    }

    /// <summary>The requests that write settings: one to the application, one to its service principal.</summary>
    /// <param name="before">The app as it is.</param>
    /// <param name="after">The app with the settings.</param>
    /// <param name="changed">The settings.</param>
    public IEnumerable<AppWrite> Writes(AppRegistration before, AppRegistration after, IReadOnlyList<AppSetting> changed)
    {
        List<AppSetting> ofApplication = [.. changed.Where(setting => setting.PutPrincipal is null)];
        if (ofApplication.Count > 0)
        {
            var patch = new ApplicationResource();
            ofApplication.ForEach(setting => setting.Put(patch, after));
            yield return ApplicationEditor.Patch(
                before,
                patch,
                $"change the settings of '{after.DisplayName}'",
                () => Remember(after, ofApplication)
            );
        }

        List<AppSetting> ofPrincipal = [.. changed.Where(setting => setting.PutPrincipal is not null)];
        if (ofPrincipal.Count > 0)
        {
            var patch = new ServicePrincipalResource();
            ofPrincipal.ForEach(setting => setting.PutPrincipal!(patch, after));
            yield return new AppWrite(
                GraphRequest
                    .Patch(
                        $"servicePrincipals/{after.ServicePrincipalId}",
                        patch,
                        ResourceJson.Default.ServicePrincipalResource,
                        ApplicationEditor.PriorOfPrincipal(before, patch)
                    )
                    .Idempotent()
                    .Describe($"change the settings of the enterprise application '{after.DisplayName}'"),
                _ => Remember(after, ofPrincipal)
            );
        }
    }

    /// <summary>Keeps settings that were written, because reads may show them later.</summary>
    public void Remember(AppRegistration after, IEnumerable<AppSetting> settings) =>
        _application.RememberSettings(after, settings.Select(setting => (setting.Name, setting.Written(after))));

    private async Task<AppRegistration> ReadAsync(
        AppRegistration app,
        IReadOnlyList<(AppSetting Setting, object? Value)> wanted,
        CancellationToken cancellationToken
    )
    {
        var now = app.Id is null ? app : await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        return wanted.Any(item => item.Setting.PutPrincipal is not null)
            ? _application.Corrected(await new AppReader(work).ReadServicePrincipalAsync(now, cancellationToken).ConfigureAwait(false))
            : now;
    }
}
