using System.Management.Automation;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Adds Microsoft Graph permissions to the permissions that an app requests.</summary>
/// <remarks>
/// <para>The command keeps the permissions that the app already requests. Requesting a permission doesn't grant it: run Grant-AppAdminConsent next.</para>
/// <para>Every name is checked before anything in the pipeline is sent. If a name is wrong, the error lists the closest matches.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration authentik | Add-AppGraphPermission -Application Group.Create, User.ReadWrite.All -Delegated User.Read</code>
/// <para>Adds two application permissions and one delegated permission.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppGraphPermission", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class AddAppGraphPermissionCommand : AddPermissionCmdlet
{
    private IReadOnlyList<AppRequestedPermission> _wanted = [];

    /// <summary>Names or IDs of application permissions: what the app may do as itself, without a signed-in user.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GraphApplicationPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Application { get; set; } = [];

    /// <summary>Names or IDs of delegated permissions: what the app may do on behalf of a signed-in user.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GraphDelegatedPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Delegated { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        if (Application.Length + Delegated.Length == 0)
        {
            throw PermissionErrors.PermissionMissing();
        }

        _wanted = await NamedPermissions.ResolveAsync(
            Work(),
            PermissionResource.MicrosoftGraphAppId,
            Application,
            Delegated,
            WriteInputError,
            cancellationToken
        );
    }

    private protected override Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken) =>
        AddAsync(app, _wanted, cancellationToken);
}
