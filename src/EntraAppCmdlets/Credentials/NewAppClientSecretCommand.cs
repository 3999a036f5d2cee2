using System.Management.Automation;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Makes a client secret. Its text is shown by Entra this once; the object that is written holds it.</summary>
/// <remarks>
/// <para>Other secrets of the app are left alone. A secret whose answer is lost on the way is found, removed, and made again. A secret whose run was
/// killed before it could hand it over is known to nobody: a run that may be started again says -Replace, which removes what this command
/// has made for the same description before.</para>
/// <para>With -KeyVaultName the secret goes into an Azure Key Vault, with its beginning, its end and tags that name app and secret, and its text is
/// not written. The vault is looked at before anything is made; if it does not take the secret all the same, the secret is removed from the app
/// again. The account needs the role Key Vault Secrets Officer on the vault. With -Replace, older secrets go only after the vault has the new one.</para>
/// <para>The text is a SecureString; -AsPlainText writes it as plain text instead of the object, for a variable or a program, never for a log.
/// Set-Secret of Microsoft.PowerShell.SecretManagement takes it from the pipeline: $secret.SecretText | Set-Secret $secret.Name. What is worth keeping beside it is in
/// the property Metadata.</para>
/// </remarks>
/// <example>
/// <code>$secret = Get-VendorAppRegistration 'authentik Entra Provider' | New-AppClientSecret -DisplayName authentik -ValidForDays 180</code>
/// <para>Makes a secret for 180 days and keeps it in a variable.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider' | New-AppClientSecret -DisplayName authentik -Replace -Confirm:$false</code>
/// <para>Leaves one secret 'authentik', however often it is run or cut off, and asks nothing.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider' | New-AppClientSecret -KeyVaultName contoso-apps</code>
/// <para>Makes a secret and puts it into a Key Vault under the name authentik-Entra-Provider; the output tells its address there.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "AppClientSecret", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = DaysSet)]
[OutputType(typeof(AppClientSecret), typeof(string))]
[GraphPermission(Application = ["Application.ReadWrite.OwnedBy"], Delegated = ["Application.ReadWrite.All"], Roles = ["Cloud Application Administrator"])]
public sealed class NewAppClientSecretCommand : SecretCmdlet
{
    private readonly LiveSecretQuestion _liveSecrets = new();

    /// <summary>When the secret begins. Default: now.</summary>
    [Parameter]
    [TimeTransformation]
    public DateTimeOffset StartDateTime { get; set; }

    /// <summary>
    /// Removes the secrets that this command has made for the same app and description before, once the new one is there. For runs that may be cut
    /// off and started again: whether a secret of an earlier run was handed over or lost with it, nobody can tell from the directory. Secrets that
    /// were made elsewhere are left alone. If one of them is valid, there is a question first; a script that nobody watches says -Confirm:$false.
    /// </summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Waits until the token endpoint accepts the secret, before it goes on. At most as long as the connection's -ReplicationTimeout.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Writes the text of the secret as plain text instead of the object.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) =>
        AsPlainText && KeyVaultName is not null ? throw KeyVaultErrors.KeyVaultAndPlainText() : base.BeginAsync(cancellationToken);

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (AsPlainText && SecretHandover.IsAwaited)
            throw SecretErrors.SecretTextNotExportable();
        var name = NameFor(app);
        // What is removed is asked about: as it is now, not as an earlier step saw it.
        if (Replace)
            app = app with { Credentials = await new CredentialService(Work()).GetAsync(app, cancellationToken) };
        var start = IsBound(nameof(StartDateTime)) ? StartDateTime.ToUniversalTime() : Connection.Clock.GetUtcNow();
        var end = EndFrom(start);
        var place = await FindPlaceAsync(app, name, cancellationToken);
        var earlier = app.Known.Credentials.Where(item => SecretId.IsOurs(item.KeyId, app.AppId, name)).ToList();
        var stay = app.Known.Credentials.Count - (Replace ? earlier.Count : 0);
        var words = $"make the secret '{name}', valid until {end.UtcDateTime:yyyy-MM-dd}"
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
            app.DisplayName, change, cancellationToken,
            isMeant: () =>
            {
                SecretHandover.Check(new AppReference(planned));
                if (Replace && !_liveSecrets.IsAnswered(this, app, earlier))
                    return false;
                // What the vault holds is not lost.
                var unheld = earlier.Count(item => place?.Held.Contains(item.KeyId) != true);
                if (!Replace && unheld > 0)
                    Log.Warning($"'{app.DisplayName}' has {Count(unheld, "earlier secret")} '{name}' of this command. If nobody holds its text (a run that was cut off), -Replace removes it.");
                return true;
            },
            handOn: secret => HandOnAsync(secrets, secret!, cancellationToken));
    }

    private async Task HandOnAsync(SecretService secrets, AppClientSecret secret, CancellationToken cancellationToken)
    {
        try
        {
            if (Wait)
                await secrets.UntilAcceptedAsync(secret, cancellationToken);
        }
        catch (AppException late)
        {
            // It is made all the same, and its text is here only.
            WriteInputError(late);
        }

        if (AsPlainText)
            WriteObject(SecureText.Reveal(secret.SecretText!));
        else
            WriteObject(secret);
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
