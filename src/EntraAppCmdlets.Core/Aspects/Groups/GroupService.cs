using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Groups;

/// <summary>The groups that the service principal of an app is a member of.</summary>
internal sealed class GroupService(CommandContext work)
{
    private const string Written = "memberOf";
    private const string Group = "#microsoft.graph.group";

    private static readonly string[] Properties =
    [
        "id",
        "displayName",
        "groupTypes",
        "isAssignableToRole",
        "mailEnabled",
        "onPremisesSyncEnabled",
    ];

    private GraphClient Graph => work.Graph;

    /// <summary>The groups that the app is a member of itself, not by another group.</summary>
    /// <exception cref="AppException">ServicePrincipalMissing.</exception>
    public async Task<IReadOnlyList<AppGroupMembership>> GetAsync(AppRegistration app, CancellationToken cancellationToken) =>
        (await ReadAsync(app, cancellationToken).ConfigureAwait(false)).Groups;

    /// <summary>Finds out whether an app can be a member of groups, all of them in one round trip.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="errors">Takes GroupUnsuitable for each one that can't be taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task CheckAsync(IReadOnlyList<Principal> groups, ICollection<AppException> errors, CancellationToken cancellationToken)
    {
        var answers = await Graph
            .BatchAsync(
                [
                    .. groups.Select(group =>
                        GraphRequest.Get(Query($"groups/{group.Id}").Select(Properties)).Describe($"read the group {group}")
                    ),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var answer in answers)
        {
            var group = answer.OrThrow().Read(ResourceJson.Default.GroupResource);
            if (Unsuitable(group) is { } error)
            {
                errors.Add(error);
            }
        }
    }

    /// <summary>Reads the memberships and says which ones would be added.</summary>
    public async Task<AppChange> PlanAddAsync(AppRegistration app, IReadOnlyList<Principal> groups, CancellationToken cancellationToken) =>
        Adding(await ReadAsync(app, cancellationToken).ConfigureAwait(false), groups) with
        {
            NoChangeReason = $"'{app.DisplayName}' is a member of {string.Join(", ", groups)} already",
        };

    /// <summary>Says which memberships would be added to those that are there.</summary>
    public AppChange Adding(GroupState state, IReadOnlyList<Principal> groups)
    {
        var missing = state.Lacking(groups);
        return new AppChange(state.App, state.App, cancel => PlanAddAsync(state.App, groups, cancel))
        {
            PlannedAt = null,
            What = $"add '{state.App.DisplayName}' to groups",
            Words = missing.Count == 0 ? [] : [$"add the app as a member of {string.Join(", ", missing.Select(group => $"'{group}'"))}"],
            Warnings =
                missing.Count == 0
                    ? []
                    :
                    [
                        $"What {string.Join(", ", missing.Select(group => $"'{group}'"))} may do, whoever has a credential of '{state.App.DisplayName}' may do.",
                    ],
            MayBeRepeated = MayBeRepeated,
            Send = async cancel =>
            {
                await WriteAsync(
                        state.App,
                        [.. missing.Select(group => (Entry(state.App, group), Add(state.App, group)))],
                        adds: true,
                        cancel
                    )
                    .ConfigureAwait(false);
                return state.App;
            },
        };
    }

    /// <summary>Reads the memberships and says which ones would be removed.</summary>
    public async Task<AppChange> PlanRemoveAsync(AppRegistration app, IReadOnlyList<Principal> groups, CancellationToken cancellationToken)
    {
        return Removing(await ReadAsync(app, cancellationToken).ConfigureAwait(false), groups);
    }

    /// <summary>Which memberships would be removed, by what has been read.</summary>
    public AppChange Removing(GroupState state, IReadOnlyList<Principal> groups)
    {
        var app = state.App;
        var removed = state.Groups.Where(membership => groups.Any(group => group.Id == membership.GroupId)).ToList();
        return new AppChange(state.App, state.App, cancel => PlanRemoveAsync(state.App, groups, cancel))
        {
            PlannedAt = null,
            What = $"remove '{app.DisplayName}' from groups",
            Words =
                removed.Count == 0
                    ? []
                    :
                    [
                        $"remove the app from {string.Join(", ", removed.Select(group => $"'{group}'"))}{AppChange.Staying(state.Groups.Count - removed.Count)}",
                    ],
            Absence = new Absence(
                [],
                [
                    .. groups
                        .Where(group => state.Groups.All(membership => membership.GroupId != group.Id))
                        .Select(group => $"'{app.DisplayName}' is not a member of '{group}'; there is nothing to remove."),
                ]
            ),
            MayBeRepeated = MayBeRepeated,
            Send = async cancel =>
            {
                await WriteAsync(state.App, [.. removed.Select(group => (group, Remove(state.App, group)))], adds: false, cancel)
                    .ConfigureAwait(false);
                return state.App;
            },
        };
    }

    /// <summary>The groups that an app is a member of.</summary>
    public async Task<GroupState> ReadAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.IsPlanned)
        {
            return new GroupState(app, []);
        }

        app = await new AppReader(work).WithServicePrincipalAsync(app, cancellationToken).ConfigureAwait(false);
        if (app.ServicePrincipalId is not { } principalId)
        {
            throw RegistrationErrors.ServicePrincipalMissing(app);
        }

        var what = $"read the groups of '{app.DisplayName}'";
        var answers = await work.ReadAsync(
                app,
                [GraphRequest.Get(Query($"servicePrincipals/{principalId}/memberOf").Select(Properties).Top(999)).Describe(what)],
                cancellationToken,
                what
            )
            .ConfigureAwait(false);
        // Directory roles and administrative units are among them.
        var read = (
            await Graph.AllAsync(answers[0], ResourceJson.Default.GraphPageGroupResource, cancellationToken).ConfigureAwait(false)
        ).Where(item => item.Type == Group);
        return new GroupState(
            app,
            work.Recent.Apply(app.AppId, Written, read.Select(group => Entry(app, group)), membership => membership.GroupId)
        );
    }

    private async Task WriteAsync(
        AppRegistration app,
        IReadOnlyList<(AppGroupMembership Membership, GraphRequest Request)> writes,
        bool adds,
        CancellationToken cancellationToken
    )
    {
        var answers = await Graph.BatchAsync([.. writes.Select(write => write.Request)], cancellationToken).ConfigureAwait(false);
        var failed = new FailedWrites(MayBeRepeated);
        foreach (var ((membership, _), answer) in writes.Zip(answers))
        {
            if (answer.IsSuccess || (adds ? IsThereAlready(answer) : IsGone(answer, app)))
            {
                work.Recent.Record<AppGroupMembership, Guid>(
                    app.AppId,
                    Written,
                    item => item.GroupId,
                    adds ? [membership] : [],
                    adds ? [] : [membership.GroupId]
                );
                continue;
            }

            failed.Add(answer.ToException());
        }

        failed.ThrowIfAny();
    }

    private static bool IsThereAlready(GraphResponse answer) =>
        answer.Status == 400 && answer.ToException().Says("added object references already exist");

    // Of what this connection has just added, "not found" may mean "not yet".
    private bool IsGone(GraphResponse answer, AppRegistration app) =>
        answer.Status is 400 or 404
        && (answer.Status == 404 ? !work.Recent.Touched(app.AppId) : answer.ToException().Says("removed object references do not exist"));

    private static bool MayBeRepeated(GraphException error) => ReplicationErrors.ApplicationWrite(error) || error.OutcomeUnknown;

    /// <summary>A rule of the directory, or of care, that keeps an app out of a group; null if none does.</summary>
    private static AppException? Unsuitable(GroupResource group) =>
        IsOfType(group, "DynamicMembership")
            ? GroupErrors.GroupUnsuitable(
                group,
                "its members are determined by a rule (dynamic membership)",
                "Change the rule so that it includes the app, or use a group with assigned membership."
            )
        : group.IsAssignableToRole == true
            ? GroupErrors.GroupUnsuitable(
                group,
                "it can be assigned directory roles, which the app would get without being named",
                "Assign the roles to the app itself with Add-AppDirectoryRole, where they are seen."
            )
        : IsOfType(group, "Unified")
            ? GroupErrors.GroupUnsuitable(group, "it is a Microsoft 365 group, which takes users only", "Use a security group.")
        : group.MailEnabled == true
            ? GroupErrors.GroupUnsuitable(
                group,
                "it is mail-enabled, and Microsoft Graph can't change its members",
                "Use a security group that isn't mail-enabled."
            )
        : group.OnPremisesSyncEnabled == true
            ? GroupErrors.GroupUnsuitable(
                group,
                "it is synchronized from an on-premises directory, which alone can change its members",
                "Use a group of the cloud."
            )
        : null;

    private static bool IsOfType(GroupResource group, string type) =>
        group.GroupTypes?.Contains(type, StringComparer.OrdinalIgnoreCase) == true;

    private static AppGroupMembership Entry(AppRegistration app, Principal group) =>
        new()
        {
            AppDisplayName = app.DisplayName,
            AppId = app.AppId,
            TenantId = app.TenantId,
            GroupId = group.Id,
            GroupDisplayName = group.DisplayName,
        };

    private static AppGroupMembership Entry(AppRegistration app, GroupResource group) =>
        new()
        {
            AppDisplayName = app.DisplayName,
            AppId = app.AppId,
            TenantId = app.TenantId,
            GroupId = group.Id ?? Guid.Empty,
            GroupDisplayName = group.DisplayName,
            IsAssignableToRole = group.IsAssignableToRole,
        };

    private GraphRequest Add(AppRegistration app, Principal group) =>
        GraphRequest
            .Post(
                $"groups/{group.Id}/members/$ref",
                new DirectoryReference
                {
                    Id = $"{Graph.Endpoint.GetLeftPart(UriPartial.Authority)}/v1.0/directoryObjects/{app.ServicePrincipalId}",
                },
                ResourceJson.Default.DirectoryReference,
                PriorState.Nothing
            )
            .Idempotent()
            .Describe($"add '{app.DisplayName}' to the group {group}");

    private static GraphRequest Remove(AppRegistration app, AppGroupMembership group) =>
        GraphRequest
            .Delete(
                $"groups/{group.GroupId}/members/{app.ServicePrincipalId}/$ref",
                PriorState.Of(
                    new DirectoryObjectResource
                    {
                        Id = app.ServicePrincipalId,
                        AppId = app.AppId,
                        DisplayName = app.DisplayName,
                    },
                    ResourceJson.Default.DirectoryObjectResource
                )
            )
            .Idempotent()
            .Describe($"remove '{app.DisplayName}' from the group {group}");
}

/// <summary>An app and the groups that it is a member of.</summary>
internal sealed record GroupState(AppRegistration App, IReadOnlyList<AppGroupMembership> Groups)
{
    /// <summary>Those that it is not a member of.</summary>
    public IReadOnlyList<Principal> Lacking(IEnumerable<Principal> groups) =>
        [.. groups.Where(group => Groups.All(membership => membership.GroupId != group.Id))];
}
