using System.Management.Automation;
using EntraAppCmdlets.Aspects.Groups;

namespace EntraAppCmdlets;

/// <summary>Makes an app (its service principal) a member of groups.</summary>
/// <remarks>
/// <para>What the group may do, the app may do; a warning says so. The app must have a service principal in the tenant.</para>
/// <para>Some groups are refused before anything is sent: groups with dynamic membership, because a rule determines their members; groups that can be assigned
/// directory roles, because the app would get roles that nobody named (use Add-AppDirectoryRole); Microsoft 365 groups, mail-enabled groups and groups that are
/// synchronized from an on-premises directory, because Microsoft Graph can't add an app to them.</para>
/// <para>If a name is wrong, there is an error for it and the app is added to no group.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration 'Power BI export' | Add-AppGroupMembership 'Power BI service principals'</code>
/// <para>Makes an app a member of the group for which an administrator has allowed the use of an API.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppGroupMembership", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["GroupMember.ReadWrite.All", "Application.Read.All"],
    Delegated = ["GroupMember.ReadWrite.All", "Application.Read.All"],
    Roles = ["Groups Administrator"]
)]
public sealed class AddAppGroupMembershipCommand : GroupMembershipCmdlet
{
    private protected override string Done => "added to";

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (await FindGroupsAsync(app, cancellationToken) is not { } groups)
        {
            return;
        }

        var service = new GroupService(Work());
        var errors = new List<AppException>();
        await service.CheckAsync(groups, errors, cancellationToken);
        if (errors.Count > 0)
        {
            errors.ForEach(WriteInputError);
            return;
        }

        await CarryOutAsync(app.DisplayName, await service.PlanAddAsync(app, groups, cancellationToken), cancellationToken);
    }
}
