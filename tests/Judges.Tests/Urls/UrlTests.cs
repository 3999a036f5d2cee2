using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions.Authentication;

namespace Judges.Tests.Urls;

/// <summary>Whatever Core asks of Microsoft Graph, it asks at the address and with the options that the SDK's builders make.</summary>
public sealed class UrlTests
{
    [Fact]
    public async Task Every_request_has_the_address_that_the_sdk_makes_for_it()
    {
        using var http = new HttpClient();
        using var sdk = new GraphServiceClient(http, new AnonymousAuthenticationProvider());
        var requests = new List<SentRequest>();
        foreach (
            var run in GuideRuns
                .Installs.Select(run => run.RunAsync)
                .Append((bench, _) => new EveryService(bench).RunAsync())
                .Append((bench, _) => InspectAsync(bench))
                .Append(
                    async (bench, cancel) =>
                    {
                        await bench.InstallAsync(bench.Pair(), cancel: cancel);
                        await bench.UninstallAsync(bench.Pair(), cancel: cancel);
                    }
                )
                .Append((bench, _) => RefusedByPolicyAsync(bench))
        )
        {
            requests.AddRange(await RecordAsync(run));
        }

        var used = new HashSet<SdkRequest>();
        var wrong = new List<string>();
        foreach (var sent in requests.Distinct().Where(sent => sent.Path != "$batch"))
        {
            if (SdkRequests.All.FirstOrDefault(request => request.Matches(sent)) is not { } theirs)
            {
                wrong.Add($"Nothing in {nameof(SdkRequests)} is for {sent.Method} {sent.PathAlone}.");
                continue;
            }

            used.Add(theirs);
            if (theirs.Of(sdk, sent).Meaning is var meaning && meaning != sent.Meaning)
            {
                wrong.Add($"Sent: {sent.Meaning}\nSDK:  {meaning}");
            }
        }

        Assert.Contains(requests, sent => sent.Path == "$batch");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal([], SdkRequests.All.Except(used).Select(request => request.Pattern));
    }

    [Theory]
    [InlineData("GET applications?$select=id,displayName&$filter=displayName%20eq%20'R%26D%20O''Brien%20%2B%20%23'", true)]
    [InlineData("GET applications?$select=id,displayName&$filter=displayName%20eq%20'R%2526D'", true)]
    [InlineData("GET applications?$frobnicate=1", false)]
    [InlineData("GET users('a')", null)]
    [InlineData("DELETE applications", null)]
    [InlineData("GET applications/1/owner", null)]
    public void A_request_that_the_sdk_does_not_make_is_told_from_one_that_it_makes(string request, bool? same)
    {
        using var http = new HttpClient();
        using var sdk = new GraphServiceClient(http, new AnonymousAuthenticationProvider());
        var sent = new SentRequest(request.Split(' ')[0], request.Split(' ')[1]);

        Assert.Equal(
            same,
            SdkRequests.All.FirstOrDefault(item => item.Matches(sent)) is { } theirs ? theirs.Of(sdk, sent).Meaning == sent.Meaning : null
        );
    }

    private static async Task<IReadOnlyCollection<SentRequest>> RecordAsync(Func<TenantBench, CancellationToken, Task> run)
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        using var recorder = new RequestRecorder();
        using var tenant = SandboxTenant.Open(
            new SandboxSettings
            {
                Clock = clock,
                Seed = 1,
                ExtraApplications = 3,
            }
        );
        using var bench = new TenantBench(
            tenant,
            new EntraAppCmdlets.Http.GraphClientOptions { Clock = clock, Jitter = new Random(1) },
            transport =>
            {
                recorder.InnerHandler = transport;
                return recorder;
            }
        );
        await clock.RunAsync(() => run(bench, default));
        return recorder.Requests;
    }

    private static async Task InspectAsync(TenantBench bench)
    {
        using var installation = await bench.InstallAsync("Invictus");
        Assert.Empty(await new VendorInspector(bench.Work).InspectAsync(bench.Guide("Invictus"), installation.App, [], default));
    }

    private static async Task RefusedByPolicyAsync(TenantBench bench)
    {
        bench.Tenant.Settings.MaxSecretLifetime = TimeSpan.FromDays(30);
        var app = await bench.RegisterAsync();
        await Assert.ThrowsAsync<EntraAppCmdlets.AppException>(() => bench.AddSecretAsync(app));
    }
}
