using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EntraAppCmdlets.Core.Tests.Credentials;

internal static class TestCertificate
{
    /// <summary>A self-signed certificate with its private key.</summary>
    public static X509Certificate2 Make(string subject = "CN=test", int days = 100, int bits = 2048, DateTimeOffset? now = null)
    {
        using var key = RSA.Create(bits);
        var from = now ?? TimeProvider.System.GetUtcNow();
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(from.AddDays(-200), from.AddDays(days));
    }
}
