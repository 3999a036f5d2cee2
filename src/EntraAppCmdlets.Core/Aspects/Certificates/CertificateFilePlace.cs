using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>
/// A PFX or PEM file that its owner alone can read. A file that is there may hold the key that is in use: the new one is written beside it, and takes its
/// place once the app has the new certificate.
/// </summary>
internal sealed class CertificateFilePlace : CertificatePlace
{
    private const int Iterations = 100_000;

    private static readonly OutputFile Files = new(CertificateErrors.CertificateFileExists, CertificateErrors.CertificateFileUnwritable);

    private readonly string _path;
    private readonly SecureString? _password;
    private readonly bool _replace;
    private readonly bool _isPfx;

    /// <param name="path">The file, as a full path; its ending says the format.</param>
    /// <param name="password">What protects the private key; a PFX file needs one.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    /// <exception cref="AppException">CertificateFormatUnknown, CertificatePasswordNeeded.</exception>
    public CertificateFilePlace(string path, SecureString? password, bool replace)
    {
        (_path, _password, _replace) = (path, password is { Length: > 0 } ? password : null, replace);
        _isPfx = System.IO.Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PFX" or ".P12" => true,
            ".PEM" => false,
            _ => throw CertificateErrors.CertificateFormatUnknown(path),
        };
        if (_isPfx && _password is null)
        {
            throw CertificateErrors.CertificatePasswordNeeded(path);
        }
    }

    public string Path => _path;

    public override Task CheckAsync(AppRegistration app, bool isRehearsal, CancellationToken cancellationToken)
    {
        Files.Check(_path, _replace);
        if (!isRehearsal)
        {
            Files.TryFolder(_path);
        }

        return Task.CompletedTask;
    }

    public override Task<KeptCertificate> KeepAsync(AppRegistration app, NewCertificate wanted, CancellationToken cancellationToken)
    {
        var certificate = wanted.Make();
        try
        {
            var path = _replace && File.Exists(_path) ? $"{_path}.{certificate.Thumbprint[..8]}.new" : _path;
            var content = _isPfx ? certificate.Export(X509ContentType.Pfx, SecureText.Reveal(_password!)) : Pem(certificate);
            try
            {
                Files.Write(path, content, replace: false);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(content);
            }

            return Task.FromResult(new KeptCertificate(certificate, $"the file '{path}'") { Path = path });
        }
        catch
        {
            certificate.Dispose();
            throw;
        }
    }

    public override Task SettleAsync(AppRegistration app, KeptCertificate kept, CancellationToken cancellationToken)
    {
        try
        {
            if (kept.Path != _path)
            {
                File.Move(kept.Path!, _path, overwrite: true);
            }

            return Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CertificateErrors.CertificateNotMoved(app, kept.Thumbprint, _path, kept.Path!, e);
        }
    }

    public override void Withdraw(AppRegistration app, KeptCertificate kept) => File.Delete(kept.Path!);

    public override string ToString() =>
        $"the file '{_path}'{(_replace && File.Exists(_path) ? " in place of the one that is there" : "")}";

    private byte[] Pem(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPrivateKey()!;
        var text = _password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(
                SecureText.Reveal(_password),
                new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations)
            );
        return Encoding.ASCII.GetBytes($"{text}\n{certificate.ExportCertificatePem()}\n");
    }
}
