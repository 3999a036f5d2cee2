using System.Security.Cryptography.X509Certificates;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>Where a new certificate is made and its private key kept, before the app gets it: a key that nobody has must never be in an app.</summary>
internal abstract class CertificatePlace
{
    /// <summary>Tells before anything is made what would keep the place from taking it.</summary>
    /// <param name="app">The app.</param>
    /// <param name="isRehearsal">Whether nothing may be written, not even to try.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public abstract Task CheckAsync(AppRegistration app, bool isRehearsal, CancellationToken cancellationToken);

    /// <summary>Makes the certificate and keeps its private key.</summary>
    public abstract Task<KeptCertificate> KeepAsync(AppRegistration app, NewCertificate wanted, CancellationToken cancellationToken);

    /// <summary>The app has it: what it replaces may go.</summary>
    public virtual Task SettleAsync(AppRegistration app, KeptCertificate kept, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The service has refused it: as it was before, or a warning of what stays.</summary>
    public abstract void Withdraw(AppRegistration app, KeptCertificate kept);

    /// <summary>Whether the place was to have a certificate of the app and doesn't, because a run was cut off.</summary>
    public virtual bool Lacks(AppCredential certificate) => false;

    /// <summary>Where it is kept, in words that follow "keep it in".</summary>
    public abstract override string ToString();
}

/// <summary>A certificate whose private key is kept.</summary>
/// <param name="Certificate">The certificate, with its private key where that is on this machine.</param>
/// <param name="Where">The place in words.</param>
internal sealed record KeptCertificate(X509Certificate2 Certificate, string Where)
{
    /// <summary>The file that it is in for now.</summary>
    public string? Path { get; init; }

    /// <summary>The store that it is in.</summary>
    public StoreLocation? StoreLocation { get; init; }

    /// <summary>The address of its version in a Key Vault.</summary>
    public Uri? KeyVaultId { get; init; }

    public string Thumbprint => Certificate.Thumbprint;

    /// <summary>The command that adds it to the app.</summary>
    public string AddCommand(AppRegistration app) =>
        KeyVaultId is { } id
            ? $"New-AppCertificate -App {app.AppId} -KeyVaultName {id.Authority} -KeyVaultCertificateName {id.Segments[^2].Trim('/')}"
            : $"Add-AppCertificate -App {app.AppId} "
                + (
                    Path is { } path
                        ? $"-Path {Model.PowerShellText.Quoted(path)}"
                        : $"-Certificate (Get-Item Cert:\\{StoreLocation}\\My\\{Thumbprint})"
                );
}
