using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Changes;

/// <summary>A setting of an application that is no list: how it is read off an app, put into a request, and named.</summary>
/// <param name="Name">The property of <see cref="AppRegistration"/>, and the parameter of the commands.</param>
/// <param name="Words">What the portal calls it, in words that follow "the".</param>
/// <param name="Get">Its value of an app; null for none.</param>
/// <param name="With">The app with another value.</param>
/// <param name="Put">Puts the value of an app into a request.</param>
internal sealed record AppSetting(
    string Name,
    string Words,
    Func<AppRegistration, object?> Get,
    Func<AppRegistration, object?, AppRegistration> With,
    Action<ApplicationResource, AppRegistration> Put
)
{
    public static readonly AppSetting DisplayName = new(
        nameof(AppRegistration.DisplayName),
        "name",
        app => app.DisplayName,
        (app, value) => app with { DisplayName = (string)value! },
        (patch, app) => patch.DisplayName = app.DisplayName
    );

    public static readonly AppSetting SignInAudience = new(
        nameof(AppRegistration.SignInAudience),
        "sign-in audience",
        app => app.SignInAudience,
        (app, value) => app with { SignInAudience = (AppSignInAudience?)value },
        (patch, app) => patch.SignInAudience = app.SignInAudience.ToString()
    );

    public static readonly AppSetting IdTokenIssuance = new(
        nameof(AppRegistration.IdTokenIssuance),
        "issuing of ID tokens",
        app => app.IdTokenIssuance,
        (app, value) => app with { IdTokenIssuance = (bool)value! },
        PutTokens
    )
    {
        Verbs = ("issue ID tokens from the authorization endpoint", "no longer issue ID tokens from the authorization endpoint"),
    };

    public static readonly AppSetting AccessTokenIssuance = new(
        nameof(AppRegistration.AccessTokenIssuance),
        "issuing of access tokens",
        app => app.AccessTokenIssuance,
        (app, value) => app with { AccessTokenIssuance = (bool)value! },
        PutTokens
    )
    {
        Verbs = ("issue access tokens from the authorization endpoint", "no longer issue access tokens from the authorization endpoint"),
    };

    public static readonly AppSetting AccessTokenVersion = new(
        nameof(AppRegistration.AccessTokenVersion),
        "version of access tokens",
        app => app.AccessTokenVersion,
        (app, value) => app with { AccessTokenVersion = (int?)value },
        (patch, app) => (patch.Api ??= new ApiApplicationResource()).RequestedAccessTokenVersion = app.AccessTokenVersion
    );

    public static readonly AppSetting PublicClientFlows = new(
        nameof(AppRegistration.PublicClientFlows),
        "public client flows",
        app => app.PublicClientFlows,
        (app, value) => app with { PublicClientFlows = (bool)value! },
        (patch, app) => patch.IsFallbackPublicClient = app.PublicClientFlows
    )
    {
        Verbs = ("allow public client flows", "no longer allow public client flows"),
    };

    public static readonly AppSetting HomePageUrl = new(
        nameof(AppRegistration.HomePageUrl),
        "home page URL",
        app => app.HomePageUrl,
        (app, value) => app with { HomePageUrl = (string?)value },
        (patch, app) => (patch.Web ??= new WebPlatformResource()).HomePageUrl = app.HomePageUrl
    );

    public static readonly AppSetting LogoutUrl = new(
        nameof(AppRegistration.LogoutUrl),
        "front-channel logout URL",
        app => app.LogoutUrl,
        (app, value) => app with { LogoutUrl = (string?)value },
        (patch, app) => (patch.Web ??= new WebPlatformResource()).LogoutUrl = app.LogoutUrl
    );

    public static readonly AppSetting TermsOfServiceUrl = new(
        nameof(AppRegistration.TermsOfServiceUrl),
        "terms of service URL",
        app => app.TermsOfServiceUrl,
        (app, value) => app with { TermsOfServiceUrl = (string?)value },
        (patch, app) => (patch.Info ??= new InformationalUrlResource()).TermsOfServiceUrl = app.TermsOfServiceUrl
    );

    public static readonly AppSetting PrivacyStatementUrl = new(
        nameof(AppRegistration.PrivacyStatementUrl),
        "privacy statement URL",
        app => app.PrivacyStatementUrl,
        (app, value) => app with { PrivacyStatementUrl = (string?)value },
        (patch, app) => (patch.Info ??= new InformationalUrlResource()).PrivacyStatementUrl = app.PrivacyStatementUrl
    );

    public static readonly AppSetting Notes = new(
        nameof(AppRegistration.Notes),
        "notes",
        app => app.Notes,
        (app, value) => app with { Notes = (string?)value },
        (patch, app) => patch.Notes = app.Notes
    );

    public static readonly AppSetting PropertyLock = new(
        nameof(AppRegistration.PropertyLock),
        "app instance property lock",
        // Some properties alone are neither all nor none.
        app =>
            app is { PropertyLock: false, LockedProperties: { Count: > 0 } some } ? $"only {string.Join(", ", some)}" : app.PropertyLock,
        (app, value) => app with { PropertyLock = (bool?)value, LockedProperties = value is true ? [RegistrationMap.AllProperties] : [] },
        (patch, app) =>
            patch.ServicePrincipalLockConfiguration = new PropertyLockResource
            {
                IsEnabled = app.PropertyLock,
                AllProperties = app.PropertyLock,
            }
    )
    {
        Verbs = ("turn on the app instance property lock", "turn off the app instance property lock"),
        Initial = false,
    };

    public static readonly AppSetting AssignmentRequired = OfPrincipal(
        nameof(AppRegistration.AssignmentRequired),
        "requirement of an assignment",
        false,
        app => app.AssignmentRequired,
        (app, value) => app with { AssignmentRequired = (bool?)value },
        (patch, app) => patch.AppRoleAssignmentRequired = app.AssignmentRequired
    ) with
    {
        Verbs = ("require an assignment", "no longer require an assignment"),
    };

    public static readonly AppSetting ServicePrincipalEnabled = OfPrincipal(
        nameof(AppRegistration.ServicePrincipalEnabled),
        "sign-in of users",
        true,
        app => app.ServicePrincipalEnabled,
        (app, value) => app with { ServicePrincipalEnabled = (bool?)value },
        (patch, app) => patch.AccountEnabled = app.ServicePrincipalEnabled
    ) with
    {
        Verbs = ("enable the sign-in of users", "disable the sign-in of users"),
    };

    public static readonly AppSetting HideApp = OfPrincipal(
        nameof(AppRegistration.HideApp),
        "hiding from users",
        false,
        app => app.HideApp,
        (app, value) =>
            app with
            {
                Tags =
                [
                    .. (app.Tags ?? []).Where(tag => !string.Equals(tag, AppRegistration.HideAppTag, StringComparison.OrdinalIgnoreCase)),
                    .. value is true ? [AppRegistration.HideAppTag] : Array.Empty<string>(),
                ],
            },
        PutTags
    ) with
    {
        Verbs = ("hide the app from users", "show the app to users"),
    };

    /// <summary>Tags are added to those that are there: others have meanings of their own.</summary>
    public static readonly AppSetting Tag = OfPrincipal(
        nameof(Tag),
        "tags",
        null,
        app => app.Tags is { Count: > 0 } tags ? string.Join(", ", tags) : null,
        (app, value) => app with { Tags = [.. (app.Tags ?? []).Union((IReadOnlyList<string>)value!, StringComparer.OrdinalIgnoreCase)] },
        PutTags
    ) with
    {
        IsAdding = true,
    };

    public static readonly AppSetting GroupMembershipClaims = new(
        nameof(AppRegistration.GroupMembershipClaims),
        "groups in tokens",
        app => app.GroupMembershipClaims,
        (app, value) => app with { GroupMembershipClaims = (AppGroupClaim?)value },
        (patch, app) => patch.GroupMembershipClaims = RegistrationMap.FromGroups(app.GroupMembershipClaims ?? AppGroupClaim.None)
    );

    /// <summary>All of them, in the order in which they are listed.</summary>
    public static IReadOnlyList<AppSetting> All { get; } =
    [
        DisplayName,
        SignInAudience,
        IdTokenIssuance,
        AccessTokenIssuance,
        AccessTokenVersion,
        PublicClientFlows,
        HomePageUrl,
        LogoutUrl,
        TermsOfServiceUrl,
        PrivacyStatementUrl,
        Notes,
        PropertyLock,
        AssignmentRequired,
        ServicePrincipalEnabled,
        HideApp,
        Tag,
        GroupMembershipClaims,
    ];

    /// <summary>Puts the value of an app into a request to its service principal; null for a setting of the application.</summary>
    public Action<ServicePrincipalResource, AppRegistration>? PutPrincipal { get; private init; }

    /// <summary>Its value where nobody has set it.</summary>
    public object? Initial { get; private init; }

    /// <summary>What switching it on and off does; null for a setting that is no switch.</summary>
    private (string On, string Off)? Verbs { get; init; }

    /// <summary>Whether it adds to the current values and takes nothing away.</summary>
    private bool IsAdding { get; init; }

    /// <summary>Whether nobody has set it on an app, so that setting it takes nothing away.</summary>
    public bool IsUnset(AppRegistration app) => IsAdding || (Get(app) is var value && (value is null || Equals(value, Initial)));

    /// <summary>The value of an app as <see cref="With"/> takes it.</summary>
    public object? Written(AppRegistration app) => this == Tag ? app.Tags ?? [] : Get(app);

    /// <summary>Whether an app has a value.</summary>
    public bool Has(AppRegistration app, object? value) => Equals(Get(app), Get(With(app, value)));

    /// <summary>What a plan says of a value that is to be set.</summary>
    public string ToSet(object? value) =>
        (value, Verbs) switch
        {
            (bool on, { } verbs) => on ? verbs.On : verbs.Off,
            _ when IsAdding => $"add the {Words} {InWords(value)}",
            _ => $"set the {Words} to {InWords(value)}",
        };

    /// <summary>The command that sets a value.</summary>
    public string Command(AppRegistration app, object? value) =>
        $"Set-VendorAppRegistration -App {app.AppId} -{Name}"
        + value switch
        {
            bool on => on ? "" : ":$false",
            string text => $" {PowerShellText.Quoted(text)}",
            IReadOnlyList<string> texts => $" {string.Join(", ", texts.Select(PowerShellText.Quoted))}",
            _ => $" {value}",
        };

    /// <summary>The setting of a name.</summary>
    public static AppSetting Of(string name) => All.First(setting => setting.Name == name);

    /// <summary>A value as messages show it.</summary>
    public static string InWords(object? value) =>
        value switch
        {
            null => "none",
            bool on => on ? "on" : "off",
            string text => $"'{text}'",
            IReadOnlyList<string> texts => string.Join(", ", texts),
            _ => value.ToString()!,
        };

    private static AppSetting OfPrincipal(
        string name,
        string words,
        object? initial,
        Func<AppRegistration, object?> get,
        Func<AppRegistration, object?, AppRegistration> with,
        Action<ServicePrincipalResource, AppRegistration> put
    ) => new(name, words, get, with, static (_, _) => { }) { Initial = initial, PutPrincipal = put };

    private static void PutTags(ServicePrincipalResource patch, AppRegistration app) => patch.Tags = [.. app.Tags ?? []];

    // Both boxes are one object of the service.
    private static void PutTokens(ApplicationResource patch, AppRegistration app) =>
        (patch.Web ??= new WebPlatformResource()).ImplicitGrantSettings = new ImplicitGrantSettings
        {
            EnableIdTokenIssuance = app.IdTokenIssuance,
            EnableAccessTokenIssuance = app.AccessTokenIssuance,
        };
}
