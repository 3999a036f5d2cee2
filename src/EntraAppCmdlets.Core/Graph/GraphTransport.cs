using System.Net;

namespace EntraAppCmdlets.Graph;

/// <summary>The network.</summary>
internal static class GraphTransport
{
    /// <summary>
    /// A transport that follows no redirect (a token must not travel to wherever an answer points) and keeps no cookies.
    /// Connections are renewed, so that a changed DNS entry is noticed.
    /// </summary>
    /// <param name="proxy">The proxy; null for the one that the system or the environment names.</param>
    public static SocketsHttpHandler Create(IWebProxy? proxy = null) => new()
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
}
