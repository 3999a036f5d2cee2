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
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            from.AddDays(-200),
            from.AddDays(days)
        );
    }

    /// <summary>A certificate that another one has issued, with its private key.</summary>
    public static X509Certificate2 Issue(string subject, X509Certificate2 issuer)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var signer = issuer.GetRSAPrivateKey()!;
        using var bare = request.Create(
            issuer.SubjectName,
            X509SignatureGenerator.CreateForRSA(signer, RSASignaturePadding.Pkcs1),
            issuer.NotBefore,
            issuer.NotAfter,
            RandomNumberGenerator.GetBytes(8)
        );
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>A certificate without its key, valid for a hundred years.</summary>
    public const string Ed25519 = """
        -----BEGIN CERTIFICATE-----
        MIIBOjCB7aADAgECAhRzu5e/cl/NgwdkZ9WU8OimMKNY9zAFBgMrZXAwEjEQMA4G
        A1UEAwwHZWR3YXJkczAgFw0yNjExMjgwMjMwMjlaGA8yMTI2MTEwNDAyMzAyOVow
        EjEQMA4GA1UEAwwHZWR3YXJkczAqMAUGAytlcAMhABKqaZTtbrKgmFh37A6ORifm
        JUABZBoGF34YMdf8cPl+o1MwUTAdBgNVHQ4EFgQUIQyIei0ZrF4ehthPys6jBrZX
        tC0wHwYDVR0jBBgwFoAUIQyIei0ZrF4ehthPys6jBrZXtC0wDwYDVR0TAQH/BAUw
        AwEB/zAFBgMrZXADQQD4gAQQ1ljoGLwvOeGyOyh3JpY8qIJWMVlpTzkqV7RgfhS8
        SaeHfagKQaZgU9FQnK9WreGOLmurWexAxVzb054P
        -----END CERTIFICATE-----
        """;
}
