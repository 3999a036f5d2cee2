using System.Management.Automation;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Takes from client applications the authorization for scopes of an app: whoever signs in with them for it is asked for consent again.</summary>
/// <remarks>
/// <para>If the app doesn't have one of them, a warning says so. A name that reads like another is likely misspelt: that is an error, and nothing is
/// removed.</para>
/// </remarks>
/// <example>
/// <code>Remove-AppAuthorizedClient 04b07795-8ddb-461a-bbee-02f9e1bf7b46 -App Invictus</code>
/// <para>Takes every authorization from a client, after a question.</para>
/// </example>
/// <seealso cref="AddAppApiScopeCommand"/>
/// <seealso cref="RemoveAppApiScopeCommand"/>
[Cmdlet(VerbsCommon.Remove, "AppAuthorizedClient", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class RemoveAppAuthorizedClientCommand : AuthorizedClientCmdlet, IRemoval
{
    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new AuthorizedClientService(Work()).PlanRemoveAsync(app, ClientIdsFor(app), Scope, cancellationToken);
}
