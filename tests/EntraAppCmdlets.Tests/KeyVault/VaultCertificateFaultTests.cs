using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.KeyVault;

/// <summary>An accident at each request on the way of a certificate from a vault to an app, with Azure's own client: another run puts it right.</summary>
[Trait("Category", "Long")]
public sealed class VaultCertificateFaultTests
{
    private const string Name = "App-certificate";

    [Theory]
    [InlineData(SandboxFaultKind.ConnectionReset, false)]
    [InlineData(SandboxFaultKind.ConnectionReset, true)]
    [InlineData(SandboxFaultKind.MalformedJson, true)]
    [InlineData(SandboxFaultKind.Status, true)]
    public async Task After_another_run_the_app_has_the_newest_certificate_of_the_vault(SandboxFaultKind kind, bool afterwards)
    {
        // The first run has no accident and tells how many requests there are.
        var requests = await RunAsync(int.MaxValue);
        Assert.InRange(requests, 8, 20);

        await Task.WhenAll(Enumerable.Range(1, requests).Select(RunAsync));

        async Task<int> RunAsync(int number)
        {
            // Another host each time: the client remembers for the whole process what a host has asked for.
            var address = new Uri($"https://v{Guid.NewGuid():n}.vault.azure.net/");
            using var bench = new VaultBench();
            var (tenant, work) = (bench.Tenant, bench.Apps.Work);
            var app = await bench.Apps.RegisterAsync("App");
            var vault = bench.OpenCertificates(address.AbsoluteUri);
            var mark = tenant.Requests.Count;
            if (number != int.MaxValue)
            {
                tenant.Settings.Faults.Add(
                    new SandboxFault
                    {
                        Kind = kind,
                        AfterProcessing = afterwards,
                        Request = mark + number,
                    }
                );
            }

            string? thumbprint = null;
            string? error = null;
            try
            {
                thumbprint = await MakeAsync(work, vault, address, app);
            }
            catch (Exception lost) when (lost is AppException or GraphException or SignInException)
            {
                error = lost.Message;
            }

            var made = tenant.Requests.Count - mark;
            tenant.Settings.Faults.Clear();
            thumbprint ??= await MakeAsync(work, vault, address, app);
            var credentials = (await bench.Apps.Reader.GetAsync(app.AppId, default)).Known.Credentials;
            var newest = (await vault.GetVersionsAsync(Name, default)).Where(version => version.Tags.ContainsKey("keyId")).ToList();
            Assert.True(
                credentials.Select(item => item.Thumbprint).SequenceEqual([thumbprint]) && newest.Count == 1,
                $"request {number}: {credentials.Count} credentials, {newest.Count} versions that were handed over. {error}"
            );
            return made;
        }
    }

    private static async Task<string> MakeAsync(CommandContext work, IKeyVaultCertificates vault, Uri address, AppRegistration app)
    {
        var place = new KeyVaultCertificatePlace(
            new KeyVaultCertificateService(work, vault, address),
            work.Log,
            app.DisplayName,
            null,
            exportable: false
        );
        await place.CheckAsync(app, false, default);
        var subject = NewCertificate.OfName(app.DisplayName);
        var wanted = NewCertificate.OfMonths(app, app.DisplayName, subject, 2048, work.Clock.GetUtcNow(), 6, true, null);
        using var made = await new CertificateMaker(work).MakeAsync(app, wanted, place, default);
        return made.Thumbprint!;
    }
}
