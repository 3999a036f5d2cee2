using System.Management.Automation;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets;

/// <summary>What adding and removing owners have in common.</summary>
public abstract class OwnerCmdlet : PrincipalCmdlet
{
    private static readonly PrincipalKind[] Suitable = [PrincipalKind.User, PrincipalKind.ServicePrincipal];

    /// <summary>Users or service principals: object id, sign-in name, display name, application (client) ID, or an object that holds one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserCompleter))]
    [Alias("OwnerId", "PrincipalId", "ObjectId", "UserPrincipalName")]
    [ValidateNotNullOrEmpty]
    public AppPrincipalReference[] Owner { get; set; } = [];

    /// <summary>Which of the app's objects is meant: Application, ServicePrincipal or Both. Default: both, as far as they are in this tenant.</summary>
    [Parameter]
    public AppOwnerTarget Target { get; set; } = AppOwnerTarget.Both;

    private protected override IEnumerable<GraphRequest> ReadsAhead => Owner.SelectMany(owner => PrincipalService.Reads(owner.Query));

    private protected Task<IReadOnlyList<Principal>?> FindOwnersAsync(AppRegistration app, CancellationToken cancellationToken) =>
        FindAsync(app, Owner, Suitable, "own an app", cancellationToken);
}
