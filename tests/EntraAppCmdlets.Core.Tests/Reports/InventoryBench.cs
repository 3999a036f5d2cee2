using System.Text.Json.Nodes;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Reports;

/// <summary>Reads the inventory of an embedded tenant on a virtual clock.</summary>
internal static class InventoryBench
{
    public static async Task<List<AppInventoryItem>> InventoryAsync(
        this TenantBench bench,
        bool includeMicrosoft = false,
        List<AppException>? missing = null,
        bool federated = false,
        CancellationToken cancel = default
    )
    {
        var inventory = new TenantInventory(bench.Work) { WithFederated = federated };
        var items = new List<AppInventoryItem>();
        await foreach (var item in inventory.ReadAsync(includeMicrosoft, cancel))
        {
            items.Add(item);
        }

        var errors = inventory.TakeMissing().ToList();
        if (missing is null)
        {
            Assert.Empty(errors);
        }

        missing?.AddRange(errors);
        return items;
    }

    /// <summary>A tenant with apps, people and grants, on a clock that passes as fast as it can.</summary>
    public static (TenantBench Bench, VirtualClock Clock) Open(
        int apps,
        Action<SandboxSettings>? with = null,
        DelegatingHandler? transport = null
    )
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        var settings = new SandboxSettings
        {
            Clock = clock,
            Seed = 1,
            ExtraApplications = apps,
            ExtraUsers = 50,
            ExtraAssignments = apps * 3,
            ExtraGrants = apps * 4,
        };
        with?.Invoke(settings);
        return (new TenantBench(settings, new GraphClientOptions { Clock = clock, Jitter = new Random(1) }, transport), clock);
    }

    /// <summary>One answer of Graph as the service gives it.</summary>
    public static HttpResponseMessage Answer(int status, string code, string message) =>
        new((System.Net.HttpStatusCode)status)
        {
            Content = new StringContent(
                new JsonObject
                {
                    ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
                }.ToJsonString(),
                System.Text.Encoding.UTF8,
                "application/json"
            ),
        };
}

/// <summary>Answers some requests itself.</summary>
internal sealed class Interception(Func<HttpRequestMessage, HttpResponseMessage?> answer) : DelegatingHandler
{
    public List<string> Sent { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Sent)
        {
            Sent.Add(request.RequestUri!.PathAndQuery);
        }

        return answer(request) is { } own ? Task.FromResult(own) : base.SendAsync(request, cancellationToken);
    }
}
