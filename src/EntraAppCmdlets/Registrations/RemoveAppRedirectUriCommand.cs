using System.Management.Automation;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Removes redirect URIs of an app, whatever platform they are on. All others stay.</summary>
/// <remarks>
/// <para>If the app doesn't have a redirect URI, a warning says so. If it has one that reads like it, the name is likely misspelt: that is an error,
/// and nothing
/// is removed.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Remove-AppRedirectUri -RedirectUri https://old.example.com/login</code>
/// <para>Removes one redirect URI after a question.</para>
/// </example>
/// <example>
/// <code>$app | Remove-AppRedirectUri -RedirectUri http://localhost -PassThru | Add-AppRedirectUri -SpaRedirectUri http://localhost</code>
/// <para>Moves a redirect URI to the platform of single-page applications.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AppRedirectUri", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class RemoveAppRedirectUriCommand : AppChangeCmdlet, IRemoval
{
    /// <summary>The redirect URIs, as Entra keeps them: they are compared character by character.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AppRedirectUriCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RedirectUri { get; set; } = [];

    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new RedirectUriService(Work()).PlanRemoveAsync(app, RedirectUri, cancellationToken);
}
