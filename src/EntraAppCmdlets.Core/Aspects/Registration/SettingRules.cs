using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>What Entra refuses of settings anyway, refused before anything is sent. Source: the application resource of Microsoft Graph.</summary>
internal static class SettingRules
{
    private const int MaxNotes = 1024;
    private const int MaxUrl = 255;

    private static readonly AppSetting[] Urls =
    [
        AppSetting.HomePageUrl,
        AppSetting.LogoutUrl,
        AppSetting.TermsOfServiceUrl,
        AppSetting.PrivacyStatementUrl,
    ];

    /// <summary>The settings that a guide may ask for, besides the name, the accounts and the boxes for tokens.</summary>
    public static IReadOnlyList<AppSetting> OfTemplates { get; } =
    [AppSetting.AccessTokenVersion, AppSetting.PublicClientFlows, AppSetting.PropertyLock, .. Urls, AppSetting.Notes];

    /// <summary>Settings as they are sent: names without blanks around them.</summary>
    /// <exception cref="AppException">DisplayNameInvalid, UrlInvalid, NotesInvalid, AccessTokenVersionInvalid.</exception>
    public static IReadOnlyList<(AppSetting Setting, object? Value)> Check(IReadOnlyList<(AppSetting Setting, object? Value)> wanted) =>
        [.. wanted.Select(item => (item.Setting, Check(item.Setting, item.Value)))];

    /// <summary>Personal accounts get access tokens of version 2 only.</summary>
    /// <exception cref="AppException">AccessTokenVersionInvalid.</exception>
    public static void CheckTokenVersion(AppRegistration app)
    {
        if (AccountTypes.AllowsPersonalAccounts(app.SignInAudience) && app.AccessTokenVersion == 1)
        {
            throw RegistrationErrors.AccessTokenVersionInvalid(1, $"apps for {app.SignInAudience} require version 2");
        }
    }

    private static object? Check(AppSetting setting, object? value)
    {
        if (setting == AppSetting.DisplayName)
        {
            return RegistrationRules.CheckDisplayName((string)value!);
        }

        if (setting == AppSetting.AccessTokenVersion && value is not (1 or 2))
        {
            throw RegistrationErrors.AccessTokenVersionInvalid(value, "it is 1 or 2");
        }

        if (setting == AppSetting.Notes && value is string { Length: > MaxNotes } notes)
        {
            throw RegistrationErrors.NotesInvalid(notes, MaxNotes);
        }

        return Urls.Contains(setting) ? CheckUrl(setting, (string)value!) : value;
    }

    private static string CheckUrl(AppSetting setting, string url)
    {
        var trimmed = url.Trim();
        // The browser calls it while the page of the sign-out is open: without TLS it would be blocked.
        var secure = setting == AppSetting.LogoutUrl;
        if (
            !Uri.TryCreate(trimmed, UriKind.Absolute, out var parsed)
            || (parsed.Scheme != Uri.UriSchemeHttps && (secure || parsed.Scheme != Uri.UriSchemeHttp))
        )
        {
            throw RegistrationErrors.UrlInvalid(
                setting.Name,
                url,
                secure ? "it isn't an absolute https address" : "it isn't an absolute http or https address"
            );
        }

        return trimmed.Length > MaxUrl
            ? throw RegistrationErrors.UrlInvalid(setting.Name, url, "it has more than 255 characters")
            : trimmed;
    }
}
