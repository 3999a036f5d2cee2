using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Aspects.Groups;

/// <summary>The groups that an app shall be a member of.</summary>
internal sealed record GroupMembershipSpec : SpecPart
{
    /// <summary>The groups, by their names or object IDs.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public override AppAspect Begin() => new GroupsAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec) =>
        Names.Select(name => new SpecFact($"membership in the group {name}", "member", "not a member"));
}

/// <inheritdoc cref="GroupMembershipSpec"/>
internal sealed class GroupsAspect(GroupMembershipSpec spec) : AppAspect
{
    private IReadOnlyList<Principal> _groups = [];
    private GroupState? _read;

    public override bool IsLast => true;

    private IReadOnlyList<Principal> Missing => _read is { } state ? state.Lacking(_groups) : _groups;

    public override IEnumerable<Func<CommandContext, Task>> Resolve(AppPlan plan, CancellationToken cancellationToken) =>
        spec.Names.Count == 0 ? [] : [side => ResolveAsync(side, plan, cancellationToken)];

    public override IEnumerable<Func<CommandContext, Task>> Read(AppPlan plan, CancellationToken cancellationToken) =>
        Look(plan, cancellationToken);

    public override IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken) =>
        plan.App.ServicePrincipalId is null
            ? []
            : [async side => _read = await new GroupService(side).ReadAsync(plan.App, cancellationToken).ConfigureAwait(false)];

    public override IEnumerable<PlannedStep> Describe(AppPlan plan) =>
        from @group in _groups
        select PlannedStep.Added(spec.Step, !Missing.Contains(@group), $"the membership in the group {@group}");

    public override IEnumerable<string> Rights(AppPlan plan) => Missing.Count > 0 ? [RequestNeeds.Members] : [];

    public override IEnumerable<Func<CommandContext, AppChange>> Grant(AppPlan plan) =>
        Missing.Count == 0 ? [] : [side => new GroupService(side).Adding(new GroupState(plan.App, _read?.Groups ?? []), _groups)];

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        var app = plan.App;
        foreach (var missing in Missing)
        {
            yield return new(
                VendorAppCheck.GroupMembershipMissing,
                VendorAppSeverity.Error,
                $"membership in the group {missing}",
                "member",
                "not a member",
                $"Add-AppGroupMembership -App {app.AppId} -Group {missing.Id}"
            );
        }

        foreach (var extra in (_read?.Groups ?? []).Where(there => _groups.All(wanted => wanted.Id != there.GroupId)))
        {
            yield return new(
                VendorAppCheck.GroupMembershipExtra,
                VendorAppSeverity.Warning,
                $"membership in the group {extra}",
                "not a member",
                "member",
                $"Remove-AppGroupMembership -App {app.AppId} -Group {extra.GroupId}"
            );
        }
    }

    public override IEnumerable<Func<CommandContext, AppChange>> Remove(AppPlan plan)
    {
        List<Principal> removed = [.. _groups.Where(wanted => _read?.Groups.Any(there => there.GroupId == wanted.Id) == true)];
        return removed.Count == 0 ? [] : [side => new GroupService(side).Removing(_read!, removed)];
    }

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken) =>
        Task.FromResult<SpecPart>(new GroupMembershipSpec { Names = [.. (_read?.Groups ?? []).Select(there => there.ToString())] });

    private async Task ResolveAsync(CommandContext side, AppPlan plan, CancellationToken cancellationToken)
    {
        _groups = await PrincipalService
            .FindAsync(side, spec.Names, [PrincipalKind.Group], "have an app as a member", plan.Errors, cancellationToken)
            .ConfigureAwait(false);
        if (_groups.Count > 0)
        {
            await new GroupService(side).CheckAsync(_groups, plan.Errors, cancellationToken).ConfigureAwait(false);
        }
    }
}
