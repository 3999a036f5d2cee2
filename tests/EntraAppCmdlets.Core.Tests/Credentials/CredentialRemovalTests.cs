using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Credentials;

public sealed class CredentialRemovalTests
{
    [Fact]
    public async Task One_of_each_kind_goes_and_all_others_stay()
    {
        using var bench = new TenantBench();
        var app = await AppWithTwoOfEachKindAsync(bench);
        var credentials = new CredentialService(bench.Work);
        var all = await credentials.GetAsync(app, default);
        Assert.Equal(6, all.Count);
        app = await bench.ApplyAsync(credentials.PlanRemoveAsync(app, credential => credential.DisplayName!.EndsWith('1'), "x", default));
        Assert.Equal(["secret2", "certificate2", "federated2"], app.Known.Credentials.Select(credential => credential.DisplayName));
        Assert.Equal(app.Credentials, await credentials.GetAsync(await bench.Reader.GetAsync(app.AppId, default), default));
    }

    [Fact]
    public async Task A_second_run_changes_nothing_though_it_reads_an_old_state() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await AppWithTwoOfEachKindAsync(bench);
                var credentials = new CredentialService(bench.Work);
                app = await bench.ApplyAsync(
                    credentials.PlanRemoveAsync(app, credential => credential.DisplayName!.EndsWith('1'), "x", default)
                );
                Assert.Empty(
                    (await credentials.PlanRemoveAsync(app, credential => credential.DisplayName!.EndsWith('1'), "x", default)).Words
                );
            },
            async bench =>
            {
                var app = await bench.Reader.GetAsync("authentik Entra Provider", default);
                Assert.Equal(
                    ["secret2", "certificate2", "federated2"],
                    (await new CredentialService(bench.Work).GetAsync(app, default)).Select(credential => credential.DisplayName)
                );
            }
        );

    private static async Task<AppRegistration> AppWithTwoOfEachKindAsync(TenantBench bench)
    {
        var app = await bench.RegisterAsync();
        foreach (var number in new[] { "1", "2" })
        {
            using var secret = await bench.AddSecretAsync(app, "secret" + number);
            using var certificate = TestCertificate.Make("CN=" + number, days: 3000);
            app = await bench.ApplyAsync(
                new CertificateService(bench.Work).PlanAddAsync(secret.App, certificate, "certificate" + number, default)
            );
            var request = new FederatedCredentialRequest(
                "federated" + number,
                "https://issuer.example.com",
                number,
                FederatedCredentialService.DefaultAudience,
                null
            );
            app = await bench.ApplyAsync(new FederatedCredentialService(bench.Work).PlanAddAsync(app, request, default));
        }

        return app;
    }
}
