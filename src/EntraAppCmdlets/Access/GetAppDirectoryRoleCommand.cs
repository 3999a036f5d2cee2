using System.Management.Automation;
using EntraAppCmdlets.Aspects.DirectoryRoles;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>Gets the directory roles of Microsoft Entra that an app is assigned, with their risk.</summary>
/// <remarks>
/// <para>Roles that the app has through a group aren't listed; Get-AppGroupMembership shows its groups.</para>
/// <para>Risk is Critical for the roles that amount to control of the tenant; Add-AppDirectoryRole asks before it assigns one.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration * | Get-AppDirectoryRole | Where-Object ControlsTenant</code>
/// <para>Lists the apps whose directory roles amount to control of the tenant.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppDirectoryRole")]
[OutputType(typeof(AppDirectoryRole))]
[GraphPermission(
    Application = ["RoleManagement.Read.Directory", "Application.Read.All"],
    Delegated = ["RoleManagement.Read.Directory", "Application.Read.All"]
)]
public sealed class GetAppDirectoryRoleCommand : AppReadCmdlet
{
    private protected override bool NeedsApplication => false;

    private protected override async Task<IEnumerable<object>> ReadAsync(
        CommandContext work,
        AppRegistration app,
        CancellationToken cancellationToken
    ) => await new DirectoryRoleService(work).GetAsync(app, cancellationToken);
}
