using System.Text.RegularExpressions;

namespace EntraAppCmdlets.Model;

/// <summary>A request as people and logs write it: a method, and an address with or without host, version, keys and query.</summary>
/// <param name="Method">The HTTP method, in capitals.</param>
/// <param name="Segments">The parts of the path after the version, unescaped.</param>
internal sealed partial record RequestText(string Method, IReadOnlyList<string> Segments)
{
    /// <summary>The methods that Microsoft Graph knows.</summary>
    public static readonly IReadOnlyList<string> Methods = ["GET", "POST", "PATCH", "PUT", "DELETE"];

    /// <summary>The path after the version.</summary>
    public string Path => "/" + string.Join('/', Segments);

    /// <summary>Whether it changes nothing.</summary>
    public bool IsRead => Reads(Method);

    /// <summary>Whether requests of a method change nothing.</summary>
    public static bool Reads(string method) => method == "GET";

    /// <summary>Reads <c>GET /users</c>.</summary>
    /// <exception cref="AppException">RequestInvalid.</exception>
    public static RequestText Parse(string text)
    {
        var parts = text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts is [var method, var address] && Of(method, address) is { } request
            ? request
            : throw RequestErrors.RequestInvalid(text);
    }

    /// <summary>The request of a method and an address; null if there is no such method or the address has no path.</summary>
    public static RequestText? Of(string method, string address)
    {
        method = method.ToUpperInvariant();
        if (!Methods.Contains(method))
        {
            return null;
        }

        var path = QueryOrFragment().Replace(Host().Replace(address.Trim(), ""), "");
        // A file's path within a drive or a site's path within its host is one key, however many slashes it has.
        path = PathAsKey().Replace(path, ":/{id}$1");
        string[] segments = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        segments = segments is [var version, ..] && Version().IsMatch(version) ? segments[1..] : segments;
        return segments.Length == 0 ? null : new RequestText(method, segments);
    }

    /// <summary>Method and path.</summary>
    public override string ToString() => $"{Method} {Path}";

    [GeneratedRegex(@"^https?://[^/?#]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Host();

    [GeneratedRegex(@"[?#].*$", RegexOptions.Singleline)]
    private static partial Regex QueryOrFragment();

    [GeneratedRegex(@":/(?:\{[^/:]*\}|[^:]+)(:|/|$)")]
    private static partial Regex PathAsKey();

    [GeneratedRegex(@"^(v1\.0|beta)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
