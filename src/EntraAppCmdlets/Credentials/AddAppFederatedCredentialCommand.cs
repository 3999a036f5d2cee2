using System.Management.Automation;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Adds a federated credential: the app signs in with a token of another service, such as a GitHub workflow or a Kubernetes cluster, and needs no secret.</summary>
/// <remarks>
/// <para>For GitHub, Kubernetes and managed identities, the issuer and the subject are made of what you know: a repository with a branch, an environment, a tag
/// or pull requests; a cluster's issuer with a namespace and a service account; the object ID of a managed identity of this tenant. Names that no token can have
/// are refused.</para>
/// <para>An app has at most 20. Issuer and subject together are unique in an app and are compared character by character with the token.</para>
/// <para>A second run finds the credential by its name and changes the audience and the description if others are given; the same name for another issuer or subject
/// is refused.</para>
/// </remarks>
/// <example>
/// <code>$app | Add-AppFederatedCredential -Name main -Repository contoso/deploy -Branch main</code>
/// <para>Lets workflows on the main branch of a GitHub repository sign in as the app.</para>
/// </example>
/// <example>
/// <code>$app | Add-AppFederatedCredential -Name cluster -Issuer https://oidc.cluster.example.com -Namespace argocd -ServiceAccount argocd-server</code>
/// <para>Lets a service account of a Kubernetes cluster sign in as the app.</para>
/// </example>
/// <example>
/// <code>$app | Add-AppFederatedCredential -Name other -Issuer https://issuer.example.com -Subject deployment</code>
/// <para>Lets tokens of any other issuer sign in as the app.</para>
/// </example>
/// <seealso cref="GetAppCredentialCommand"/>
/// <seealso cref="RemoveAppCredentialCommand"/>
/// <seealso cref="TestAppSignInCommand"/>
[Cmdlet(
    VerbsCommon.Add,
    "AppFederatedCredential",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = SubjectSet
)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class AddAppFederatedCredentialCommand : AppChangeCmdlet
{
    private const string SubjectSet = "Subject";
    private const string BranchSet = "GitHubBranch";
    private const string EnvironmentSet = "GitHubEnvironment";
    private const string TagSet = "GitHubTag";
    private const string PullRequestSet = "GitHubPullRequest";
    private const string KubernetesSet = "Kubernetes";
    private const string ManagedIdentitySet = "ManagedIdentity";

    private string _subject = "";

    /// <summary>The name: 1 to 120 letters, digits, '-' and '_'. It can't be changed later.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Who issues the tokens: the https address in their claim iss; for Kubernetes the OIDC issuer URL of the cluster.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SubjectSet)]
    [Parameter(Mandatory = true, ParameterSetName = KubernetesSet)]
    [ArgumentCompleter(typeof(FederatedIssuerCompleter))]
    [ValidateNotNullOrEmpty]
    public string Issuer { get; set; } = "";

    /// <summary>Whose tokens are taken: their claim sub.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SubjectSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string Subject { get; set; } = "";

    /// <summary>The GitHub repository whose workflows may sign in: its owner and its name, such as contoso/deploy.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BranchSet)]
    [Parameter(Mandatory = true, ParameterSetName = EnvironmentSet)]
    [Parameter(Mandatory = true, ParameterSetName = TagSet)]
    [Parameter(Mandatory = true, ParameterSetName = PullRequestSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string Repository { get; set; } = "";

    /// <summary>The branch that the workflows run on.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BranchSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Branch { get; set; }

    /// <summary>The environment that the jobs name. Their tokens are about it, whatever the branch.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EnvironmentSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Environment { get; set; }

    /// <summary>The tag that the workflows run on.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TagSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Tag { get; set; }

    /// <summary>Takes workflows that run for pull requests.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PullRequestSet)]
    public SwitchParameter PullRequest { get; set; }

    /// <summary>The namespace of the service account.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KubernetesSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string Namespace { get; set; } = "";

    /// <summary>The Kubernetes service account that may sign in.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KubernetesSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string ServiceAccount { get; set; } = "";

    /// <summary>The object (principal) ID of a managed identity of this tenant that may sign in.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ManagedIdentitySet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public Guid ManagedIdentity { get; set; }

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
        _subject = ParameterSetName switch
        {
            SubjectSet => Subject,
            KubernetesSet => FederatedSubject.OfServiceAccount(Namespace, ServiceAccount),
            ManagedIdentitySet => FederatedSubject.OfManagedIdentity(ManagedIdentity.ToString()),
            _ => FederatedSubject.OfRepository(Repository, new GitHubTrigger(Branch, Environment, Tag, PullRequest)),
        };
        if (ParameterSetName != ManagedIdentitySet)
        {
            _ = Request(IssuerOf());
        }

        return base.BeginAsync(cancellationToken);
    }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new FederatedCredentialService(Work()).PlanAddAsync(
            app,
            Request(ParameterSetName == ManagedIdentitySet ? FederatedSubject.IssuerOfManagedIdentities(Connection) : IssuerOf()),
            cancellationToken
        );

    private string IssuerOf() => ParameterSetName is SubjectSet or KubernetesSet ? Issuer : FederatedSubject.GitHubIssuer;

    private FederatedCredentialRequest Request(string issuer) =>
        FederatedCredentialService.Check(new FederatedCredentialRequest(Name, issuer, _subject, Audience, Description));
}
