using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Signs in as the app, or redeems the code of a user's sign-in, and reports what the token says, or why there was none.</summary>
/// <remarks>
/// <para>Proves any credential of an app: a client secret, a certificate from a file, a certificate store, a Key Vault or an object, or a token of
/// an issuer that the app trusts by a federated credential.</para>
/// <para>The output shows what the token contains: for an app's own sign-in its application permissions (Roles), for a user's the groups, the roles
/// and the optional claims. Claims and IdTokenClaims hold all claims by name: (Test-AppSignIn ...).Claims.wids.</para>
/// <para>An app that comes without a credential, such as one of Get-VendorAppRegistration, is an error (SecretNotGiven) and no result: nothing was tested. The other apps of the
/// pipeline are tested.</para>
/// <para>A code can be redeemed once, and the test redeems it: for the vendor, sign in again and get another.</para>
/// <para>A credential that was just created may be refused for seconds or minutes, and a consent that was just granted may be missing from the
/// token for as long: the command waits for both. A secret that was not just created is refused at once.</para>
/// <para>The token itself is never shown and is forgotten at once.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider' | New-AppClientSecret | Test-AppSignIn</code>
/// <para>Makes a secret and proves that the app can sign in with it.</para>
/// </example>
/// <example>
/// <code>Test-AppSignIn Invictus -CertificatePath ./invictus.pfx -CertificatePassword $password -Resource https://vault.azure.net</code>
/// <para>Proves that the app gets a token for Key Vault with the certificate of a file.</para>
/// </example>
/// <example>
/// <code>$secret | Get-AppAuthorizationUrl | Receive-AppAuthorizationCode | Test-AppSignIn -ClientSecret $secret.SecretText</code>
/// <para>Has a user sign in, redeems the code with the app's secret, and reports on whose behalf and with which permissions the app can act.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "AppSignIn", DefaultParameterSetName = SecretSet)]
[OutputType(typeof(AppSignInResult))]
[GraphPermission(
    When = "where the app is named instead of piped",
    Application = ["Application.Read.All"],
    Delegated = ["Application.Read.All"]
)]
public sealed class TestAppSignInCommand : AppCmdlet
{
    private const string SecretSet = "Secret";
    private const string CertificateSet = "Certificate";
    private const string CertificateFileSet = "CertificateFile";
    private const string ThumbprintSet = "CertificateThumbprint";
    private const string VaultSet = "KeyVault";
    private const string TokenSet = "FederatedToken";
    private const string TokenFileSet = "FederatedTokenFile";

    private X509Certificate2? _loaded;

    /// <summary>The secret to sign in with. The output of New-AppClientSecret brings its own, or the place in a Key Vault from which it is
    /// read.</summary>
    [Parameter(ParameterSetName = SecretSet)]
    [ValidateNotNull]
    public SecureString? ClientSecret { get; set; }

    /// <summary>The certificate to sign in with, with its private key. The output of New-AppCertificate brings its own.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
    [ValidateNotNull]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>A PFX or PEM file with the certificate to sign in with and its private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateFileSet)]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>The password of the certificate file.</summary>
    [Parameter(ParameterSetName = CertificateFileSet)]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The thumbprint of a certificate in the personal store of this user or machine to sign in with.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ThumbprintSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>The Azure Key Vault with the certificate to sign in with: its name, or its full address. The vault signs; the private key stays there. The
    /// connection's own sign-in needs the roles Key Vault Reader and Key Vault Crypto User.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VaultSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("KeyVault", "KeyVaultUri", "VaultName")]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultName { get; set; }

    /// <summary>The name of the certificate in the vault, of which the newest version is used. Default: made from the app's name, as New-AppCertificate does.</summary>
    [Parameter(ParameterSetName = VaultSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("CertificateName")]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultCertificateName { get; set; }

    /// <summary>A token of an issuer that the app trusts by a federated credential.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [ValidateNotNull]
    public SecureString? FederatedToken { get; set; }

    /// <summary>The file in which the platform keeps a current federated token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenFileSet)]
    [ValidateNotNullOrEmpty]
    public string? FederatedTokenPath { get; set; }

    /// <summary>The code to redeem. The output of Receive-AppAuthorizationCode brings its own.</summary>
    [Parameter]
    [FromDeserialized]
    [ValidateNotNull]
    public AppAuthorizationCode? Code { get; set; }

    /// <summary>What the token shall be for. Default: Microsoft Graph. A code is for what was asked at the sign-in.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TokenScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Scope { get; set; }

    /// <summary>The API that the token shall be for, instead of -Scope: its Application ID URI, or its application (client) ID.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TokenResourceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Resource { get; set; }

    /// <summary>The longest time to wait for a new credential or a new consent to be seen. Default: that of the connection.</summary>
    [Parameter]
    public TimeSpan Timeout { get; set; }

    private protected override bool NeedsApplication => false;

    private protected override bool TakesPlanned => true;

    private bool IsOfInput => ParameterSetName == SecretSet && ClientSecret is null;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (KeyVaultCertificateName is not null)
        {
            _ = KeyVaultCertificateService.CheckName(KeyVaultCertificateName);
        }

        if (Scope is not null && Resource is not null)
        {
            throw AuthorizationErrors.ScopeAndResource();
        }

        await base.BeginAsync(cancellationToken);
        _loaded = ParameterSetName switch
        {
            CertificateFileSet => SignInCertificate.FromFile(FullPath(CertificatePath!), CertificatePassword, Connection.Clock),
            ThumbprintSet => SignInCertificate.FromStore(CertificateThumbprint!, Connection.Clock),
            _ => null,
        };
        if (Certificate is { } given)
        {
            SignInCertificate.Check(given, Connection.Clock);
        }
    }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (
            app.IsPlanned
            || (IsOfInput && App is { Secret: { SecretText: null, KeyVaultSecretId: null } } or { Certificate: { Certificate: null } })
        )
        {
            Log.Verbose($"'{app.DisplayName}' has no new credential in a rehearsal; there is nothing to sign in with.");
            return;
        }

        var test = new SignInTest(Work());
        TimeSpan? timeout = IsBound(nameof(Timeout)) ? Timeout : null;
        if ((Code ?? App.Code) is { } code)
        {
            if (code.AppId != app.AppId)
            {
                throw AuthorizationErrors.CodeOfOtherApp(app, code);
            }
            // A public client has nothing to prove itself with, and may not send a secret.
            var isPublic = code.AuthorizationUrl.Platform is AppPlatform.Spa or AppPlatform.PublicClient;
            var ofClient = isPublic ? null : await ProofAsync(app, cancellationToken);
            WriteObject(await test.RunAsync(app, code, ofClient, IsNew(app), timeout, cancellationToken));
            return;
        }

        var proof = await ProofAsync(app, cancellationToken);
        var scope = Resource is null ? Scope : $"{Resource.TrimEnd('/')}/.default";
        WriteObject(await test.RunAsync(app, proof, scope, IsNew(app), timeout, cancellationToken));
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

    /// <summary>Whether the credential may be too young to be known everywhere: it comes from the step before, or this connection has just
    /// added it.</summary>
    private bool IsNew(AppRegistration app) => IsOfInput || (ParameterSetName != SecretSet && Work().Recent.Touched(app.AppId));

    private async Task<ClientProof> ProofAsync(AppRegistration app, CancellationToken cancellationToken) =>
        ParameterSetName switch
        {
            CertificateSet => ClientProof.Of(Certificate!),
            CertificateFileSet or ThumbprintSet => ClientProof.Of(_loaded!),
            VaultSet => await KeyVaultCertificateService
                .Open(Work(), KeyVaultName!, KeyVaultKind.Signature)
                .ProofAsync(KeyVaultCertificateService.NameOf(app, app.DisplayName, KeyVaultCertificateName), cancellationToken),
            TokenSet => ClientProof.OfToken(FederatedToken!),
            TokenFileSet => ClientProof.OfToken(await ReadTokenAsync(FullPath(FederatedTokenPath!), cancellationToken)),
            _ when ClientSecret is not null => ClientSecret,
            _ when App.Certificate is { } made => CertificateProof.Of(Work(), made),
            _ => await KeyVaultService.TextOfAsync(Work(), App.Secret, cancellationToken) ?? throw AuthorizationErrors.SecretNotGiven(app),
        };

    private static async Task<SecureString> ReadTokenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            return token.Length > 0 ? SecureText.Hide(token) : throw AuthorizationErrors.FederatedTokenUnreadable(path, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw AuthorizationErrors.FederatedTokenUnreadable(path, e);
        }
    }

    private string FullPath(string path) => GetUnresolvedProviderPathFromPSPath(path);
}
