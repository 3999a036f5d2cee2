using System.Management.Automation;
using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Principals;

namespace EntraAppCmdlets;

/// <summary>Assigns users, groups or service principals to an app, and can require assignment.</summary>
/// <remarks>
/// <para>This is "Assign users and groups" of an enterprise application. Assigning alone doesn't restrict access: with -Required, only assigned
/// users and groups can get a token. Assignments are made first, so that nobody is locked out in between. Existing assignments stay.</para>
/// <para>Assigning groups needs a licence (Microsoft Entra ID P1 or P2). Members of nested groups aren't assigned.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Sekoia.io | Add-AppAssignment -Principal 'Security team', sam.okafor@contoso.com -Required</code>
/// <para>Assigns a group and a user, and requires assignment.</para>
/// </example>
/// <example>
/// <code>Add-AppAssignment Dashboard -Principal 'Security team' -Role Admin</code>
/// <para>Assigns a group to the app's role Admin.</para>
/// </example>
/// <example>
/// <code>Add-AppAssignment Dashboard -Principal 'Security team', sam.okafor@contoso.com -Role Reader, Admin</code>
/// <para>Gives a group and a user both roles.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppAssignment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"],
    Roles = ["Cloud Application Administrator"]
)]
[GraphPermission(With = ["Required"], Application = ["Application.ReadWrite.OwnedBy"], Delegated = ["Application.ReadWrite.All"])]
[GraphPermission(When = "where a user is named", Application = ["User.ReadBasic.All"], Delegated = ["User.ReadBasic.All"])]
[GraphPermission(When = "where a group is named", Application = ["GroupMember.Read.All"], Delegated = ["GroupMember.Read.All"])]
public sealed class AddAppAssignmentCommand : PrincipalCmdlet
{
    private static readonly PrincipalKind[] Suitable = Enum.GetValues<PrincipalKind>();

    /// <summary>Users, groups or service principals: object id, sign-in name, display name, application (client) ID, or an object that holds one of
    /// them.</summary>
    [ArgumentCompleter(typeof(UserOrGroupCompleter))]
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PrincipalId", "ObjectId", "UserPrincipalName", "User", "Group")]
    [ValidateNotNullOrEmpty]
    public AppPrincipalReference[] Principal { get; set; } = [];

    /// <summary>App roles: value, name or id. Everybody in -Principal gets each of them. Default: "Default access", which an app without roles has.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AppRoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = [];

    /// <summary>Requires assignment: only assigned users, groups and apps can get a token (the portal's "Assignment required"). -Required:$false
    /// lets everybody sign in again.</summary>
    [Parameter]
    public SwitchParameter Required { get; set; }

    private protected override string Done => "assigned to";

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (Principal.Length == 0 && !IsBound(nameof(Required)))
        {
            throw PrincipalErrors.PrincipalMissing();
        }

        if (await FindAsync(app, Principal, Suitable, "be assigned to an app", cancellationToken) is not { } wanted)
        {
            return;
        }

        var change = await new AssignmentService(Work()).PlanAddAsync(
            app,
            wanted,
            Role,
            Given(Required, nameof(Required)),
            cancellationToken
        );
        await CarryOutAsync(app.DisplayName, change, cancellationToken);
    }
}
