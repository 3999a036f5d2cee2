using System.Management.Automation;
using EntraAppCmdlets.Aspects.Principals;

namespace EntraAppCmdlets;

/// <summary>What adding an app to groups and removing it from them have in common.</summary>
public abstract class GroupMembershipCmdlet : PrincipalCmdlet
{
    private static readonly PrincipalKind[] Suitable = [PrincipalKind.Group];

    /// <summary>The groups: display names, object ids, or objects that hold one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GroupCompleter))]
    [Alias("GroupId")]
    [ValidateNotNullOrEmpty]
    public AppPrincipalReference[] Group { get; set; } = [];

    private protected sealed override string NothingDone(AppRegistration app) => $"'{app.DisplayName}' was {Done} no group.";

    private protected Task<IReadOnlyList<Principal>?> FindGroupsAsync(AppRegistration app, CancellationToken cancellationToken) =>
        FindAsync(app, Group, Suitable, "have an app as a member", cancellationToken);
}
