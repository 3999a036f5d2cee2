using System.Management.Automation;
using EntraAppCmdlets.Aspects.Owners;

namespace EntraAppCmdlets;

/// <summary>Makes users or service principals owners of an app: of its application and of its service principal.</summary>
/// <remarks>
/// <para>Existing owners stay. The application and the service principal (the enterprise application) keep lists of owners of their own; both get
/// the new owners unless -Target chooses one. Groups can't own an app.</para>
/// <para>If a name is wrong, there is an error for it and nobody is added to that app.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Add-AppOwner -Owner alex.weber@contoso.com</code>
/// <para>Makes a user an owner of the app registration and of the enterprise application.</para>
/// </example>
/// <example>
/// <code>Add-AppOwner Invictus -Owner 'Alex Weber', 'Deployment pipeline' -Target ServicePrincipal</code>
/// <para>Makes a user and a service principal, found by their names, owners of the enterprise application alone.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppOwner", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy", "Directory.Read.All"],
    Delegated = ["Application.ReadWrite.All", "Directory.Read.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class AddAppOwnerCommand : OwnerCmdlet
{
    private protected override string Done => "added to the owners of";

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (await FindOwnersAsync(app, cancellationToken) is { } wanted)
        {
            await CarryOutAsync(
                app.DisplayName,
                await new OwnerService(Work()).PlanAddAsync(app, wanted, Target, cancellationToken),
                cancellationToken
            );
        }
    }
}
