using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>An app that the vendor has registered in its own tenant; here is its service principal only.</summary>
/// <param name="Id">Its application (client) ID.</param>
/// <param name="Title">How it is named before it is there.</param>
internal sealed record VendorAppSpec(Guid Id, string Title) : SpecPart
{
    public override AppAspect Begin() => new VendorAppAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec) => [new(nameof(AppRegistration.AppId), Id.ToString())];
}

/// <inheritdoc cref="VendorAppSpec"/>
internal sealed class VendorAppAspect(VendorAppSpec spec) : AppOrigin
{
    public override bool IsForeign => true;

    public override string InWords => $"the vendor's app {spec.Id}";

    public override string DisplayName => spec.Title;

    public override Guid? AppId => spec.Id;

    public override Task<AppRegistration?> FindAsync(CommandContext side, CancellationToken cancellationToken) =>
        new AppReader(side).FindAsync(spec.Id, cancellationToken);

    public override AppRegistration Expected(Guid tenantId) =>
        new()
        {
            DisplayName = spec.Title,
            AppId = spec.Id,
            TenantId = tenantId,
            IsPlanned = true,
        };

    public override async Task<(AppRegistration? App, Guid? DeletedAppId)> LookForAsync(
        CommandContext side,
        CancellationToken cancellationToken
    ) => (await FindAsync(side, cancellationToken).ConfigureAwait(false), null);

    public override Task<AppRegistration?> FindInstalledAsync(CommandContext side, CancellationToken cancellationToken) =>
        FindAsync(side, cancellationToken);

    public override IEnumerable<string> Extra(AppPlan plan) =>
        plan.App.AppId == spec.Id ? [] : [$"the app itself: another one than the vendor's app {spec.Id}"];

    public override IEnumerable<PlannedStep> Describe(AppPlan plan) =>
        [PlannedStep.Added(spec.Step, plan.IsThere && plan.App.ServicePrincipalId is not null, $"the service principal of {spec.Id}")];

    public override Task<AppRegistration> AddServicePrincipalAsync(AppPlan plan, CancellationToken cancellationToken) =>
        new ServicePrincipalService(plan.Work).AddVendorAppAsync(
            plan.App with
            {
                IsPlanned = false,
            },
            cancellationToken,
            plan.Spec.Find<ServicePrincipalSpec>()?.Settings
        );

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken) =>
        Task.FromResult<SpecPart>(new VendorAppSpec(plan.App.AppId, plan.App.DisplayName));
}
