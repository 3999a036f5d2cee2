using System.Management.Automation;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Authorizes client applications for scopes of an app, so that nobody is asked for consent when they sign in for them.</summary>
/// <remarks><para>Clients and scopes that are authorized already stay.</para></remarks>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Add-AppAuthorizedClient -Client 04b07795-8ddb-461a-bbee-02f9e1bf7b46 -Scope Api.Access</code>
/// <para>Authorizes the Azure command-line tools for one scope.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppAuthorizedClient", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class AddAppAuthorizedClientCommand : AuthorizedClientCmdlet
{
    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new AuthorizedClientService(Work()).PlanAddAsync(app, ClientIdsFor(app), Scope, cancellationToken);
}
