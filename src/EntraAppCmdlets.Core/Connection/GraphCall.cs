using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Connection;

/// <summary>A request of a person's own, over the pipeline that all requests of the connection go through.</summary>
internal sealed partial class GraphCall
{
    private const string Newest = "beta";
    private const string Stable = "v1.0";

    // The pipeline sets these: who is signed in, where the request goes, and what the body is.
    private static readonly string[] OfThePipeline =
    [
        "Authorization",
        "Host",
        "Cookie",
        "Connection",
        "Transfer-Encoding",
        "Content-Type",
        "Content-Length",
        "client-request-id",
    ];

    private readonly CommandContext _work;
    private readonly GraphRequest _request;

    /// <summary>Checks a request; nothing is sent yet.</summary>
    /// <param name="work">The connection.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="address">A path below the version, a path with the version, or a URL of the connection's Graph.</param>
    /// <param name="beta">Whether a path without a version is of beta.</param>
    /// <param name="body">The body: a text of JSON, or what <see cref="JsonShape"/> writes; null for none.</param>
    /// <param name="headers">Further headers.</param>
    /// <exception cref="AppException">GraphUriInvalid, GraphUriForeign, GraphHeaderInvalid, GraphBodyInvalid.</exception>
    public GraphCall(
        CommandContext work,
        string method,
        string address,
        bool beta,
        object? body,
        IEnumerable<KeyValuePair<string, string>> headers
    )
    {
        _work = work;
        if (body is not null && method == HttpMethod.Get.Method)
        {
            throw GraphCallErrors.GraphBodyInvalid("a GET has none", null);
        }

        var link = Link(work.Graph.Endpoint, address.Trim(), beta);
        _request = new GraphRequest
        {
            Method = new HttpMethod(method),
            Path = link.PathAndQuery,
            Link = link,
            Body = body is null ? null : Json(body),
            Repeatable = method == HttpMethod.Get.Method,
            Before = PriorState.Lost(IrreversibleWrite.OwnRequest),
        };
        foreach (var (name, value) in headers)
        {
            if (!HeaderName().IsMatch(name) || value.Any(char.IsControl) || OfThePipeline.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw GraphCallErrors.GraphHeaderInvalid(name);
            }

            _request = _request.WithHeader(name, value);
        }
    }

    /// <summary>The path with version and query.</summary>
    public string Path => _request.Path;

    /// <summary>What is sent, as it may be shown.</summary>
    public string InWords => $"send {_request.Method}{(_request.Body is { } body ? $" with {Redaction.Show(body.Span)}" : "")}";

    /// <summary>Sends it.</summary>
    /// <param name="all">Whether the objects of a list are answered one by one, page after page, instead of the first page as it came.</param>
    /// <param name="asText">Whether JSON stays text.</param>
    /// <param name="cancellationToken">Ends it, also between pages.</param>
    /// <returns>What <see cref="JsonShape"/> reads, or texts of JSON; a text or bytes where the answer is no JSON; nothing where it is empty.</returns>
    /// <exception cref="GraphException">It failed, or a page did.</exception>
    public async IAsyncEnumerable<object?> SendAsync(bool all, bool asText, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_request.IsWrite)
        {
            _work.Recent.DoubtAll();
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        using var progress = new ReadProgress(_work.Log, _work.Clock, _request.InWords);
        for (var request = _request; request is not null; )
        {
            var answer = await _work.Graph.SendAsync(request, cancellationToken).ConfigureAwait(false);
            request = null;
            if (answer.Body.IsEmpty)
            {
                yield break;
            }

            if (answer.Header("Content-Type") is { } type && !type.Contains("json", StringComparison.OrdinalIgnoreCase))
            {
                yield return type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
                    ? Encoding.UTF8.GetString(answer.Body.Span)
                    : answer.Body.ToArray();
                yield break;
            }

            var json = answer.Read(GraphJson.Default.JsonElement);
            if (
                !all
                || json.ValueKind != JsonValueKind.Object
                || !json.TryGetProperty("value", out var items)
                || items.ValueKind != JsonValueKind.Array
            )
            {
                yield return asText ? Encoding.UTF8.GetString(answer.Body.Span) : JsonShape.Read(json);
                yield break;
            }

            if (json.TryGetProperty("@odata.nextLink", out var link) && link.GetString() is { } next)
            {
                request = _work.Graph.Follow(_request with { Method = HttpMethod.Get, Body = null, Repeatable = true }, next, seen);
            }

            progress.Add(items.GetArrayLength());
            foreach (var item in items.EnumerateArray())
            {
                yield return asText ? item.GetRawText() : JsonShape.Read(item);
            }
        }
    }

    private static Uri Link(Uri endpoint, string address, bool beta)
    {
        // The # of a guest's user name would end the address.
        var escaped = address.Replace("#", "%23", StringComparison.Ordinal);
        if (Scheme().IsMatch(escaped))
        {
            if (!Uri.TryCreate(escaped, UriKind.Absolute, out var absolute))
            {
                throw GraphCallErrors.GraphUriInvalid(address);
            }

            if (
                Uri.Compare(
                    endpoint,
                    absolute,
                    UriComponents.SchemeAndServer | UriComponents.UserInfo,
                    UriFormat.Unescaped,
                    StringComparison.OrdinalIgnoreCase
                ) != 0
            )
            {
                throw GraphCallErrors.GraphUriForeign(address, endpoint);
            }

            escaped = absolute.PathAndQuery;
        }

        var path = escaped.TrimStart('/');
        var version = path.Split('/', '?')[0];
        var hasVersion =
            version.Equals(Newest, StringComparison.OrdinalIgnoreCase) || version.Equals(Stable, StringComparison.OrdinalIgnoreCase);
        if (path.Length == 0 || (beta && version.Equals(Stable, StringComparison.OrdinalIgnoreCase)))
        {
            throw GraphCallErrors.GraphUriInvalid(address);
        }

        return Uri.TryCreate(
            $"{endpoint.AbsoluteUri.TrimEnd('/')}/{(hasVersion ? "" : beta ? Newest + "/" : Stable + "/")}{path}",
            UriKind.Absolute,
            out var link
        )
            ? link
            : throw GraphCallErrors.GraphUriInvalid(address);
    }

    private static byte[] Json(object body)
    {
        try
        {
            if (body is not string text)
            {
                return JsonShape.Write(body);
            }

            using var document = JsonDocument.Parse(text);
            return Encoding.UTF8.GetBytes(text);
        }
        catch (JsonException e)
        {
            // Where it breaks off, never what is in it.
            var place = string.Create(CultureInfo.InvariantCulture, $"line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}");
            throw GraphCallErrors.GraphBodyInvalid($"it isn't JSON from {place} on", e);
        }
        catch (ArgumentException e)
        {
            throw GraphCallErrors.GraphBodyInvalid(e.Message, e);
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:/")]
    private static partial Regex Scheme();

    [GeneratedRegex("^[A-Za-z0-9-]+$")]
    private static partial Regex HeaderName();
}
