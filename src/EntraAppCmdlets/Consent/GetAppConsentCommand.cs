using System.Management.Automation;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>Shows for each permission of an app whether it is requested, granted, both, or granted without being requested.</summary>
/// <remarks>
/// <para>Risk is Critical where the tenant or all data of a service is at stake. Before Grant-AppAdminConsent grants those of them that amount to control of the tenant
/// (RiskSource is ControlsTenant), it asks.</para>
/// </remarks>
/// <example>
/// <code>Get-AppConsent 'authentik Entra Provider' | Where-Object State -ne Granted</code>
/// <para>Shows what is missing, and what is granted beyond what the app requests.</para>
/// </example>
/// <seealso cref="GrantAppAdminConsentCommand"/>
/// <seealso cref="RevokeAppAdminConsentCommand"/>
/// <seealso cref="GetAppPermissionCommand"/>
[Cmdlet(VerbsCommon.Get, "AppConsent")]
[OutputType(typeof(AppConsent))]
[GraphPermission(
    Application = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"]
)]
public sealed class GetAppConsentCommand : AppReadCmdlet
{
    private protected override bool NeedsApplication => false;

    private protected override async Task<IEnumerable<object>> ReadAsync(
        CommandContext work,
        AppRegistration app,
        CancellationToken cancellationToken
    ) => await new ConsentService(work).GetAsync(app, cancellationToken);
}
