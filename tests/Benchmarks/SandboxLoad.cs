using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Aspects.Principals;

namespace Benchmarks;

/// <summary>
/// Requests per second of the sandbox server on loopback, and its memory, for a large tenant and for one with a tenth of its applications side by
/// side: what an index answers must not slow down as the tenant grows.
/// </summary>
internal static class SandboxLoad
{
    private const int Users = 100_000;
    private const int Relations = 500_000;
    private const int Clients = 8;

    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(4);

    private static readonly (string Name, Func<Load, int, Task> Send)[] Kinds =
    [
        ("token", static (load, _) => load.TokenAsync()),
        ("application by id", static (load, number) => load.GetAsync("/applications/" + load.IdOf(number))),
        ("applications by appId", static (load, number) => load.GetAsync($"/applications?$filter=appId eq '{load.AppIdOf(number)}'")),
        (
            "applications by displayName",
            static (load, number) => load.GetAsync($"/applications?$filter=displayName eq 'App {load.NumberOf(number):000000}'")
        ),
        ("a page of 100 applications", static (load, number) => load.GetAsync(load.PageOf(number))),
        (
            "assignments of a user",
            static (load, number) => load.GetAsync($"/users/user{(number % Users) + 1:000000}@contoso.onmicrosoft.com/appRoleAssignments")
        ),
        (
            "grants of a client",
            static (load, number) => load.GetAsync($"/oauth2PermissionGrants?$filter=clientId eq '{load.PrincipalIdOf(number)}'&$top=20")
        ),
        ("application made and purged", static (load, _) => load.WriteAsync()),
    ];

    public static async Task<int> RunAsync(string server, params int[] sizes)
    {
        var columns = new List<(int Applications, double Start, double Megabytes, List<double> Rates)>();
        foreach (var size in sizes)
        {
            columns.Add(await MeasureAsync(server, size).ConfigureAwait(false));
        }

        Console.WriteLine(Row("", columns.Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Applications:N0} apps"))));
        Console.WriteLine(Row("start (s)", columns.Select(column => column.Start.ToString("0.0", CultureInfo.InvariantCulture))));
        Console.WriteLine(Row("memory (MB)", columns.Select(column => column.Megabytes.ToString("N0", CultureInfo.InvariantCulture))));
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            Console.WriteLine(
                Row(Kinds[kind].Name + " (1/s)", columns.Select(column => column.Rates[kind].ToString("N0", CultureInfo.InvariantCulture)))
            );
        }

        return 0;
    }

    private static string Row(string name, IEnumerable<string> values) =>
        name.PadRight(36) + string.Concat(values.Select(value => value.PadLeft(14)));

    private static async Task<(int, double, double, List<double>)> MeasureAsync(string server, int applications)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    server,
                    "--settings",
                    $"ExtraApplications={applications}",
                    $"ExtraUsers={Users}",
                    $"ExtraAssignments={Relations}",
                    $"ExtraGrants={Relations}",
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        try
        {
            var ready = JsonNode.Parse(
                await process.StandardOutput.ReadLineAsync().ConfigureAwait(false)
                    ?? throw new InvalidOperationException("The server did not start.")
            )!;
            var start = clock.Elapsed.TotalSeconds;
            using var load = new Load(ready, applications);
            await load.PrepareAsync().ConfigureAwait(false);
            var rates = new List<double>();
            foreach (var (_, send) in Kinds)
            {
                await RateAsync(load, send, Warmup).ConfigureAwait(false);
                rates.Add(await RateAsync(load, send, Span).ConfigureAwait(false));
            }

            process.Refresh();
            return (applications, start, process.WorkingSet64 / 1e6, rates);
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task<double> RateAsync(Load load, Func<Load, int, Task> send, TimeSpan span)
    {
        var count = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
                Enumerable
                    .Range(0, Clients)
                    .Select(async client =>
                    {
                        for (var number = client * 7919; clock.Elapsed < span; number += 101)
                        {
                            await send(load, number).ConfigureAwait(false);
                            Interlocked.Increment(ref count);
                        }
                    })
            )
            .ConfigureAwait(false);
        return count / clock.Elapsed.TotalSeconds;
    }

    private sealed class Load(JsonNode ready, int applications) : IDisposable
    {
        private readonly HttpClient _http = new();
        private readonly List<(string Id, string AppId, string Principal)> _sample = [];
        private readonly List<string> _pages = [];

        public string IdOf(int number) => _sample[number % _sample.Count].Id;

        public string AppIdOf(int number) => _sample[number % _sample.Count].AppId;

        public string PrincipalIdOf(int number) => _sample[number % _sample.Count].Principal;

        public int NumberOf(int number) => (number % applications) + 1;

        public string PageOf(int number) => _pages[number % _pages.Count];

        public async Task PrepareAsync()
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync().ConfigureAwait(false));
            string? next = "/applications?$top=100&$select=id,appId";
            while (next is not null && _pages.Count < 10)
            {
                _pages.Add(next);
                var page = JsonNode.Parse(await GetAsync(next).ConfigureAwait(false))!;
                foreach (var app in page["value"]!.AsArray().Take(30))
                {
                    var principal = JsonNode.Parse(
                        await GetAsync($"/servicePrincipals(appId='{app!["appId"]}')?$select=id").ConfigureAwait(false)
                    )!;
                    _sample.Add(((string)app["id"]!, (string)app["appId"]!, (string)principal["id"]!));
                }

                next = ((string?)page["@odata.nextLink"])?.Replace(ready["graph"] + "/v1.0", "", StringComparison.Ordinal);
            }
        }

        public async Task<string> GetAsync(string path)
        {
            using var response = await _http.GetAsync(new Uri($"{ready["graph"]}/v1.0{path}")).ConfigureAwait(false);
            return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync().ConfigureAwait(false);
        }

        public async Task<string> TokenAsync()
        {
            using var form = new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = (string)ready["clientId"]!,
                    ["client_secret"] = (string)ready["clientSecret"]!,
                    ["scope"] = "https://graph.microsoft.com/.default",
                }
            );
            using var response = await _http.PostAsync(new Uri($"{ready["authority"]}/oauth2/v2.0/token"), form).ConfigureAwait(false);
            return (string)
                JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync().ConfigureAwait(false))![
                    "access_token"
                ]!;
        }

        public async Task WriteAsync()
        {
            using var created = await _http
                .PostAsJsonAsync(new Uri($"{ready["graph"]}/v1.0/applications"), new { displayName = "Load" })
                .ConfigureAwait(false);
            var id = (string)
                JsonNode.Parse(await created.EnsureSuccessStatusCode().Content.ReadAsStringAsync().ConfigureAwait(false))!["id"]!;
            foreach (var path in new[] { "applications", "directory/deletedItems" })
            {
                using var deleted = await _http.DeleteAsync(new Uri($"{ready["graph"]}/v1.0/{path}/{id}")).ConfigureAwait(false);
                deleted.EnsureSuccessStatusCode();
            }
        }

        public void Dispose() => _http.Dispose();
    }
}
