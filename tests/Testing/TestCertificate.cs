using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EntraAppCmdlets.Testing;

/// <summary>A certificate of these tests, made once.</summary>
internal static class TestCertificate
{
    private static readonly Lazy<X509Certificate2> Lazy = new(() => Make("CN=Workshop", End));

    /// <summary>When it ends.</summary>
    public static DateTimeOffset End { get; } = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Its SHA-1.</summary>
    public static string Thumbprint => Lazy.Value.Thumbprint;

    /// <summary>Its public part.</summary>
    public static string Base64 => Convert.ToBase64String(Lazy.Value.RawData);

    /// <summary>Another one.</summary>
    public static X509Certificate2 Make(string subject, DateTimeOffset end)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            end
        );
    }
}
