using System.Management.Automation;
using EntraAppCmdlets.Aspects.DirectoryRoles;

namespace EntraAppCmdlets;

/// <summary>Assigns directory roles of Microsoft Entra to an app, in the whole tenant.</summary>
/// <remarks>
/// <para>The app gets what the role allows, besides its permissions of Microsoft Graph. A warning shows the risk of a role, in the words of
/// the permissions. A role that amounts to control of the tenant is Critical and needs confirmation; in an unattended script, use -Confirm:$false. Prefer permissions where they
/// do: they are narrower, and admin consent shows them.</para>
/// <para>Roles that the app has already stay. If a name is wrong, there is an error for it and nothing is assigned to that app.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Maester | Add-AppDirectoryRole 'Global Reader'</code>
/// <para>Lets an app read the settings of all services.</para>
/// </example>
/// <example>
/// <code>Add-AppDirectoryRole 'Exchange Administrator', 'Security Reader' Invictus</code>
/// <para>Assigns two roles to an app.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppDirectoryRole", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["RoleManagement.ReadWrite.Directory", "Application.Read.All"],
    Delegated = ["RoleManagement.ReadWrite.Directory", "Application.Read.All"],
    Roles = ["Privileged Role Administrator"]
)]
public sealed class AddAppDirectoryRoleCommand : AppWriteCmdlet
{
    private readonly ControlQuestion _control = new();

    /// <summary>The roles: names, ids or template ids of built-in and custom directory roles.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DirectoryRoleCompleter))]
    [Alias("RoleId", "RoleDefinitionId")]
    [ValidateNotNullOrEmpty]
    public string[] Role { get; set; } = [];

    private protected override bool NeedsApplication => false;

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var service = new DirectoryRoleService(Work());
        var errors = new List<AppException>();
        var roles = await service.ResolveAsync(Role, errors, cancellationToken);
        if (errors.Count > 0)
        {
            errors.ForEach(WriteInputError);
            return;
        }

        var state = await service.ReadAsync(app, cancellationToken);
        await CarryOutAsync(
            app.DisplayName,
            service.Adding(state, roles),
            cancellationToken,
            isMeant: () => _control.IsAnswered(this, app, DirectoryRoleService.Controlling(state.Lacking(roles)))
        );
    }
}
