using System.Management.Automation;
using System.Management.Automation.Host;

namespace EntraAppCmdlets;

/// <summary>Control of the tenant is not handed out in passing: it takes a yes, or -Confirm:$false beforehand.</summary>
internal static class ControlQuestion
{
    /// <summary>Whether what is about to be granted is meant, control of the tenant included.</summary>
    /// <exception cref="AppException">ConfirmationNeeded: nobody is there to be asked.</exception>
    public static bool IsAnswered(PSCmdlet cmdlet, AppRegistration app, IReadOnlyList<AppRequestedPermission> missing)
    {
        var control = missing.Where(item => item.Name is not null && TenantControl.ReasonFor(item.ResourceAppId, item.Name, item.Type) is not null).ToList();
        if (control.Count == 0 || cmdlet.MyInvocation.BoundParameters.ContainsKey("Confirm"))
            return true;
        var reasons = control.Select(item => $"{item}: {TenantControl.ReasonFor(item.ResourceAppId, item.Name!, item.Type)}");
        try
        {
            return cmdlet.ShouldContinue($"'{app.DisplayName}' would get control of the tenant ({string.Join("; ", reasons)}). Grant it?", "Consent to control of the tenant");
        }
        // The console host of PowerShell 7.6 ends a question on a closed input with a NullReferenceException of its own.
        catch (Exception e) when (e is HostException or PSInvalidOperationException or NullReferenceException)
        {
            throw AppErrors.ConfirmationNeeded(app, [.. reasons], e);
        }
    }
}
