using System.Management.Automation;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>Gets the permissions that an app requests, and whether an administrator has consented to each.</summary>
/// <remarks>
/// <para>Risk is Critical where the tenant or all data of a service is at stake. Before Grant-AppAdminConsent grants those of them that amount to control of the tenant
/// (RiskSource is ControlsTenant), it asks.</para>
/// </remarks>
/// <example>
/// <code>Get-AppPermission 'authentik Entra Provider'</code>
/// <para>Lists what the app requests, with API, type, risk and consent.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppPermission")]
[OutputType(typeof(AppRequestedPermission))]
[GraphPermission(
    Application = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"]
)]
public sealed class GetAppPermissionCommand : AppReadCmdlet
{
    private protected override bool NeedsApplication => false;

    private protected override bool TakesPlanned => true;

    private protected override async Task<IEnumerable<object>> ReadAsync(
        CommandContext work,
        AppRegistration app,
        CancellationToken cancellationToken
    )
    {
        var plan = await new ConsentService(work).ReadAsync(app, cancellationToken);
        return plan.Requested.Select(permission =>
            permission with
            {
                Consented = plan.IsGranted(permission),
                AppId = app.AppId,
                AppDisplayName = app.DisplayName,
                TenantId = app.TenantId,
            }
        );
    }
}
