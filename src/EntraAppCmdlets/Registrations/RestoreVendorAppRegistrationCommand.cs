using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Restores a deleted app with its service principal: for 30 days after it was deleted.</summary>
/// <remarks><para>The app comes back with all that it had: permissions, consent, secrets and certificates. Get-VendorAppRegistration -Deleted lists what can be restored.</para></remarks>
/// <example>
/// <code>Restore-VendorAppRegistration 'authentik Entra Provider'</code>
/// <para>Restores the deleted app of this name.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration -Deleted authentik* | Restore-VendorAppRegistration</code>
/// <para>Restores every deleted app whose name begins so.</para>
/// </example>
[Cmdlet(VerbsData.Restore, "VendorAppRegistration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class RestoreVendorAppRegistrationCommand : ConnectedCmdlet
{
    /// <summary>
    /// The deleted app: its object as it was before or as Get-VendorAppRegistration -Deleted writes it, its application (client) ID, its object
    /// id, or its display name.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DeletedAppCompleter))]
    [Alias("AppId", "ClientId", "ApplicationId", "DisplayName", "Name", "Id")]
    [ValidateNotNull]
    public AppReference App { get; set; } = null!;

    private protected override object? CurrentInput => App?.Registration ?? (object?)App?.ToString();

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        WorkFor(App);
        var deletedApps = new DeletedAppService(Work());
        var deleted = App.AppId is { } id
            ? await deletedApps.FindAsync(id, cancellationToken)
            : await deletedApps.FindAsync(App.DisplayName!, cancellationToken);
        if (deleted is null)
        {
            var there = await FindAsync(cancellationToken);
            SayNothingToChange($"'{there.DisplayName}' isn't deleted");
            WriteObject(there);
        }
        else
        {
            var change = new Change<AppRegistration>(deleted with { DeletedDateTime = null, IsPlanned = true })
            {
                Words = [$"restore it with its service principal (deleted on {deleted.DeletedDateTime?.UtcDateTime:yyyy-MM-dd})"],
                Send = cancel => deletedApps.RestoreAsync(deleted, cancel),
            };
            await CarryOutAsync(deleted.ToString(), change, cancellationToken);
        }
    }

    /// <summary>The app that is not deleted: a second run finds it as the first one left it.</summary>
    private async Task<AppRegistration> FindAsync(CancellationToken cancellationToken)
    {
        var apps = new AppReader(Work());
        var there = App.AppId is { } appId
            ? await apps.FindAsync(appId, cancellationToken)
            : await apps.FindAsync(App.DisplayName!, cancellationToken);
        return there ?? throw RegistrationErrors.DeletedAppNotFound(App.ToString(), Connection.Info.ToString());
    }
}
