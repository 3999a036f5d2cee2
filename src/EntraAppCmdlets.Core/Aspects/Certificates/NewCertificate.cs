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
    /// <summary>How many months it is valid where a Key Vault makes it, which counts in months; 0 elsewhere.</summary>
    public int Months { get; init; }

    /// <summary>So much before it is made begins a certificate of a Key Vault.</summary>
    private static readonly TimeSpan VaultsEarlier = TimeSpan.FromMinutes(10);

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

    /// <summary>A certificate that a Key Vault shall make, for whole months within the life that the policies allow.</summary>
    /// <param name="app">The app.</param>
    /// <param name="displayName">The description of the credential.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="keySize">The bits of the key.</param>
    /// <param name="now">When the vault makes it.</param>
    /// <param name="months">How many months it shall be valid.</param>
    /// <param name="canBeLess">Whether fewer months will do where the policies allow no more.</param>
    /// <param name="longest">The longest life that the policies allow; null without a limit.</param>
    /// <exception cref="AppException">CertificateLifetimeForbidden.</exception>
    public static NewCertificate OfMonths(
        AppRegistration app,
        string displayName,
        X500DistinguishedName subject,
        int keySize,
        DateTimeOffset now,
        int months,
        bool canBeLess,
        TimeSpan? longest
    )
    {
        var start = now - VaultsEarlier;
        var most = months;
        while (most > 0 && now.AddMonths(most) - start > longest)
        {
            most--;
        }

        return most == months || (canBeLess && most > 0)
            ? new NewCertificate(displayName, subject, keySize, start, now.AddMonths(most)) { Months = most }
            : throw CertificateErrors.CertificateMonthsForbidden(app, months, longest!.Value, most);
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
