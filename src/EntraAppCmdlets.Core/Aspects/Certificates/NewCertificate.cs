using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>A certificate that shall be made for an app: self-signed, with an RSA key, for signing in and nothing else.</summary>
/// <param name="DisplayName">The description of the credential.</param>
/// <param name="Subject">The subject.</param>
/// <param name="KeySize">The bits of the key.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it expires.</param>
internal sealed record NewCertificate(
    string DisplayName,
    X500DistinguishedName Subject,
    int KeySize,
    DateTimeOffset Start,
    DateTimeOffset End
)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>A common name has 64 characters at most (RFC 5280).</summary>
    private const int MaxCommonName = 64;

    /// <summary>The subject that a person gave: a distinguished name, or the common name alone.</summary>
    /// <exception cref="AppException">CertificateSubjectInvalid.</exception>
    public static X500DistinguishedName SubjectOf(string text)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return OfName(text);
        }

        try
        {
            return new X500DistinguishedName(text);
        }
        catch (CryptographicException e)
        {
            throw CertificateErrors.CertificateSubjectInvalid(text, e);
        }
    }

    /// <summary>The subject with a name as its common name, cut where it is too long.</summary>
    public static X500DistinguishedName OfName(string name)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(Model.Cut.To(name, MaxCommonName));
        return subject.Build();
    }

    /// <summary>Makes the certificate, its private key in memory alone.</summary>
    public X509Certificate2 Make()
    {
        using var key = RSA.Create(KeySize);
        var request = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClientAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(Start, End);
    }
}
