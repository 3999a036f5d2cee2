using System.Management.Automation;
using EntraAppCmdlets.Consent;

namespace EntraAppCmdlets;

/// <summary>Takes admin consent back: all that was granted for the whole tenant, or the permissions that are named.</summary>
/// <remarks>
/// <para>What the app requests stays (Remove-AppPermission changes that), and so does what single users have consented to, unless -IncludeUserConsent is given.
/// Tokens that were issued before stay valid until they end, usually within 90 minutes.</para>
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
[GraphPermission(Application = ["Application.Read.All", "DelegatedPermissionGrant.ReadWrite.All"], Delegated = ["Application.Read.All", "DelegatedPermissionGrant.ReadWrite.All"], Roles = ["Cloud Application Administrator or Privileged Role Administrator"])]
[GraphPermission(When = "for application permissions", Application = ["AppRoleAssignment.ReadWrite.All"], Delegated = ["AppRoleAssignment.ReadWrite.All"])]
public sealed class RevokeAppAdminConsentCommand : PermissionNameCmdlet
{
    /// <summary>Takes back what single users have consented to, too.</summary>
    [Parameter]
    public SwitchParameter IncludeUserConsent { get; set; }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var revocation = new RevocationService(Work());
        var plan = await revocation.PlanAsync(app, Named, NamedApi, IncludeUserConsent, cancellationToken);
        if (plan.Revoked.Count == 0)
        {
            Log.Verbose($"'{app.DisplayName}' has not been granted {(Named is null ? "anything" : string.Join(", ", Named))}{(plan.Left > 0 ? $"; {plan.Left} other grants stay" : "")}; nothing to change.");
            WriteObject(app);
        }
        else if (Confirmed(app.DisplayName, plan.InWords, out var rehearsal))
        {
            WriteObject(await revocation.ApplyAsync(plan, cancellationToken));
        }
        else if (rehearsal)
        {
            WriteObject(app);
        }
    }
}
