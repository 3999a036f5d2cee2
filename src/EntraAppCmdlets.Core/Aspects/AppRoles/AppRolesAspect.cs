using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.AppRoles;

/// <summary>The roles that an app defines: none, as far as guides ask.</summary>
internal sealed record AppRolesSpec : SpecPart
{
    public override AppAspect Begin() => new AppRolesAspect();

    public override IEnumerable<SpecFact> Facts(AppSpec spec) => [];
}

/// <inheritdoc cref="AppRolesSpec"/>
internal sealed class AppRolesAspect : AppAspect
{
    public override IEnumerable<AppDifference> Compare(AppPlan plan) =>
        plan.Origin.IsForeign
            ? []
            : from role in plan.App.AppRoles
            select new AppDifference(
                VendorAppCheck.RoleExtra,
                VendorAppSeverity.Warning,
                $"role {role}",
                "no such role",
                "defined",
                $"Remove-AppRole -App {plan.App.AppId} -Value {Quoted(role.ToString())}"
            );

    public override IEnumerable<string> Properties => ["appRoles"];

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        foreach (var role in plan.Origin.IsForeign ? [] : plan.App.Known.AppRoles)
        {
            plan.Lacks($"role {role}", $"for {string.Join(" and ", role.AllowedMemberTypes)}", "Add it with Add-AppRole.");
        }

        return Task.FromResult<SpecPart>(new AppRolesSpec());
    }
}
