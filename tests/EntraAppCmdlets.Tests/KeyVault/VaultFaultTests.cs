using System.Text.Json.Nodes;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.KeyVault;

/// <summary>An accident at each request on the way of a secret into a vault, with Azure's own client: no secret is left that nobody knows.</summary>
[Trait("Category", "Long")]
public sealed class VaultFaultTests
{
    private const string Description = "web";

    [Theory]
    [InlineData(SandboxFaultKind.ConnectionRefused, false)]
    [InlineData(SandboxFaultKind.ConnectionReset, false)]
    [InlineData(SandboxFaultKind.ConnectionReset, true)]
    [InlineData(SandboxFaultKind.ResponseCut, true)]
    [InlineData(SandboxFaultKind.MalformedJson, true)]
    [InlineData(SandboxFaultKind.Status, false)]
    [InlineData(SandboxFaultKind.Status, true)]
    public async Task No_accident_leaves_a_secret_that_neither_the_vault_nor_the_error_knows(SandboxFaultKind kind, bool afterwards)
    {
        // The first run has no accident and tells how many requests there are; in the last every write into the vault has one.
        const int None = int.MaxValue;
        const int EveryWrite = 0;
        var requests = (await RunAsync(None)).Requests;
        Assert.InRange(requests, 4, 12);

        await Task.WhenAll(
            Enumerable
                .Range(EveryWrite, requests + 1)
                .Select(async number =>
                {
                    var (_, secrets, held, error) = await RunAsync(number);

                    Assert.All(
                        secrets,
                        id =>
                            Assert.True(
                                held.Contains(id) || error?.Contains(id, StringComparison.Ordinal) == true,
                                $"request {number}: {id} is known to nobody. {error}"
                            )
                    );
                    // Whoever gets an answer of success has it.
                    Assert.True(error is not null || held.Count > 0, $"request {number}");
                })
        );

        async Task<(int Requests, IReadOnlyList<string> Secrets, IReadOnlySet<string> Held, string? Error)> RunAsync(int number)
        {
            // Another host each time: the client remembers for the whole process what a host has asked for.
            var vault = $"https://v{Guid.NewGuid():n}.vault.azure.net";
            using var bench = new VaultBench();
            var (tenant, work, connection) = (bench.Tenant, bench.Apps.Work, bench.Apps.Connection);
            var app = await bench.Apps.RegisterAsync("App");
            var mark = tenant.Requests.Count;
            tenant.Settings.Faults.Add(
                number == EveryWrite
                    ? new SandboxFault
                    {
                        Kind = kind,
                        AfterProcessing = afterwards,
                        Times = 100,
                        When = request => request.Method == "PUT",
                    }
                    : new SandboxFault
                    {
                        Kind = kind,
                        AfterProcessing = afterwards,
                        Request = number == None ? None : mark + number,
                    }
            );

            string? error = null;
            try
            {
                var service = new KeyVaultService(work, bench.Open(vault), new Uri(vault));
                var place = await service.FindPlaceAsync(app, Description, null, default);
                var now = connection.Clock.GetUtcNow();
                await new SecretService(work).CreateAsync(app, Description, now, now.AddDays(180), replace: false, place, default);
            }
            catch (Exception trouble) when (trouble is AppException or GraphException or SignInException)
            {
                error = trouble.Message;
            }

            var count = tenant.Requests.Count - mark;
            tenant.Settings.Faults.Clear();
            using var http = new HttpClient(tenant.CreateHandler());
            var secrets = await ReadAsync(
                http,
                connection,
                "https://graph.microsoft.com",
                $"https://graph.microsoft.com/v1.0/applications/{app.Id}?$select=passwordCredentials"
            );
            var versions = await ReadAsync(
                http,
                connection,
                "https://vault.azure.net",
                $"{vault}/secrets/App-{Description}/versions?api-version=7.6"
            );
            return (
                count,
                [.. secrets["passwordCredentials"]!.AsArray().Select(secret => (string)secret!["keyId"]!)],
                versions["value"]!.AsArray().Select(version => (string)version!["tags"]!["keyId"]!).ToHashSet(StringComparer.Ordinal),
                error
            );
        }
    }

    private static async Task<JsonNode> ReadAsync(HttpClient http, TenantConnection connection, string resource, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new(
            "Bearer",
            (await connection.Tokens.GetTokenAsync(resource + "/.default", false, default)).Token
        );
        using var response = await http.SendAsync(request);
        return JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
    }
}
