using System.Management.Automation;
using EntraAppCmdlets.Aspects.Certificates;

namespace EntraAppCmdlets;

/// <summary>Creates a certificate that an app signs in with, keeps its private key where you say, and adds it to the app.</summary>
/// <remarks>
/// <para>The certificate is self-signed, with an RSA key of 3072 bits. Only its public part is sent to Entra. The private key is kept first, and then the
/// app gets the certificate, so that no app has a certificate whose key is lost. If Entra refuses the certificate, the file or the entry in the store
/// is removed again. If the response is lost, the key stays where it is, and the error says where and how to go on.</para>
/// <para>-Path writes a PFX file, which needs -Password, or a PEM file. Only its owner can read it. An existing file is replaced with -Force alone, and only once the app
/// has the new certificate. -StoreLocation keeps the certificate in the personal certificate store; on Windows its private key can't be exported
/// from there.</para>
/// <para>-KeyVaultName has an Azure Key Vault create the certificate and keep its private key, which never leaves the vault unless you specify -Exportable.
/// The vault must be open to the connection's own sign-in, with the role Key Vault Certificates Officer, or the certificate permissions Get, List, Create and
/// Update. A vault counts the life in months (-ValidForMonths) and never renews the certificate by itself: run Update-AppCertificate. If a run ends between the
/// vault and the app, the next one takes the certificate that the vault has created.</para>
/// <para>Other credentials of the app stay. The life is checked against the app management policy before anything is made, if the account may read
/// the policy (Policy.Read.All); otherwise Entra checks it.</para>
/// </remarks>
/// <example>
/// <code>$certificate = Get-VendorAppRegistration Invictus | New-AppCertificate -Path ./invictus.pfx -Password (Read-Host -AsSecureString)</code>
/// <para>Creates a certificate that is valid for 180 days, keeps it in a PFX file, and adds it to the app.</para>
/// </example>
/// <example>
/// <code>New-AppCertificate Invictus -Subject 'CN=Invictus, O=Contoso' -ValidForDays 365 -StoreLocation CurrentUser | Test-AppSignIn</code>
/// <para>Keeps the certificate in the certificate store of the user, and proves that the app can sign in with it.</para>
/// </example>
/// <example>
/// <code>New-AppCertificate Invictus -KeyVaultName contoso-apps | Test-AppSignIn</code>
/// <para>Has a Key Vault create the certificate, adds it to the app, and proves it by a signature of the vault.</para>
/// </example>
[Cmdlet(
    VerbsCommon.New,
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
public sealed class NewAppCertificateCommand : CertificateCmdlet
{
    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var name = NameFor(app);
        var place = Place(name);
        await CheckAsync(place, app, cancellationToken);
        var wanted = await WantedAsync(app, name, cancellationToken);
        await CarryOutAsync(
            app.DisplayName,
            new CertificateMaker(Work()).Making(app, wanted, place),
            cancellationToken,
            handOn: HandOnAsync
        );
    }
}
