using System.Management.Automation;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Reports;

namespace EntraAppCmdlets;

/// <summary>Gets every app registration and enterprise application of the tenant with all that a review asks for: publisher, owners, credentials,
/// permissions, assignments, redirect URIs and last sign-in.</summary>
/// <remarks>
/// <para>The tenant is read in bulk, not app by app: 10,000 apps with 50,000 grants take 87 requests. Apps are written as they arrive; the
/// memory that is needed grows with the number of enterprise applications and different grants, about 8 KB for each app.</para>
/// <para>A part that can't be read is null in the objects, and an error (InventoryIncomplete) or a warning says which. If a whole list fails, the command ends with
/// an error. Federated credentials are read on request (-IncludeFederatedCredential).</para>
/// <para>Last sign-ins come from a report of Microsoft Graph's preview (beta) that needs Microsoft Entra ID P1. LastSignInState says whether a date is known.</para>
/// <para>Risk is the highest of the permissions that are granted: Critical where the tenant or all data of a service is at stake. Only some of these amount to control of the
/// tenant: Test-AppHealth finds the apps that have it, and Grant-AppAdminConsent asks before it grants one.</para>
/// </remarks>
/// <example>
/// <code>Get-AppInventory | Where-Object { $null -ne $_.DaysLeft -and $_.DaysLeft -lt 30 } | Sort-Object DaysLeft</code>
/// <para>Lists the apps whose next secret or certificate expires within 30 days, or whose last one has expired.</para>
/// </example>
/// <example>
/// <code>Get-AppInventory | Where-Object Risk -eq Critical | Select-Object DisplayName, Kind -ExpandProperty Permissions | Where-Object Risk -eq Critical</code>
/// <para>Lists the critical permissions that apps request or were granted.</para>
/// </example>
/// <example>
/// <code>Get-AppInventory | Export-Clixml ./inventory.xml; Import-Clixml ./inventory.xml | Test-AppHealth</code>
/// <para>Keeps the inventory in a file and examines it later, without a connection.</para>
/// </example>
/// <seealso cref="TestAppHealthCommand"/>
/// <seealso cref="ExportAppReportCommand"/>
[Cmdlet(VerbsCommon.Get, "AppInventory")]
[OutputType(typeof(AppInventoryItem))]
[GraphPermission(
    Application = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"]
)]
[GraphPermission(When = "for the names of owners", Application = ["User.Read.All"], Delegated = ["User.Read.All"])]
[GraphPermission(When = "for verified domains", Application = ["Organization.Read.All"], Delegated = ["Organization.Read.All"])]
[GraphPermission(
    When = "for last sign-ins",
    Application = ["AuditLog.Read.All"],
    Delegated = ["AuditLog.Read.All"],
    Roles = ["Reports Reader"]
)]
public sealed class GetAppInventoryCommand : ConnectedCmdlet
{
    /// <summary>Gets Microsoft's own applications too: its APIs, portals and tools.</summary>
    [Parameter]
    public SwitchParameter IncludeMicrosoft { get; set; }

    /// <summary>Gets the federated credentials of app registrations too, among the credentials. The service lists them app by app: 1,000 apps take 50 requests more.</summary>
    [Parameter]
    public SwitchParameter IncludeFederatedCredential { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var inventory = new TenantInventory(Work()) { WithFederated = IncludeFederatedCredential };
        await foreach (var item in inventory.ReadAsync(IncludeMicrosoft, cancellationToken))
        {
            WriteMissing(inventory);
            WriteObject(item);
        }

        WriteMissing(inventory);
    }

    private void WriteMissing(TenantInventory inventory)
    {
        foreach (var error in inventory.TakeMissing())
        {
            WriteInputError(error);
        }
    }
}
