using System.Management.Automation;
using EntraAppCmdlets.ExposedApi;
using EntraAppCmdlets.Registrations;

namespace EntraAppCmdlets;

/// <summary>Takes from client applications the authorization for scopes of an app: whoever signs in with them for it is asked for consent again.</summary>
/// <example>
/// <code>Remove-AppAuthorizedClient 04b07795-8ddb-461a-bbee-02f9e1bf7b46 -App Invictus</code>
/// <para>Takes every authorization from a client, after a question.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AppAuthorizedClient", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(Application = ["Application.ReadWrite.OwnedBy"], Delegated = ["Application.ReadWrite.All"], Roles = ["Cloud Application Administrator"])]
public sealed class RemoveAppAuthorizedClientCommand : AuthorizedClientCmdlet
{
    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new AuthorizedClientService(Work()).PlanRemoveAsync(app, ClientIds, Scope, cancellationToken);
}
