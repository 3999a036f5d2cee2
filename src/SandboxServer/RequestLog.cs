using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EntraAppCmdlets.Sandbox;
using Microsoft.AspNetCore.WebUtilities;

namespace SandboxServer;

/// <summary>
/// Keeps one line of JSON for each request: when, what, by whom, and the answer's status. Of bodies it holds only how a sign-in proved itself and
/// which requests a batch has; never a secret, a token or a code.
/// </summary>
internal sealed class RequestLog : IDisposable
{
    private static readonly string[] Proofs = ["client_secret", "client_assertion", "code", "device_code", "refresh_token", "password"];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StreamWriter _file;
    private readonly Lock _gate = new();

    /// <param name="path">The file. What it holds already stays.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public RequestLog(string path) =>
        _file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };

    /// <summary>Adds a request and what came of it.</summary>
    public void Add(DateTimeOffset time, SandboxRequest request, SandboxResponse response)
    {
        // The query of a sign-in may hold a code or a person's name.
        var isGraph =
            request.Uri.AbsolutePath.StartsWith("/v1.0/", StringComparison.OrdinalIgnoreCase)
            || request.Uri.AbsolutePath.StartsWith("/beta/", StringComparison.OrdinalIgnoreCase);
        var entry = new Dictionary<string, object>
        {
            ["time"] = time,
            ["method"] = request.Method,
            ["host"] = request.Uri.Authority,
            ["path"] = isGraph ? Uri.UnescapeDataString(request.Uri.PathAndQuery) : request.Uri.AbsolutePath,
            ["status"] = response.Connection is SandboxConnection.Refused or SandboxConnection.Reset ? 0 : response.Status,
        };
        if (isGraph)
        {
            Describe(entry, Claims(request.Headers));
            if (request.Uri.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal) && Parse(request.Body) is { } batch)
            {
                entry["requests"] = Items(batch);
            }
        }
        else if (request.Uri.AbsolutePath.EndsWith("/token", StringComparison.Ordinal))
        {
            var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(request.Body.Span));
            entry["grant"] = form["grant_type"].ToString();
            entry["client"] = form["client_id"].ToString();
            entry["proof"] = string.Join(' ', Proofs.Where(form.ContainsKey));
        }

        var line = JsonSerializer.Serialize(entry, Readable);
        lock (_gate)
        {
            _file.WriteLine(line);
        }
    }

    public void Dispose() => _file.Dispose();

    // Who a token says that it is of; the tenant itself decides whether that is so.
    private static void Describe(Dictionary<string, object> entry, JsonElement? claims)
    {
        foreach (var (name, claim) in new[] { ("app", "appid"), ("user", "upn") })
        {
            if (claims is { } known && known.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String)
            {
                entry[name] = value.GetString()!;
            }
        }
    }

    private static JsonElement? Claims(IReadOnlyDictionary<string, string> headers)
    {
        var parts = headers.GetValueOrDefault("Authorization")?.Split(' ', '.') ?? [];
        try
        {
            return parts.Length == 4 ? Parse(WebEncoders.Base64UrlDecode(parts[2])) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static List<string> Items(JsonElement batch) =>
        batch.TryGetProperty("requests", out var items) && items.ValueKind == JsonValueKind.Array
            ?
            [
                .. items
                    .EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.Object)
                    .Select(item => $"{Text(item, "method")} {Text(item, "url")}"),
            ]
            : [];

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static JsonElement? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
