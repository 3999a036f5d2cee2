using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.DirectoryRoles;

/// <summary>The directory roles that an app shall have.</summary>
internal sealed record DirectoryRolesSpec : SpecPart
{
    /// <summary>Each role, by its name, id or template id, with the step of the guide that asks for it.</summary>
    public IReadOnlyList<(string Role, string Step)> Roles { get; init; } = [];

    public override AppAspect Begin() => new DirectoryRolesAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec) =>
        Roles.Select(item => new SpecFact($"directory role {item.Role}", "assigned", "not assigned"));
}

/// <inheritdoc cref="DirectoryRolesSpec"/>
internal sealed class DirectoryRolesAspect(DirectoryRolesSpec spec) : AppAspect
{
    private IReadOnlyList<(DirectoryRole Role, string Step)> _roles = [];
    private DirectoryRoleState? _read;

    public override bool IsLast => true;

    /// <summary>The roles to be assigned that amount to control of the tenant, each with the reason.</summary>
    public IReadOnlyList<string> Controlling => DirectoryRoleService.Controlling(Missing);

    private IReadOnlyList<DirectoryRole> Missing =>
        _read is { } state ? state.Lacking(_roles.Select(item => item.Role)) : [.. _roles.Select(item => item.Role)];

    public override IEnumerable<Func<CommandContext, Task>> Resolve(AppPlan plan, CancellationToken cancellationToken) =>
        spec.Roles.Count == 0 ? [] : [side => ResolveAsync(side, plan, cancellationToken)];

    public override IEnumerable<Func<CommandContext, Task>> Read(AppPlan plan, CancellationToken cancellationToken) =>
        Look(plan, cancellationToken);

    public override IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken) =>
        plan.App.ServicePrincipalId is null
            ? []
            : [async side => _read = await new DirectoryRoleService(side).ReadAsync(plan.App, cancellationToken).ConfigureAwait(false)];

    public override IEnumerable<PlannedStep> Describe(AppPlan plan) =>
        from item in _roles
        select PlannedStep.Added(item.Step, !Missing.Contains(item.Role), $"the directory role {item.Role}{RiskOf(item.Role)}");

    private static string RiskOf(DirectoryRole role) =>
        DirectoryRoleRisk.Of(role.Id) is >= AppPermissionRisk.High and var risk ? $" (risk {risk})" : "";

    public override IEnumerable<string> Rights(AppPlan plan) => Missing.Count > 0 ? [RequestNeeds.RolesWrite] : [];

    public override IEnumerable<Func<CommandContext, AppChange>> Grant(AppPlan plan) =>
        Missing.Count == 0
            ? []
            :
            [
                side =>
                    new DirectoryRoleService(side).Adding(
                        new DirectoryRoleState(plan.App, _read?.Roles ?? []),
                        [.. _roles.Select(item => item.Role)]
                    ),
            ];

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        var app = plan.App;
        foreach (var role in Missing)
        {
            yield return new(
                VendorAppCheck.DirectoryRoleMissing,
                VendorAppSeverity.Error,
                $"directory role {role}",
                "assigned",
                "not assigned",
                $"Add-AppDirectoryRole -App {app.AppId} -Role {Quoted(role.Name)}"
            );
        }

        foreach (var extra in (_read?.Roles ?? []).Where(there => _roles.All(item => item.Role.Id != there.RoleId)))
        {
            yield return new(
                VendorAppCheck.DirectoryRoleExtra,
                VendorAppSeverity.Warning,
                $"directory role {extra}",
                "not assigned",
                "assigned",
                $"Remove-AppDirectoryRole -App {app.AppId} -Role {Quoted(extra.Role)}"
            );
        }
    }

    public override IEnumerable<Func<CommandContext, AppChange>> Remove(AppPlan plan)
    {
        List<string> removed =
        [
            .. _roles
                .Where(item => _read?.Roles.Any(there => there.RoleId == item.Role.Id) == true)
                .Select(item => item.Role.Id.ToString()),
        ];
        return removed.Count == 0 ? [] : [side => new DirectoryRoleService(side).Removing(_read!, removed)];
    }

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        var all = _read?.Roles ?? [];
        foreach (var role in all.Where(role => role.DirectoryScopeId != DirectoryRoleService.WholeTenant))
        {
            plan.Lacks(
                $"directory role {role}",
                $"assigned for {role.DirectoryScopeId}",
                "A template assigns directory roles for the whole tenant only. Assign it in the portal."
            );
        }

        return Task.FromResult<SpecPart>(
            new DirectoryRolesSpec
            {
                Roles = [.. all.Where(role => role.DirectoryScopeId == DirectoryRoleService.WholeTenant).Select(role => (role.Role, ""))],
            }
        );
    }

    private async Task ResolveAsync(CommandContext side, AppPlan plan, CancellationToken cancellationToken)
    {
        var service = new DirectoryRoleService(side);
        var roles = new List<(DirectoryRole, string)>();
        foreach (var same in spec.Roles.GroupBy(item => item.Step))
        {
            var found = await service
                .ResolveAsync([.. same.Select(item => item.Role)], plan.Errors, cancellationToken)
                .ConfigureAwait(false);
            roles.AddRange(found.Select(role => (role, same.Key)));
        }

        _roles = roles;
    }
}
