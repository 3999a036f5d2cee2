using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Assignments;

/// <summary>The assignments of an app: users, groups and service principals with a role of the app, and whether assignment is required.</summary>
internal sealed class AssignmentService(CommandContext work)
{
    private const string Assigned = "assignedTo";
    private const string AssignedIds = "assignedTo.id";
    private const string RoleProperties = "id,appRoles,appRoleAssignmentRequired";

    private readonly AppReader _apps = new(work);

    private GraphClient Graph => work.Graph;

    /// <summary>All assignments.</summary>
    /// <exception cref="AppException">ServicePrincipalMissing.</exception>
    public async Task<IReadOnlyList<AppAssignment>> GetAsync(AppRegistration app, CancellationToken cancellationToken) =>
        (await ReadAsync(app, cancellationToken).ConfigureAwait(false)).Assignments;

    /// <summary>Reads the current state and says what would be added.</summary>
    /// <param name="app">The app.</param>
    /// <param name="wanted">Whom to assign.</param>
    /// <param name="roles">The values, names or ids of the roles, each of which everybody gets; none for default access.</param>
    /// <param name="required">Whether only assigned ones shall get a token; null to leave that as it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AppException">ServicePrincipalMissing, AppRoleNotFound, AppRoleNeeded.</exception>
    public async Task<AppChange> PlanAddAsync(
        AppRegistration app,
        IReadOnlyList<Principal> wanted,
        IReadOnlyList<string> roles,
        bool? required,
        CancellationToken cancellationToken
    ) =>
        Change(await CompareAsync(app, wanted, roles, required, cancellationToken).ConfigureAwait(false)) with
        {
            NoChangeReason =
                wanted.Count > 0
                    ? $"{string.Join(", ", wanted)} {(wanted.Count > 1 ? "are" : "is")} assigned to '{app.DisplayName}' already"
                    : $"'{app.DisplayName}' is set so already",
        };

    /// <summary>Reads the current state and compares it with what is wanted.</summary>
    /// <inheritdoc cref="PlanAddAsync"/>
    public async Task<AssignmentDifference> CompareAsync(
        AppRegistration app,
        IReadOnlyList<Principal> wanted,
        IReadOnlyList<string> roles,
        bool? required,
        CancellationToken cancellationToken
    )
    {
        var state = await ReadAsync(app, cancellationToken).ConfigureAwait(false);
        return Compare(state, [.. wanted.SelectMany(principal => For(principal, roles))], required);
    }

    /// <summary>Compares a state with what is wanted.</summary>
    /// <param name="state">The app's roles and who has them.</param>
    /// <param name="wanted">Whom to assign, each with the value, name or ID of a role; null for default access.</param>
    /// <param name="required">Whether only assigned ones shall get a token; null to leave that as it is.</param>
    /// <exception cref="AppException">AppRoleNotFound, AppRoleNeeded.</exception>
    public static AssignmentDifference Compare(
        AssignmentState state,
        IReadOnlyList<(Principal Principal, string? Role)> wanted,
        bool? required
    )
    {
        var added = new List<AppAssignment>();
        foreach (var (principal, role) in wanted)
        {
            var (roleId, name) = RoleFor(state, principal, role);
            if (!state.Assignments.Concat(added).Any(there => there.PrincipalId == principal.Id && there.RoleId == roleId))
            {
                added.Add(
                    new AppAssignment
                    {
                        AppDisplayName = state.App.DisplayName,
                        AppId = state.App.AppId,
                        PrincipalId = principal.Id,
                        PrincipalDisplayName = principal.DisplayName ?? principal.UserPrincipalName,
                        PrincipalType = principal.Kind.ToString(),
                        RoleId = roleId,
                        Role = name,
                    }
                );
            }
        }

        return new AssignmentDifference(
            state,
            added,
            [],
            required is { } given && given != (state.App.AssignmentRequired ?? false) ? given : null
        );
    }

    /// <summary>Reads the current state and says what would be removed.</summary>
    /// <param name="app">The app.</param>
    /// <param name="unwanted">Whose assignments to remove.</param>
    /// <param name="roles">The roles that they lose; none for all of theirs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AppChange> PlanRemoveAsync(
        AppRegistration app,
        IReadOnlyList<Principal> unwanted,
        IReadOnlyList<string> roles,
        CancellationToken cancellationToken
    )
    {
        var state = await ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var removed = state
            .Assignments.Where(there =>
                unwanted.Any(principal => principal.Id == there.PrincipalId)
                && (roles.Count == 0 || roles.Any(role => Has(state, there, role)))
            )
            .ToList();
        return Change(new AssignmentDifference(state, [], removed, null)) with { Absence = Missing(state, unwanted, roles, removed) };
    }

    /// <summary>Whether the role of an assignment is the one of this value, name or id.</summary>
    private static bool Has(AssignmentState state, AppAssignment there, string role) =>
        Same(role, there.Role)
        || Same(role, there.RoleId.ToString())
        || state.Roles.Any(item => item.Id == there.RoleId && Same(item.DisplayName, role));

    /// <summary>Roles that the app doesn't have, and those who don't have one of them or are not assigned.</summary>
    private static Absence Missing(
        AssignmentState state,
        IReadOnlyList<Principal> unwanted,
        IReadOnlyList<string> roles,
        List<AppAssignment> removed
    )
    {
        List<string> names =
        [
            AppAssignment.DefaultAccess,
            .. state.Assignments.SelectMany(item => new[] { item.Role, item.RoleId.ToString() }).OfType<string>(),
            .. state.Roles.SelectMany(item => new[] { item.Value, item.DisplayName, item.Id.ToString() }).OfType<string>(),
        ];
        List<string> unknown = [.. roles.Except(names, StringComparer.OrdinalIgnoreCase)];
        if (unknown.Count > 0)
        {
            return new Absence(
                [
                    .. unknown.Select(role =>
                        AppRoleErrors.AppRoleNotFound(state.App, role, [.. state.Roles.Select(item => item.ToString())])
                    ),
                ],
                []
            );
        }

        return new Absence(
            [],
            [
                .. from principal in unwanted
                from role in roles.Count == 0 ? [null] : roles.Distinct<string?>(StringComparer.OrdinalIgnoreCase)
                where !removed.Exists(item => item.PrincipalId == principal.Id && (role is null || Has(state, item, role)))
                select $"{principal} is not assigned to '{state.App.DisplayName}'{(role is null ? "" : $" with the role {role}")}; there is nothing to remove.",
            ]
        );
    }

    /// <summary>Adds and removes what is different, and then sets whether assignment is required.</summary>
    /// <exception cref="AppException">GroupAssignmentNotLicensed.</exception>
    public AppChange Change(AssignmentDifference difference)
    {
        var app = difference.State.App;
        var after = app with { AssignmentRequired = difference.Required ?? app.AssignmentRequired };
        return new AppChange(app, after, async cancel => Change(await LeftAsync(difference, cancel).ConfigureAwait(false)))
        {
            PlannedAt = null,
            What = $"change the assignments of '{app.DisplayName}'",
            Words = difference.InWords,
            MayBeRepeated = error => MayBeRepeated(error, app),
            Send = async cancel =>
            {
                await WriteAsync(difference, cancel).ConfigureAwait(false);
                // Last, so that nobody is locked out meanwhile.
                if (difference.Required is { } required)
                {
                    await RequireAsync(app, required, cancel).ConfigureAwait(false);
                }

                return after;
            },
        };
    }

    /// <summary>What a fresh read shows to be left of it.</summary>
    private async Task<AssignmentDifference> LeftAsync(AssignmentDifference difference, CancellationToken cancellationToken)
    {
        var state = await ReadAsync(difference.State.App, cancellationToken).ConfigureAwait(false);
        return difference with
        {
            State = state,
            Added = [.. difference.AllAdded.Where(item => !state.Assignments.Any(there => IsSame(there, item)))],
            // Under the id that they have now.
            Removed = [.. state.Assignments.Where(there => difference.AllRemoved.Any(item => IsSame(there, item)))],
        };
    }

    private async Task WriteAsync(AssignmentDifference difference, CancellationToken cancellationToken)
    {
        var app = difference.State.App;
        var writes = difference
            .Added.Select(item => (Assignment: item, Request: Add(app, item)))
            .Concat(
                difference
                    .Removed.Where(item => item.AssignmentId is not null)
                    .Select(item => (Assignment: item, Request: Remove(app, item)))
            )
            .ToList();
        var answers = await Graph.BatchConfirmedAsync([.. writes.Select(write => write.Request)], cancellationToken).ConfigureAwait(false);
        AppException? unlicensed = null;
        var failed = new FailedWrites(error => MayBeRepeated(error, app));
        if (difference.Removed.Any(item => item.AssignmentId is null))
        {
            failed.Consider(NotYetVisible(app));
        }

        for (var i = 0; i < writes.Count; i++)
        {
            var assignment = writes[i].Assignment;
            var adding = i < difference.Added.Count;
            if (
                answers[i].IsSuccess
                || (adding ? IsThereAlready(answers[i].ToException()) : IsGone(answers[i]) && !work.Recent.Touched(app.AppId))
            )
            {
                Remember(app, assignment, adding);
            }
            else if (!adding && IsGone(answers[i]))
            {
                failed.Consider(NotYetVisible(app));
            }
            else
            {
                var error = answers[i].ToException();
                unlicensed ??= IsLicence(error) ? AssignmentErrors.GroupAssignmentNotLicensed(assignment, error) : null;
                failed.Add(error);
            }
        }

        if (unlicensed is not null)
        {
            throw unlicensed;
        }

        failed.ThrowIfAny();
    }

    private void Remember(AppRegistration app, AppAssignment assignment, bool added)
    {
        (Guid, Guid)[] entry = [(assignment.PrincipalId, assignment.RoleId)];
        work.Recent.Record(app.AppId, Assigned, added ? entry : [], added ? [] : entry);
        if (!added)
        {
            work.Recent.Record(app.AppId, AssignedIds, [], [assignment.AssignmentId!]);
        }
    }

    private async Task RequireAsync(AppRegistration app, bool required, CancellationToken cancellationToken)
    {
        var patch = new ServicePrincipalResource { AppRoleAssignmentRequired = required };
        await Graph
            .SendAsync(
                GraphRequest
                    .Patch(
                        $"servicePrincipals/{app.ServicePrincipalId}",
                        patch,
                        ResourceJson.Default.ServicePrincipalResource,
                        ApplicationEditor.PriorOfPrincipal(app, patch)
                    )
                    .Idempotent()
                    .Describe($"{(required ? "require an assignment for" : "don't require an assignment for")} '{app.DisplayName}'"),
                cancellationToken
            )
            .ConfigureAwait(false);
        new ApplicationEditor(work).RememberSettings(app, [(AppSetting.AssignmentRequired.Name, required)]);
    }

    private static GraphRequest Add(AppRegistration app, AppAssignment assignment) =>
        GraphRequest
            .Post(
                $"servicePrincipals/{app.ServicePrincipalId}/appRoleAssignedTo",
                new AppRoleAssignmentResource
                {
                    PrincipalId = assignment.PrincipalId,
                    ResourceId = app.ServicePrincipalId,
                    AppRoleId = assignment.RoleId,
                },
                ResourceJson.Default.AppRoleAssignmentResource,
                PriorState.Nothing
            )
            .Describe($"assign {assignment.PrincipalDisplayName} to '{app.DisplayName}'");

    private static GraphRequest Remove(AppRegistration app, AppAssignment assignment) =>
        GraphRequest
            .Delete(
                $"servicePrincipals/{app.ServicePrincipalId}/appRoleAssignedTo/{Segment(assignment.AssignmentId!)}",
                PriorState.Of(
                    new AppRoleAssignmentResource
                    {
                        Id = assignment.AssignmentId,
                        PrincipalId = assignment.PrincipalId,
                        PrincipalDisplayName = assignment.PrincipalDisplayName,
                        ResourceId = app.ServicePrincipalId,
                        AppRoleId = assignment.RoleId,
                    },
                    ResourceJson.Default.AppRoleAssignmentResource
                )
            )
            .Idempotent()
            .Describe($"remove the assignment of {assignment.PrincipalDisplayName} to '{app.DisplayName}'");

    private bool MayBeRepeated(GraphException error, AppRegistration app) =>
        ReplicationErrors.Assignment(error)
        || ReplicationErrors.NotYetVisible(error)
        || error.OutcomeUnknown
        || (ReplicationErrors.AssignmentOfNewRole(error) && work.Recent.Touched(app.AppId));

    private static bool IsThereAlready(GraphException error) =>
        error.Says("EntitlementGrant entry already exists")
        || error.Says("already exists on the object")
        || error.Is(409, "Request_MultipleObjectsWithSameKeyValue");

    private static bool IsGone(GraphResponse answer) =>
        answer.Status == 404
        || (answer.Status == 400 && answer.ToException().Says("EntitlementGrant being updated or deleted is not found"));

    private static bool IsLicence(GraphException error) =>
        error.Status is 400 or 403 && (error.Says("plan level") || error.Says("Groups are not available for assignment"));

    private static GraphException NotYetVisible(AppRegistration app) =>
        GraphException.NotYetVisible($"see an assignment of '{app.DisplayName}'", "the directory does not show it yet.");

    /// <summary>The app's roles and who has them.</summary>
    /// <exception cref="AppException">ServicePrincipalMissing.</exception>
    public async Task<AssignmentState> ReadAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.IsPlanned)
        {
            return new AssignmentState(app, app.Known.AppRoles, []);
        }

        app = await _apps.WithServicePrincipalAsync(app, cancellationToken).ConfigureAwait(false);
        if (app.ServicePrincipalId is not { } principalId)
        {
            throw RegistrationErrors.ServicePrincipalMissing(app);
        }

        GraphRequest[] requests =
        [
            work.AmongOthers(
                app.AppId,
                GraphRequest
                    .Get(Query($"servicePrincipals/{principalId}").Select(RoleProperties))
                    .Describe($"read the roles of '{app.DisplayName}'")
                    .LooksUp("servicePrincipals", "id", principalId, RoleProperties)
            ),
            work.AmongOthers(
                app.AppId,
                GraphRequest
                    .Get(Query($"servicePrincipals/{principalId}/appRoleAssignedTo").Top(999))
                    .Describe($"read the assignments of '{app.DisplayName}'")
                    .LooksUp("servicePrincipals", "id", principalId, null, "appRoleAssignedTo")
            ),
        ];
        var answers = await work.ReadAsync(app, requests, cancellationToken, $"read the assignments of '{app.DisplayName}'")
            .ConfigureAwait(false);
        var principal = answers[0].Read(ResourceJson.Default.ServicePrincipalResource);
        // Roles that the application has just been given reach its service principal a little later.
        var roles = (principal.AppRoles ?? [])
            .Select(RegistrationMap.ToRole)
            .Concat(app.Known.AppRoles)
            .DistinctBy(role => role.Id)
            .ToList();
        var read = (
            await Graph
                .AllAsync(answers[1], ResourceJson.Default.GraphPageAppRoleAssignmentResource, cancellationToken)
                .ConfigureAwait(false)
        )
            .Select(item => ToAssignment(app, item, roles))
            .ToList();
        // One who was assigned again since it was removed has another id, which an old read does not tell.
        var ids = work.Recent.Apply(app.AppId, AssignedIds, read.Select(item => item.AssignmentId ?? ""));
        read.RemoveAll(item => !ids.Contains(item.AssignmentId));
        var keys = work.Recent.Apply(app.AppId, Assigned, read.Select(item => (item.PrincipalId, item.RoleId)));
        return new AssignmentState(
            new ApplicationEditor(work).Corrected(
                app with
                {
                    AssignmentRequired = principal.AppRoleAssignmentRequired ?? app.AssignmentRequired ?? false,
                }
            ),
            roles,
            [
                .. keys.Select(key =>
                    read.Find(item => (item.PrincipalId, item.RoleId) == key)
                    ?? ToAssignment(app, new AppRoleAssignmentResource { PrincipalId = key.PrincipalId, AppRoleId = key.RoleId }, roles)
                ),
            ]
        );
    }

    private static IEnumerable<(Principal Principal, string? Role)> For(Principal principal, IReadOnlyList<string> roles) =>
        roles.Count == 0 ? [(principal, null)] : roles.Select(role => (principal, (string?)role));

    private static (Guid Id, string Name) RoleFor(AssignmentState state, Principal principal, string? role)
    {
        var suitable = state
            .Roles.Where(item =>
                item.IsEnabled
                && item.AllowedMemberTypes.Contains(principal.Kind == PrincipalKind.ServicePrincipal ? "Application" : "User")
            )
            .ToList();
        if (role is null || Same(role, AppAssignment.DefaultAccess))
        {
            return suitable.Count == 0
                ? (Guid.Empty, AppAssignment.DefaultAccess)
                : throw AssignmentErrors.AppRoleNeeded(state.App, principal, suitable);
        }

        var found =
            suitable.Find(item => Same(item.Value, role))
            ?? suitable.Find(item => Same(item.DisplayName, role) || Same(item.Id.ToString(), role));
        return found is null
            ? throw AssignmentErrors.AppRoleNotFound(
                state.App,
                principal,
                role,
                suitable,
                state.Roles.FirstOrDefault(item => Same(item.Value, role) || Same(item.DisplayName, role))
            )
            : (found.Id, found.ToString());
    }

    private static AppAssignment ToAssignment(AppRegistration app, AppRoleAssignmentResource item, IReadOnlyList<AppRole> roles)
    {
        var roleId = item.AppRoleId ?? Guid.Empty;
        return new AppAssignment
        {
            AppDisplayName = app.DisplayName,
            AppId = app.AppId,
            PrincipalId = item.PrincipalId ?? Guid.Empty,
            PrincipalDisplayName = item.PrincipalDisplayName,
            PrincipalType = item.PrincipalType,
            RoleId = roleId,
            Role =
                roleId == Guid.Empty
                    ? AppAssignment.DefaultAccess
                    : roles.FirstOrDefault(role => role.Id == roleId)?.ToString() ?? roleId.ToString(),
            AssignmentId = item.Id,
            CreatedDateTime = item.CreatedDateTime,
        };
    }

    private static bool IsSame(AppAssignment one, AppAssignment other) =>
        one.PrincipalId == other.PrincipalId && one.RoleId == other.RoleId;

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>An app's roles and who has them.</summary>
internal sealed record AssignmentState(AppRegistration App, IReadOnlyList<AppRole> Roles, IReadOnlyList<AppAssignment> Assignments);

/// <summary>Who is assigned to an app, and what would be added, removed and set.</summary>
/// <param name="State">The current state.</param>
/// <param name="Added">Whom it would assign.</param>
/// <param name="Removed">What it would take away.</param>
/// <param name="Required">What it would set "assignment required" to; null if that stays.</param>
internal sealed record AssignmentDifference(
    AssignmentState State,
    IReadOnlyList<AppAssignment> Added,
    IReadOnlyList<AppAssignment> Removed,
    bool? Required
)
{
    /// <summary>Whom it was to assign at first: what an old read shows to be done may turn out not to be.</summary>
    public IReadOnlyList<AppAssignment> AllAdded { get; } = Added;

    /// <summary>What it was to take away at first.</summary>
    public IReadOnlyList<AppAssignment> AllRemoved { get; } = Removed;

    public bool IsEmpty => Added.Count + Removed.Count == 0 && Required is null;

    public IReadOnlyList<string> InWords =>
        [
            .. Added.Select(item => $"assign {Kind(item)} {item.PrincipalDisplayName} with {Role(item)}"),
            .. Removed.Select(item =>
                $"remove the assignment of {Kind(item)} {item.PrincipalDisplayName ?? item.PrincipalId.ToString()} ({item.Role})"
            ),
            .. Required switch
            {
                true => ["let assigned users, groups and apps in only"],
                false => (string[])["no longer require assignment"],
                null => [],
            },
        ];

    private static string Kind(AppAssignment item) =>
        Enum.TryParse<PrincipalKind>(item.PrincipalType, out var kind) ? Principal.Word(kind) : "principal";

    private static string Role(AppAssignment item) => item.RoleId == Guid.Empty ? "default access" : $"role {item.Role}";
}
