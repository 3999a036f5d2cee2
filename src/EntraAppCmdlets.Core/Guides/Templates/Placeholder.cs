using System.Text;
using System.Text.RegularExpressions;

namespace EntraAppCmdlets.Guides;

/// <summary>A placeholder in the texts of a template: <c>{Name}</c>, <c>{app.appId}</c>, <c>{Name:url}</c>. A brace itself is written twice.</summary>
internal static partial class Placeholder
{
    /// <summary>What is known before the app is there.</summary>
    public static readonly IReadOnlyList<string> OfTenant =
    [
        "tenant.id",
        "tenant.domain",
        "tenant.authority",
        "tenant.authorization",
        "tenant.token",
        "tenant.issuer",
        "tenant.issuerV1",
        "tenant.metadata",
        "tenant.keys",
        "tenant.logout",
        "tenant.deviceCode",
        "tenant.adminConsent",
        "tenant.federationMetadata",
        "cloud.name",
        "cloud.authority",
        "cloud.graph",
        "cloud.tokenExchangeAudience",
    ];

    /// <summary>The audience of federated credentials in the tenant's cloud, in braces.</summary>
    public const string TokenExchangeAudience = "{cloud.tokenExchangeAudience}";

    /// <summary>What is known once the app is there.</summary>
    public static readonly IReadOnlyList<string> OfApp =
    [
        "app.appId",
        "app.objectId",
        "app.servicePrincipalId",
        "app.displayName",
        "app.identifierUri",
        "endpoint.authority",
        "endpoint.authorization",
        "endpoint.token",
        "endpoint.issuer",
        "endpoint.issuerV1",
        "endpoint.metadata",
        "endpoint.keys",
        "endpoint.logout",
        "endpoint.deviceCode",
        "endpoint.adminConsent",
        "endpoint.federationMetadata",
        "endpoint.tenantSegment",
        "secret.endDate",
        "certificate.thumbprint",
        "certificate.subject",
        "certificate.endDate",
    ];

    /// <summary>What follows the name of a parameter of type Principal where its object ID is meant.</summary>
    public const string IdOfPrincipal = ".id";

    /// <summary>The secret itself: a value of its own, never part of a text.</summary>
    public const string SecretText = "secret.text";

    /// <summary>What the other apps of a template know of the one with this key.</summary>
    public static IEnumerable<string> OfOther(string key) =>
        OfApp.Where(name => name.StartsWith(Own, StringComparison.Ordinal)).Select(name => $"{key}.{name[Own.Length..]}");

    /// <summary>The key of the app whose application (client) ID a name stands for; null for any other name.</summary>
    public static string? AppIn(string name) => name.EndsWith(AppId, StringComparison.OrdinalIgnoreCase) ? name[..^AppId.Length] : null;

    private const string Own = "app.";
    private const string AppId = ".appId";

    /// <summary>The names in a text, without their filters.</summary>
    public static IEnumerable<string> NamesIn(string text) =>
        Pattern().Matches(text).Select(match => match.Groups["name"]).Where(name => name.Success).Select(name => name.Value);

    /// <summary>A text that stands for itself: with its braces written twice.</summary>
    public static string Literal(string text) =>
        text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    /// <summary>The name, if the text is one placeholder and nothing else.</summary>
    public static string? Only(string text) =>
        Pattern().Match(text) is { Success: true } match && match.Length == text.Length && match.Groups["name"].Success
            ? match.Groups["name"].Value
            : null;

    /// <summary>Braces that are no placeholder: a misspelt one.</summary>
    public static string? Stray(string text) =>
        Pattern().Replace(text, "") is var rest && rest.IndexOfAny(['{', '}']) is >= 0 and var at ? rest[at].ToString() : null;

    /// <summary>The text as a person reads it before anything is known: <c>&lt;application ID&gt;</c> for <c>{app.appId}</c>.</summary>
    public static string InWords(string text) => Fill(text, name => $"<{Word(name)}>");

    private static string Word(string name) =>
        name switch
        {
            "app.appId" => "application ID",
            "app.objectId" => "object ID",
            "app.servicePrincipalId" => "service principal ID",
            "app.displayName" => "name of the app",
            "app.identifierUri" => "Application ID URI",
            "secret.endDate" => "expiry date of the secret",
            SecretText => "client secret",
            "certificate.endDate" => "expiry date of the certificate",
            "tenant.id" => "tenant ID",
            "tenant.domain" => "domain of the tenant",
            "endpoint.tenantSegment" => "tenant ID or organizations",
            _ when name.StartsWith("endpoint.", StringComparison.Ordinal) => $"{name["endpoint.".Length..]} endpoint",
            _ when name.StartsWith("tenant.", StringComparison.Ordinal) => $"{name["tenant.".Length..]} endpoint",
            _ => name.Replace('.', ' '),
        };

    /// <summary>Puts values instead of the names.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value of a name; null if it has none.</param>
    public static string Fill(string text, Func<string, string?> value)
    {
        var result = new StringBuilder();
        var end = 0;
        foreach (Match match in Pattern().Matches(text))
        {
            result.Append(text, end, match.Index - end);
            end = match.Index + match.Length;
            if (!match.Groups["name"].Success)
            {
                result.Append(match.Value[0]);
                continue;
            }

            var inserted = value(match.Groups["name"].Value) ?? "";
            // An address that ends in a slash, before a path that begins with one.
            if (end < text.Length && text[end] == '/' && inserted.Contains("://", StringComparison.Ordinal))
            {
                inserted = inserted.TrimEnd('/');
            }

            result.Append(match.Groups["filter"].Success ? Uri.EscapeDataString(inserted) : inserted);
        }

        return result.Append(text, end, text.Length - end).ToString();
    }

    [GeneratedRegex(@"\{\{|\}\}|\{(?<name>[A-Za-z][A-Za-z0-9.]*)(?<filter>:url)?\}")]
    private static partial Regex Pattern();
}
