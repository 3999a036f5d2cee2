using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.Owners;

/// <summary>Who owns an app.</summary>
internal sealed record OwnersSpec : SpecPart
{
    /// <summary>Whether owners are named; where they are not, there shall be some.</summary>
    public bool IsAsked { get; init; }

    /// <summary>Their sign-in names, object IDs or display names. Groups can't own an app.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Which of the app's objects they own.</summary>
    public AppOwnerTarget Target { get; init; }

    public override AppAspect Begin() => new OwnersAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec) =>
        from target in OwnerService.Split(Target)
        from name in Names
        select new SpecFact($"owner {name} of the {OwnerService.Words(target)}", "owner", "no owner");
}

/// <inheritdoc cref="OwnersSpec"/>
internal sealed class OwnersAspect(OwnersSpec spec) : AppAspect
{
    private IReadOnlyList<Principal> _people = [];
    private OwnerDifference? _read;
    private OwnerDifference? _sent;
    private IReadOnlyList<AppOwner> _owners = [];
    private Guid? _account;

    public override bool IsLast => true;

    public override IEnumerable<Func<CommandContext, Task>> Resolve(AppPlan plan, CancellationToken cancellationToken) =>
        spec.Names.Count == 0
            ? []
            :
            [
                async side =>
                    _people = await PrincipalService
                        .FindAsync(
                            side,
                            spec.Names,
                            [PrincipalKind.User, PrincipalKind.ServicePrincipal],
                            "own an app",
                            plan.Errors,
                            cancellationToken
                        )
                        .ConfigureAwait(false),
            ];

    public override IEnumerable<Func<CommandContext, Task>> Read(AppPlan plan, CancellationToken cancellationToken) =>
        !spec.IsAsked || plan.App.ServicePrincipalId is null
            ? []
            :
            [
                async side =>
                    _read = await new OwnerService(side)
                        .CompareAsync(plan.App, _people, spec.Target, cancellationToken)
                        .ConfigureAwait(false),
            ];

    public override IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken) =>
        plan.App.ServicePrincipalId is null
            ? []
            :
            [
                async side =>
                    _owners = await new OwnerService(side).GetAsync(plan.App, AppOwnerTarget.Both, cancellationToken).ConfigureAwait(false),
                async side => _account = await new TenantService(side).AccountIdAsync(cancellationToken).ConfigureAwait(false),
            ];

    public override IEnumerable<PlannedStep> Describe(AppPlan plan) =>
        from owner in _people
        select PlannedStep.Added(
            spec.Step,
            _read is { } there && there.Changes.All(change => change.Owner.Id != owner.Id),
            $"the owner {owner}"
        );

    public override IEnumerable<Func<CommandContext, AppChange>> Grant(AppPlan plan)
    {
        if (_people.Count == 0)
        {
            return [];
        }

        _sent = _read ?? New(plan.App);
        return _sent.Changes.Count == 0 ? [] : [side => new OwnerService(side).Adding(_sent)];
    }

    public override AppRegistration Apply(AppPlan plan, AppRegistration app, bool done) =>
        done && _sent is not null ? app with { Owners = _sent.Done(added: true).Owners } : app;

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        var app = plan.App;
        foreach (var target in OwnerService.Split(spec.Target))
        {
            var there = _owners.Where(owner => owner.Target?.HasFlag(target) == true).ToList();
            var property = $"owners of the {OwnerService.Words(target)}";
            foreach (var owner in _people.Where(owner => there.TrueForAll(item => item.Id != owner.Id)))
            {
                yield return new(
                    VendorAppCheck.OwnerMissing,
                    VendorAppSeverity.Warning,
                    property,
                    owner.ToString(),
                    there.Count == 0 ? "nobody" : string.Join(", ", there),
                    $"Add-AppOwner -App {app.AppId} -Owner {Quoted(owner.UserPrincipalName ?? owner.Id.ToString())} -Target {target}"
                );
            }

            if (_people.Count == 0 && there.Count == 0)
            {
                yield return new(
                    VendorAppCheck.OwnerMissing,
                    VendorAppSeverity.Warning,
                    property,
                    "somebody",
                    "nobody",
                    $"Add-AppOwner -App {app.AppId} -Target {target} -Owner '<sign-in name>'"
                );
            }
        }
    }

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        // One list of owners has one target: that of most of them.
        var groups = _owners.GroupBy(owner => owner.Target ?? AppOwnerTarget.Both).OrderByDescending(same => same.Count()).ToList();
        foreach (var owner in groups.Skip(1).SelectMany(same => same))
        {
            plan.Lacks(
                $"owner {owner}",
                $"owner of the {string.Join(" and ", OwnerService.Split(owner.Target!.Value).Select(OwnerService.Words))}",
                "Other owners own other objects of the app. Add it with Add-AppOwner -Target."
            );
        }

        return Task.FromResult<SpecPart>(
            new OwnersSpec
            {
                IsAsked = groups.Count > 0,
                Names = [.. groups.Take(1).SelectMany(same => same).Select(owner => owner.ToString())],
                Target = groups.Count > 0 ? groups[0].Key : AppOwnerTarget.Both,
            }
        );
    }

    // Who creates an app owns it: that it is the signed-in account says nothing of others.
    public override IEnumerable<string> Extra(AppPlan plan) =>
        from owner in _owners
        where owner.Id != _account && _people.All(person => person.Id != owner.Id)
        select $"owner {owner}";

    public override IEnumerable<Func<CommandContext, AppChange>> Remove(AppPlan plan)
    {
        // The account may remove the app because it owns it, and does so until that is gone.
        var changes = Sides(plan.App)
            .SelectMany(side =>
                _people
                    .Where(person => person.Id != _account && side.Holds(person.Id))
                    .Select(person => new OwnerChange(side.Target, side.Id, person))
            )
            .ToList();
        return changes.Count == 0
            ? []
            : [side => new OwnerService(side).Removing(new OwnerDifference(plan.App, Sides(plan.App), AppOwnerTarget.Both, changes))];
    }

    /// <summary>The app's objects with their owners as they were read.</summary>
    private List<OwnerSide> Sides(AppRegistration app)
    {
        List<OwnerSide> sides = [];
        Add(AppOwnerTarget.Application, app.Id);
        Add(AppOwnerTarget.ServicePrincipal, app.ServicePrincipalId);
        return sides;

        void Add(AppOwnerTarget target, Guid? id)
        {
            if (id is { } holder)
            {
                sides.Add(new OwnerSide(target, holder, [.. _owners.Where(owner => owner.Target?.HasFlag(target) == true)]));
            }
        }
    }

    private OwnerDifference New(AppRegistration app)
    {
        List<OwnerSide> sides = [];
        if (spec.Target.HasFlag(AppOwnerTarget.Application) && app.Id is { } id)
        {
            sides.Add(new OwnerSide(AppOwnerTarget.Application, id, []));
        }

        if (spec.Target.HasFlag(AppOwnerTarget.ServicePrincipal) && app.ServicePrincipalId is { } principal)
        {
            sides.Add(new OwnerSide(AppOwnerTarget.ServicePrincipal, principal, []));
        }

        return new OwnerDifference(
            app,
            sides,
            spec.Target,
            [.. from side in sides from owner in _people select new OwnerChange(side.Target, side.Id, owner)]
        );
    }
}
