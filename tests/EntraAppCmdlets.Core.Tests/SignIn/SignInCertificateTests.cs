using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.SignIn;

public sealed class SignInCertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("entraapp-test-").FullName;
    private readonly VirtualClock _clock = new(TestToken.Now);
    private readonly X509Certificate2 _certificate = Make(TestToken.Now.AddDays(-1), TestToken.Now.AddDays(30));

    public void Dispose()
    {
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_PFX_file_is_read_with_its_password()
    {
        using var read = SignInCertificate.FromFile(
            Write(_certificate.Export(X509ContentType.Pfx, "sesame")),
            SecureText.Hide("sesame"),
            _clock
        );

        Assert.Equal(_certificate.Thumbprint, read.Thumbprint);
        Assert.True(read.HasPrivateKey);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong~word")]
    public void A_missing_or_wrong_password_is_told_without_showing_it(string? password)
    {
        var path = Write(_certificate.Export(X509ContentType.Pfx, "sesame"));

        var error = Assert.Throws<SignInException>(() =>
            SignInCertificate.FromFile(path, password is null ? null : SecureText.Hide(password), _clock)
        );

        Assert.Equal("CertificateUnreadable", error.Error);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("password", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong~word", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_PEM_chain_the_certificate_of_the_key_is_taken_though_it_stands_last()
    {
        using var own = EntraAppCmdlets.Core.Tests.Credentials.TestCertificate.Issue("CN=own", _certificate);
        using var key = own.GetRSAPrivateKey()!;
        using var read = SignInCertificate.FromFile(
            Write(_certificate.ExportCertificatePem() + "\n" + own.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem()),
            null,
            _clock
        );

        Assert.Equal(own.Thumbprint, read.Thumbprint);
        Assert.True(read.HasPrivateKey);
    }

    [Fact]
    public void A_key_that_Entra_does_not_take_is_refused_before_a_sign_in()
    {
        using var curve = ECDsa.Create();
        using var other = new CertificateRequest("CN=curve", curve, HashAlgorithmName.SHA256).CreateSelfSigned(
            TestToken.Now.AddDays(-1),
            TestToken.Now.AddDays(30)
        );

        Assert.Equal("CertificateKeyUnsupported", Assert.Throws<SignInException>(() => SignInCertificate.Check(other, _clock)).Error);
    }

    [Fact]
    public void A_PEM_file_is_read_with_and_without_a_password()
    {
        using var key = _certificate.GetRSAPrivateKey()!;
        var open = Write(_certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        var locked = Write(
            _certificate.ExportCertificatePem()
                + "\n"
                + key.ExportEncryptedPkcs8PrivateKeyPem(
                    "sesame",
                    new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)
                )
        );

        using var first = SignInCertificate.FromFile(open, null, _clock);
        using var second = SignInCertificate.FromFile(locked, SecureText.Hide("sesame"), _clock);

        Assert.True(first.HasPrivateKey);
        Assert.Equal(first.Thumbprint, second.Thumbprint);
        Assert.Equal("CertificateUnreadable", Assert.Throws<SignInException>(() => SignInCertificate.FromFile(locked, null, _clock)).Error);
    }

    [Fact]
    public void A_file_that_is_missing_or_no_certificate_is_told()
    {
        var missing = Assert.Throws<SignInException>(() => SignInCertificate.FromFile(Path.Combine(_folder, "none.pfx"), null, _clock));
        var other = Assert.Throws<SignInException>(() => SignInCertificate.FromFile(Write("hello"), null, _clock));

        Assert.Equal("CertificateUnreadable", missing.Error);
        Assert.Equal("CertificateUnreadable", other.Error);
    }

    [Fact]
    public void A_certificate_without_its_key_is_refused()
    {
        var error = Assert.Throws<SignInException>(() =>
            SignInCertificate.FromFile(Write(_certificate.ExportCertificatePem()), null, _clock)
        );

        Assert.Equal("CertificateWithoutKey", error.Error);
        Assert.Contains(_certificate.Thumbprint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expired_certificate_is_refused_with_its_end()
    {
        using var old = Make(TestToken.Now.AddDays(-30), TestToken.Now);

        var error = Assert.Throws<SignInException>(() => SignInCertificate.Check(old, _clock));

        Assert.Equal("CertificateExpired", error.Error);
        Assert.Contains("2025-06-01 12:00:00Z", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_of_the_future_is_refused()
    {
        using var young = Make(TestToken.Now.AddMinutes(6), TestToken.Now.AddDays(1));

        Assert.Equal("CertificateNotValidYet", Assert.Throws<SignInException>(() => SignInCertificate.Check(young, _clock)).Error);
    }

    [Fact]
    public void A_thumbprint_that_is_in_no_store_is_told() =>
        Assert.Equal("CertificateNotFound", Assert.Throws<SignInException>(() => SignInCertificate.FromStore("00 11:22", _clock)).Error);

    private string Write(byte[] content)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString());
        File.WriteAllBytes(path, content);
        return path;
    }

    private string Write(string content) => Write(System.Text.Encoding.ASCII.GetBytes(content));

    private static X509Certificate2 Make(DateTimeOffset from, DateTimeOffset to)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(from, to);
    }
}
