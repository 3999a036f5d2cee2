using System.Management.Automation;
using EntraAppCmdlets.Aspects.Owners;

namespace EntraAppCmdlets;

/// <summary>Removes users or service principals from the owners of an app.</summary>
/// <remarks>
/// <para>The other owners stay. If somebody doesn't own the app, a warning says so. A name that the directory doesn't have is an error, and nobody
/// is removed.</para>
/// </remarks>
/// <example>
/// <code>Remove-AppOwner Invictus -Owner alex.weber@contoso.com</code>
/// <para>Removes a user from the owners of the app registration and of the enterprise application.</para>
/// </example>
/// <example>
/// <code>Get-AppOwner Invictus | Where-Object Kind -eq ServicePrincipal | Remove-AppOwner</code>
/// <para>Removes every owner that is a service principal.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AppOwner", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
[GraphPermission(When = "where a user is named", Application = ["User.ReadBasic.All"], Delegated = ["User.ReadBasic.All"])]
public sealed class RemoveAppOwnerCommand : OwnerCmdlet, IRemoval
{
    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Done => "removed from the owners of";

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (await FindOwnersAsync(app, cancellationToken) is { } unwanted)
        {
            await CarryOutAsync(
                app.DisplayName,
                await new OwnerService(Work()).PlanRemoveAsync(app, unwanted, Target, cancellationToken),
                cancellationToken
            );
        }
    }

    private protected override async Task<IReadOnlyList<string>> ExpectedNamesAsync(
        AppRegistration app,
        CancellationToken cancellationToken
    ) =>
        [
            .. from owner in await new OwnerService(Work()).GetAsync(app, Target, cancellationToken)
            from name in new[] { owner.UserPrincipalName, owner.DisplayName }
            where name is not null
            select name,
        ];
}
