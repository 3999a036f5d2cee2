using System.Management.Automation;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets;

/// <summary>Grants admin consent for the whole tenant: to all permissions that the app requests, or only to those you specify.</summary>
/// <remarks>
/// <para>The command adds to the permissions already granted, delegated and application ones. It revokes nothing, and it doesn't change what
/// individual users have consented to.</para>
/// <para>The permissions that a vendor's own app requests are in the vendor's tenant and can't be read here. Specify them by name, or pipe the app
/// from New-VendorServicePrincipal with the names specified there.</para>
/// <para>If the app requests no permissions, a warning says that nothing was granted.</para>
/// <para>The command asks for confirmation before it grants an application permission that amounts to control of the tenant. In a script, use
/// -Confirm:$false. Such a permission has the risk Critical; others that are Critical put the data of a service at stake, and are granted without that question.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider' | Grant-AppAdminConsent</code>
/// <para>Grants the requested permissions that haven't been granted yet.</para>
/// </example>
/// <example>
/// <code>Grant-AppAdminConsent 'Fabrikam Security Connector' -Application User.Read.All, Group.Read.All</code>
/// <para>Grants two application permissions of Microsoft Graph to a vendor's app.</para>
/// </example>
[Cmdlet(VerbsSecurity.Grant, "AppAdminConsent", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.Read.All", "DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["Application.Read.All", "DelegatedPermissionGrant.ReadWrite.All"],
    Roles = ["Cloud Application Administrator or Privileged Role Administrator"]
)]
[GraphPermission(
    When = "for application permissions",
    Application = ["AppRoleAssignment.ReadWrite.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All"]
)]
[GraphPermission(When = "for application permissions of Microsoft Graph", Roles = ["Privileged Role Administrator"])]
public sealed class GrantAppAdminConsentCommand : PermissionNameCmdlet
{
    private readonly ControlQuestion _control = new();

    /// <summary>Waits until the directory shows the granted permissions, so that other programs see them too. The limit is the connection's
    /// -ReplicationTimeout.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>The permissions that were named; null if none was.</summary>
    private IReadOnlyList<AppRequestedPermission>? Named { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        if (Names.Count > 0)
        {
            Named = await NamedPermissions.ResolveAsync(Work(), NamedApi, Application, Delegated, WriteInputError, cancellationToken);
        }
    }

    private protected override IEnumerable<GraphRequest> ReadsAhead => [ConsentService.ReadMicrosoftGraph()];

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.Id is null && !app.IsPlanned && app.Known.Permissions.Count == 0 && Named is null)
        {
            throw ConsentErrors.PermissionsNotKnown(app);
        }

        var consent = new ConsentService(Work());
        var state = await consent.ReadAsync(app, Named ?? OfApi(app), cancellationToken);
        var change = consent.Granting(state);
        if (state.Meant.Count == 0)
        {
            change = change with
            {
                NoChangeReason = null,
                Warnings =
                [
                    $"'{app.DisplayName}' requests no permissions{(Api is null ? "" : $" of {Api}")}; nothing was granted. Add-AppGraphPermission or Add-AppApiPermission adds them.",
                ],
            };
        }

        await CarryOutAsync(
            app.DisplayName,
            change,
            cancellationToken,
            isMeant: () => _control.IsAnswered(this, app, state.Missing),
            handOn: async granted => WriteObject(await SeenAsync(consent, granted, cancellationToken))
        );
    }

    private async Task<AppRegistration> SeenAsync(ConsentService consent, AppRegistration granted, CancellationToken cancellationToken)
    {
        try
        {
            if (Wait && !granted.IsPlanned)
            {
                await consent.UntilVisibleAsync(granted, cancellationToken);
            }
        }
        catch (AppException late)
        {
            // It is granted all the same: the next step gets it.
            WriteInputError(late);
        }

        return granted;
    }

    private IReadOnlyList<AppRequestedPermission>? OfApi(AppRegistration app) =>
        NamedApi is { } api ? [.. app.Known.Permissions.Where(permission => permission.ResourceAppId == api)] : null;
}
