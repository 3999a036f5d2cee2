using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that make a client secret: its description and how long it lives.</summary>
public abstract class SecretCmdlet : AppCmdlet
{
    private protected const string DaysSet = "Days";
    private protected const string DateSet = "Date";

    /// <summary>The description of the secret; up to 120 characters. Default: the name of the app. A secret from the pipeline brings its own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("Description")]
    public string? DisplayName { get; set; }

    /// <summary>How many days the secret lives, from its start. Default: 180, which is what Microsoft recommends.</summary>
    [Parameter(ParameterSetName = DaysSet)]
    [ValidateRange(1, 36500)]
    public int ValidForDays { get; set; } = 180;

    /// <summary>When the secret ends.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DateSet)]
    [TimeTransformation]
    public DateTimeOffset EndDateTime { get; set; }

    /// <summary>
    /// The Azure Key Vault that the secret is put into: its name, or its whole address for one outside of the connection's cloud. The output then has
    /// the secret's address there (KeyVaultSecretId) instead of its text. The connection's own sign-in is used for it.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("KeyVaultUri", "VaultName")]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultName { get; set; }

    /// <summary>The name of the secret in the vault. Default: made of the app's name, and of the description where that is another.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultSecretName { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) =>
        KeyVaultSecretName is not null && KeyVaultName is null ? throw KeyVaultErrors.KeyVaultSecretNameAlone() : base.BeginAsync(cancellationToken);

    /// <summary>Where in the vault a secret of the app goes; null where no vault was named.</summary>
    private protected async Task<KeyVaultPlace?> FindPlaceAsync(AppRegistration app, string description, CancellationToken cancellationToken) => KeyVaultName is null ? null
        : await KeyVaultService.Open(Work(), KeyVaultName).FindPlaceAsync(app, description, KeyVaultSecretName, cancellationToken);

    private protected string NameFor(AppRegistration app) => string.IsNullOrWhiteSpace(DisplayName) ? app.DisplayName : RegistrationRules.CheckDisplayName(DisplayName);

    private protected DateTimeOffset EndFrom(DateTimeOffset start) => ParameterSetName == DateSet ? EndDateTime.ToUniversalTime() : start.AddDays(ValidForDays);
}
