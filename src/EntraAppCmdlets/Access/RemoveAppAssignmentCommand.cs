using System.Management.Automation;
using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Principals;

namespace EntraAppCmdlets;

/// <summary>Removes assignments of users, groups or service principals to an app.</summary>
/// <remarks>
/// <para>The other assignments stay. If somebody is not assigned, a warning says so. A name that the directory doesn't have, or a role that the app
/// doesn't have,
/// is an error, and nobody loses an assignment.</para>
/// </remarks>
/// <example>
/// <code>Remove-AppAssignment Sekoia.io -Principal sam.okafor@contoso.com</code>
/// <para>Removes all of a user's assignments to the app.</para>
/// </example>
/// <example>
/// <code>Get-AppAssignment Sekoia.io | Where-Object PrincipalType -eq User | Remove-AppAssignment</code>
/// <para>Removes all assignments of single users and keeps those of groups.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AppAssignment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"],
    Roles = ["Cloud Application Administrator"]
)]
[GraphPermission(When = "where a user is named", Application = ["User.ReadBasic.All"], Delegated = ["User.ReadBasic.All"])]
[GraphPermission(When = "where a group is named", Application = ["GroupMember.Read.All"], Delegated = ["GroupMember.Read.All"])]
public sealed class RemoveAppAssignmentCommand : PrincipalCmdlet, IRemoval
{
    private static readonly PrincipalKind[] Suitable = Enum.GetValues<PrincipalKind>();

    /// <summary>Users, groups or service principals: object id, sign-in name, display name, application (client) ID, or an object that holds one of
    /// them.</summary>
    [ArgumentCompleter(typeof(UserOrGroupCompleter))]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PrincipalId", "ObjectId", "UserPrincipalName", "User", "Group")]
    [ValidateNotNullOrEmpty]
    public AppPrincipalReference[] Principal { get; set; } = [];

    /// <summary>The app roles of the assignments to remove: their values, names or IDs. Default: all roles.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AppRoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = [];

    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Done => "removed from those assigned to";

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (await FindAsync(app, Principal, Suitable, "be assigned to an app", cancellationToken) is { } unwanted)
        {
            await CarryOutAsync(
                app.DisplayName,
                await new AssignmentService(Work()).PlanRemoveAsync(app, unwanted, Role, cancellationToken),
                cancellationToken
            );
        }
    }

    private protected override async Task<IReadOnlyList<string>> ExpectedNamesAsync(
        AppRegistration app,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await new AssignmentService(Work()).GetAsync(app, cancellationToken))
                .Select(assignment => assignment.PrincipalDisplayName)
                .OfType<string>(),
        ];
}
