using System.Net;

namespace EntraAppCmdlets.Http;

/// <summary>The network.</summary>
internal static class GraphTransport
{
    /// <summary>
    /// A transport that follows no redirect (a token must not travel to wherever an answer points) and keeps no cookies.
    /// Connections are renewed, so that a changed DNS entry is noticed.
    /// </summary>
    /// <param name="proxy">The proxy; null for the one that the system or the environment names.</param>
    public static SocketsHttpHandler Create(IWebProxy? proxy = null) =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            EnableMultipleHttp2Connections = true,
            Proxy = proxy,
            DefaultProxyCredentials = proxy is null ? CredentialCache.DefaultCredentials : null,
        };

    /// <summary>A proxy that was named. This machine and the endpoint of managed identities are reached without it: nobody else can reach them.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="credentials">User and password; null for those of the signed-in user.</param>
    public static IWebProxy Proxy(Uri address, NetworkCredential? credentials) =>
        new WebProxy(address)
        {
            BypassProxyOnLocal = true,
            BypassList = [@"^https?://169\.254\.169\.254(:\d+)?(/|$)"],
            Credentials = credentials ?? CredentialCache.DefaultCredentials,
        };
}
