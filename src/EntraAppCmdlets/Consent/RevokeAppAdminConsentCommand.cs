using System.Management.Automation;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Revokes admin consent: all that was granted for the whole tenant, or the permissions that are named.</summary>
/// <remarks>
/// <para>What the app requests stays (Remove-AppPermission changes that), and so does what single users have consented to, unless
/// -IncludeUserConsent is given. Tokens that were issued before stay valid until they end, usually within 90 minutes.</para>
/// <para>A permission that its API has disabled is revoked by its name or id like any other. If a permission has not been granted, a warning says
/// so. A name that the API doesn't have is an error that lists the closest matches, and nothing is revoked.</para>
/// </remarks>
/// <example>
/// <code>Revoke-AppAdminConsent 'authentik Entra Provider' -Application Group.ReadWrite.All</code>
/// <para>Takes one application permission of Microsoft Graph back.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration 'Fabrikam Security Connector' | Revoke-AppAdminConsent -IncludeUserConsent -Confirm:$false</code>
/// <para>Takes back all that was granted to an app, by administrators and by single users, without a question.</para>
/// </example>
[Cmdlet(VerbsSecurity.Revoke, "AppAdminConsent", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.Read.All", "DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["Application.Read.All", "DelegatedPermissionGrant.ReadWrite.All"],
    Roles = ["Cloud Application Administrator or Privileged Role Administrator"]
)]
[GraphPermission(
    When = "for application permissions",
    Application = ["AppRoleAssignment.ReadWrite.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All"]
)]
public sealed class RevokeAppAdminConsentCommand : PermissionNameCmdlet, IRemoval
{
    /// <summary>Takes back what single users have consented to, too.</summary>
    [Parameter]
    public SwitchParameter IncludeUserConsent { get; set; }

    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var revocation = new RevocationService(Work());
        var change =
            Names.Count > 0
                ? await revocation.PlanNamedAsync(
                    app,
                    Names,
                    NamedApi ?? PermissionResource.MicrosoftGraphAppId,
                    IncludeUserConsent,
                    cancellationToken
                )
                : await revocation.PlanAsync(app, null, NamedApi, IncludeUserConsent, cancellationToken, Api);
        await CarryOutAsync(app.DisplayName, change, cancellationToken);
    }
}
