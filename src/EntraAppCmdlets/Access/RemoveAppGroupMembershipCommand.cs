using System.Management.Automation;
using EntraAppCmdlets.Aspects.Groups;

namespace EntraAppCmdlets;

/// <summary>Removes an app (its service principal) from groups.</summary>
/// <remarks>
/// <para>Its other memberships stay. If the app isn't a member of a group, a warning says so. A name that the directory doesn't have is an error,
/// and the app is removed from no group.</para>
/// </remarks>
/// <example>
/// <code>Remove-AppGroupMembership 'Power BI service principals' 'Power BI export'</code>
/// <para>Removes an app from a group.</para>
/// </example>
/// <example>
/// <code>Get-AppGroupMembership Invictus | Remove-AppGroupMembership</code>
/// <para>Removes an app from all its groups, after a question for each.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AppGroupMembership", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["GroupMember.ReadWrite.All", "Application.Read.All"],
    Delegated = ["GroupMember.ReadWrite.All", "Application.Read.All"],
    Roles = ["Groups Administrator"]
)]
public sealed class RemoveAppGroupMembershipCommand : GroupMembershipCmdlet, IRemoval
{
    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Done => "removed from";

    private protected override async Task<IReadOnlyList<string>> ExpectedNamesAsync(
        AppRegistration app,
        CancellationToken cancellationToken
    ) => [.. (await new GroupService(Work()).GetAsync(app, cancellationToken)).Select(group => group.GroupDisplayName).OfType<string>()];

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (await FindGroupsAsync(app, cancellationToken) is { } groups)
        {
            await CarryOutAsync(
                app.DisplayName,
                await new GroupService(Work()).PlanRemoveAsync(app, groups, cancellationToken),
                cancellationToken
            );
        }
    }
}
