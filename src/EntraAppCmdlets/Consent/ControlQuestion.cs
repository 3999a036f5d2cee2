using System.Management.Automation;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Control of the tenant is not handed out in passing: it takes a yes, or -Confirm:$false beforehand.</summary>
internal sealed class ControlQuestion
{
    private readonly SecurityQuestion _question = new("Consent to control of the tenant");

    /// <summary>Whether what is about to be granted is meant, control of the tenant included.</summary>
    /// <exception cref="AppException">ConfirmationNeeded: nobody is there to be asked.</exception>
    public bool IsAnswered(PSCmdlet cmdlet, AppRegistration app, IReadOnlyList<AppRequestedPermission> missing)
    {
        var control = missing
            .Where(item => item.Name is not null && TenantControl.ReasonFor(item.ResourceAppId, item.Name, item.Type) is not null)
            .ToList();
        if (control.Count == 0)
        {
            return true;
        }

        string[] reasons = [.. control.Select(item => $"{item}: {TenantControl.ReasonFor(item.ResourceAppId, item.Name!, item.Type)}")];
        return _question.IsAnswered(
            cmdlet,
            $"'{app.DisplayName}' would get control of the tenant ({string.Join("; ", reasons)}). Grant it?",
            inner => ChangeErrors.ConfirmationNeeded(app, reasons, inner)
        );
    }
}
