using System.Management.Automation;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Creates a client secret. Entra shows its value only once; the output object holds it.</summary>
/// <remarks>
/// <para>Other secrets of the app stay. If the response with a new secret is lost, the command removes that secret and creates another. If a run is
/// killed before its output arrives, the secret exists but its value is lost. For runs that may be restarted, use -Replace: it removes the secrets
/// that this command created earlier with the same description.</para>
/// <para>With -KeyVaultName, the secret is stored in an Azure Key Vault with its start, its expiry and tags that name the app and the secret, and
/// the output doesn't contain the value. The command checks the vault before it creates anything. If storing fails nevertheless, the secret is
/// removed from the app again. The account needs the role Key Vault Secrets Officer on the vault. With -Replace, older secrets are removed only
/// after the new one is in the vault.</para>
/// <para>The value is a SecureString. -AsPlainText writes it as plain text instead of the object, for a variable or a program; never write it to a
/// log. Set-Secret of Microsoft.PowerShell.SecretManagement accepts it from the pipeline: $secret.SecretText | Set-Secret $secret.Name. The property
/// Metadata holds the details to store with it.</para>
/// </remarks>
/// <example>
/// <code>$secret = Get-VendorAppRegistration 'authentik Entra Provider' | New-AppClientSecret -DisplayName authentik -ValidForDays 180</code>
/// <para>Creates a secret that is valid for 180 days and keeps it in a variable.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider' | New-AppClientSecret -DisplayName authentik -Replace -Confirm:$false</code>
/// <para>Leaves exactly one secret 'authentik', however often the command runs or is interrupted, without asking for confirmation.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider' | New-AppClientSecret -KeyVaultName contoso-apps</code>
/// <para>Creates a secret and stores it in a Key Vault as authentik-Entra-Provider. The output contains its address there.</para>
/// </example>
[Cmdlet(
    VerbsCommon.New,
    "AppClientSecret",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = DaysSet
)]
[OutputType(typeof(AppClientSecret), typeof(string))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class NewAppClientSecretCommand : SecretCmdlet
{
    private readonly LiveSecretQuestion _liveSecrets = new();

    /// <summary>When the secret becomes valid. A time without a zone is the local time of this machine. Default: now.</summary>
    [Parameter]
    [TimeTransformation]
    public DateTimeOffset StartDateTime { get; set; }

    /// <summary>
    /// Removes the secrets that this command created earlier for the same app and description, once the new one exists. Use it for runs that may be
    /// interrupted and restarted: the directory doesn't show whether an earlier secret is in use. Secrets that were created elsewhere stay. If an
    /// earlier secret is still valid, the command asks for confirmation; in an unattended script, use -Confirm:$false.
    /// </summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Waits until the token endpoint accepts the secret. The limit is the connection's -ReplicationTimeout.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Writes the secret's value as plain text instead of the object.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) =>
        AsPlainText && KeyVaultName is not null ? throw KeyVaultErrors.KeyVaultAndPlainText() : base.BeginAsync(cancellationToken);

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (AsPlainText && SecretHandover.IsAwaited)
        {
            throw SecretErrors.SecretTextNotExportable();
        }

        var name = NameFor(app);
        // What is removed is asked about: as it is now, not as an earlier step saw it.
        if (Replace)
        {
            app = app with { Credentials = await new CredentialService(Work()).GetAsync(app, cancellationToken) };
        }

        var start = IsBound(nameof(StartDateTime)) ? StartDateTime.ToUniversalTime() : Connection.Clock.GetUtcNow();
        var end = EndFrom(start);
        var place = await FindPlaceAsync(app, name, cancellationToken);
        var earlier = app.Known.Credentials.Where(item => SecretId.IsOurs(item.KeyId, app.AppId, name)).ToList();
        var stay = app.Known.Credentials.Count - (Replace ? earlier.Count : 0);
        var words =
            $"make the secret '{name}', valid until {end.UtcDateTime:yyyy-MM-dd}"
            + (place is null ? "" : $", and {place}")
            + (Replace && earlier.Count > 0 ? $"; then remove {Count(earlier.Count, "earlier secret")} of that description" : "")
            + (stay > 0 ? $"; {Count(stay, "other credential")} {(stay == 1 ? "stays" : "stay")}" : "");
        var planned = SecretService.Planned(app, name, start, end);
        var secrets = new SecretService(Work());
        var change = new Change<AppClientSecret?>(AsPlainText ? null : planned)
        {
            Words = [words],
            Send = async cancel => await secrets.CreateAsync(app, name, start, end, Replace, place, cancel),
        };
        await CarryOutAsync(
            app.DisplayName,
            change,
            cancellationToken,
            isMeant: () =>
            {
                SecretHandover.Check(new AppReference(planned));
                if (Replace && !_liveSecrets.IsAnswered(this, app, earlier))
                {
                    return false;
                }
                // What the vault holds is not lost.
                var unheld = earlier.Count(item => place?.Held.Contains(item.KeyId) != true);
                if (!Replace && unheld > 0)
                {
                    Log.Warning(
                        $"'{app.DisplayName}' already has {Count(unheld, "secret")} '{name}' created by this command. If {(unheld == 1 ? "it isn't" : "they aren't")} in use, run again with -Replace to remove {(unheld == 1 ? "it" : "them")}."
                    );
                }

                return true;
            },
            handOn: secret => HandOnAsync(secrets, secret!, cancellationToken)
        );
    }

    private async Task HandOnAsync(SecretService secrets, AppClientSecret secret, CancellationToken cancellationToken)
    {
        try
        {
            if (Wait)
            {
                await secrets.UntilAcceptedAsync(secret, cancellationToken);
            }
        }
        catch (AppException late)
        {
            // It is made all the same, and its text is here only.
            WriteInputError(late);
        }

        if (AsPlainText)
        {
            WriteObject(SecureText.Reveal(secret.SecretText!));
        }
        else
        {
            WriteObject(secret);
        }
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
