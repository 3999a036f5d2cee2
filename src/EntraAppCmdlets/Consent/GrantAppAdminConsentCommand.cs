using System.Management.Automation;
using System.Management.Automation.Host;
using EntraAppCmdlets.Consent;

namespace EntraAppCmdlets;

/// <summary>Grants admin consent: exactly the permissions that the app requests, for the whole tenant.</summary>
/// <remarks>
/// <para>Delegated permissions are united with those that are granted already, application permissions are added. Nothing is taken away, and what
/// single users have consented to is left alone.</para>
/// <para>An application permission that amounts to control of the tenant is asked about first. In a script say -Confirm:$false.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider' | Grant-AppAdminConsent</code>
/// <para>Grants what the app requests and has not been granted yet.</para>
/// </example>
[Cmdlet(VerbsSecurity.Grant, "AppAdminConsent", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["AppRoleAssignment.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All"],
    Role = "Privileged Role Administrator")]
public sealed class GrantAppAdminConsentCommand : AppCmdlet
{
    private protected override bool NeedsApplication => false;

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var consent = new ConsentService(Work());
        var plan = await consent.PlanAsync(app, cancellationToken);
        var missing = plan.Missing;
        if (missing.Count == 0)
        {
            Log.Verbose(plan.Requested.Count == 0
                ? $"'{app.DisplayName}' requests no permissions; there is nothing to consent to."
                : $"All {plan.Requested.Count} permissions of '{app.DisplayName}' are granted already; nothing to change.");
            WriteObject(plan.App with { Permissions = [.. plan.Requested.Select(permission => permission with { Consented = true })] });
            return;
        }

        var there = plan.Requested.Count - missing.Count;
        var words = $"grant {string.Join(", ", missing.Select(item => $"{item} ({item.Type.ToString().ToLowerInvariant()})"))} for the whole tenant{(there > 0 ? $"; {there} are granted already" : "")}";
        if (Confirmed(app.DisplayName, [words], out var rehearsal))
        {
            if (ControlIsMeant(app, missing))
                WriteObject(await consent.GrantAsync(plan, cancellationToken));
        }
        else if (rehearsal)
        {
            WriteObject(plan.App with { Permissions = plan.Requested });
        }
    }

    /// <summary>Control of the tenant is not handed out in passing: it takes a yes, or -Confirm:$false beforehand.</summary>
    private bool ControlIsMeant(AppRegistration app, IReadOnlyList<AppRequestedPermission> missing)
    {
        var control = missing.Where(item => item.Name is not null && TenantControl.ReasonFor(item.ResourceAppId, item.Name, item.Type) is not null).ToList();
        if (control.Count == 0 || IsBound("Confirm"))
            return true;
        var reasons = control.Select(item => $"{item}: {TenantControl.ReasonFor(item.ResourceAppId, item.Name!, item.Type)}");
        try
        {
            return ShouldContinue($"'{app.DisplayName}' would get control of the tenant ({string.Join("; ", reasons)}). Grant it?", "Consent to control of the tenant");
        }
        catch (Exception e) when (e is HostException or PSInvalidOperationException)
        {
            throw AppErrors.ConfirmationNeeded(app, [.. reasons], e);
        }
    }
}
