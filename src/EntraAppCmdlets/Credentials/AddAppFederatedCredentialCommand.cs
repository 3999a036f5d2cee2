using System.Management.Automation;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Adds a federated credential: the app signs in with a token of another service, such as a GitHub workflow or a Kubernetes cluster, and needs no secret.</summary>
/// <remarks>
/// <para>An app has at most 20. Issuer and subject together are unique in an app and are compared character by character with the token.</para>
/// <para>A second run finds the credential by its name and changes the audience and the description if others are given; the same name for another issuer or subject
/// is refused.</para>
/// </remarks>
/// <example>
/// <code>$app | Add-AppFederatedCredential -Name main -Issuer https://token.actions.githubusercontent.com -Subject repo:contoso/deploy:ref:refs/heads/main</code>
/// <para>Lets workflows on the main branch of a GitHub repository sign in as the app.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppFederatedCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class AddAppFederatedCredentialCommand : AppChangeCmdlet
{
    private FederatedCredentialRequest? _request;

    /// <summary>The name: 1 to 120 letters, digits, '-' and '_'. It can't be changed later.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Who issues the tokens: the https address in their claim iss.</summary>
    [Parameter(Mandatory = true)]
    [ArgumentCompleter(typeof(FederatedIssuerCompleter))]
    [ValidateNotNullOrEmpty]
    public string Issuer { get; set; } = "";

    /// <summary>Whose tokens are taken: their claim sub.</summary>
    [Parameter(Mandatory = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string Subject { get; set; } = "";

    /// <summary>For whom the tokens must be meant: their claim aud. Default: api://AzureADTokenExchange, or the audience of the credential that exists.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FederatedAudienceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Audience { get; set; }

    /// <summary>What it is for.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateLength(1, 600)]
    public string? Description { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        _request = FederatedCredentialService.Check(new FederatedCredentialRequest(Name, Issuer, Subject, Audience, Description));
        return base.BeginAsync(cancellationToken);
    }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new FederatedCredentialService(Work()).PlanAddAsync(app, _request!, cancellationToken);
}
