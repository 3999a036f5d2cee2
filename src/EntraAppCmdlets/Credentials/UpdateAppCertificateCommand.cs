using System.Management.Automation;
using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Credentials;

namespace EntraAppCmdlets;

/// <summary>Rotates a certificate: creates a new one with the same description, keeps its private key where you say, and removes old ones after an overlap.</summary>
/// <remarks>
/// <para>Old certificates with the description stay unless you specify -OverlapDays: then a certificate is removed as soon as its successor is that
/// many days old. A runbook that runs daily with -ExpiresWithinDays and -OverlapDays creates a new certificate in time, keeps both valid while
/// the vendor's side is changed, and removes the old one afterwards.</para>
/// <para>The new private key is kept first, then the app gets the certificate, and only then an existing file is replaced (-Force) and old certificates are
/// removed. What can go wrong leaves the old certificate working.</para>
/// <para>With -KeyVaultName the new certificate is a new version of the one in the vault. Old versions stay there, and are removed from the app after the
/// overlap.</para>
/// <para>The command writes a certificate only when it created one. Certificates with other descriptions are never changed.</para>
/// </remarks>
/// <example>
/// <code>Update-AppCertificate Invictus -ExpiresWithinDays 30 -OverlapDays 7 -Path ./invictus.pfx -Password $password -Force</code>
/// <para>Creates a new certificate if the newest one expires within 30 days, replaces the file, and removes certificates whose successor is at least 7
/// days old.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Update-AppCertificate -DisplayName runbook -StoreLocation LocalMachine</code>
/// <para>Creates another certificate 'runbook' in the certificate store of the machine. The old one stays.</para>
/// </example>
/// <example>
/// <code>Update-AppCertificate Invictus -ExpiresWithinDays 30 -OverlapDays 7 -KeyVaultName contoso-apps</code>
/// <para>Creates a new version in a Key Vault if the newest certificate expires within 30 days.</para>
/// </example>
[Cmdlet(
    VerbsData.Update,
    "AppCertificate",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = FileSet
)]
[OutputType(typeof(AppCertificate))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class UpdateAppCertificateCommand : CertificateCmdlet
{
    private readonly LiveSecretQuestion _liveCertificates = new("certificate");

    /// <summary>Creates a new certificate only if the newest one with the description expires within this many days. Without it, every run creates one.</summary>
    [Parameter]
    [ValidateRange(0, 36500)]
    public int ExpiresWithinDays { get; set; }

    /// <summary>Removes a certificate of the description once its successor is this many days old; 0 removes it at once, after a question if it is valid.
    /// Without it none is removed.</summary>
    [Parameter]
    [ValidateRange(0, 36500)]
    public int OverlapDays { get; set; }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var name = NameFor(app);
        var place = Place(name);
        var rotation = new CertificateRotation(Work());
        var chain = await rotation.PlanAsync(
            app,
            name,
            IsBound(nameof(ExpiresWithinDays)) ? TimeSpan.FromDays(ExpiresWithinDays) : null,
            IsBound(nameof(OverlapDays)) ? TimeSpan.FromDays(OverlapDays) : null,
            Connection.Clock.GetUtcNow(),
            place,
            cancellationToken
        );
        NewCertificate? wanted = null;
        if (chain.MakesOne)
        {
            await CheckAsync(place, app, cancellationToken);
            wanted = await WantedAsync(app, name, cancellationToken);
        }

        await CarryOutAsync(
            app.DisplayName,
            rotation.Rotating(chain, wanted),
            cancellationToken,
            // Without an overlap whoever uses the old certificate is refused at once.
            isMeant: () => OverlapDays != 0 || _liveCertificates.IsAnswered(this, app, chain.Removed),
            handOn: HandOnAsync
        );
    }
}
