using System.Management.Automation;
using EntraAppCmdlets.Aspects.DirectoryRoles;

namespace EntraAppCmdlets;

/// <summary>Removes directory roles of Microsoft Entra from an app.</summary>
/// <remarks>
/// <para>The other roles stay. A role that is assigned for a part of the tenant is removed as well. If the app doesn't have a role, a warning says so.
/// A name that reads like one of its roles is likely misspelt: that is an error, and nothing is removed.</para>
/// </remarks>
/// <example>
/// <code>Remove-AppDirectoryRole 'Global Reader' Maester</code>
/// <para>Removes a role of an app.</para>
/// </example>
/// <example>
/// <code>Get-AppDirectoryRole Invictus | Remove-AppDirectoryRole</code>
/// <para>Removes all directory roles of an app, after a question for each.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AppDirectoryRole", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["RoleManagement.ReadWrite.Directory", "Application.Read.All"],
    Delegated = ["RoleManagement.ReadWrite.Directory", "Application.Read.All"],
    Roles = ["Privileged Role Administrator"]
)]
public sealed class RemoveAppDirectoryRoleCommand : AppWriteCmdlet, IRemoval
{
    /// <summary>The roles: names, ids or template ids.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AssignedDirectoryRoleCompleter))]
    [Alias("RoleId", "RoleDefinitionId")]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = [];

    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool NeedsApplication => false;

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken) =>
        await CarryOutAsync(
            app.DisplayName,
            await new DirectoryRoleService(Work()).PlanRemoveAsync(app, Role, cancellationToken),
            cancellationToken
        );
}
