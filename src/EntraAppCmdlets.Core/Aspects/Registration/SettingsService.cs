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
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
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
                    words.Add("access tokens of version 2, which personal accounts need");
                }

                after = after with
                {
                    AccessTokenVersion = after.AccessTokenVersion == now.AccessTokenVersion ? 2 : after.AccessTokenVersion,
                };
            }
        }

        SettingRules.CheckTokenVersion(after);
        var changed = AppSetting.All.Where(setting => !Equals(setting.Get(now), setting.Get(after))).ToList();
        var patch = new ApplicationResource();
        foreach (var setting in changed)
        {
            setting.Put(patch, after);
        }

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
            Writes =
                words.Count == 0
                    ? []
                    :
                    [
                        ApplicationEditor.Patch(
                            app,
                            patch,
                            $"change the settings of '{app.DisplayName}'",
                            () => _application.RememberSettings(app, changed.Select(setting => (setting.Name, setting.Get(after))))
                        ),
                    ],
        };
    }
}
