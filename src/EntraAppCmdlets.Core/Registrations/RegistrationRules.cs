using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace EntraAppCmdlets;

/// <summary>What Entra refuses anyway, refused before anything is sent, with the value and the rule. Source: the limits of Microsoft Graph's application resource.</summary>
internal static partial class RegistrationRules
{
    public const int MaxDisplayName = 120;
    public const int MaxRedirectUri = 256;
    public const int MaxUniqueName = 120;
    public const int MaxRedirectUris = 256;
    public const int MaxRedirectUrisWithPersonalAccounts = 100;

    public static string CheckDisplayName(string name)
    {
        var trimmed = name.Trim();
        if (trimmed.Length == 0)
            throw AppErrors.DisplayNameInvalid(name, "it is empty");
        if (trimmed.Length > MaxDisplayName)
            throw AppErrors.DisplayNameInvalid(name, string.Create(CultureInfo.InvariantCulture, $"it has {trimmed.Length} characters, {MaxDisplayName} are allowed"));
        return trimmed;
    }

    /// <summary>
    /// A redirect URI without blanks at its ends. Refuses only what can't be one on any platform; a scheme that is unusual on its platform
    /// is left to the service (<see cref="RedirectUriWarnings"/>).
    /// </summary>
    /// <exception cref="AppException">RedirectUriInvalid.</exception>
    public static AppRedirectUri CheckRedirectUri(string value, AppPlatform platform)
    {
        value = value.Trim();
        if (value.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            throw AppErrors.RedirectUriInvalid(value, value.Any(char.IsControl) ? "it contains a line break or another control character" : "it contains a blank");
        if (Joined().IsMatch(value))
            throw AppErrors.RedirectUriInvalid(value, "it is several addresses in one text; separate them with commas outside of the quotes");
        // A wildcard for a subdomain is no host by the rules of URIs, but Entra knows it.
        if (!Uri.TryCreate(value.Replace("://*.", "://any.", StringComparison.Ordinal), UriKind.Absolute, out var uri) || value.StartsWith('/'))
            throw AppErrors.RedirectUriInvalid(value, "it is not an absolute address");
        if (HostAndPort().IsMatch(value))
            throw AppErrors.RedirectUriInvalid(value, $"it has no scheme; use http://{value} or https://{value}");
        if (value.Length > MaxRedirectUri)
            throw AppErrors.RedirectUriInvalid(value, string.Create(CultureInfo.InvariantCulture, $"it has {value.Length} characters, {MaxRedirectUri} are allowed"));
        if (value.Contains('#', StringComparison.Ordinal))
            throw AppErrors.RedirectUriInvalid(value, "it has a fragment (#)");
        if (uri.Scheme == Uri.UriSchemeHttp && !IsLoopback(uri))
            throw AppErrors.RedirectUriInvalid(value, "http is allowed for localhost only");
        if (uri.Scheme is "javascript" or "vbscript" or "data" or "file" or "blob" or "about")
            throw AppErrors.RedirectUriInvalid(value, $"a browser never goes back to an address of the scheme '{uri.Scheme}'");
        return new AppRedirectUri(value, platform);
    }

    /// <summary>What the service decides about, or accepts although it may not work.</summary>
    public static IReadOnlyList<string> RedirectUriWarnings(IEnumerable<AppRedirectUri> uris) => [.. uris.Select(Warning).OfType<string>()];

    private static string? Warning(AppRedirectUri uri)
    {
        var scheme = uri.Uri[..Math.Max(0, uri.Uri.IndexOf(':', StringComparison.Ordinal))].ToLowerInvariant();
        if (scheme == Uri.UriSchemeHttp && uri.Uri.Contains("://[", StringComparison.Ordinal))
            return $"Microsoft Entra doesn't support the IPv6 loopback address in {uri.Uri}. Use http://127.0.0.1 or http://localhost instead.";
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
        if (all.GroupBy(uri => uri.Uri, StringComparer.Ordinal).FirstOrDefault(same => same.Select(uri => uri.Platform).Distinct().Count() > 1) is { } twice)
            throw AppErrors.RedirectUriOnTwoPlatforms(twice.Key, [.. twice.Select(uri => uri.Platform).Distinct()]);
        var personal = AllowsPersonalAccounts(audience);
        var limit = personal ? MaxRedirectUrisWithPersonalAccounts : MaxRedirectUris;
        if (all.Distinct().Count() is var count && count > limit)
            throw AppErrors.TooManyRedirectUris(limit, count, personal);
        if (personal && all.FirstOrDefault(uri => uri.Uri.Contains('*', StringComparison.Ordinal)) is { } wildcard)
            throw AppErrors.RedirectUriInvalid(wildcard.Uri, "a wildcard (*) does not go with personal accounts");
        if (personal && all.FirstOrDefault(uri => uri.Uri.Contains('?', StringComparison.Ordinal)) is { } query)
            throw AppErrors.RedirectUriInvalid(query.Uri, "a query (?) does not go with personal accounts");
    }

    /// <summary>Whether people sign in with accounts that no organization manages.</summary>
    public static bool AllowsPersonalAccounts(AppSignInAudience? audience) =>
        audience is AppSignInAudience.AzureADandPersonalMicrosoftAccount or AppSignInAudience.PersonalMicrosoftAccount;

    public static string CheckUniqueName(string name)
    {
        if (name.Length is 0 or > MaxUniqueName)
            throw AppErrors.UniqueNameInvalid(name, string.Create(CultureInfo.InvariantCulture, $"it must have 1 to {MaxUniqueName} characters"));
        if (name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
            throw AppErrors.UniqueNameInvalid(name, "it holds other characters than letters, digits, '-', '_' and '.'");
        return name;
    }

    /// <summary>
    /// The unique name of an app that was given none: the same for the same display name (case and outer spaces aside), so that a second
    /// run finds what the first one made. Readable first, then eight digits that keep apart names which read the same.
    /// </summary>
    public static string DefaultUniqueName(string displayName)
    {
        var normal = displayName.Trim().ToLowerInvariant();
        var slug = new StringBuilder("vendorapp-");
        foreach (var c in normal)
        {
            if (slug.Length >= 60)
                break;
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(c);
            else if (slug[^1] != '-')
                slug.Append('-');
        }

        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(normal)), 0, 4).ToLowerInvariant();
        return slug.ToString().TrimEnd('-') + '-' + hash;
    }

    private static bool IsLoopback(Uri uri) =>
        uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // A second scheme after a sign that people put between addresses. One in a query has an equals sign before it.
    [GeneratedRegex(@"[;,|][A-Za-z][A-Za-z0-9+.-]*://")]
    private static partial Regex Joined();

    [GeneratedRegex(@"^[\w.-]+:\d{1,5}(/|$)")]
    private static partial Regex HostAndPort();
}
