using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Adds a certificate that an app can sign in with instead of a secret.</summary>
/// <remarks>
/// <para>Only the public part is sent; the private key stays where it is. Other certificates of the app stay. A certificate that the app already
/// has, identified by its thumbprint, isn't added again.</para>
/// <para>Of a file with a chain of certificates, the app's own is taken: the one that the others issued. Unrelated certificates in one file are
/// refused. So are keys
/// other than RSA, which Microsoft Entra doesn't accept for signing in.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Add-AppCertificate -Path ./invictus.cer</code>
/// <para>Adds the certificate of a file.</para>
/// </example>
/// <example>
/// <code>$app | Add-AppCertificate -Certificate (Get-Item Cert:\CurrentUser\My\1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D) -DisplayName runbook</code>
/// <para>Adds a certificate of the Windows certificate store.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppCertificate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class AddAppCertificateCommand : AppChangeCmdlet
{
    private const string PathSet = "Path";
    private const string CertificateSet = "Certificate";

    private X509Certificate2? _loaded;
    private bool _isFixed;

    /// <summary>A file with the certificate: DER or PEM (.cer, .crt, .pem), or PFX. Files of Get-Item and Get-ChildItem can be piped.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The password of a PFX file.</summary>
    [Parameter(ParameterSetName = PathSet)]
    public SecureString? Password { get; set; }

    /// <summary>The certificate itself, also from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The description. Default: the subject of the certificate.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("Description")]
    [ValidateLength(1, 120)]
    public string? DisplayName { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        // Given on the command line, it is the same for every app: a wrong one is refused before anything is sent.
        if (IsBound(nameof(Path)))
        {
            _loaded = await LoadAsync(cancellationToken);
        }

        _isFixed = _loaded is not null;
    }

    private protected override async Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (ParameterSetName == PathSet && !_isFixed)
        {
            _loaded?.Dispose();
            _loaded = null;
            _loaded = await LoadAsync(cancellationToken);
        }

        return await new CertificateService(Work()).PlanAddAsync(
            app,
            ParameterSetName == PathSet ? _loaded! : Certificate!,
            DisplayName,
            cancellationToken
        );
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _loaded?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<X509Certificate2> LoadAsync(CancellationToken cancellationToken)
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path);
        try
        {
            return CertificateFile.Load(
                await File.ReadAllBytesAsync(path, cancellationToken),
                Password is null ? null : SecureText.Reveal(Password),
                path
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CertificateFileErrors.CertificateUnreadable(path, e.Message.TrimEnd('.'), e);
        }
    }
}
