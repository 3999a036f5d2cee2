using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>The settings of an app that are no list. What is null is left as it is.</summary>
internal sealed record SettingsRequest(string? DisplayName, AppSignInAudience? SignInAudience, bool? IdTokenIssuance, bool? AccessTokenIssuance);

/// <summary>Changes settings of an app.</summary>
internal sealed class SettingsService(CommandContext work)
{
    private readonly ApplicationEditor _application = new(work);

    /// <summary>Says what setting them would change.</summary>
    /// <exception cref="AppException">DisplayNameInvalid; RedirectUriInvalid, TooManyRedirectUris: what the app has does not go with the wanted audience.</exception>
    public async Task<AppChange> PlanAsync(AppRegistration app, SettingsRequest request, CancellationToken cancellationToken)
    {
        var name = request.DisplayName is null ? null : RegistrationRules.CheckDisplayName(request.DisplayName);
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var wanted = now with
        {
            DisplayName = name ?? now.DisplayName,
            SignInAudience = request.SignInAudience ?? now.SignInAudience,
            IdTokenIssuance = request.IdTokenIssuance ?? now.IdTokenIssuance,
            AccessTokenIssuance = request.AccessTokenIssuance ?? now.AccessTokenIssuance,
        };
        var patch = new ApplicationResource();
        var words = new List<string>();
        var settings = new List<(string, object)>();
        if (wanted.DisplayName != now.DisplayName)
        {
            patch.DisplayName = wanted.DisplayName;
            Change("name", nameof(now.DisplayName), now.DisplayName, wanted.DisplayName);
        }

        if (wanted.SignInAudience != now.SignInAudience)
        {
            RedirectUriRules.CheckRedirectUris(now.Known.RedirectUris, wanted.SignInAudience);
            IdentifierUriService.CheckAudience(now.Known.IdentifierUris, wanted.SignInAudience);
            patch.SignInAudience = wanted.SignInAudience.ToString();
            Change("sign-in audience", nameof(now.SignInAudience), now.SignInAudience, wanted.SignInAudience!.Value);
            // The service refuses personal accounts with access tokens of version 1.
            if (AccountTypes.AllowsPersonalAccounts(wanted.SignInAudience) && !AccountTypes.AllowsPersonalAccounts(now.SignInAudience))
            {
                patch.Api = new ApiApplicationResource { RequestedAccessTokenVersion = 2 };
                words.Add("access tokens of version 2, which personal accounts need");
            }
        }

        if (wanted.IdTokenIssuance != now.IdTokenIssuance || wanted.AccessTokenIssuance != now.AccessTokenIssuance)
        {
            patch.Web = new WebPlatformResource
            {
                ImplicitGrantSettings = new ImplicitGrantSettings { EnableIdTokenIssuance = wanted.IdTokenIssuance, EnableAccessTokenIssuance = wanted.AccessTokenIssuance },
            };
            if (wanted.IdTokenIssuance != now.IdTokenIssuance)
                Change("issuing of ID tokens", nameof(now.IdTokenIssuance), now.IdTokenIssuance, wanted.IdTokenIssuance);
            if (wanted.AccessTokenIssuance != now.AccessTokenIssuance)
                Change("issuing of access tokens", nameof(now.AccessTokenIssuance), now.AccessTokenIssuance, wanted.AccessTokenIssuance);
        }

        return new AppChange(app, wanted, cancel => PlanAsync(app, request, cancel))
        {
            PlannedAt = plannedAt,
            Words = words,
            NoChangeReason = $"'{app.DisplayName}' has these settings already",
            Writes = words.Count == 0 ? [] : [ApplicationEditor.Patch(app, patch, $"change the settings of '{app.DisplayName}'", () => _application.RememberSettings(app, settings))],
        };

        void Change(string what, string setting, object? from, object to)
        {
            words.Add($"change the {what} from {Word(from)} to {Word(to)}");
            settings.Add((setting, to));
        }
    }

    private static string Word(object? value) => value switch
    {
        null => "none",
        bool on => on ? "on" : "off",
        string text => $"'{text}'",
        _ => value.ToString()!,
    };
}
