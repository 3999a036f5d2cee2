using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Registration;

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
