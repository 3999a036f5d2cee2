using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.DirectoryRoles;

/// <summary>A directory role.</summary>
/// <param name="Id">The id of its definition.</param>
/// <param name="Name">Its name.</param>
internal sealed record DirectoryRole(Guid Id, string Name)
{
    public override string ToString() => Name;
}

/// <summary>The directory roles that the service principal of an app is assigned.</summary>
internal sealed class DirectoryRoleService(CommandContext work)
{
    private const string Definitions = "roleManagement/directory/roleDefinitions";
    private const string Assignments = "roleManagement/directory/roleAssignments";
    public const string WholeTenant = "/";
    private const string Written = "directoryRoles";
    private const string WrittenIds = "directoryRoles.id";

    private static readonly string[] DefinitionProperties = ["id", "displayName", "isEnabled"];

    private GraphClient Graph => work.Graph;

    /// <summary>The roles that are assigned to an app itself, not by a group.</summary>
    /// <exception cref="AppException">ServicePrincipalMissing.</exception>
    public async Task<IReadOnlyList<AppDirectoryRole>> GetAsync(AppRegistration app, CancellationToken cancellationToken) =>
        (await ReadAsync(app, cancellationToken).ConfigureAwait(false)).Roles;

    /// <summary>The roles of these names, ids or template ids: those that are built in without a request, all others in one round trip.</summary>
    /// <param name="names">The names.</param>
    /// <param name="errors">Takes DirectoryRoleNotFound, DirectoryRoleAmbiguous or DirectoryRoleDisabled for each one that can't be taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<DirectoryRole>> ResolveAsync(
        IReadOnlyList<string> names,
        ICollection<AppException> errors,
        CancellationToken cancellationToken
    )
    {
        var asked = names.Select(name => name.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var others = asked.Where(name => BuiltIn(name) is null).ToList();
        var answers =
            others.Count == 0 ? [] : await Graph.BatchAsync([.. others.Select(Definition)], cancellationToken).ConfigureAwait(false);
        var found = new List<DirectoryRole>();
        foreach (var name in asked)
        {
            if ((BuiltIn(name) ?? Choose(name, answers[others.IndexOf(name)], errors)) is { } role)
            {
                found.Add(role);
            }
        }

        return [.. found.DistinctBy(role => role.Id)];
    }

    /// <summary>Reads what is assigned and says what would be added.</summary>
    public async Task<AppChange> PlanAddAsync(
        AppRegistration app,
        IReadOnlyList<DirectoryRole> roles,
        CancellationToken cancellationToken
    ) => Adding(await ReadAsync(app, cancellationToken).ConfigureAwait(false), roles);

    /// <summary>Says what would be added to what is assigned.</summary>
    public AppChange Adding(DirectoryRoleState state, IReadOnlyList<DirectoryRole> roles)
    {
        var missing = state.Lacking(roles);
        return new AppChange(state.App, state.App, cancel => PlanAddAsync(state.App, roles, cancel))
        {
            PlannedAt = null,
            What = $"assign directory roles to '{state.App.DisplayName}'",
            Words =
                missing.Count == 0
                    ? []
                    : [$"assign the directory role{(missing.Count == 1 ? "" : "s")} {string.Join(", ", missing)} in the whole tenant"],
            NoChangeReason =
                $"'{state.App.DisplayName}' has the directory role{(roles.Count == 1 ? "" : "s")} {string.Join(", ", roles)} already",
            Warnings = [.. missing.Select(role => Warning(state.App, role)).OfType<string>()],
            MayBeRepeated = MayBeRepeated,
            Send = async cancel =>
            {
                await WriteAsync(state.App, [.. missing.Select(role => (Entry(state.App, role), Add(state.App, role)))], adds: true, cancel)
                    .ConfigureAwait(false);
                return state.App;
            },
        };
    }

    /// <summary>Reads what is assigned and says what would be removed, wherever in the tenant it counts.</summary>
    /// <param name="app">The app.</param>
    /// <param name="names">Names, ids or template ids of the roles.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AppChange> PlanRemoveAsync(AppRegistration app, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        return Removing(await ReadAsync(app, cancellationToken).ConfigureAwait(false), names);
    }

    /// <summary>What would be removed, by what has been read.</summary>
    public AppChange Removing(DirectoryRoleState state, IReadOnlyList<string> names)
    {
        var app = state.App;
        var removed = state.Roles.Where(role => names.Any(name => IsNamed(role, name.Trim()))).ToList();
        var unseen = removed.Find(role => role.AssignmentId is null);
        return new AppChange(state.App, state.App, cancel => PlanRemoveAsync(state.App, names, cancel))
        {
            PlannedAt = null,
            What = $"remove directory roles of '{app.DisplayName}'",
            Words =
                removed.Count == 0
                    ? []
                    :
                    [
                        $"remove the directory role{(removed.Count == 1 ? "" : "s")} {string.Join(", ", removed)}{AppChange.Staying(state.Roles.Count - removed.Count)}",
                    ],
            Absence = Absence.Of(
                app,
                "directory role",
                names.Where(name => !state.Roles.Any(role => IsNamed(role, name.Trim()))),
                [.. state.Roles.Select(role => role.Role)],
                DirectoryRoleErrors.NotAssigned
            ),
            MayBeRepeated = MayBeRepeated,
            Send = async cancel =>
            {
                await WriteAsync(
                        state.App,
                        [.. removed.Where(role => role.AssignmentId is not null).Select(role => (role, Remove(state.App, role)))],
                        adds: false,
                        cancel
                    )
                    .ConfigureAwait(false);
                return unseen is null ? state.App : throw NotYetVisible(state.App);
            },
        };
    }

    /// <summary>What is assigned to an app.</summary>
    public async Task<DirectoryRoleState> ReadAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.IsPlanned)
        {
            return new DirectoryRoleState(app, []);
        }

        app = await new AppReader(work).WithServicePrincipalAsync(app, cancellationToken).ConfigureAwait(false);
        if (app.ServicePrincipalId is not { } principalId)
        {
            throw RegistrationErrors.ServicePrincipalMissing(app);
        }

        var what = $"read the directory roles of '{app.DisplayName}'";
        var answers = await work.ReadAsync(
                app,
                [GraphRequest.Get(Query(Assignments).Filter(Equal("principalId", principalId.ToString()))).Describe(what)],
                cancellationToken,
                what
            )
            .ConfigureAwait(false);
        var read = await Graph
            .AllAsync(answers[0], ResourceJson.Default.GraphPageRoleAssignmentResource, cancellationToken)
            .ConfigureAwait(false);
        var names = await NamesAsync(read.Select(item => item.RoleDefinitionId ?? Guid.Empty), cancellationToken).ConfigureAwait(false);
        var roles = read.Where(item => !work.Recent.Removed(app.AppId, WrittenIds, item.Id!))
            .Select(item => new AppDirectoryRole
            {
                AppDisplayName = app.DisplayName,
                AppId = app.AppId,
                TenantId = app.TenantId,
                RoleId = item.RoleDefinitionId ?? Guid.Empty,
                Role = names[item.RoleDefinitionId ?? Guid.Empty],
                DirectoryScopeId = item.DirectoryScopeId ?? WholeTenant,
                AssignmentId = item.Id,
            })
            .ToList();
        return new DirectoryRoleState(app, Corrected(app, roles));
    }

    /// <summary>With what this connection has just added and reads may not show yet.</summary>
    private IReadOnlyList<AppDirectoryRole> Corrected(AppRegistration app, List<AppDirectoryRole> roles) =>
        [
            .. roles,
            .. work
                .Recent.Apply<AppDirectoryRole, Guid>(app.AppId, Written, [], role => role.RoleId)
                .Where(added => !roles.Exists(role => role.RoleId == added.RoleId && role.DirectoryScopeId == added.DirectoryScopeId)),
        ];

    /// <summary>The names of roles by their ids; those of custom roles are read.</summary>
    private async Task<Dictionary<Guid, string>> NamesAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var all = ids.Distinct().ToList();
        var custom = all.Where(id => !BuiltInRoles.Names.ContainsKey(id)).ToList();
        var answers =
            custom.Count == 0
                ? []
                : await Graph.BatchAsync([.. custom.Select(id => Definition(id.ToString()))], cancellationToken).ConfigureAwait(false);
        return all.ToDictionary(
            id => id,
            id =>
                BuiltInRoles.Names.GetValueOrDefault(id)
                ?? (
                    answers[custom.IndexOf(id)] is { IsSuccess: true } answer
                        ? answer.Read(ResourceJson.Default.RoleDefinitionResource).DisplayName
                        : null
                )
                ?? id.ToString()
        );
    }

    private async Task WriteAsync(
        AppRegistration app,
        IReadOnlyList<(AppDirectoryRole Role, GraphRequest Request)> writes,
        bool adds,
        CancellationToken cancellationToken
    )
    {
        var answers = await Graph.BatchAsync([.. writes.Select(write => write.Request)], cancellationToken).ConfigureAwait(false);
        var failed = new FailedWrites(MayBeRepeated);
        foreach (var ((role, _), answer) in writes.Zip(answers))
        {
            if (answer.IsSuccess || (adds ? IsThereAlready(answer) : IsGone(answer, app)))
            {
                Remember(
                    app,
                    adds && answer.IsSuccess
                        ? role with
                        {
                            AssignmentId = answer.Read(ResourceJson.Default.RoleAssignmentResource).Id,
                        }
                        : role,
                    adds
                );
                continue;
            }

            failed.Add(answer.ToException());
        }

        failed.ThrowIfAny();
    }

    private void Remember(AppRegistration app, AppDirectoryRole role, bool added)
    {
        work.Recent.Record<AppDirectoryRole, Guid>(
            app.AppId,
            Written,
            item => item.RoleId,
            added ? [role] : [],
            added ? [] : [role.RoleId]
        );
        if (role.AssignmentId is { } id)
        {
            work.Recent.Record<string>(app.AppId, WrittenIds, added ? [id] : [], added ? [] : [id]);
        }
    }

    private static bool IsThereAlready(GraphResponse answer) =>
        answer.Status is 400 or 409 && answer.ToException().Says("conflicting object");

    // Of what this connection has just assigned, "not found" may mean "not yet".
    private bool IsGone(GraphResponse answer, AppRegistration app) => answer.Status == 404 && !work.Recent.Touched(app.AppId);

    private static bool MayBeRepeated(GraphException error) =>
        ReplicationErrors.Assignment(error) || ReplicationErrors.NotYetVisible(error) || error.OutcomeUnknown;

    private static GraphException NotYetVisible(AppRegistration app) =>
        GraphException.NotYetVisible($"see a directory role of '{app.DisplayName}'", "the directory does not show it yet.");

    /// <summary>What a careful colleague would say about the power of a role.</summary>
    private static string? Warning(AppRegistration app, DirectoryRole role) =>
        DirectoryRoleRisk.ReasonFor(role.Id) is { } reason
            ? $"The directory role {role} amounts to control of the tenant: {reason}. Whoever has a credential of '{app.DisplayName}' has that power."
        : DirectoryRoleRisk.Of(role.Id) is var risk && risk >= AppPermissionRisk.High
            ? $"The risk of the directory role {role} is {risk}. Whoever has a credential of '{app.DisplayName}' may do what the role allows."
        : null;

    /// <summary>Those of the roles that amount to control of the tenant, each with the reason.</summary>
    public static IReadOnlyList<string> Controlling(IEnumerable<DirectoryRole> roles) =>
        [
            .. from role in roles
            let reason = DirectoryRoleRisk.ReasonFor(role.Id)
            where reason is not null
            select $"directory role {role}: {reason}",
        ];

    private static AppDirectoryRole Entry(AppRegistration app, DirectoryRole role) =>
        new()
        {
            AppDisplayName = app.DisplayName,
            AppId = app.AppId,
            TenantId = app.TenantId,
            RoleId = role.Id,
            Role = role.Name,
        };

    private static GraphRequest Add(AppRegistration app, DirectoryRole role) =>
        GraphRequest
            .Post(
                Assignments,
                new RoleAssignmentResource
                {
                    PrincipalId = app.ServicePrincipalId,
                    RoleDefinitionId = role.Id,
                    DirectoryScopeId = WholeTenant,
                },
                ResourceJson.Default.RoleAssignmentResource,
                PriorState.Nothing
            )
            .Describe($"assign the directory role {role} to '{app.DisplayName}'");

    private static GraphRequest Remove(AppRegistration app, AppDirectoryRole role) =>
        GraphRequest
            .Delete(
                $"{Assignments}/{Segment(role.AssignmentId!)}",
                PriorState.Of(
                    new RoleAssignmentResource
                    {
                        Id = role.AssignmentId,
                        PrincipalId = app.ServicePrincipalId,
                        RoleDefinitionId = role.RoleId,
                        DirectoryScopeId = role.DirectoryScopeId,
                    },
                    ResourceJson.Default.RoleAssignmentResource
                )
            )
            .Idempotent()
            .Describe($"remove the directory role {role} of '{app.DisplayName}'");

    private static DirectoryRole? BuiltIn(string name) =>
        Guid.TryParse(name, out var id)
            ? BuiltInRoles.Names.TryGetValue(id, out var known)
                ? new DirectoryRole(id, known)
                : null
            : BuiltInRoles.Find(name) is { } found
                ? new DirectoryRole(found, BuiltInRoles.Names[found])
                : null;

    private static GraphRequest Definition(string name) =>
        (
            Guid.TryParse(name, out var id)
                ? GraphRequest.Get(Query($"{Definitions}/{id}").Select(DefinitionProperties))
                : GraphRequest.Get(Query(Definitions).Filter(Equal("displayName", name)).Select(DefinitionProperties))
        ).Describe($"look for the directory role '{name}'");

    private DirectoryRole? Choose(string name, GraphResponse answer, ICollection<AppException> errors)
    {
        if (!answer.IsSuccess && answer.Status is not (400 or 404))
        {
            throw answer.ToException();
        }

        var found =
            !answer.IsSuccess ? []
            : Guid.TryParse(name, out _) ? [answer.Read(ResourceJson.Default.RoleDefinitionResource)]
            : answer.Read(ResourceJson.Default.GraphPageRoleDefinitionResource).Value;
        if (found is [{ IsEnabled: not false } only])
        {
            return new DirectoryRole(only.Id ?? Guid.Empty, only.DisplayName ?? name);
        }

        errors.Add(
            found.Count switch
            {
                0 => DirectoryRoleErrors.DirectoryRoleNotFound(name, work.Connection.Info.ToString()),
                1 => DirectoryRoleErrors.DirectoryRoleDisabled(name),
                _ => DirectoryRoleErrors.DirectoryRoleAmbiguous(name, found.Select(role => role.Id ?? Guid.Empty)),
            }
        );
        return null;
    }

    private static bool IsNamed(AppDirectoryRole role, string name) =>
        string.Equals(role.Role, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(role.RoleId.ToString(), name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>An app and the directory roles that it has.</summary>
internal sealed record DirectoryRoleState(AppRegistration App, IReadOnlyList<AppDirectoryRole> Roles)
{
    /// <summary>Those that it doesn't have in the whole tenant.</summary>
    public IReadOnlyList<DirectoryRole> Lacking(IEnumerable<DirectoryRole> roles) =>
        [.. roles.Where(role => !Roles.Any(item => item.RoleId == role.Id && item.DirectoryScopeId == DirectoryRoleService.WholeTenant))];
}
