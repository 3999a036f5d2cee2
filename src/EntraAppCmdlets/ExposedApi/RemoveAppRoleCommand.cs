using System.Management.Automation;
using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Removes roles that an app defines. Whoever has one of them loses it.</summary>
/// <remarks>
/// <para>If the app doesn't have one of them, a warning says so. A name that reads like another is likely misspelt: that is an error, and nothing is
/// removed.</para>
/// </remarks>
/// <example>
/// <code>Remove-AppRole Dashboard.Read -App Invictus</code>
/// <para>Disables the role and removes it, after a question.</para>
/// </example>
/// <seealso cref="AddAppAssignmentCommand"/>
/// <seealso cref="RemoveAppAssignmentCommand"/>
[Cmdlet(VerbsCommon.Remove, "AppRole", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class RemoveAppRoleCommand : AppChangeCmdlet, IRemoval
{
    /// <summary>The values or names of the roles.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(AppRoleCompleter))]
    [Alias("DisplayName")]
    [ValidateNotNullOrEmpty]
    public string[] Value { get; set; } = [];

    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new RoleService(Work()).PlanRemoveAsync(app, Value, cancellationToken);
}
