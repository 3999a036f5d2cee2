using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Credentials;

public sealed class CertificateTests
{
    [Fact]
    public async Task Certificates_and_secrets_that_are_there_stay_when_one_is_added()
    {
        using var bench = new TenantBench();
        using var one = TestCertificate.Make("CN=one");
        using var two = TestCertificate.Make("CN=two");
        var app = await bench.RegisterAsync();
        using var secret = await bench.AddSecretAsync(app);
        var certificates = new CertificateService(bench.Work);
        await bench.ApplyAsync(certificates.PlanAddAsync(app, one, null, default));
        await bench.ApplyAsync(certificates.PlanAddAsync(app, two, "second", default));
        var read = (await bench.Reader.GetAsync(app.AppId, default)).Known.Credentials;
        Assert.Equal(["authentik", "CN=one", "second"], read.Select(credential => credential.DisplayName));
        Assert.Equal([one.Thumbprint, two.Thumbprint], read.Skip(1).Select(credential => credential.Thumbprint));
        Assert.Equal(two.NotAfter.ToUniversalTime(), read[2].EndDateTime!.Value.UtcDateTime);
    }

    [Fact]
    public async Task A_certificate_that_is_there_is_known_by_its_thumbprint_and_not_added_again()
    {
        using var bench = new TenantBench();
        using var certificate = TestCertificate.Make();
        var app = await bench.RegisterAsync();
        var certificates = new CertificateService(bench.Work);
        await bench.ApplyAsync(certificates.PlanAddAsync(app, certificate, null, default));
        var again = await certificates.PlanAddAsync(app, certificate, "other name", default);
        Assert.Empty(again.Words);
        Assert.Contains(certificate.Thumbprint, again.NoChangeReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_certificates_added_in_a_row_both_last_though_the_second_reads_an_old_state() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                using var one = TestCertificate.Make("CN=one", days: 3000);
                using var two = TestCertificate.Make("CN=two", days: 3000);
                var app = await bench.RegisterAsync();
                var certificates = new CertificateService(bench.Work);
                await bench.ApplyAsync(certificates.PlanAddAsync(app, one, null, default));
                await bench.ApplyAsync(certificates.PlanAddAsync(app, two, null, default));
                Assert.Empty((await certificates.PlanAddAsync(app, two, null, default)).Words);
            },
            async bench =>
                Assert.Equal(
                    ["CN=one", "CN=two"],
                    (await bench.Reader.GetAsync("authentik Entra Provider", default)).Known.Credentials.Select(credential =>
                        credential.DisplayName
                    )
                )
        );

    [Fact]
    public async Task A_certificate_that_has_ended_is_refused_before_anything_is_sent()
    {
        using var bench = new TenantBench();
        using var old = TestCertificate.Make(days: -1);
        var app = await bench.RegisterAsync();
        var mark = bench.Tenant.Requests.Count;
        var error = await Assert.ThrowsAsync<AppException>(() => new CertificateService(bench.Work).PlanAddAsync(app, old, null, default));
        Assert.Equal("CertificateExpired", error.ErrorId);
        Assert.Equal(mark, bench.Tenant.Requests.Count);
    }

    [Fact]
    public async Task A_short_key_is_warned_of()
    {
        using var bench = new TenantBench();
        using var weak = TestCertificate.Make(bits: 1024);
        var app = await bench.RegisterAsync();
        Assert.Contains(
            "1024",
            Assert.Single((await new CertificateService(bench.Work).PlanAddAsync(app, weak, null, default)).Warnings),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Each_form_of_a_file_is_read_and_none_of_them_leaves_a_private_key_behind()
    {
        using var whole = TestCertificate.Make();
        using var key = whole.GetRSAPrivateKey();
        var pem = whole.ExportCertificatePem();
        (byte[] Content, string? Password)[] files =
        [
            (whole.Export(X509ContentType.Cert), null),
            (Encoding.ASCII.GetBytes(pem), null),
            (Encoding.ASCII.GetBytes(key!.ExportPkcs8PrivateKeyPem() + "\n" + pem), null),
            (whole.Export(X509ContentType.Pfx, "geheim"), "geheim"),
        ];
        foreach (var (content, password) in files)
        {
            using var read = CertificateFile.Load(content, password, "file");
            Assert.Equal(whole.Thumbprint, read.Thumbprint);
            Assert.False(read.HasPrivateKey);
        }
    }

    [Fact]
    public void Of_a_chain_the_certificate_of_the_app_is_taken_wherever_it_stands()
    {
        using var root = TestCertificate.Make("CN=root");
        using var middle = TestCertificate.Issue("CN=issuing", root);
        using var own = TestCertificate.Issue("CN=app", middle);
        foreach (
            var order in (X509Certificate2[][])
                [
                    [own, middle, root],
                    [root, middle, own],
                    [middle, own],
                    [own, root, middle, own],
                ]
        )
        {
            using var read = CertificateFile.Load(
                Encoding.ASCII.GetBytes(string.Join('\n', order.Select(certificate => certificate.ExportCertificatePem()))),
                null,
                "chain.pem"
            );
            Assert.Equal(own.Thumbprint, read.Thumbprint);
        }

        using var fromPfx = CertificateFile.Load(
            new X509Certificate2Collection { root, middle, own }.Export(X509ContentType.Pfx, "geheim")!,
            "geheim",
            "chain.pfx"
        );
        Assert.Equal(own.Thumbprint, fromPfx.Thumbprint);
    }

    [Fact]
    public void Unrelated_certificates_in_one_file_are_refused_with_their_names()
    {
        using var one = TestCertificate.Make("CN=one");
        using var two = TestCertificate.Make("CN=two");
        using var renewed = TestCertificate.Make("CN=one");
        foreach (var other in (X509Certificate2[])[two, renewed])
        {
            var error = Assert.Throws<AppException>(() =>
                CertificateFile.Load(
                    Encoding.ASCII.GetBytes(one.ExportCertificatePem() + "\n" + other.ExportCertificatePem()),
                    null,
                    "both.pem"
                )
            );
            Assert.Equal("CertificateAmbiguous", error.ErrorId);
            Assert.Contains(one.Thumbprint, error.Message, StringComparison.Ordinal);
            Assert.Contains(other.Thumbprint, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Keys_that_Entra_does_not_take_for_signing_in_are_refused_before_anything_is_sent()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var mark = bench.Tenant.Requests.Count;
        using var key = ECDsa.Create();
        using var curve = new CertificateRequest("CN=curve", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1),
            TimeProvider.System.GetUtcNow().AddDays(90)
        );
        // Made with OpenSSL: the base library knows no such key.
        using var edwards = CertificateFile.Load(Encoding.ASCII.GetBytes(TestCertificate.Ed25519), null, "ed25519.pem");
        foreach (var (certificate, word) in ((X509Certificate2, string)[])[(curve, "EC"), (edwards, "Ed25519")])
        {
            var error = await Assert.ThrowsAsync<AppException>(() =>
                new CertificateService(bench.Work).PlanAddAsync(app, certificate, null, default)
            );
            Assert.Equal("CertificateKeyUnsupported", error.ErrorId);
            Assert.Contains(word, error.Message, StringComparison.Ordinal);
            Assert.Contains("only RSA keys for signing in", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(bench.WritesSince(mark));
    }

    [Fact]
    public void A_PFX_without_its_password_says_that_one_is_needed_and_one_without_protection_needs_none()
    {
        using var whole = TestCertificate.Make();
        var error = Assert.Throws<AppException>(() => CertificateFile.Load(whole.Export(X509ContentType.Pfx, "geheim"), null, "app.pfx"));
        Assert.Equal("CertificateUnreadable", error.ErrorId);
        Assert.Contains("protected by a password", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Password", error.Recommendation, StringComparison.Ordinal);
        using var open = CertificateFile.Load(whole.Export(X509ContentType.Pfx), null, "open.pfx");
        Assert.Equal(whole.Thumbprint, open.Thumbprint);
    }

    [Theory]
    [InlineData("no certificate at all")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----")]
    [InlineData("")]
    public void A_file_without_a_certificate_is_told_by_its_name(string content)
    {
        var error = Assert.Throws<AppException>(() => CertificateFile.Load(Encoding.UTF8.GetBytes(content), null, "note.txt"));
        Assert.Equal("CertificateUnreadable", error.ErrorId);
        Assert.Contains("note.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_password_is_told_without_showing_it()
    {
        using var whole = TestCertificate.Make();
        var error = Assert.Throws<AppException>(() =>
            CertificateFile.Load(whole.Export(X509ContentType.Pfx, "right"), "wrong-guess", "a.pfx")
        );
        Assert.Equal("CertificateUnreadable", error.ErrorId);
        Assert.DoesNotContain("wrong-guess", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("password doesn't open it", error.Message, StringComparison.Ordinal);
        Assert.IsType<CryptographicException>(error.InnerException, exactMatch: false);
    }
}
