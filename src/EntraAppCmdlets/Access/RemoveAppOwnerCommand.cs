using System.Management.Automation;
using EntraAppCmdlets.Access;

namespace EntraAppCmdlets;

/// <summary>Takes the ownership of an app from users or service principals.</summary>
/// <remarks><para>The other owners stay. One who does not own the app is no error.</para></remarks>
/// <example>
/// <code>Remove-AppOwner Invictus -Owner alex.weber@contoso.com</code>
/// <para>Removes a user from the owners of the app registration and of the enterprise application.</para>
/// </example>
/// <example>
/// <code>Get-AppOwner Invictus | Where-Object Kind -eq ServicePrincipal | Remove-AppOwner</code>
/// <para>Removes every owner that is a service principal.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AppOwner", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(Application = ["Application.ReadWrite.OwnedBy"], Delegated = ["Application.ReadWrite.All"], Roles = ["Cloud Application Administrator"])]
[GraphPermission(When = "where a user is named", Application = ["User.ReadBasic.All"], Delegated = ["User.ReadBasic.All"])]
public sealed class RemoveAppOwnerCommand : OwnerCmdlet
{
    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var owners = new OwnerService(Work());
        var unwanted = await FindOwnersAsync(cancellationToken);
        var plan = await owners.PlanRemoveAsync(app, unwanted, Target, cancellationToken);
        if (plan.Changes.Count == 0)
        {
            Log.Verbose($"{string.Join(", ", unwanted)} {(unwanted.Count > 1 ? "do" : "does")} not own '{app.DisplayName}'; nothing to change.");
            WriteObject(plan.Done(added: false));
            return;
        }

        foreach (var side in plan.Orphaned)
            Log.Warning($"{(side.Target == AppOwnerTarget.Application ? "The application" : "The service principal")} of '{app.DisplayName}' will have no owner left.");
        if (Confirmed(app.DisplayName, plan.InWords("remove"), out var rehearsal))
            WriteObject(await owners.RemoveAsync(plan, cancellationToken));
        else if (rehearsal)
            WriteObject(plan.Done(added: false));
    }
}
