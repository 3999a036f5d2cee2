using EntraAppCmdlets.Aspects.Registration;

namespace EntraAppCmdlets;

/// <summary>Finds the app that a reference names.</summary>
internal static class AppLookup
{
    /// <summary>The app, by its id or its name.</summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous, AppNotNamed.</exception>
    public static Task<AppRegistration> GetAsync(this AppReader apps, AppReference app, CancellationToken cancellationToken)
    {
        app.CheckNamed();
        return app.AppId is { } id ? apps.GetAsync(id, cancellationToken, app.Text) : apps.GetAsync(app.DisplayName!, cancellationToken);
    }

    /// <summary>The app with its redirect URIs as they are now, where the object of an earlier step may be older than the one that is asked for.</summary>
    /// <param name="apps">Reads the app.</param>
    /// <param name="reference">What was given.</param>
    /// <param name="app">The app that it names.</param>
    /// <param name="redirectUri">The redirect URI that is asked for; null for the only one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<AppRegistration> KnowingAsync(
        this AppReader apps,
        AppReference reference,
        AppRegistration app,
        string? redirectUri,
        CancellationToken cancellationToken
    )
    {
        var knows = redirectUri is null ? app.Known.RedirectUris.Count > 0 : app.Known.RedirectUris.Any(uri => uri.Uri == redirectUri);
        return knows || app.Id is null || app.IsPlanned || reference.Registration is null
            ? app
            : await apps.RefreshAsync(app, cancellationToken);
    }

    /// <summary>The application (client) ID; asked for only where the reference doesn't tell it.</summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous.</exception>
    public static async Task<Guid> AppIdAsync(this AppReader apps, AppReference app, CancellationToken cancellationToken) =>
        app is { AppId: { } appId, IsObjectId: false } ? appId : (await apps.GetAsync(app, cancellationToken)).AppId;
}
