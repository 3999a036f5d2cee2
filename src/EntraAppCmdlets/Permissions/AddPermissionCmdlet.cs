using EntraAppCmdlets.Aspects.Permissions;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that add to the permissions that an app requests.</summary>
public abstract class AddPermissionCmdlet : AppWriteCmdlet
{
    private protected async Task AddAsync(
        AppRegistration app,
        IReadOnlyList<AppRequestedPermission> wanted,
        CancellationToken cancellationToken
    ) =>
        await CarryOutAsync(
            app.DisplayName,
            await new PermissionService(Work()).PlanAddAsync(app, wanted, cancellationToken),
            cancellationToken
        );
}
