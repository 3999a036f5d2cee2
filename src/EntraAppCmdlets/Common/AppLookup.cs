using EntraAppCmdlets.Registrations;

namespace EntraAppCmdlets;

/// <summary>Finds the app that a reference names.</summary>
internal static class AppLookup
{
    /// <summary>The app, by its id or its name.</summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous.</exception>
    public static Task<AppRegistration> GetAsync(this RegistrationService registrations, AppReference app, CancellationToken cancellationToken) =>
        app.AppId is { } id ? registrations.GetAsync(id, cancellationToken) : registrations.GetAsync(app.DisplayName!, cancellationToken);

    /// <summary>The application (client) ID; asked for only where the reference doesn't tell it.</summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous.</exception>
    public static async Task<Guid> AppIdAsync(this RegistrationService registrations, AppReference app, CancellationToken cancellationToken) =>
        app is { AppId: { } appId, IsObjectId: false } ? appId : (await registrations.GetAsync(app, cancellationToken)).AppId;
}
