using System.Net.Sockets;

namespace EntraAppCmdlets.SignIn;

/// <summary>Which redirect URI of an app a sign-in goes back to: one that the app has, or none.</summary>
internal static class RedirectUriChoice
{
    /// <summary>The one that was given, or the only one that the app has.</summary>
    /// <param name="app">The app. A vendor's app shows its redirect URIs to nobody here: what is given is taken.</param>
    /// <param name="given">What the person gave; null for the app's only one.</param>
    /// <returns>The address and its platform; the platform is null where it can't be known.</returns>
    /// <exception cref="AppException">RedirectUriNotRegistered, RedirectUriNeeded.</exception>
    public static (string Uri, AppPlatform? Platform) Choose(AppRegistration app, string? given)
    {
        if (app.Id is null)
        {
            return given is null ? throw AuthorizationErrors.RedirectUriNeeded(app) : (given, null);
        }

        if (given is null)
        {
            return app.RedirectUris is [var only] ? (WithPort(only.Uri), only.Platform) : throw AuthorizationErrors.RedirectUriNeeded(app);
        }

        var found =
            app.Known.RedirectUris.FirstOrDefault(uri => uri.Uri == given)
            ?? app.Known.RedirectUris.FirstOrDefault(uri => IsSameLoopback(uri.Uri, given));
        return found is null ? throw AuthorizationErrors.RedirectUriNotRegistered(app, given) : (given, found.Platform);
    }

    /// <summary>The part of an address that the sign-in service compares: all of it, except the port of this machine.</summary>
    private static bool IsSameLoopback(string registered, string given) =>
        Uri.TryCreate(registered, UriKind.Absolute, out var one)
        && Uri.TryCreate(given, UriKind.Absolute, out var other)
        && one.Scheme == Uri.UriSchemeHttp
        && other.Scheme == Uri.UriSchemeHttp
        && one.IsLoopback
        && other.IsLoopback
        && string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase)
        && one.PathAndQuery == other.PathAndQuery;

    /// <summary>An address of this machine without a port gets one that is free, because the usual one (80) is not a program's to take.</summary>
    private static string WithPort(string uri)
    {
        if (
            !Uri.TryCreate(uri, UriKind.Absolute, out var address)
            || address.Scheme != Uri.UriSchemeHttp
            || !address.IsLoopback
            || !address.IsDefaultPort
        )
        {
            return uri;
        }

        using var probe = new TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        var port = ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
        return $"{address.Scheme}://{address.Host}:{port}{(address.PathAndQuery == "/" && !uri.EndsWith('/') ? "" : address.PathAndQuery)}";
    }
}
