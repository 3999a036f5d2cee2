using System.Text.RegularExpressions;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Applications;

/// <summary>What a redirect URI may be.</summary>
internal static partial class RedirectUriRules
{
    private const int MaximumLength = 256;

    private static readonly string[] Platforms = ["web", "spa", "publicClient"];

    public static IEnumerable<(string Platform, string Uri)> Of(Document application) =>
        Platforms.SelectMany(platform => application.One(platform)!.Texts("redirectUris").Select(uri => (platform, uri)));

    public static bool IsLoopback(Uri uri) => uri.Host is "localhost" or "127.0.0.1" or "[::1]";

    public static void Check(Document application)
    {
        var all = Of(application).ToList();
        var personal = ApplicationRules.AllowsPersonalAccounts(application);
        var limit = personal ? 100 : 256;
        if (all.Count > limit)
        {
            throw GraphErrors.SizeExceeded("redirectUris", all.Count, limit);
        }

        if (all.Select(each => each.Uri).Distinct(StringComparer.Ordinal).Count() < all.Count)
        {
            throw GraphErrors.Refused("Redirect URIs must have distinct values.");
        }

        foreach (var (platform, uri) in all)
        {
            if (WhyNot(platform, uri, personal) is { } reason)
            {
                throw GraphErrors.Refused(
                    $"Invalid value specified for property '{platform}' of resource 'Application'.",
                    new ErrorDetail("InvalidValue", $"'{uri}': {reason}", $"{platform}.redirectUris")
                );
            }
        }
    }

    private static string? WhyNot(string platform, string uri, bool personal)
    {
        if (uri.Length > MaximumLength)
        {
            return $"A redirect URI takes at most {MaximumLength} characters.";
        }

        // A wildcard for a subdomain is no host by the rules of URIs.
        if (
            !Uri.TryCreate(uri.Replace("://*.", "://any.", StringComparison.Ordinal), UriKind.Absolute, out var parsed)
            || uri.StartsWith('/')
        )
        {
            return "A redirect URI must be absolute.";
        }

        if (uri.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)) || uri.Contains(';', StringComparison.Ordinal))
        {
            return "A redirect URI must not have blanks, control characters or semicolons.";
        }

        if (uri.Contains('#', StringComparison.Ordinal))
        {
            return "A redirect URI must not have a fragment.";
        }

        if (uri.Contains('*', StringComparison.Ordinal) && personal)
        {
            return "A redirect URI must not have a wildcard where personal accounts may sign in.";
        }

        if (uri.Contains('?', StringComparison.Ordinal) && personal)
        {
            return "A redirect URI must not have a query where personal accounts may sign in.";
        }

        if (parsed.Scheme == Uri.UriSchemeHttp)
        {
            return IsLoopback(parsed) ? null : "A redirect URI with http must have the host localhost.";
        }

        return
            parsed.Scheme == Uri.UriSchemeHttps
            || platform switch
            {
                "web" => parsed.Scheme is "urn" or "ms-appx-web",
                "spa" => parsed.Scheme.StartsWith("brk-", StringComparison.Ordinal),
                _ => parsed.Scheme is not ("javascript" or "vbscript" or "data" or "file" or "blob" or "about")
                    && !HostAndPort().IsMatch(uri),
            }
            ? null
            : "A redirect URI must start with https, unless its host is localhost.";
    }

    [GeneratedRegex(@"^[\w.-]+:\d{1,5}(/|$)")]
    private static partial Regex HostAndPort();
}
