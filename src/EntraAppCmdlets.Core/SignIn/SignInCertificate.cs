using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EntraAppCmdlets.SignIn;

/// <summary>Certificates to sign in with: from a file or a store, and fit for it.</summary>
internal static class SignInCertificate
{
    /// <summary>Reads a PFX (PKCS #12) or PEM file with certificate and private key.</summary>
    /// <param name="path">The file.</param>
    /// <param name="password">What protects the key; null if nothing does.</param>
    /// <exception cref="SignInException">CertificateUnreadable, or what <see cref="Check"/> finds.</exception>
    internal static X509Certificate2 FromFile(string path, SecureString? password, TimeProvider clock)
    {
        var plain = password is null ? null : SecureText.Reveal(password);
        try
        {
            var bytes = File.ReadAllBytes(path);
            var certificate = CertificateFile.IsPem(bytes)
                ? FromPem(bytes, plain, path)
                // The key stays in memory where the system allows it: a file that is only used must leave nothing behind.
                : new X509Certificate2(
                    bytes,
                    plain,
                    OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet
                );
            return Checked(certificate, clock);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SignInException(
                "CertificateUnreadable",
                $"The certificate file '{path}' can't be read: {e.Message.TrimEnd('.')}.",
                "Check the path and the rights on the file."
            );
        }
        catch (CryptographicException)
        {
            throw new SignInException(
                "CertificateUnreadable",
                password is null
                    ? $"The certificate file '{path}' requires a password, or holds no certificate with a private key."
                    : $"The file '{path}' holds no certificate with a private key that this password opens.",
                "Specify a PFX or PEM file that holds certificate and private key, and its password with -CertificatePassword."
            );
        }
    }

    /// <summary>Finds a certificate in the stores of the user and of the machine.</summary>
    /// <param name="thumbprint">Its SHA-1 thumbprint; spaces and colons are left out.</param>
    /// <exception cref="SignInException">CertificateNotFound, or what <see cref="Check"/> finds.</exception>
    internal static X509Certificate2 FromStore(string thumbprint, TimeProvider clock)
    {
        // Copied from a dialog, it often brings an invisible character along.
        var wanted = string.Concat(thumbprint.Where(char.IsAsciiHexDigit));
        foreach (var location in (StoreLocation[])[StoreLocation.CurrentUser, StoreLocation.LocalMachine])
        {
            using var store = new X509Store(StoreName.My, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (CryptographicException)
            {
                // There is no such store here, as on most machines without Windows.
                continue;
            }

            var found = store.Certificates.Find(X509FindType.FindByThumbprint, wanted, validOnly: false);
            if (found.Count > 0)
            {
                return Checked(found[0], clock);
            }
        }

        throw new SignInException(
            "CertificateNotFound",
            $"No certificate with the thumbprint '{thumbprint}' is in the personal store of this user or machine.",
            "List them with Get-ChildItem Cert:\\CurrentUser\\My, or give the certificate as a file."
        );
    }

    /// <summary>Refuses what the service would refuse.</summary>
    /// <exception cref="SignInException">CertificateWithoutKey, CertificateKeyUnsupported, CertificateExpired or CertificateNotValidYet.</exception>
    internal static void Check(X509Certificate2 certificate, TimeProvider clock)
    {
        var name = $"'{certificate.Subject}' ({certificate.Thumbprint})";
        var now = clock.GetUtcNow();
        if (!certificate.HasPrivateKey)
        {
            throw new SignInException(
                "CertificateWithoutKey",
                $"The certificate {name} has no private key here.",
                "Use the certificate with its private key: the machine that it was made on has it, or a PFX file."
            );
        }

        if (CertificateFile.KeyName(certificate) is { } key)
        {
            throw new SignInException(
                "CertificateKeyUnsupported",
                $"The certificate {name} has a key of the kind {key}. Microsoft Entra accepts only RSA keys for signing in.",
                "Create a certificate with an RSA key and add it to the app with Add-AppCertificate."
            );
        }

        if (certificate.NotAfter.ToUniversalTime() <= now)
        {
            throw new SignInException(
                "CertificateExpired",
                string.Create(CultureInfo.InvariantCulture, $"The certificate {name} expired {certificate.NotAfter.ToUniversalTime():u}."),
                "Make a new certificate and add it to the app with Add-AppCertificate."
            );
        }

        if (certificate.NotBefore.ToUniversalTime() > now.AddMinutes(5))
        {
            throw new SignInException(
                "CertificateNotValidYet",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The certificate {name} counts only from {certificate.NotBefore.ToUniversalTime():u} on."
                ),
                "Check the clock of this machine, or use another certificate."
            );
        }
    }

    private static X509Certificate2 FromPem(byte[] content, string? password, string path)
    {
        var all = new X509Certificate2Collection();
        try
        {
            CertificateFile.ImportPem(all, content);
            // The base library takes the first of a file, which may be that of an authority.
            var certificate = CertificateFile.EndEntity(all, path).ExportCertificatePem();
            var text = Encoding.UTF8.GetString(content);
            if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            {
                return X509Certificate2.CreateFromPem(certificate);
            }

            return password is null
                ? X509Certificate2.CreateFromPem(certificate, text)
                : X509Certificate2.CreateFromEncryptedPem(certificate, text, password);
        }
        finally
        {
            foreach (var certificate in all)
            {
                certificate.Dispose();
            }
        }
    }

    private static X509Certificate2 Checked(X509Certificate2 certificate, TimeProvider clock)
    {
        try
        {
            Check(certificate, clock);
            return certificate;
        }
        catch
        {
            certificate.Dispose();
            throw;
        }
    }
}
