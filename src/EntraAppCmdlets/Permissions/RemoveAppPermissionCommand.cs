using System.Management.Automation;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets;

/// <summary>Removes permissions from those that an app requests. All others stay.</summary>
/// <remarks>
/// <para>What an app requests is what an administrator will be asked for; what was granted stays granted. -RevokeConsent takes that back first,
/// for the whole tenant; what single users have consented to is left alone.</para>
/// <para>A permission that its API has disabled is removed by its name or id like any other. If the app doesn't request a permission, a warning
/// says so. A name that no API has is an error that lists the closest matches, and nothing is removed.</para>
/// </remarks>
/// <example>
/// <code>Remove-AppPermission 'authentik Entra Provider' -Application Group.ReadWrite.All -RevokeConsent</code>
/// <para>Takes an application permission back and no longer requests it, after a question.</para>
/// </example>
/// <example>
/// <code>Get-AppPermission Invictus | Where-Object Risk -eq Critical | Remove-AppPermission</code>
/// <para>Takes out what a security review would rate as critical.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AppPermission", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
[GraphPermission(
    With = ["RevokeConsent"],
    Application = ["DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["DelegatedPermissionGrant.ReadWrite.All"]
)]
[GraphPermission(
    With = ["RevokeConsent"],
    When = "with -RevokeConsent for application permissions",
    Application = ["AppRoleAssignment.ReadWrite.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All"]
)]
public sealed class RemoveAppPermissionCommand : AppWriteCmdlet, IRemoval
{
    private Guid? _api;

    /// <summary>Names or ids of application permissions.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OwnApplicationPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Application { get; set; } = [];

    /// <summary>Names or ids of delegated permissions.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OwnDelegatedPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Delegated { get; set; } = [];

    /// <summary>The API, needed only where the app requests a name of several: its name, a short name such as SharePoint, its application id or
    /// URI.</summary>
    [Parameter]
    [Alias("Resource")]
    [ArgumentCompleter(typeof(ApiCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Api { get; set; }

    /// <summary>Takes back, too, what was granted of them for the whole tenant.</summary>
    [Parameter]
    public SwitchParameter RevokeConsent { get; set; }

    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (Api is not null)
        {
            _api = await ApiFinder.FindAsync(Work(), Api, cancellationToken);
        }
    }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppRequestedPermission> piped = App.Permission is { } one ? [one] : [];
        IReadOnlyList<(string, AppPermissionType)> names =
        [
            .. Application.Select(name => (name, AppPermissionType.Application)),
            .. Delegated.Select(name => (name, AppPermissionType.Delegated)),
        ];
        if (piped.Count + names.Count == 0)
        {
            throw PermissionErrors.PermissionMissing();
        }

        var work = Work();
        var (requested, change) = await new PermissionService(work).PlanRemoveAsync(app, names, piped, _api, cancellationToken);
        var removed = app.IsPlanned || change.Absence.Errors.Count > 0 ? [] : requested;
        if (RevokeConsent && removed.Count > 0)
        {
            // Revoked first: whoever is cut off between the two finds the permission still requested, and goes on from there.
            var revocation = await new RevocationService(work).PlanAsync(app, removed, null, ofUsers: false, cancellationToken);
            change = change with
            {
                Words = [.. revocation.Words, .. change.Words],
                Before = revocation.Words.Count == 0 ? null : cancel => revocation.ApplyAsync(work, cancel),
            };
        }
        else if (await StillGrantedAsync(app, [.. removed.Where(WasGranted)], cancellationToken) is { Count: > 0 } stays)
        {
            change = change with
            {
                Warnings =
                [
                    $"{string.Join(", ", stays)} of '{app.DisplayName}' {(stays.Count > 1 ? "stay" : "stays")} granted; -RevokeConsent takes that back too.",
                ],
            };
        }

        await CarryOutAsync(app.DisplayName, change, cancellationToken);

        // As far as an earlier step has learned it.
        bool WasGranted(AppRequestedPermission permission) =>
            app.Known.Permissions.Concat(piped).Any(known => known.Key == permission.Key && known.Consented == true);
    }

    /// <summary>Those of the permissions that are granted for the whole tenant now: an object that is passed along may be older than a revocation.</summary>
    private async Task<IReadOnlyList<AppRequestedPermission>> StillGrantedAsync(
        AppRegistration app,
        IReadOnlyList<AppRequestedPermission> granted,
        CancellationToken cancellationToken
    )
    {
        if (granted.Count == 0)
        {
            return [];
        }

        try
        {
            return await new RevocationService(Work()).StillGrantedAsync(app, granted, cancellationToken);
        }
        catch (GraphException refused) when (refused.Status == 403)
        {
            Log.Verbose($"Whether {string.Join(", ", granted)} of '{app.DisplayName}' stays granted isn't known: {refused.Message}");
            return [];
        }
    }
}
