using System.Management.Automation;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Removes delegated permissions (scopes) that an app exposes. Clients that were authorized for them lose that first.</summary>
/// <remarks>
/// <para>If the app doesn't have one of them, a warning says so. A name that reads like another is likely misspelt: that is an error, and nothing is
/// removed.</para>
/// </remarks>
/// <example>
/// <code>Remove-AppApiScope Api.Access -App Invictus</code>
/// <para>Disables the scope and removes it, after a question.</para>
/// </example>
/// <seealso cref="SetAppIdentifierUriCommand"/>
/// <seealso cref="AddAppAuthorizedClientCommand"/>
[Cmdlet(VerbsCommon.Remove, "AppApiScope", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class RemoveAppApiScopeCommand : AppChangeCmdlet, IRemoval
{
    /// <summary>The names of the scopes.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(AppScopeCompleter))]
    [Alias("Name", "Value")]
    [ValidateNotNullOrEmpty]
    public string[] Scope { get; set; } = [];

    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new ScopeService(Work()).PlanRemoveAsync(app, Scope, cancellationToken);
}
