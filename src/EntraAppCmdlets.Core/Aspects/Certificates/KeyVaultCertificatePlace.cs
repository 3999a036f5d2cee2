using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>An Azure Key Vault, which makes the certificate itself and keeps its private key.</summary>
/// <param name="service">The vault.</param>
/// <param name="log">Takes what a person must know.</param>
/// <param name="description">The description of the credential.</param>
/// <param name="givenName">The name in the vault that a person gave; null for one made of the app's.</param>
/// <param name="exportable">Whether the private key may be read as a secret.</param>
internal sealed class KeyVaultCertificatePlace(
    KeyVaultCertificateService service,
    IActivityLog log,
    string description,
    string? givenName,
    bool exportable
) : CertificatePlace
{
    private string? _name;
    private bool _isThere;

    public override async Task CheckAsync(AppRegistration app, bool isRehearsal, CancellationToken cancellationToken) =>
        _isThere = await service.CheckAsync(app, NameFor(app), givenName is not null, cancellationToken).ConfigureAwait(false);

    public override Task<KeptCertificate> KeepAsync(AppRegistration app, NewCertificate wanted, CancellationToken cancellationToken) =>
        service.MakeAsync(app, NameFor(app), wanted, exportable, cancellationToken);

    public override Task SettleAsync(AppRegistration app, KeptCertificate kept, CancellationToken cancellationToken) =>
        service.SettleAsync(app, kept, description);

    // No version of a certificate can be deleted alone.
    public override void Withdraw(AppRegistration app, KeptCertificate kept) =>
        log.Warning(
            $"The certificate {kept.Thumbprint} stays in {kept.Where}, and '{app.DisplayName}' doesn't have it: whoever reads the newest version can't sign in with it. "
                + "Correct the cause and run the command again: it takes this version."
        );

    public override string ToString() => $"the Key Vault {service.Address.Host} as '{_name}'{(_isThere ? ", a new version" : "")}";

    private string NameFor(AppRegistration app) => _name = KeyVaultCertificateService.NameOf(app, description, givenName);
}
