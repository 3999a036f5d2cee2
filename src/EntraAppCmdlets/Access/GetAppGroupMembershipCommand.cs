using System.Management.Automation;
using EntraAppCmdlets.Aspects.Groups;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>Gets the groups that an app (its service principal) is a member of.</summary>
/// <remarks><para>Groups that these groups are members of aren't listed.</para></remarks>
/// <example>
/// <code>Get-AppGroupMembership Invictus</code>
/// <para>Lists the groups of an app.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppGroupMembership")]
[OutputType(typeof(AppGroupMembership))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
[GraphPermission(When = "for the names of groups", Application = ["GroupMember.Read.All"], Delegated = ["GroupMember.Read.All"])]
public sealed class GetAppGroupMembershipCommand : AppReadCmdlet
{
    private protected override bool NeedsApplication => false;

    private protected override async Task<IEnumerable<object>> ReadAsync(
        CommandContext work,
        AppRegistration app,
        CancellationToken cancellationToken
    ) => await new GroupService(work).GetAsync(app, cancellationToken);
}
