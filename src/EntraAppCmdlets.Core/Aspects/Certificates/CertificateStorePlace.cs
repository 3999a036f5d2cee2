using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>The personal certificate store of this user or machine. On Windows the private key can't be exported from it.</summary>
internal sealed class CertificateStorePlace(StoreLocation location) : CertificatePlace
{
    private string Words => location == StoreLocation.LocalMachine ? "this machine" : "this user";

    public override Task CheckAsync(AppRegistration app, bool isRehearsal, CancellationToken cancellationToken)
    {
        using var store = Open();
        return Task.CompletedTask;
    }

    public override Task<KeptCertificate> KeepAsync(AppRegistration app, NewCertificate wanted, CancellationToken cancellationToken)
    {
        using var made = wanted.Make();
        // Only a key that has come from a file stays in the store when this process ends.
        var password = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
        var content = made.Export(X509ContentType.Pfx, password);
#pragma warning disable SYSLIB0057 // X509CertificateLoader is not there in the framework that ships.
        var certificate = new X509Certificate2(
            content,
            password,
            X509KeyStorageFlags.PersistKeySet
                | (location == StoreLocation.LocalMachine ? X509KeyStorageFlags.MachineKeySet : X509KeyStorageFlags.UserKeySet)
                // The keys of other systems' stores are files, and are exported into them.
                | (OperatingSystem.IsWindows() ? 0 : X509KeyStorageFlags.Exportable)
        );
#pragma warning restore SYSLIB0057
        CryptographicOperations.ZeroMemory(content);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                certificate.FriendlyName = wanted.DisplayName;
            }

            using var store = Open();
            store.Add(certificate);
            return Task.FromResult(new KeptCertificate(certificate, ToString()) { StoreLocation = location });
        }
        catch (CryptographicException e)
        {
            certificate.Dispose();
            throw CertificateErrors.CertificateStoreUnusable(Words, e);
        }
    }

    public override void Withdraw(AppRegistration app, KeptCertificate kept)
    {
        using var store = Open();
        store.Remove(kept.Certificate);
        // The store of Windows holds the certificate; its key is kept beside it.
        if (OperatingSystem.IsWindows() && kept.Certificate.GetRSAPrivateKey() is RSACng { Key: { } key })
        {
            key.Delete();
        }
    }

    public override string ToString() => $"the personal certificate store of {Words}";

    private X509Store Open()
    {
        var store = new X509Store(StoreName.My, location);
        try
        {
            store.Open(OpenFlags.ReadWrite);
            return store;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            store.Dispose();
            throw CertificateErrors.CertificateStoreUnusable(Words, e);
        }
    }
}
