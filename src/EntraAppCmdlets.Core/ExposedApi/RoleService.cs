using EntraAppCmdlets.Connections;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Registrations;

namespace EntraAppCmdlets.ExposedApi;

/// <summary>The roles that an app defines.</summary>
internal sealed class RoleService(TenantWork work)
{
    private static readonly Entitlements<AppRole> Rules = new(role => role.Id, role => role.IsEnabled, role => role with { IsEnabled = false });

    private readonly ApplicationWork _application = new(work);

    /// <summary>Says what adding it would change. One whose value is there is no second one: only what is wished otherwise of it changes.</summary>
    public async Task<AppChange> PlanAddAsync(AppRegistration app, RoleRequest request, CancellationToken cancellationToken)
    {
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var there = now.AppRoles.FirstOrDefault(role => Same(role.Value, request.Value));
        // A scope and a role of one name are one permission, by one id.
        var role = there is not null ? request.On(there) : request.New(now.ApiScopes.FirstOrDefault(scope => Same(scope.Value, request.Value))?.Id ?? PermissionId.For(now, request.Value));
        var what = $"the role '{role.DisplayName}' ({role.Value}) for {string.Join(" and ", role.AllowedMemberTypes.Select(type => type == nameof(AppRoleMemberType.User) ? "users and groups" : "applications"))}{(role.IsEnabled ? "" : ", disabled")}";
        List<AppRole> roles = there is null ? [.. now.AppRoles, role] : [.. now.AppRoles.Select(old => old.Id == role.Id ? role : old)];
        return new AppChange(app, now with { AppRoles = roles }, cancel => PlanAddAsync(app, request with { IsEnabled = role.IsEnabled }, cancel))
        {
            PlannedAt = plannedAt,
            Words = there is null || work.Recent.MayBeOverwritten(app.AppId, nameof(app.AppRoles), there.Id) ? [$"add {what}"] : there == role ? [] : [$"change {what}{(there.IsEnabled ? "; it is disabled meanwhile" : "")}"],
            Warnings = there is not null && !role.IsEnabled && request.IsEnabled is null ? [$"The role '{role}' of '{app.DisplayName}' is there but disabled; -Disabled:$false enables it."] : [],
            There = $"has the role '{role}' already",
            Writes = [.. Writes(now, roles)],
        };
    }

    /// <summary>Says what removing them would change. Who holds one of them loses it.</summary>
    public async Task<AppChange> PlanRemoveAsync(AppRegistration app, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var removed = now.AppRoles.Where(role => values.Any(value => Same(role.Value, value) || Same(role.DisplayName, value))).ToList();
        List<AppRole> kept = [.. now.AppRoles.Except(removed)];
        return new AppChange(app, now with { AppRoles = kept }, cancel => PlanRemoveAsync(app, values, cancel))
        {
            PlannedAt = plannedAt,
            Words = removed.Count == 0 ? [] : [$"remove the role{(removed.Count > 1 ? "s" : "")} {string.Join(", ", removed)}, disabled first{AppChange.Staying(kept.Count)}"],
            There = $"has no role {string.Join(", ", values)}",
            Writes = [.. Writes(now, kept)],
        };
    }

    private IEnumerable<AppWrite> Writes(AppRegistration app, IReadOnlyList<AppRole> wanted) =>
        Rules.Steps([.. app.AppRoles.Where(role => !work.Recent.MayBeOverwritten(app.AppId, nameof(app.AppRoles), role.Id))], wanted).Select(step => ApplicationWork.Patch(
            app, new ApplicationResource { AppRoles = [.. step.All.Select(RegistrationMap.FromRole)] }, $"change the roles of '{app.DisplayName}'",
            () =>
            {
                _application.Remember(app, nameof(app.AppRoles), role => role.Id, step.Written, step.Removed);
                work.Recent.RecordWhole(app.AppId, nameof(app.AppRoles), step.All.Select(role => role.Id));
            }));

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
