using System.Text.RegularExpressions;

namespace EntraAppCmdlets.Testing;

/// <summary>Looks for secrets and tokens in what runs have said and left behind.</summary>
internal sealed partial class SecretSearch
{
    /// <summary>A part of a secret is as bad as the whole; its first three letters may be shown, as the service does.</summary>
    private const int Part = 16;

    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);

    /// <summary>How many characters have been searched.</summary>
    public long Searched { get; private set; }

    /// <summary>Keeps a secret or a token, to look for it from then on.</summary>
    public void Learn(string secret) => _parts.Add(secret.Length <= Part ? secret : secret[..Part]);

    /// <summary>What is said aloud in any of the texts, and where; null if nothing is. They aren't put together first: states are long.</summary>
    public string? FindInAny(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (Find(text) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>What is said aloud in a text, and where; null if nothing is.</summary>
    public string? Find(string text)
    {
        Searched += text.Length;
        var known = _parts.Select(part => text.IndexOf(part, StringComparison.Ordinal)).FirstOrDefault(at => at >= 0, -1);
        return known >= 0 ? $"a known secret or token is said aloud: {Around(text, known)}"
            : AnySecret().Match(text) is { Success: true } secret
                ? $"something that looks like a secret is said aloud: {Around(text, secret.Index)}"
            : AnyToken().Match(text) is { Success: true } token
                ? $"something that looks like a token is said aloud: {Around(text, token.Index)}"
            : null;
    }

    /// <summary>The line before the place: the report of a leak must not be the next one.</summary>
    private static string Around(string text, int at)
    {
        var begin = text.LastIndexOf('\n', Math.Max(at - 1, 0)) + 1;
        return $"...{text[Math.Max(begin, at - 200)..at]}[here]";
    }

    // The service marks its secrets after the first three characters, for scanners like this one.
    [GeneratedRegex(@"[\w-]{3}8Q~[\w.~-]{20}", RegexOptions.CultureInvariant)]
    private static partial Regex AnySecret();

    [GeneratedRegex(@"eyJ[\w-]{10,}\.[\w-]{10,}", RegexOptions.CultureInvariant)]
    private static partial Regex AnyToken();
}
