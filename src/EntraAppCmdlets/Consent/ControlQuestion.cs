using System.Management.Automation;
using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.DirectoryRoles;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Control of the tenant is not handed out in passing: it takes a yes, or -Confirm:$false beforehand.</summary>
internal sealed class ControlQuestion
{
    private readonly SecurityQuestion _question = new("Consent to control of the tenant");

    /// <summary>Whether all powers that a plan would give are meant: consent and directory roles.</summary>
    /// <exception cref="AppException">ConfirmationNeeded: nobody is there to be asked.</exception>
    public bool IsAnswered(PSCmdlet cmdlet, AppPlan plan) =>
        IsAnswered(cmdlet, plan.App, plan.Find<ConsentAspect>()?.Missing(plan) ?? [], plan.Find<DirectoryRolesAspect>()?.Controlling);

    /// <summary>Whether what is about to be granted is meant, control of the tenant included.</summary>
    /// <exception cref="AppException">ConfirmationNeeded: nobody is there to be asked.</exception>
    public bool IsAnswered(
        PSCmdlet cmdlet,
        AppRegistration app,
        IReadOnlyList<AppRequestedPermission> missing,
        IEnumerable<string>? others = null
    ) =>
        IsAnswered(
            cmdlet,
            app,
            [
                .. from item in missing
                where item.Name is not null
                let reason = TenantControl.ReasonFor(item.ResourceAppId, item.Name!, item.Type)
                where reason is not null
                select $"{item}: {reason}",
                .. others ?? [],
            ]
        );

    /// <summary>Whether what is about to be granted is meant: each power with the reason why it amounts to control of the tenant.</summary>
    /// <exception cref="AppException">ConfirmationNeeded: nobody is there to be asked.</exception>
    public bool IsAnswered(PSCmdlet cmdlet, AppRegistration app, IReadOnlyList<string> reasons) =>
        reasons.Count == 0
        || _question.IsAnswered(
            cmdlet,
            $"'{app.DisplayName}' would get control of the tenant ({string.Join("; ", reasons)}). Grant it?",
            inner => ChangeErrors.ConfirmationNeeded(app, reasons, inner)
        );
}
