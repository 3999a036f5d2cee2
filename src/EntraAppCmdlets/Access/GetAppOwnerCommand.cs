using System.Management.Automation;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>Gets the owners of an app: of its application and of its service principal.</summary>
/// <remarks><para>An owner of both is written once; the property Target says which of the two it owns.</para></remarks>
/// <example>
/// <code>Get-AppOwner Invictus</code>
/// <para>Lists the owners of an app.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppOwner")]
[OutputType(typeof(AppOwner))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
[GraphPermission(When = "for the names of users", Application = ["User.ReadBasic.All"], Delegated = ["User.ReadBasic.All"])]
public sealed class GetAppOwnerCommand : AppReadCmdlet
{
    /// <summary>Which of the app's objects is meant: Application, ServicePrincipal or Both. Default: both, as far as they are in this
    /// tenant.</summary>
    [Parameter]
    public AppOwnerTarget Target { get; set; } = AppOwnerTarget.Both;

    private protected override bool NeedsApplication => false;

    private protected override async Task<IEnumerable<object>> ReadAsync(
        CommandContext work,
        AppRegistration app,
        CancellationToken cancellationToken
    ) => await new OwnerService(work).GetAsync(app, Target, cancellationToken);
}
