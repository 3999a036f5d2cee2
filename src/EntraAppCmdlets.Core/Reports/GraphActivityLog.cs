using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Reports;

/// <summary>
/// Microsoft Graph activity logs (MicrosoftGraphActivityLogs) as they are exported: CSV of a query; JSON of a query, as rows or as a list of objects; or the
/// lines of JSON that a diagnostic setting writes to storage. Read as a stream: of a log only the different requests of each app are kept.
/// </summary>
internal sealed class GraphActivityLog(RequestCatalogue catalogue)
{
    private const string AppId = "AppId";
    private const string Method = "RequestMethod";
    private const string Address = "RequestUri";
    private static readonly string[] NeededColumns = [AppId, Method, Address];

    private readonly Dictionary<Guid, RequestUse> _apps = [];

    /// <summary>What the logs show of an app; null if they have no request of it.</summary>
    public RequestUse? Of(Guid appId) => _apps.GetValueOrDefault(appId);

    /// <summary>Reads a file.</summary>
    /// <exception cref="AppException">ActivityLogInvalid: it can't be read, or isn't such a log.</exception>
    public async Task ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var file = new FileStream(
                path,
                new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 1 << 16 }
            );
            var isJson = await StartsJsonAsync(file, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            await foreach (
                var line in (isJson ? JsonAsync(file, path, cancellationToken) : CsvAsync(file, path, cancellationToken)).ConfigureAwait(
                    false
                )
            )
            {
                Add(line);
            }
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw ActivityLogErrors.ActivityLogInvalid(path, e.Message, e);
        }
    }

    private void Add(IReadOnlyDictionary<string, string> line)
    {
        if (!Guid.TryParse(line.GetValueOrDefault(AppId), out var appId) || IsRefused(line.GetValueOrDefault("ResponseStatusCode")))
        {
            return;
        }

        if (!_apps.TryGetValue(appId, out var use))
        {
            _apps[appId] = use = new RequestUse();
        }

        var stamp = line.GetValueOrDefault("TimeGenerated") ?? line.GetValueOrDefault("time");
        use.Count(DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null);
        var (method, address) = (line.GetValueOrDefault(Method) ?? "", line.GetValueOrDefault(Address) ?? "");
        var request = RequestText.Of(method, address);
        // The requests of a batch have lines of their own.
        if (request is { Segments: [var only] } && only.Equals("$batch", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var known = request is null ? null : catalogue.Find(request);
        var type = TypeOf(line);
        if (known is not null)
        {
            use.Add(known, type);
        }

        string[] token =
        [
            .. $"{line.GetValueOrDefault("Roles")} {line.GetValueOrDefault("Scopes")}".Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];
        bool IsAllowed(KnownRequest each) => token.Length == 0 || token.Any(name => Types(type).Any(one => each.Allowed.Has(name, one)));
        // The service allowed what the data says it would not: the data isn't the whole truth of this request.
        if (known is null || (!IsAllowed(known) && IsSuccess(line.GetValueOrDefault("ResponseStatusCode"))))
        {
            use.CountUnexplained(request?.ToString() ?? $"{method} {address}", request is null ? [] : catalogue.Around(request, IsAllowed));
        }
    }

    private static AppPermissionType[] Types(AppPermissionType? type) => type is { } one ? [one] : Enum.GetValues<AppPermissionType>();

    private static bool IsSuccess(string? status) => string.IsNullOrEmpty(status) || status.StartsWith('2');

    /// <summary>A request that was refused needed more than the app had: it says nothing of what the app has.</summary>
    private static bool IsRefused(string? status) => status is "401" or "403";

    /// <summary>The token's permissions tell whether the app acted as itself or for a user.</summary>
    private static AppPermissionType? TypeOf(IReadOnlyDictionary<string, string> line) =>
        (line.GetValueOrDefault("Roles"), line.GetValueOrDefault("Scopes")) switch
        {
            ({ Length: > 0 }, null or "") => AppPermissionType.Application,
            (null or "", { Length: > 0 }) => AppPermissionType.Delegated,
            _ => null,
        };

    private static async Task<bool> StartsJsonAsync(Stream file, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(file, leaveOpen: true);
        var start = new char[64];
        var read = await text.ReadBlockAsync(start, cancellationToken).ConfigureAwait(false);
        return start.AsSpan(0, read).TrimStart() is ['[' or '{', ..];
    }

    private static async IAsyncEnumerable<IReadOnlyDictionary<string, string>> CsvAsync(
        Stream file,
        string path,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var text = new StreamReader(file, leaveOpen: true);
        // "TimeGenerated [UTC]" is what the portal's export calls it.
        string[] columns =
        [
            .. (await CsvRecord.ReadAsync(text, cancellationToken).ConfigureAwait(false) ?? []).Select(column => column.Split(' ')[0]),
        ];
        Check(columns, path);
        while (await CsvRecord.ReadAsync(text, cancellationToken).ConfigureAwait(false) is { } record)
        {
            var line = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < Math.Min(columns.Length, record.Count); i++)
            {
                line[columns[i]] = record[i];
            }

            yield return line;
        }
    }

    private static async IAsyncEnumerable<IReadOnlyDictionary<string, string>> JsonAsync(
        Stream file,
        string path,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var isChecked = false;
        await foreach (var item in ItemsAsync(file, cancellationToken).ConfigureAwait(false))
        {
            // One object a line, as a diagnostic setting writes it, or rows and columns, as a query answers.
            foreach (var line in Rows(item))
            {
                if (!isChecked)
                {
                    Check(line.Keys, path);
                }

                isChecked = true;
                yield return line;
            }
        }
    }

    private static async IAsyncEnumerable<JsonElement> ItemsAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var text = new StreamReader(file, leaveOpen: true);
        var first = await text.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        if (TryParse(first) is not { } item)
        {
            file.Position = 0;
            if (first!.TrimStart().StartsWith('['))
            {
                await foreach (
                    var each in JsonSerializer
                        .DeserializeAsyncEnumerable(file, GraphJson.Default.JsonElement, cancellationToken)
                        .ConfigureAwait(false)
                )
                {
                    yield return each;
                }
            }
            else
            {
                using var whole = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken).ConfigureAwait(false);
                yield return whole.RootElement.Clone();
            }

            yield break;
        }

        for (var line = first; line is not null; line = await text.ReadLineAsync(cancellationToken).ConfigureAwait(false))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            using var each = JsonDocument.Parse(line);
            yield return each.RootElement.Clone();
        }
    }

    /// <summary>The value of a line; null if it is only the beginning of one.</summary>
    private static JsonElement? TryParse(string? line)
    {
        try
        {
            using var document = JsonDocument.Parse(line ?? "");
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<IReadOnlyDictionary<string, string>> Rows(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.Array)
        {
            foreach (var line in item.EnumerateArray().SelectMany(Rows))
            {
                yield return line;
            }
        }
        else if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("tables", out var tables))
        {
            foreach (var table in tables.EnumerateArray())
            {
                string[] columns =
                [
                    .. table.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString() ?? ""),
                ];
                foreach (var row in table.GetProperty("rows").EnumerateArray())
                {
                    yield return Line(columns.Zip(row.EnumerateArray()));
                }
            }
        }
        else if (item.ValueKind == JsonValueKind.Object)
        {
            IEnumerable<JsonProperty> fields = item.EnumerateObject();
            if (item.TryGetProperty("properties", out var inner) && inner.ValueKind == JsonValueKind.Object)
            {
                fields = fields.Concat(inner.EnumerateObject());
            }

            yield return Line(fields.Select(field => (field.Name, field.Value)));
        }
    }

    private static Dictionary<string, string> Line(IEnumerable<(string Name, JsonElement Value)> fields)
    {
        var line = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in fields)
        {
            if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                line[name] = value.ToString();
            }
        }

        return line;
    }

    private static void Check(IEnumerable<string> columns, string path)
    {
        if (NeededColumns.Except(columns, StringComparer.OrdinalIgnoreCase).ToList() is { Count: > 0 } missing)
        {
            throw ActivityLogErrors.ActivityLogInvalid(path, $"it has no {string.Join(", ", missing)}", null);
        }
    }
}
