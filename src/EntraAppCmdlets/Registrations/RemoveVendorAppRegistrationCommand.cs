using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;

namespace EntraAppCmdlets;

/// <summary>Deletes an app and its service principal.</summary>
/// <remarks>
/// <para>A deleted app can be restored for 30 days (Restore-VendorAppRegistration), and holds its unique name until then, unless -Permanent is given.
/// With -Permanent an app that is deleted already is taken as well.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider' | Remove-VendorAppRegistration</code>
/// <para>Deletes the app after a question; it can be restored for 30 days.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration -Deleted test* | Remove-VendorAppRegistration -Permanent</code>
/// <para>Removes apps for good that are deleted already.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "VendorAppRegistration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class RemoveVendorAppRegistrationCommand : AppWriteCmdlet
{
    /// <summary>Removes the app for good: it can't be restored, and its unique name is free at once.</summary>
    [Parameter]
    public SwitchParameter Permanent { get; set; }

    private protected override bool NeedsApplication => false;

    private protected override bool TakesDeleted => true;

    private string Words => Permanent ? "delete it for good" : "delete it (it can be restored for 30 days)";

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.DeletedDateTime is not null && !Permanent)
        {
            Log.Warning($"{app} is deleted already. -Permanent removes it for good.");
        }
        else if (!await InTurnAsync(() => Confirmed(app.ToString(), [Words], out _), cancellationToken))
        {
            return;
        }
        else if (app.DeletedDateTime is not null)
        {
            await new AppRemoval(Work()).RemoveDeletedAsync(app, cancellationToken);
        }
        else
        {
            await new AppRemoval(Work()).RemoveAsync(app, Permanent, cancellationToken);
        }
    }
}
