using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.AppRoles;

/// <summary>The roles that an app defines. Others than those that are named shall not be there.</summary>
internal sealed record AppRolesSpec : SpecPart
{
    /// <summary>The roles, each with the step that asks for it.</summary>
    public IReadOnlyList<(RoleRequest Role, string Step)> Roles { get; init; } = [];

    public override AppAspect Begin() => new AppRolesAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec)
    {
        foreach (var role in Roles.Select(item => item.Role.New(Guid.Empty)))
        {
            yield return new(
                $"role {role.Value}",
                $"for {RoleService.MembersInWords(role)}{(role.IsEnabled ? "" : ", disabled")}",
                "not defined"
            );
            yield return new($"{nameof(role.DisplayName)} of role {role.Value}", role.DisplayName, "none");
            yield return new($"{nameof(role.Description)} of role {role.Value}", role.Description ?? "", "none");
        }
    }
}

/// <inheritdoc cref="AppRolesSpec"/>
internal sealed class AppRolesAspect(AppRolesSpec spec) : AppAspect
{
    /// <summary>The roles that the app lacks, or has disabled, with the ids that they get or have.</summary>
    private IReadOnlyList<AppRole> _missing = [];

    public override Task DecideAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        _missing = [.. Wanted(plan.App).Except(plan.App.Known.AppRoles)];
        return Task.CompletedTask;
    }

    public override IEnumerable<PlannedStep> Describe(AppPlan plan) =>
        spec.Roles.Select(item =>
            PlannedStep.Added(
                item.Step,
                _missing.All(missing => !RoleService.Same(missing.Value, item.Role.Value)),
                RoleService.InWords(Wanted(plan.App, item.Role))
            )
        );

    public override IEnumerable<NewAppPart> Create(AppPlan plan) =>
        _missing.Count == 0
            ? []
            :
            [
                new(
                    body => body.AppRoles = [.. _missing.Select(RegistrationMap.FromRole)],
                    appId => new RoleService(plan.Work).Remember(appId, _missing, _missing, [])
                ),
            ];

    public override void Complete(AppPlan plan, ApplicationAddition addition)
    {
        var (app, work) = (addition.App, plan.Work);
        List<AppRole> written =
        [
            .. Wanted(app)
                .Where(role =>
                    !app.Known.AppRoles.Contains(role) || work.Recent.MayBeOverwritten(app.AppId, nameof(app.AppRoles), role.Id)
                ),
        ];
        if (written.Count == 0)
        {
            return;
        }

        var all = With(app.Known.AppRoles, written);
        addition.After = addition.After with { AppRoles = all };
        addition.Add(
            "roles",
            patch => patch.AppRoles = [.. all.Select(RegistrationMap.FromRole)],
            () => new RoleService(work).Remember(app.AppId, all, written, [])
        );
    }

    public override AppRegistration Apply(AppPlan plan, AppRegistration app, bool done) =>
        done ? app : app with { AppRoles = With(app.Known.AppRoles, _missing) };

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        if (plan.Origin.IsForeign)
        {
            yield break;
        }

        var app = plan.App;
        foreach (var (request, _) in spec.Roles)
        {
            var (property, wanted) = ($"role {request.Value}", request.New(Guid.Empty));
            var add = $"Add-AppRole -App {app.AppId} -Value {Quoted(request.Value)}";
            if (Find(app, request) is not { } there)
            {
                yield return new(
                    VendorAppCheck.RoleMissing,
                    VendorAppSeverity.Error,
                    property,
                    "defined",
                    "missing",
                    $"{add}{Texts(wanted)}{Members(wanted)}{(wanted.IsEnabled ? "" : " -Disabled")}"
                );
                continue;
            }

            if (there.IsEnabled != wanted.IsEnabled)
            {
                yield return new(
                    VendorAppCheck.RoleDisabled,
                    VendorAppSeverity.Error,
                    property,
                    wanted.IsEnabled ? "enabled" : "disabled",
                    there.IsEnabled ? "enabled" : "disabled",
                    $"{add} -Disabled:${(wanted.IsEnabled ? "false" : "true")}"
                );
            }

            if (!there.AllowedMemberTypes.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(wanted.AllowedMemberTypes))
            {
                yield return new(
                    VendorAppCheck.RoleMembers,
                    VendorAppSeverity.Error,
                    property,
                    $"for {RoleService.MembersInWords(wanted)}",
                    $"for {RoleService.MembersInWords(there)}",
                    $"{add}{Members(wanted)}"
                );
            }

            if ((there.DisplayName, there.Description) != (wanted.DisplayName, wanted.Description))
            {
                yield return new(
                    VendorAppCheck.RoleText,
                    VendorAppSeverity.Information,
                    property,
                    $"'{wanted.DisplayName}': {wanted.Description}",
                    $"'{there.DisplayName}': {there.Description}",
                    $"{add}{Texts(wanted)}"
                );
            }
        }

        foreach (var role in app.Known.AppRoles.Where(there => spec.Roles.All(item => !RoleService.Same(there.Value, item.Role.Value))))
        {
            yield return new(
                VendorAppCheck.RoleExtra,
                VendorAppSeverity.Warning,
                $"role {role}",
                "no such role",
                "defined",
                $"Remove-AppRole -App {app.AppId} -Value {Quoted(role.ToString())}"
            );
        }
    }

    public override IEnumerable<string> Properties => ["appRoles"];

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        var roles = new List<(RoleRequest, string)>();
        foreach (var role in plan.Origin.IsForeign ? [] : plan.App.Known.AppRoles)
        {
            var types = role.AllowedMemberTypes.Select(type =>
                Enum.TryParse<AppRoleMemberType>(type, out var known) ? known : (AppRoleMemberType?)null
            );
            if (string.IsNullOrEmpty(role.Value) || types.Any(type => type is null))
            {
                plan.Lacks(
                    $"role {role}",
                    $"for {string.Join(" and ", role.AllowedMemberTypes)}",
                    "A template defines roles with a value, for users, groups and applications."
                );
                continue;
            }

            var request = new RoleRequest
            {
                Value = role.Value,
                DisplayName = role.DisplayName,
                Description = role.Description,
                AllowedMemberTypes = [.. types.OfType<AppRoleMemberType>()],
                IsEnabled = role.IsEnabled ? null : false,
            };
            roles.Add((request, ""));
        }

        return Task.FromResult<SpecPart>(new AppRolesSpec { Roles = roles });
    }

    private IEnumerable<AppRole> Wanted(AppRegistration app) => spec.Roles.Select(item => Wanted(app, item.Role));

    /// <summary>The role as the app shall have it: one that is there keeps its texts and members, and is enabled.</summary>
    private static AppRole Wanted(AppRegistration app, RoleRequest request) =>
        Find(app, request) is not { } there ? request.New(RoleService.IdFor(app, request.Value))
        : request.IsEnabled == false ? there
        : there with { IsEnabled = true };

    private static AppRole? Find(AppRegistration app, RoleRequest request) =>
        app.Known.AppRoles.FirstOrDefault(there => RoleService.Same(there.Value, request.Value));

    /// <summary>One that is enabled takes the place of what it was.</summary>
    private static IReadOnlyList<AppRole> With(IReadOnlyList<AppRole> there, IReadOnlyList<AppRole> written) =>
        [.. there.Where(role => written.All(other => other.Id != role.Id)), .. written];

    private static string Texts(AppRole role) => $" -DisplayName {Quoted(role.DisplayName)} -Description {Quoted(role.Description ?? "")}";

    private static string Members(AppRole role) => $" -AllowedMemberType {string.Join(", ", role.AllowedMemberTypes)}";
}
