using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Aspects.Secrets;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that make a certificate: its description, subject, lifetime, and where its private key is kept.</summary>
public abstract class CertificateCmdlet : AppCmdlet
{
    private protected const string FileSet = "File";
    private protected const string StoreSet = "Store";
    private protected const string VaultSet = "KeyVault";

    /// <summary>As Microsoft recommends for secrets, too.</summary>
    private const int UsualDays = 180;
    private const int UsualMonths = 6;

    /// <summary>The apps whose certificates this command has written to the file.</summary>
    private string? _written;

    /// <summary>The description of the certificate; up to 120 characters. Default: the name of the app.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("Description")]
    public string? DisplayName { get; set; }

    /// <summary>The subject of the certificate: a distinguished name such as 'CN=Invictus, O=Contoso', or the common name alone. Default: the name of
    /// the app.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Subject { get; set; }

    /// <summary>The bits of the RSA key.</summary>
    [Parameter]
    [ValidateSet("2048", "3072", "4096")]
    public int KeySize { get; set; } = 3072;

    /// <summary>How many days the certificate is valid. Default: 180, or what the app management policy allows if that is less.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [Parameter(ParameterSetName = StoreSet)]
    [ValidateRange(1, 36500)]
    public int ValidForDays { get; set; } = UsualDays;

    /// <summary>When the certificate expires, instead of -ValidForDays. A time without a zone is the local time of this machine.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [Parameter(ParameterSetName = StoreSet)]
    [TimeTransformation]
    public DateTimeOffset EndDateTime { get; set; }

    /// <summary>The file to keep the certificate and its private key in: .pfx or .p12 (with -Password), or .pem. Only its owner can read it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The password that protects the private key in the file. A PFX file needs one.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SecureString? Password { get; set; }

    /// <summary>Replaces a file that exists, once the app has the new certificate.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>The certificate store to keep the certificate and its private key in: the personal store (My) of CurrentUser or LocalMachine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StoreSet)]
    public StoreLocation StoreLocation { get; set; } = StoreLocation.CurrentUser;

    /// <summary>The Azure Key Vault that creates the certificate and keeps its private key: its name, or its full address if it is outside the connection's
    /// cloud. The connection's own sign-in is used; it needs the role Key Vault Certificates Officer.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VaultSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("KeyVault", "KeyVaultUri", "VaultName")]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultName { get; set; }

    /// <summary>The name of the certificate in the vault. Default: made from the app's name, and from the description if that is different.</summary>
    [Parameter(ParameterSetName = VaultSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("CertificateName")]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultCertificateName { get; set; }

    /// <summary>How many months the certificate of a Key Vault is valid. Default: 6, or what the app management policy allows if that is less.</summary>
    [Parameter(ParameterSetName = VaultSet)]
    [ValidateRange(1, 1200)]
    public int ValidForMonths { get; set; } = UsualMonths;

    /// <summary>Lets the private key be read from the Key Vault, as a secret. Without it, the key never leaves the vault.</summary>
    [Parameter(ParameterSetName = VaultSet)]
    public SwitchParameter Exportable { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (IsBound(nameof(ValidForDays)) && IsBound(nameof(EndDateTime)))
        {
            throw CertificateErrors.CertificateLifetimeTwice();
        }

        if (Subject is not null)
        {
            _ = NewCertificate.SubjectOf(Subject);
        }

        if (KeyVaultCertificateName is not null)
        {
            _ = KeyVaultCertificateService.CheckName(KeyVaultCertificateName);
        }

        if (ParameterSetName != VaultSet)
        {
            _ = Place("");
        }

        await base.BeginAsync(cancellationToken);
        if (ParameterSetName == VaultSet)
        {
            // Which cloud a vault's name is of, the connection says.
            _ = Place("");
        }
    }

    /// <summary>Where certificates are kept.</summary>
    /// <param name="description">The description of the certificate.</param>
    /// <exception cref="AppException">CertificateFormatUnknown, CertificatePasswordNeeded, KeyVaultNameInvalid.</exception>
    private protected CertificatePlace Place(string description) =>
        ParameterSetName switch
        {
            StoreSet => new CertificateStorePlace(StoreLocation),
            VaultSet => new KeyVaultCertificatePlace(
                KeyVaultCertificateService.Open(Work(), KeyVaultName!, KeyVaultKind.Certificate),
                Log,
                description,
                KeyVaultCertificateName,
                Exportable
            ),
            _ => new CertificateFilePlace(GetUnresolvedProviderPathFromPSPath(Path), Password, Force),
        };

    private protected string NameFor(AppRegistration app) =>
        string.IsNullOrWhiteSpace(DisplayName) ? app.DisplayName : RegistrationRules.CheckDisplayName(DisplayName);

    /// <summary>The certificate to make, within the life that the policies allow.</summary>
    /// <exception cref="AppException">CertificateLifetimeInvalid, CertificateLifetimeForbidden.</exception>
    private protected async Task<NewCertificate> WantedAsync(AppRegistration app, string name, CancellationToken cancellationToken)
    {
        // A certificate knows no fractions of a second.
        var now = Connection.Clock.GetUtcNow();
        var start = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        if (IsBound(nameof(EndDateTime)) && EndDateTime.ToUniversalTime() <= start)
        {
            throw CertificateErrors.CertificateLifetimeInvalid(start, EndDateTime.ToUniversalTime());
        }

        var subject = Subject is null ? NewCertificate.OfName(app.DisplayName) : NewCertificate.SubjectOf(Subject);
        var longestLife = await new CertificatePolicy(Work()).LongestLifeAsync(app, cancellationToken);
        if (ParameterSetName == VaultSet)
        {
            return NewCertificate.OfMonths(
                app,
                name,
                subject,
                KeySize,
                start,
                ValidForMonths,
                canBeLess: !IsBound(nameof(ValidForMonths)),
                longestLife
            );
        }

        var end = IsBound(nameof(EndDateTime)) ? EndDateTime.ToUniversalTime() : start.AddDays(ValidForDays);
        if (longestLife is { } longest && end - start > longest)
        {
            if (IsBound(nameof(EndDateTime)) || IsBound(nameof(ValidForDays)))
            {
                throw CertificateErrors.CertificateLifetimeForbidden(app, end - start, longest, null);
            }

            end = start + longest;
            Log.Verbose(
                $"The app management policy lets certificates of '{app.DisplayName}' live until {end.UtcDateTime:yyyy-MM-dd} at most."
            );
        }

        return new NewCertificate(name, subject, KeySize, start, end);
    }

    /// <summary>Tells what would keep the place from taking a certificate of the app.</summary>
    private protected async Task CheckAsync(CertificatePlace place, AppRegistration app, CancellationToken cancellationToken)
    {
        if (_written is { } other && place is CertificateFilePlace file)
        {
            throw CertificateErrors.CertificateFileShared(file.Path, other);
        }

        await place.CheckAsync(app, IsRehearsal, cancellationToken);
    }

    /// <summary>Writes what was made.</summary>
    private protected Task HandOnAsync(AppCertificate? certificate)
    {
        if (certificate is { Thumbprint: not null })
        {
            _written = certificate.App.DisplayName;
        }

        if (certificate is not null)
        {
            WriteObject(certificate);
        }

        return Task.CompletedTask;
    }
}
