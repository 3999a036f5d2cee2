using System.Management.Automation;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Removes optional claims from the tokens for an app.</summary>
/// <remarks>
/// <para>If the app doesn't have one of them, a warning says so. A name that reads like another is likely misspelt: that is an error, and nothing is removed.</para>
/// <para>To remove groups from tokens, use Set-AppGroupClaim None.</para>
/// </remarks>
/// <example>
/// <code>Remove-AppOptionalClaim email -App Dashboard -Token IdToken</code>
/// <para>Removes a claim from ID tokens, after a question.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AppOptionalClaim", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class RemoveAppOptionalClaimCommand : AppChangeCmdlet, IRemoval
{
    /// <summary>The names of the claims.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(AppOptionalClaimCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The tokens to remove them from. Default: all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public AppTokenType[] Token { get; set; } = [];

    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new ClaimService(Work()).PlanRemoveAsync(app, Name, Token, cancellationToken);
}
