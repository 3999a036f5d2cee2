using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EntraAppCmdlets.SignIn;

/// <summary>Which certificate of a file is meant, and whether Entra takes its key.</summary>
internal static class CertificateFile
{
    private const string Rsa = "1.2.840.113549.1.1.1";

    /// <summary>Whether the content is text with certificates or keys in it.</summary>
    public static bool IsPem(ReadOnlySpan<byte> content) => content.IndexOf("-----BEGIN "u8) >= 0;

    /// <summary>Whether the content is a PFX, which a password may protect.</summary>
    public static bool IsPfx(byte[] content) => !IsPem(content) && X509Certificate2.GetCertContentType(content) is X509ContentType.Pkcs12;

    /// <summary>The certificate that the file is about, without its private key: the only one, or the one that all others are the issuers of.</summary>
    /// <param name="content">DER, PEM, PKCS #7 or PFX.</param>
    /// <param name="password">Of a PFX; null for none.</param>
    /// <param name="source">How messages name it.</param>
    /// <exception cref="AppException">CertificateUnreadable, CertificateAmbiguous.</exception>
    public static X509Certificate2 Load(byte[] content, string? password, string source)
    {
        if (content.Length == 0)
        {
            throw CertificateFileErrors.CertificateUnreadable(source, "it is empty", null);
        }

        var all = new X509Certificate2Collection();
        try
        {
            if (IsPem(content))
            {
                ImportPem(all, content);
            }
            else
            {
                Import(all, content, password);
            }

            var withKey = all.Where(certificate => certificate.HasPrivateKey).ToList();
            using var chosen = withKey is [var own] ? new X509Certificate2(own) : new X509Certificate2(EndEntity(all, source));
            return new X509Certificate2(chosen.RawData);
        }
        catch (CryptographicException e)
        {
            throw e switch
            {
                _ when !IsProtectedPfx(content, e) => CertificateFileErrors.CertificateUnreadable(source, e.Message.TrimEnd('.'), e),
                _ when password is null => CertificateFileErrors.CertificatePasswordNeeded(source, e),
                _ => CertificateFileErrors.CertificateUnreadable(source, "the password doesn't open it", e),
            };
        }
        finally
        {
            foreach (var certificate in all)
            {
                certificate.Dispose();
            }
        }
    }

    /// <summary>The certificate that all others of a list are the issuers of.</summary>
    /// <exception cref="AppException">CertificateUnreadable, CertificateAmbiguous.</exception>
    public static X509Certificate2 EndEntity(IEnumerable<X509Certificate2> all, string source)
    {
        var distinct = all.DistinctBy(certificate => certificate.Thumbprint).ToList();
        var ends = distinct.Where(certificate => !distinct.Exists(other => other != certificate && Issued(certificate, other))).ToList();
        if (distinct.Count == 0)
        {
            throw CertificateFileErrors.CertificateUnreadable(source, "it holds no certificate", null);
        }

        return ends is [var end] && Chain(end, distinct) == distinct.Count
            ? end
            : throw CertificateFileErrors.CertificateAmbiguous(
                source,
                [.. distinct.Select(certificate => $"'{certificate.Subject}' ({certificate.Thumbprint})")]
            );
    }

    /// <summary>Refuses a key that Entra keeps, but never accepts a sign-in with.</summary>
    /// <exception cref="AppException">CertificateKeyUnsupported.</exception>
    public static void CheckKey(X509Certificate2 certificate)
    {
        if (KeyName(certificate) is { } other)
        {
            throw CertificateFileErrors.CertificateKeyUnsupported(certificate.Subject, other);
        }
    }

    /// <summary>What kind of key it is, if it isn't RSA.</summary>
    public static string? KeyName(X509Certificate2 certificate) =>
        certificate.GetKeyAlgorithm() switch
        {
            Rsa => null,
            "1.2.840.10045.2.1" => "elliptic curve (EC)",
            "1.3.101.112" => "Ed25519",
            "1.3.101.113" => "Ed448",
            "1.2.840.10040.4.1" => "DSA",
            "1.2.840.113549.1.1.10" => "RSASSA-PSS",
            var oid => oid,
        };

    /// <summary>The certificates of a text, in their order.</summary>
    public static void ImportPem(X509Certificate2Collection all, byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        all.ImportFromPem(text);
        // "PKCS7" is a bundle of certificates, too.
        if (all.Count == 0 && PemEncoding.TryFind(text, out var fields) && text[fields.Label] is "PKCS7" or "CMS")
        {
            Import(all, Convert.FromBase64String(text[fields.Base64Data]), null);
        }
    }

    private static void Import(X509Certificate2Collection all, byte[] content, string? password)
    {
#pragma warning disable SYSLIB0057 // X509CertificateLoader is not there in the framework that ships.
        // A private key that comes along is not to be left on the disk; macOS knows no other way.
        all.Import(content, password, OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet);
#pragma warning restore SYSLIB0057
    }

    /// <summary>ERROR_INVALID_PASSWORD, as the base library answers on every system.</summary>
    private static bool IsProtectedPfx(byte[] content, CryptographicException error) =>
        error.HResult == unchecked((int)0x80070056) && IsPfx(content);

    private static bool Issued(X509Certificate2 issuer, X509Certificate2 certificate) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData);

    /// <summary>How many certificates a chain that begins with one reaches.</summary>
    private static int Chain(X509Certificate2 end, List<X509Certificate2> all)
    {
        var seen = new HashSet<X509Certificate2> { end };
        while (all.Find(issuer => !seen.Contains(issuer) && seen.Any(certificate => Issued(issuer, certificate))) is { } next)
        {
            seen.Add(next);
        }

        return seen.Count;
    }
}
