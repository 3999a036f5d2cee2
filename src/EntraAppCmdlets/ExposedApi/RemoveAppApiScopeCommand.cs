using System.Management.Automation;
using EntraAppCmdlets.ExposedApi;
using EntraAppCmdlets.Registrations;

namespace EntraAppCmdlets;

/// <summary>Removes delegated permissions (scopes) that an app exposes. Clients that were authorized for them lose that first.</summary>
/// <example>
/// <code>Remove-AppApiScope Api.Access -App Invictus</code>
/// <para>Disables the scope and removes it, after a question.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AppApiScope", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(Application = ["Application.ReadWrite.OwnedBy"], Delegated = ["Application.ReadWrite.All"], Roles = ["Cloud Application Administrator"])]
public sealed class RemoveAppApiScopeCommand : AppChangeCmdlet
{
    /// <summary>The names of the scopes.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(AppScopeCompleter))]
    [Alias("Name", "Value")]
    [ValidateNotNullOrEmpty]
    public string[] Scope { get; set; } = [];

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new ScopeService(Work()).PlanRemoveAsync(app, Scope, cancellationToken);
}
