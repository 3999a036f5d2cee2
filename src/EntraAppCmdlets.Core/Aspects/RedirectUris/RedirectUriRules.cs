using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.RedirectUris;

/// <summary>What Entra refuses of redirect URIs anyway, refused before anything is sent, with the value and the rule.</summary>
internal static partial class RedirectUriRules
{
    public const int MaxRedirectUri = 256;
    public const int MaxRedirectUris = 256;
    public const int MaxRedirectUrisWithPersonalAccounts = 100;

    /// <summary>
    /// A redirect URI without blanks at its ends. Refuses only what can't be one on any platform; a scheme that is unusual on its platform
    /// is left to the service (<see cref="RedirectUriWarnings"/>).
    /// </summary>
    /// <exception cref="AppException">RedirectUriInvalid.</exception>
    public static AppRedirectUri CheckRedirectUri(string value, AppPlatform platform)
    {
        value = value.Trim();
        if (value.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            throw RedirectUriErrors.RedirectUriInvalid(
                value,
                value.Any(char.IsControl) ? "it contains a line break or another control character" : "it contains a blank"
            );
        }

        if (Joined().IsMatch(value))
        {
            throw RedirectUriErrors.RedirectUriInvalid(
                value,
                "it is several addresses in one text; separate them with commas outside of the quotes"
            );
        }
        // A wildcard for a subdomain is no host by the rules of URIs, but Entra knows it.
        var plain = value.Replace("://*.", "://any.", StringComparison.Ordinal);
        if (HasWildcardHost(plain))
        {
            throw RedirectUriErrors.RedirectUriInvalid(
                value,
                "wildcards (*) aren't possible inside a host; give the address of each host by itself"
            );
        }

        if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri) || value.StartsWith('/'))
        {
            throw RedirectUriErrors.RedirectUriInvalid(
                value,
                WithScheme(value) is { } whole ? $"it has no scheme; use {whole}" : "it is not an absolute address"
            );
        }

        if (HostAndPort().IsMatch(value))
        {
            throw RedirectUriErrors.RedirectUriInvalid(value, $"it has no scheme; use http://{value} or https://{value}");
        }

        if (value.Length > MaxRedirectUri)
        {
            throw RedirectUriErrors.RedirectUriInvalid(
                value,
                string.Create(CultureInfo.InvariantCulture, $"it has {value.Length} characters, {MaxRedirectUri} are allowed")
            );
        }

        if (value.Contains('#', StringComparison.Ordinal))
        {
            throw RedirectUriErrors.RedirectUriInvalid(value, "it has a fragment (#)");
        }

        if (uri.Scheme == Uri.UriSchemeHttp && !IsLoopback(uri))
        {
            throw RedirectUriErrors.RedirectUriInvalid(value, "http is allowed for localhost only");
        }

        if (uri.Scheme is "javascript" or "vbscript" or "data" or "file" or "blob" or "about")
        {
            throw RedirectUriErrors.RedirectUriInvalid(value, $"a browser never goes back to an address of the scheme '{uri.Scheme}'");
        }

        return new AppRedirectUri(value, platform);
    }

    /// <summary>What the service decides about, or accepts although it may not work.</summary>
    public static IReadOnlyList<string> RedirectUriWarnings(IEnumerable<AppRedirectUri> uris) => [.. uris.Select(Warning).OfType<string>()];

    private static string? Warning(AppRedirectUri uri)
    {
        var scheme = uri.Uri[..Math.Max(0, uri.Uri.IndexOf(':', StringComparison.Ordinal))].ToLowerInvariant();
        if (scheme == Uri.UriSchemeHttp && uri.Uri.Contains("://[", StringComparison.Ordinal))
        {
            return $"Microsoft Entra doesn't support the IPv6 loopback address in {uri.Uri}. Use http://127.0.0.1 or http://localhost instead.";
        }

        return uri.Platform switch
        {
            AppPlatform.Web when scheme is not ("https" or "http" or "urn" or "ms-appx-web") =>
                $"The scheme of {uri.Uri} is unusual for the web platform, and Microsoft Entra may refuse it. Apps on a device usually need -PublicClientRedirectUri.",
            AppPlatform.Spa when scheme is not ("https" or "http") && !scheme.StartsWith("brk-", StringComparison.Ordinal) =>
                $"The scheme of {uri.Uri} is unusual for a single-page application, and Microsoft Entra may refuse it. Apps on a device usually need -PublicClientRedirectUri.",
            _ => null,
        };
    }

    /// <summary>What holds for all redirect URIs of an app together.</summary>
    public static void CheckRedirectUris(IReadOnlyCollection<AppRedirectUri> all, AppSignInAudience? audience)
    {
        if (
            all.GroupBy(uri => uri.Uri, StringComparer.Ordinal)
                .FirstOrDefault(same => same.Select(uri => uri.Platform).Distinct().Count() > 1) is
            { } twice
        )
        {
            throw RedirectUriErrors.RedirectUriOnTwoPlatforms(twice.Key, [.. twice.Select(uri => uri.Platform).Distinct()]);
        }

        var personal = AccountTypes.AllowsPersonalAccounts(audience);
        var limit = personal ? MaxRedirectUrisWithPersonalAccounts : MaxRedirectUris;
        if (all.Distinct().Count() is var count && count > limit)
        {
            throw RedirectUriErrors.TooManyRedirectUris(limit, count, personal);
        }

        if (personal && all.FirstOrDefault(uri => uri.Uri.Contains('*', StringComparison.Ordinal)) is { } wildcard)
        {
            throw RedirectUriErrors.RedirectUriInvalid(wildcard.Uri, "a wildcard (*) does not go with personal accounts");
        }

        if (personal && all.FirstOrDefault(uri => uri.Uri.Contains('?', StringComparison.Ordinal)) is { } query)
        {
            throw RedirectUriErrors.RedirectUriInvalid(query.Uri, "a query (?) does not go with personal accounts");
        }
    }

    /// <summary>Whether the host of an address, or the host name itself, has a wildcard.</summary>
    public static bool HasWildcardHost(string value)
    {
        var start = value.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0;
        var end = value.IndexOfAny(['/', '?', '#'], start);
        return value.AsSpan(start, (end < 0 ? value.Length : end) - start).Contains('*');
    }

    /// <summary>An address that lacks nothing but its scheme, with it; null for any other text.</summary>
    public static string? WithScheme(string value) =>
        HostFirst().IsMatch(value) && Uri.TryCreate($"https://{value}", UriKind.Absolute, out _) ? $"https://{value}" : null;

    private static bool IsLoopback(Uri uri) =>
        uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // A second scheme after a sign that people put between addresses. One in a query has an equals sign before it.
    [GeneratedRegex(@"[;,|][A-Za-z][A-Za-z0-9+.-]*://")]
    private static partial Regex Joined();

    [GeneratedRegex(@"^[\w.-]+:\d{1,5}(/|$)")]
    private static partial Regex HostAndPort();

    [GeneratedRegex(@"^[\w-]+(\.[\w-]+)+(:\d{1,5})?(/|$)")]
    private static partial Regex HostFirst();
}
