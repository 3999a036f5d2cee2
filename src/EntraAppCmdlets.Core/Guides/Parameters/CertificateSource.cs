using System.Security.Cryptography.X509Certificates;
using System.Text;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Guides;

/// <summary>The public part of a certificate as a person gives it: a file, or its content.</summary>
internal static class CertificateSource
{
    private const int MaxBytes = 100_000;

    /// <summary>Reads it.</summary>
    /// <param name="source">The path of a file in DER, PEM or PFX form, the text of a PEM file, or DER in base64.</param>
    /// <exception cref="AppException">CertificateUnreadable, CertificateAmbiguous, CertificateKeyUnsupported.</exception>
    public static X509Certificate2 Load(string source)
    {
        var (content, name) = Content(source);
        var certificate = CertificateFile.Load(content, null, name);
        CertificateFile.CheckKey(certificate);
        return certificate;
    }

    private static (byte[] Content, string Name) Content(string source)
    {
        const string Given = "the given text";
        if (source.Contains("-----BEGIN ", StringComparison.Ordinal))
        {
            return (Encoding.UTF8.GetBytes(source), Given);
        }

        // A path may read like base64, so that a file goes first.
        if (!File.Exists(source))
        {
            var bytes = new byte[source.Length];
            return Convert.TryFromBase64String(source, bytes, out var count) && count > 0
                ? (bytes[..count], Given)
                : throw CertificateFileErrors.CertificateUnreadable(source, "it is neither a file nor a certificate in base64", null);
        }

        try
        {
            return new FileInfo(source).Length > MaxBytes
                ? throw CertificateFileErrors.CertificateUnreadable(source, "the file is larger than a certificate can be", null)
                : (File.ReadAllBytes(source), source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CertificateFileErrors.CertificateUnreadable(source, e.Message.TrimEnd('.'), e);
        }
    }
}
