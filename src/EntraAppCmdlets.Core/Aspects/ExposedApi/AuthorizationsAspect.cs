using System.Collections.Concurrent;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.ExposedApi;

/// <summary>Another app of the same guide that authorizes this one as a client of its API.</summary>
/// <param name="Api">The app that exposes the API.</param>
/// <param name="Scopes">The names of the scopes.</param>
/// <param name="Step">The step that asks for it.</param>
internal sealed record WantedAuthorization(AppRegistration Api, IReadOnlyList<string> Scopes, string Step);

/// <summary>The other apps of the same guide that authorize this one as a client. They are older than this one, so that it changes them.</summary>
internal sealed record AuthorizationsSpec : SpecPart
{
    public IReadOnlyList<WantedAuthorization> Authorizations { get; init; } = [];

    public override AppAspect Begin() => new AuthorizationsAspect(this);

    // They are what the other apps have.
    public override IEnumerable<SpecFact> Facts(AppSpec spec) => [];
}

/// <inheritdoc cref="AuthorizationsSpec"/>
internal sealed class AuthorizationsAspect(AuthorizationsSpec spec) : AppAspect
{
    private readonly ConcurrentDictionary<Guid, AppRegistration> _read = [];
    private long _readAt;

    public override bool IsLast => true;

    public override IEnumerable<PlannedStep> Describe(AppPlan plan) =>
        spec.Authorizations.Select(wanted =>
            Lacking(plan.App, wanted) is { Count: > 0 } lacking
                ? PlannedStep.Change(
                    wanted.Step,
                    $"authorize it as a client of '{wanted.Api.DisplayName}' for {string.Join(", ", lacking.Select(scope => scope.Value))}"
                )
                : PlannedStep.AlreadyDone(wanted.Step, $"'{wanted.Api.DisplayName}' has authorized it as a client already")
        );

    public override Task? Beside(AppPlan plan, CancellationToken cancellationToken) =>
        spec.Authorizations.Any(wanted => Lacking(plan.App, wanted).Count > 0) ? AuthorizeAsync(plan, cancellationToken) : null;

    public override IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken)
    {
        _readAt = plan.Work.Clock.GetTimestamp();
        return spec
            .Authorizations.Select(wanted => wanted.Api)
            // What isn't there is a finding of its own.
            .Where(api => !api.IsPlanned)
            .DistinctBy(api => api.AppId)
            .Select(api =>
                (Func<CommandContext, Task>)(
                    async side =>
                        _read[api.AppId] = await new ApplicationEditor(side).ReadAsync(api, cancellationToken).ConfigureAwait(false)
                )
            );
    }

    private IEnumerable<WantedAuthorization> AsRead =>
        from wanted in spec.Authorizations
        where _read.ContainsKey(wanted.Api.AppId)
        select wanted with
        {
            Api = _read[wanted.Api.AppId],
        };

    public override IEnumerable<AppDifference> Compare(AppPlan plan) =>
        from wanted in AsRead
        let scopes = wanted.Scopes.Where(name => IsExposed(wanted.Api, name)).ToList()
        where scopes.Count > 0 && Lacking(plan.App, wanted with { Scopes = scopes }).Count > 0
        select new AppDifference(
            VendorAppCheck.AuthorizedClientMissing,
            VendorAppSeverity.Error,
            $"client of '{wanted.Api.DisplayName}'",
            $"authorized for {string.Join(", ", scopes)}",
            "not authorized",
            $"Add-AppAuthorizedClient -App {wanted.Api.AppId} -Client {plan.App.AppId} -Scope {string.Join(", ", scopes.Select(Quoted))}"
        );

    public override IEnumerable<Func<CommandContext, AppChange>> Remove(AppPlan plan) =>
        from wanted in AsRead
        where wanted.Api.Known.AuthorizedClients.Any(client => client.AppId == plan.App.AppId)
        select (Func<CommandContext, AppChange>)(
            side => new AuthorizedClientService(side).Removing(wanted.Api, [plan.App.AppId], wanted.Scopes, _readAt)
        );

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken) => Task.FromResult<SpecPart>(spec);

    private async Task AuthorizeAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        foreach (var wanted in spec.Authorizations)
        {
            var change = await new AuthorizedClientService(plan.Work)
                .PlanAddAsync(wanted.Api, [plan.App.AppId], wanted.Scopes, cancellationToken)
                .ConfigureAwait(false);
            if (change.Words.Count > 0)
            {
                await change.ApplyAsync(plan.Work, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static IReadOnlyList<AppApiScope> Lacking(AppRegistration client, WantedAuthorization wanted) =>
        AuthorizedClientService.Authorize(wanted.Api, client.AppId, wanted.Scopes).Added;

    private static bool IsExposed(AppRegistration api, string name) =>
        api.Known.ApiScopes.Any(scope => string.Equals(scope.Value, name, StringComparison.OrdinalIgnoreCase));
}
