using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.Assignments;

/// <summary>Who may use an app.</summary>
internal sealed record AssignmentsSpec : SpecPart
{
    /// <summary>Whether only assigned users and groups may sign in; null where that is left open.</summary>
    public bool? Required { get; init; }

    /// <summary>Whether users and groups are named: others than those shall not be assigned.</summary>
    public bool NamesPeople { get; init; }

    /// <summary>The users and groups: sign-in names, object IDs or display names.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The app role that they get: its value, name or ID; null for the default access.</summary>
    public string? Role { get; init; }

    public override AppAspect Begin() => new AssignmentsAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec)
    {
        if (Required == true)
        {
            yield return new(nameof(AppRegistration.AssignmentRequired), AppSetting.InWords(true), AppSetting.InWords(false));
        }

        foreach (var name in Names)
        {
            yield return new($"assignment of {name}", "assigned", "not assigned");
        }
    }
}

/// <inheritdoc cref="AssignmentsSpec"/>
internal sealed class AssignmentsAspect(AssignmentsSpec spec) : AppAspect
{
    private IReadOnlyList<Principal> _people = [];
    private AssignmentDifference? _read;
    private AssignmentDifference? _sent;
    private IReadOnlyList<AppAssignment> _assignments = [];

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
                            [PrincipalKind.User, PrincipalKind.Group],
                            "be assigned to an app",
                            plan.Errors,
                            cancellationToken
                        )
                        .ConfigureAwait(false),
            ];

    public override IEnumerable<Func<CommandContext, Task>> Read(AppPlan plan, CancellationToken cancellationToken) =>
        plan.App.ServicePrincipalId is null
            ? []
            :
            [
                async side =>
                    _read = await new AssignmentService(side)
                        .CompareAsync(plan.App, _people, spec.Role is { } role ? [role] : [], spec.Required, cancellationToken)
                        .ConfigureAwait(false),
            ];

    public override IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken) =>
        plan.App.ServicePrincipalId is null
            ? []
            : [async side => _assignments = await new AssignmentService(side).GetAsync(plan.App, cancellationToken).ConfigureAwait(false)];

    public override Task DecideAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        // An app that is to be made has no roles.
        if (!plan.IsThere && spec.Role is { } role && _people is [var first, ..])
        {
            plan.Errors.Add(AssignmentErrors.AppRoleNotFound(plan.App, first, role, [], null));
        }

        return Task.CompletedTask;
    }

    public override IEnumerable<PlannedStep> Describe(AppPlan plan)
    {
        foreach (var principal in _people)
        {
            yield return PlannedStep.Added(
                spec.Step,
                _read is { } there && there.Added.All(added => added.PrincipalId != principal.Id),
                $"the assignment of {principal}"
            );
        }

        if (spec.Required is { } required)
        {
            yield return PlannedStep.Added(
                spec.Step,
                _read is { Required: null } || (_read is null && !required),
                required ? "only assigned users and groups may sign in" : "everybody may sign in"
            );
        }
    }

    public override IEnumerable<Func<CommandContext, AppChange>> Grant(AppPlan plan)
    {
        _sent = _read ?? New(plan.App);
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

        if (!spec.NamesPeople)
        {
            yield break;
        }

        foreach (var principal in _people.Where(principal => _assignments.All(there => there.PrincipalId != principal.Id)))
        {
            yield return new(
                VendorAppCheck.AssignmentMissing,
                VendorAppSeverity.Error,
                $"assignment of {principal}",
                "assigned",
                "not assigned",
                $"Add-AppAssignment -App {app.AppId} -Principal {Quoted(principal.UserPrincipalName ?? principal.Id.ToString())}{Role(app)}"
            );
        }

        foreach (var there in _assignments.Where(there => _people.All(principal => principal.Id != there.PrincipalId)))
        {
            yield return new(
                VendorAppCheck.AssignmentExtra,
                VendorAppSeverity.Warning,
                $"assignment of {there.PrincipalDisplayName}",
                "not assigned",
                "assigned",
                $"Remove-AppAssignment -App {app.AppId} -Principal {there.PrincipalId}"
            );
        }
    }

    public override IEnumerable<string> Properties => ["servicePrincipal/appRoleAssignmentRequired"];

    public override async Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        var people = new List<AppAssignment>();
        foreach (var there in _assignments)
        {
            if (there.PrincipalType == nameof(PrincipalKind.ServicePrincipal))
            {
                plan.Lacks($"assignment of {there.PrincipalDisplayName}", there.Role, "Only users and groups are assigned by a template.");
            }
            else if (there.RoleId != Guid.Empty)
            {
                plan.Lacks(
                    $"assignment of {there.PrincipalDisplayName}",
                    there.Role,
                    "A template assigns without an app role. Assign it with Add-AppAssignment -Role."
                );
            }
            else
            {
                people.Add(there);
            }
        }

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
            NamesPeople = people.Count > 0,
            Names =
            [
                .. people.Select(there =>
                    signInNames.GetValueOrDefault(there.PrincipalId) ?? there.PrincipalDisplayName ?? there.PrincipalId.ToString()
                ),
            ],
        };
    }

    /// <summary>An app with roles has no default access.</summary>
    private static string Role(AppRegistration app) =>
        app.Known.AppRoles.Where(role => role.IsEnabled && role.AllowedMemberTypes.Contains("User")).ToList() switch
        {
            [] => "",
            [var only] => $" -Role {Quoted(only.ToString())}",
            var several => $" -Role '<{string.Join(" or ", several)}>'",
        };

    private AssignmentDifference New(AppRegistration app) =>
        new(
            new AssignmentState(app, [], []),
            [
                .. _people.Select(principal => new AppAssignment
                {
                    AppDisplayName = app.DisplayName,
                    AppId = app.AppId,
                    PrincipalId = principal.Id,
                    PrincipalDisplayName = principal.DisplayName ?? principal.UserPrincipalName,
                    PrincipalType = principal.Kind.ToString(),
                    RoleId = Guid.Empty,
                    Role = AppAssignment.DefaultAccess,
                }),
            ],
            [],
            spec.Required is { } required && required != (app.AssignmentRequired ?? false) ? required : null
        );
}
