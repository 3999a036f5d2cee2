namespace Judges.Tests.Urls;

/// <summary>A request to Microsoft Graph, alone or in a batch.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below the version, with its query, as it was escaped.</param>
internal sealed record SentRequest(string Method, string Path)
{
    public string PathAlone => Path.Split('?')[0];

    /// <summary>The query options, unescaped.</summary>
    public IReadOnlyDictionary<string, string> Query { get; } = QueryOf(Path);

    /// <summary>Method, path and query without escapes and with long type names, so that two ways to write one request are equal.</summary>
    public string Meaning =>
        $"{Method} {string.Join('/', PathAlone.Split('/').Select(Uri.UnescapeDataString).Select(LongName))}"
        + string.Concat(Query.OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => $"\n  {option.Key}={option.Value}"));

    public static SentRequest Of(string method, Uri address, string version = "/v1.0/") =>
        address.PathAndQuery.StartsWith(version, StringComparison.Ordinal)
            ? new SentRequest(method, address.PathAndQuery[version.Length..])
            : throw new ArgumentException($"{address} is not below {version}.", nameof(address));

    private static string LongName(string segment) =>
        segment.StartsWith("graph.", StringComparison.Ordinal) ? $"microsoft.{segment}" : segment;

    private static Dictionary<string, string> QueryOf(string path) =>
        path.Split('?', 2) is [_, var query]
            ? query
                .Split('&')
                .Select(option => option.Split('=', 2))
                .ToDictionary(parts => Uri.UnescapeDataString(parts[0]), parts => Uri.UnescapeDataString(parts[1]), StringComparer.Ordinal)
            : [];
}
