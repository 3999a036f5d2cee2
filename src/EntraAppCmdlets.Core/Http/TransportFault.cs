using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Http;

/// <summary>How far a request got that has no usable answer.</summary>
internal enum Reach
{
    /// <summary>It never reached the service: every request may be sent again.</summary>
    NotSent,

    /// <summary>It may have been carried out: only what is repeatable may be sent again.</summary>
    Unknown,

    /// <summary>Something on the way will refuse the next one too.</summary>
    Refused,

    /// <summary>It may have been carried out, and something on the way will spoil the next answer too.</summary>
    Spoilt,
}

/// <summary>No usable answer came. Lives below the retry handler only, which repeats the request or makes a <see cref="GraphException"/> of it.</summary>
internal sealed partial class TransportFault(string code, Reach reach, string reason, Exception? cause = null) : Exception(reason, cause)
{
    public string Code { get; } = code;

    public Reach Reach { get; } = reach;

    public bool MayHaveHappened => Reach is Reach.Unknown or Reach.Spoilt;

    public int Status { get; init; }

    /// <summary>The fault that an exception of the transport means, or null for one that means none (a mistake of ours).</summary>
    public static TransportFault? Of(Exception exception, string host, TimeSpan? timedOutAfter)
    {
        if (timedOutAfter is { } limit && exception is OperationCanceledException or IOException or HttpRequestException)
        {
            return new(GraphErrorCode.RequestTimeout, Reach.Unknown, $"{host} did not answer within {Duration.InWords(limit)}.", exception);
        }

        // The connect timeout of the sockets: cancelled, but not by anyone who asked for it.
        if (exception is OperationCanceledException { InnerException: TimeoutException })
        {
            return new(GraphErrorCode.ConnectionFailed, Reach.NotSent, $"there is no connection to {host}: it takes too long.", exception);
        }

        if (exception is not (HttpRequestException or IOException))
        {
            return null;
        }

        var socket = Inner<SocketException>(exception)?.SocketErrorCode;
        var kind = (exception as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        var cause = exception.GetBaseException().Message.TrimEnd('.');
        return (kind, socket) switch
        {
            (HttpRequestError.NameResolutionError, _) or (_, SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData) => new(
                GraphErrorCode.NameNotResolved,
                Reach.NotSent,
                $"the name {host} could not be resolved. Is there a network, and does it need a proxy? ({cause})",
                exception
            ),
            (HttpRequestError.SecureConnectionError, _) when Inner<AuthenticationException>(exception) is not null => new(
                GraphErrorCode.CertificateError,
                Reach.Refused,
                $"the certificate of {host} is not trusted: {cause}. A proxy that reads along or a wrong clock of this machine are the usual causes.",
                exception
            ),
            (HttpRequestError.ProxyTunnelError, _)
                when exception is HttpRequestException { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } =>
                ProxyWantsCredentials(),
            (HttpRequestError.ProxyTunnelError, _) => new(
                GraphErrorCode.ProxyAnswer,
                Reach.Refused,
                $"the proxy refused the way to {host}: {cause}.",
                exception
            ),
            (HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError, _)
            or (
                _,
                SocketError.ConnectionRefused
                    or SocketError.HostUnreachable
                    or SocketError.NetworkUnreachable
                    or SocketError.HostDown
            ) => new(GraphErrorCode.ConnectionFailed, Reach.NotSent, $"there is no connection to {host}: {cause}.", exception),
            _ => new(
                GraphErrorCode.ConnectionLost,
                Reach.Unknown,
                $"the connection to {host} was lost before the answer: {cause}.",
                exception
            ),
        };
    }

    public static TransportFault Truncated(string host, int status, Exception? cause = null) =>
        new(GraphErrorCode.ResponseTruncated, Reach.Unknown, $"the answer of {host} was cut off.", cause) { Status = status };

    public static TransportFault Malformed(string host, int status, Exception cause) =>
        new(GraphErrorCode.MalformedAnswer, Reach.Unknown, $"the answer of {host} is not valid JSON: {cause.Message}", cause)
        {
            Status = status,
        };

    public static TransportFault Redirected(string host, int status, Uri? location) =>
        new(
            GraphErrorCode.UnexpectedRedirect,
            Reach.Refused,
            $"{host} answered with a redirect{(location is { IsAbsoluteUri: true } ? " to " + location.Host : "")}, which is not followed. "
                + "Does the network have a sign-in page, or is the address of the cloud wrong?"
        )
        {
            Status = status,
        };

    public static TransportFault ProxyWantsCredentials() =>
        new(GraphErrorCode.ProxyAuthenticationRequired, Reach.Refused, "the proxy asks for credentials.") { Status = 407 };

    public static TransportFault WebPage(string host, int status, ReadOnlySpan<byte> page)
    {
        var title = Title().Match(Encoding.UTF8.GetString(page[..Math.Min(page.Length, 4096)])).Groups[1].Value.Trim();
        return new(
            GraphErrorCode.ProxyAnswer,
            status is >= 200 and < 300 ? Reach.Spoilt : Reach.Refused,
            $"a web page{(title.Length > 0 ? $" ('{title}')" : "")} came instead of an answer of {host}, probably from a proxy or a sign-in page of the network."
        )
        {
            Status = status,
        };
    }

    public static bool IsWebPage(MediaTypeHeaderValue? type, ReadOnlySpan<byte> body) =>
        type?.MediaType is "text/html" or "application/xhtml+xml" || body.TrimStart(" \t\r\n"u8).StartsWith("<"u8);

    private static T? Inner<T>(Exception exception)
        where T : Exception
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }

    [GeneratedRegex(@"<title[^>]*>([^<]{1,80})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();
}
