using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Aspects.AppRoles;

/// <summary>The roles that an app defines.</summary>
internal sealed class RoleService(CommandContext work)
{
    /// <summary>The longest value of a role.</summary>
    public const int MaximumValue = 249;

    private static readonly Entitlements<AppRole> Rules = new(
        role => role.Id,
        role => role.IsEnabled,
        role => role with { IsEnabled = false }
    );

    private readonly ApplicationEditor _application = new(work);

    /// <summary>Says what adding them would change. If a role of the value exists, only what is asked for differently changes.</summary>
    public async Task<AppChange> PlanAddAsync(AppRegistration app, IReadOnlyList<RoleRequest> requests, CancellationToken cancellationToken)
    {
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var roles = now.Known.AppRoles.ToList();
        var words = new List<string>();
        var warnings = new List<string>();
        var ends = new List<RoleRequest>();
        foreach (var request in requests)
        {
            var place = roles.FindIndex(role => Same(role.Value, request.Value));
            var role = place >= 0 ? request.On(roles[place]) : request.New(IdFor(now, request.Value));
            if (place < 0 || work.Recent.MayBeOverwritten(app.AppId, nameof(app.AppRoles), roles[place].Id))
            {
                words.Add($"add {InWords(role)}");
            }
            else if (role != roles[place])
            {
                words.Add($"change {InWords(role)}{(roles[place].IsEnabled ? "; it is disabled meanwhile" : "")}");
            }

            if (place >= 0 && !role.IsEnabled && request.IsEnabled is null)
            {
                warnings.Add($"The role '{role}' of '{app.DisplayName}' is there but disabled; -Disabled:$false enables it.");
            }

            if (place < 0)
            {
                roles.Add(role);
            }
            else
            {
                roles[place] = role;
            }
            // A plan made anew must not take the state between two writes for the wish.
            ends.Add(request with { IsEnabled = role.IsEnabled });
        }

        return new AppChange(app, now with { AppRoles = roles }, cancel => PlanAddAsync(app, ends, cancel))
        {
            PlannedAt = plannedAt,
            Words = words,
            Warnings = warnings,
            NoChangeReason =
                $"'{app.DisplayName}' has the role{(requests.Count > 1 ? "s" : "")} {string.Join(", ", requests.Select(request => $"'{request.Value}'"))} already",
            Writes = [.. Writes(now, roles)],
        };
    }

    /// <summary>Says what removing them would change. Who holds one of them loses it.</summary>
    public async Task<AppChange> PlanRemoveAsync(AppRegistration app, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var removed = now.Known.AppRoles.Where(role => values.Any(value => IsNamed(role, value))).ToList();
        List<AppRole> kept = [.. now.Known.AppRoles.Except(removed)];
        return new AppChange(app, now with { AppRoles = kept }, cancel => PlanRemoveAsync(app, values, cancel))
        {
            PlannedAt = plannedAt,
            Words =
                removed.Count == 0
                    ? []
                    :
                    [
                        $"remove the role{(removed.Count > 1 ? "s" : "")} {string.Join(", ", removed)}, disabled first{AppChange.Staying(kept.Count)}",
                    ],
            NoChangeReason = $"'{app.DisplayName}' has no role {string.Join(", ", values)}",
            Absence = Absence.Of(
                app,
                "role",
                values.Where(value => !removed.Exists(role => IsNamed(role, value))),
                [.. now.Known.AppRoles.SelectMany(Names)],
                AppRoleErrors.AppRoleNotFound
            ),
            Writes = [.. Writes(now, kept)],
        };
    }

    private IEnumerable<AppWrite> Writes(AppRegistration app, IReadOnlyList<AppRole> wanted)
    {
        var before = app;
        foreach (
            var step in Rules.Steps(
                [.. app.Known.AppRoles.Where(role => !work.Recent.MayBeOverwritten(app.AppId, nameof(app.AppRoles), role.Id))],
                wanted
            )
        )
        {
            yield return ApplicationEditor.Patch(
                before,
                new ApplicationResource { AppRoles = [.. step.All.Select(RegistrationMap.FromRole)] },
                $"change the roles of '{app.DisplayName}'",
                () => Remember(app.AppId, step.All, step.Written, step.Removed)
            );
            before = app with { AppRoles = step.All };
        }
    }

    /// <summary>Keeps what was written, because reads may show it later.</summary>
    /// <param name="appId">The application (client) ID.</param>
    /// <param name="all">All roles as they were sent.</param>
    /// <param name="written">What of them is new or changed.</param>
    /// <param name="removed">What is no longer there.</param>
    public void Remember(Guid appId, IReadOnlyList<AppRole> all, IReadOnlyList<AppRole> written, IReadOnlyList<Guid> removed)
    {
        work.Recent.Record(appId, nameof(AppRegistration.AppRoles), role => role.Id, written, removed);
        work.Recent.RecordWhole(appId, nameof(AppRegistration.AppRoles), all.Select(role => role.Id));
    }

    /// <summary>The id of a new role. A scope and a role of one name are one permission, by one id.</summary>
    public static Guid IdFor(AppRegistration app, string value) =>
        app.Known.ApiScopes.FirstOrDefault(scope => Same(scope.Value, value))?.Id ?? PermissionId.For(app, value);

    /// <summary>A role, in words.</summary>
    public static string InWords(AppRole role) =>
        $"the role '{role.DisplayName}' ({role.Value}) for {MembersInWords(role)}{(role.IsEnabled ? "" : ", disabled")}";

    /// <summary>Who may hold a role, in words.</summary>
    public static string MembersInWords(AppRole role) =>
        string.Join(
            " and ",
            role.AllowedMemberTypes.Select(type => type == nameof(AppRoleMemberType.User) ? "users and groups" : "applications")
        );

    private static bool IsNamed(AppRole role, string name) => Names(role).Contains(name, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Names(AppRole role) => role.Value is { } value ? [value, role.DisplayName] : [role.DisplayName];

    /// <summary>Whether two values of roles are the same.</summary>
    public static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
