using System.Collections.Concurrent;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.Assignments;

/// <summary>Users and groups who are assigned to an app.</summary>
/// <param name="Names">Their sign-in names, object IDs or display names.</param>
/// <param name="Role">The app role that they get: its value, name or ID; null for that of all, or the default access.</param>
/// <param name="Step">The step that asks for it, if it has one of its own.</param>
internal sealed record WantedAssignments(IReadOnlyList<string> Names, string? Role, string? Step);

/// <summary>Who may use an app.</summary>
internal sealed record AssignmentsSpec : SpecPart
{
    /// <summary>Whether only assigned users and groups may sign in; null where that is left open.</summary>
    public bool? Required { get; init; }

    /// <summary>Who is assigned, and to which role; null if nobody is named. Others than those shall not be assigned.</summary>
    public IReadOnlyList<WantedAssignments>? Assignments { get; init; }

    /// <summary>The app role of those who are named without one: its value, name or ID; null for the default access.</summary>
    public string? Role { get; init; }

    public override AppAspect Begin() => new AssignmentsAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec)
    {
        if (Required == true)
        {
            yield return new(nameof(AppRegistration.AssignmentRequired), AppSetting.InWords(true), AppSetting.InWords(false));
        }

        foreach (var (name, role) in (Assignments ?? []).SelectMany(item => item.Names.Select(name => (name, item.Role ?? Role))))
        {
            yield return new($"assignment of {name}{(role is null ? "" : $" with the role {role}")}", "assigned", "not assigned");
        }
    }
}

/// <inheritdoc cref="AssignmentsSpec"/>
internal sealed class AssignmentsAspect(AssignmentsSpec spec) : AppAspect
{
    private readonly ConcurrentDictionary<string, Principal> _found = new(StringComparer.OrdinalIgnoreCase);
    private AssignmentState? _read;
    private AssignmentDifference? _planned;
    private AssignmentDifference? _sent;
    private IReadOnlyList<AppAssignment> _assignments = [];

    public override bool IsLast => true;

    public override IEnumerable<Func<CommandContext, Task>> Resolve(AppPlan plan, CancellationToken cancellationToken)
    {
        // Each name once, whatever roles it gets.
        List<PrincipalQuery> queries =
        [
            .. Wanted.SelectMany(item => item.Names).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new PrincipalQuery(name)),
        ];
        return queries.Count == 0
            ? []
            :
            [
                side =>
                    new PrincipalService(side, _found).ResolveAsync(
                        queries,
                        [PrincipalKind.User, PrincipalKind.Group],
                        "be assigned to an app",
                        plan.Errors,
                        cancellationToken
                    ),
            ];
    }

    public override IEnumerable<Func<CommandContext, Task>> Read(AppPlan plan, CancellationToken cancellationToken) =>
        plan.App.ServicePrincipalId is null
            ? []
            : [async side => _read = await new AssignmentService(side).ReadAsync(plan.App, cancellationToken).ConfigureAwait(false)];

    public override IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken) =>
        plan.App.ServicePrincipalId is null
            ? []
            : [async side => _assignments = await new AssignmentService(side).GetAsync(plan.App, cancellationToken).ConfigureAwait(false)];

    public override Task DecideAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Errors.Count > 0)
        {
            return Task.CompletedTask;
        }

        try
        {
            // With the roles that the app is about to get.
            _planned = Compare(plan.Apply(done: false));
        }
        catch (AppException error)
        {
            plan.Errors.Add(error);
        }

        return Task.CompletedTask;
    }

    public override IEnumerable<PlannedStep> Describe(AppPlan plan)
    {
        foreach (var item in Wanted)
        {
            foreach (var principal in Found(item))
            {
                yield return PlannedStep.Added(
                    item.Step ?? spec.Step,
                    _planned!.Added.All(added => !IsFor(added, principal, item.Role)),
                    $"the assignment of {principal}{(item.Role is null ? "" : $" with the role {item.Role}")}"
                );
            }
        }

        if (spec.Required is { } required)
        {
            yield return PlannedStep.Set(spec.Step, _planned!.Required is null, AppSetting.AssignmentRequired, required);
        }
    }

    public override IEnumerable<string> Rights(AppPlan plan) => _planned is { Added.Count: > 0 } ? [RequestNeeds.Assign] : [];

    public override IEnumerable<Func<CommandContext, AppChange>> Grant(AppPlan plan)
    {
        _sent = Compare(plan.App);
        return _sent.IsEmpty ? [] : [side => new AssignmentService(side).Change(_sent)];
    }

    public override AppRegistration Apply(AppPlan plan, AppRegistration app, bool done) =>
        done && _sent is not null
            ? app with
            {
                AssignmentRequired = _sent.Required ?? _sent.State.App.AssignmentRequired ?? app.AssignmentRequired,
            }
            : app;

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        var app = plan.App;
        if (spec.Required is { } required && required != (app.AssignmentRequired ?? false))
        {
            yield return new(
                VendorAppCheck.AssignmentRequired,
                VendorAppSeverity.Error,
                "AssignmentRequired",
                AppSetting.InWords(required),
                AppSetting.InWords(!required),
                $"Add-AppAssignment -App {app.AppId} -Required{(required ? "" : ":$false")}"
            );
        }

        if (spec.Assignments is null)
        {
            yield break;
        }

        foreach (var item in Wanted)
        {
            foreach (var principal in Found(item).Where(principal => !_assignments.Any(there => Holds(app, there, principal, item.Role))))
            {
                yield return new(
                    VendorAppCheck.AssignmentMissing,
                    VendorAppSeverity.Error,
                    $"assignment of {principal}{(item.Role is null ? "" : $" with the role {item.Role}")}",
                    "assigned",
                    "not assigned",
                    $"Add-AppAssignment -App {app.AppId} -Principal {Quoted(principal.UserPrincipalName ?? principal.Id.ToString())}{(item.Role is { } role ? $" -Role {Quoted(role)}" : Role(app))}"
                );
            }
        }

        foreach (var there in _assignments.Where(there => IsExtra(plan, there)))
        {
            var named = Wanted.Any(item => Found(item).Any(principal => principal.Id == there.PrincipalId));
            yield return new(
                VendorAppCheck.AssignmentExtra,
                VendorAppSeverity.Warning,
                $"assignment of {there.PrincipalDisplayName}{(named ? $" with the role {there.Role}" : "")}",
                "not assigned",
                "assigned",
                $"Remove-AppAssignment -App {app.AppId} -Principal {there.PrincipalId}{(named ? $" -Role {Quoted(there.Role ?? "")}" : "")}"
            );
        }
    }

    public override IEnumerable<string> Extra(AppPlan plan) =>
        from there in _assignments
        where IsExtra(plan, there)
        select $"assignment of {there.PrincipalDisplayName ?? there.PrincipalId.ToString()}: {there.Role}";

    public override IEnumerable<Func<CommandContext, AppChange>> Remove(AppPlan plan)
    {
        var removed = _assignments.Where(there => IsOfGuide(plan.App, there)).ToList();
        return removed.Count == 0
            ? []
            :
            [
                side =>
                    new AssignmentService(side).Change(
                        new AssignmentDifference(new AssignmentState(plan.App, [], _assignments), [], removed, null)
                    ),
            ];
    }

    private bool IsExtra(AppPlan plan, AppAssignment there) =>
        !IsOfGuide(plan.App, there) && plan.Spec.Companions.All(other => other.App.ServicePrincipalId != there.PrincipalId);

    private bool IsOfGuide(AppRegistration app, AppAssignment there) =>
        Wanted.Any(item => Found(item).Any(principal => Holds(app, there, principal, item.Role)));

    public override IEnumerable<string> Properties => ["servicePrincipal/appRoleAssignmentRequired"];

    public override async Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        List<AppAssignment> people = [.. _assignments.Where(there => IsCaptured(plan, there))];
        // Assignments tell the display name only, which several users may have.
        var signInNames = await PrincipalService
            .SignInNamesAsync(
                plan.Work,
                [.. people.Where(there => there.PrincipalType == nameof(PrincipalKind.User)).Select(there => there.PrincipalId)],
                cancellationToken
            )
            .ConfigureAwait(false);
        return new AssignmentsSpec
        {
            Required = plan.App.AssignmentRequired == true ? true : null,
            Assignments =
                people.Count == 0
                    ? null
                    :
                    [
                        .. people
                            .GroupBy(there => there.RoleId == Guid.Empty ? null : there.Role)
                            .Select(same => new WantedAssignments([.. same.Select(NameOf)], same.Key, null)),
                    ],
        };

        string NameOf(AppAssignment there) =>
            signInNames.GetValueOrDefault(there.PrincipalId) ?? there.PrincipalDisplayName ?? there.PrincipalId.ToString();
    }

    private static bool IsCaptured(CapturePlan plan, AppAssignment there)
    {
        var roles = plan.App.Known.AppRoles;
        var reason = there switch
        {
            { PrincipalType: nameof(PrincipalKind.ServicePrincipal) } => "A template assigns users and groups only.",
            { RoleId: var id } when id != Guid.Empty && !plan.Origin.IsForeign && roles.All(role => role.Id != id || !role.IsEnabled) =>
                "The app doesn't define the role any more, or has disabled it.",
            { RoleId: var id } when id == Guid.Empty && roles.Any(role => role.IsEnabled && role.AllowedMemberTypes.Contains("User")) =>
                "An app with roles can't be assigned without one.",
            _ => null,
        };
        if (reason is not null)
        {
            plan.Lacks($"assignment of {there.PrincipalDisplayName}", there.Role, reason);
        }

        return reason is null;
    }

    private IEnumerable<WantedAssignments> Wanted => (spec.Assignments ?? []).Select(item => item with { Role = item.Role ?? spec.Role });

    private IEnumerable<Principal> Found(WantedAssignments item) =>
        item.Names.Where(_found.ContainsKey).Select(name => _found[name]).DistinctBy(principal => principal.Id);

    /// <summary>What the app lacks of what is wanted, as far as its assignments have been read.</summary>
    /// <exception cref="AppException">AppRoleNotFound, AppRoleNeeded.</exception>
    private AssignmentDifference Compare(AppRegistration app)
    {
        var state = new AssignmentState(
            app with
            {
                AssignmentRequired = _read?.App.AssignmentRequired ?? app.AssignmentRequired,
            },
            [.. app.Known.AppRoles.UnionBy(_read?.Roles ?? [], role => role.Id)],
            _read?.Assignments ?? []
        );
        return AssignmentService.Compare(
            state,
            [.. Wanted.SelectMany(item => Found(item).Select(principal => (principal, item.Role)))],
            spec.Required
        );
    }

    /// <summary>Whether an assignment gives a principal this role; any role where none is asked for.</summary>
    private static bool Holds(AppRegistration app, AppAssignment there, Principal principal, string? role) =>
        IsFor(there, principal, role)
        || (
            there.PrincipalId == principal.Id
            && app.Known.AppRoles.Any(item => item.Id == there.RoleId && (Same(item.DisplayName, role) || Same(item.Id.ToString(), role)))
        );

    private static bool IsFor(AppAssignment assignment, Principal principal, string? role) =>
        assignment.PrincipalId == principal.Id && (role is null || Same(assignment.Role, role));

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>An app with roles has no default access.</summary>
    private static string Role(AppRegistration app) =>
        app.Known.AppRoles.Where(role => role.IsEnabled && role.AllowedMemberTypes.Contains("User")).ToList() switch
        {
            [] => "",
            [var only] => $" -Role {Quoted(only.ToString())}",
            var several => $" -Role '<{string.Join(" or ", several)}>'",
        };
}
