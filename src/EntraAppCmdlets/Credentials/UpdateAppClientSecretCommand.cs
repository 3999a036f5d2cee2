using System.Management.Automation;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Secrets;

namespace EntraAppCmdlets;

/// <summary>Rotates a client secret: creates a new one with the same description, and removes old ones after an overlap.</summary>
/// <remarks>
/// <para>Old secrets with the description stay unless you specify -OverlapDays: then a secret is removed as soon as its successor is that many days
/// old. A runbook that runs daily with -ExpiresWithinDays and -OverlapDays creates a new secret in time, keeps both valid while the vendor's side is
/// changed, and removes the old one afterwards.</para>
/// <para>With -KeyVaultName the new secret goes into an Azure Key Vault, as a new version of the secret that is there, and old ones are removed
/// only after the vault has it. The command also creates one if the newest that it created never reached the vault because the run was
/// interrupted.</para>
/// <para>The command writes a secret only when it created one. The value is a SecureString, and Entra shows it only once. Secrets with other
/// descriptions are never changed: if the app has no secret with the description, the command creates one, and a warning names the others.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider' | Update-AppClientSecret -DisplayName authentik -ExpiresWithinDays 30 -OverlapDays 7</code>
/// <para>Creates a new secret if the newest one with this description expires within 30 days, and removes those whose successor is at least 7 days
/// old.</para>
/// </example>
/// <example>
/// <code>$secret = Update-AppClientSecret Invictus -DisplayName dashboard -OverlapDays 0</code>
/// <para>Makes a new secret and removes all others of this description at once, after a question, because the old one has leaked. In a script add
/// -Confirm:$false.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration | Get-AppCredential -Kind Secret -ExpiresWithinDays 30 | Update-AppClientSecret -ExpiresWithinDays 30 -KeyVaultName contoso-apps</code>
/// <para>Creates a successor for every secret that expires soon, as a new version of its secret in a Key Vault. An example runbook comes with the
/// module's sources.</para>
/// </example>
[Cmdlet(
    VerbsData.Update,
    "AppClientSecret",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = DaysSet
)]
[OutputType(typeof(AppClientSecret))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class UpdateAppClientSecretCommand : SecretCmdlet
{
    private readonly LiveSecretQuestion _liveSecrets = new();

    /// <summary>Creates a new secret only if the newest one with the description expires within this many days. Without it, every run creates
    /// one.</summary>
    [Parameter]
    [ValidateRange(0, 36500)]
    public int ExpiresWithinDays { get; set; }

    /// <summary>Removes a secret of the description once its successor is this many days old; 0 removes it at once, after a question if it is valid.
    /// Without it none is removed.</summary>
    [Parameter]
    [ValidateRange(0, 36500)]
    public int OverlapDays { get; set; }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var name = NameFor(app);
        var start = Connection.Clock.GetUtcNow();
        var end = EndFrom(start);
        if (end <= start)
        {
            throw SecretErrors.SecretLifetimeInvalid(start, end);
        }

        var rotation = new SecretRotation(Work());
        var chain = await rotation.PlanAsync(
            app,
            name,
            IsBound(nameof(ExpiresWithinDays)) ? TimeSpan.FromDays(ExpiresWithinDays) : null,
            IsBound(nameof(OverlapDays)) ? TimeSpan.FromDays(OverlapDays) : null,
            start,
            await FindPlaceAsync(app, name, cancellationToken),
            cancellationToken
        );
        await CarryOutAsync(
            app.DisplayName,
            rotation.Rotating(chain, end),
            cancellationToken,
            isMeant: () =>
            {
                if (chain.MakesOne)
                {
                    SecretHandover.Check(new AppReference(SecretService.Planned(chain.App, name, start, end)));
                }
                // Without an overlap whoever uses the old secret is refused at once.
                return OverlapDays != 0 || _liveSecrets.IsAnswered(this, app, chain.Removed);
            }
        );
    }
}
