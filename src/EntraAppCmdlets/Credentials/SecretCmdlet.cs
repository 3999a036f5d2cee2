using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that create a client secret: its description and lifetime.</summary>
public abstract class SecretCmdlet : AppCmdlet
{
    private protected const string DaysSet = "Days";
    private protected const string DateSet = "Date";

    /// <summary>The description of the secret; up to 120 characters. Default: the name of the app. A secret from the pipeline supplies its own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("Description")]
    public string? DisplayName { get; set; }

    /// <summary>How many days the secret is valid, from its start. Default: 180, as Microsoft recommends.</summary>
    [Parameter(ParameterSetName = DaysSet)]
    [ValidateRange(1, 36500)]
    public int ValidForDays { get; set; } = 180;

    /// <summary>When the secret expires. A time without a zone is the local time of this machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DateSet)]
    [TimeTransformation]
    public DateTimeOffset EndDateTime { get; set; }

    /// <summary>
    /// The Azure Key Vault to store the secret in: its name, or its full address if it is outside the connection's cloud. The output then contains
    /// the secret's address there (KeyVaultSecretId) instead of its value. The connection's own sign-in is used.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("KeyVaultUri", "VaultName")]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultName { get; set; }

    /// <summary>The name of the secret in the vault. Default: made from the app's name, and from the description if that is different.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultSecretName { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) =>
        KeyVaultSecretName is not null && KeyVaultName is null
            ? throw KeyVaultErrors.KeyVaultSecretNameAlone()
            : base.BeginAsync(cancellationToken);

    /// <summary>Where in the vault a secret of the app goes; null where no vault was named.</summary>
    private protected async Task<KeyVaultPlace?> FindPlaceAsync(
        AppRegistration app,
        string description,
        CancellationToken cancellationToken
    ) =>
        KeyVaultName is null
            ? null
            : await KeyVaultService.Open(Work(), KeyVaultName).FindPlaceAsync(app, description, KeyVaultSecretName, cancellationToken);

    private protected string NameFor(AppRegistration app) =>
        string.IsNullOrWhiteSpace(DisplayName) ? app.DisplayName : RegistrationRules.CheckDisplayName(DisplayName);

    private protected DateTimeOffset EndFrom(DateTimeOffset start) =>
        ParameterSetName == DateSet ? EndDateTime.ToUniversalTime() : start.AddDays(ValidForDays);
}
