using EntraAppCmdlets.Changes;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.Claims;

/// <summary>What the tokens for an app contain. What is not named here may be there as well: nothing is said about it.</summary>
internal sealed record ClaimsSpec : SpecPart
{
    /// <summary>The groups and their form; null if nothing is said about them.</summary>
    public GroupClaimRequest? Groups { get; init; }

    /// <summary>The step of the groups, if they have one of their own.</summary>
    public string? GroupStep { get; init; }

    /// <summary>The optional claims, each with the step that asks for it.</summary>
    public IReadOnlyList<(OptionalClaimRequest Claim, string? Step)> Claims { get; init; } = [];

    /// <summary>All that it asks for.</summary>
    public IReadOnlyList<ClaimRequest> Asked =>
        [.. Groups is null ? [] : new ClaimRequest[] { Groups }, .. Claims.Select(item => item.Claim)];

    /// <summary>An app with all of it.</summary>
    public AppRegistration On(AppRegistration app) => Asked.Aggregate(app, (all, request) => request.On(all));

    public override AppAspect Begin() => new ClaimsAspect(this);

    // Read off an app that has them: a form of the groups is an optional claim too.
    public override IEnumerable<SpecFact> Facts(AppSpec spec)
    {
        var app = On(
            new AppRegistration
            {
                DisplayName = "",
                AppId = Guid.Empty,
                TenantId = Guid.Empty,
            }
        );
        if (app.GroupMembershipClaims is { } groups and not AppGroupClaim.None)
        {
            yield return new("groups in tokens", groups.ToString(), nameof(AppGroupClaim.None));
        }

        foreach (var claim in app.OptionalClaims ?? [])
        {
            yield return new($"optional claim {claim.Name} in {claim.Token}", ClaimChange.InWords(claim));
        }
    }
}

/// <inheritdoc cref="ClaimsSpec"/>
internal sealed class ClaimsAspect(ClaimsSpec spec) : AppAspect
{
    public override IEnumerable<PlannedStep> Describe(AppPlan plan)
    {
        var app = plan.App;
        if (spec.Groups is { } groups)
        {
            var step = spec.GroupStep ?? spec.Step;
            if (groups.Groups is { } wanted)
            {
                yield return PlannedStep.Added(step, plan.IsThere && app.GroupMembershipClaims == wanted, $"the groups {wanted} to tokens");
            }

            foreach (var token in groups.TokensOn(app))
            {
                yield return Planned(step, token, KnownClaims.Groups, groups.On(app, token));
            }
        }

        foreach (var (claim, step) in spec.Claims)
        {
            foreach (var token in claim.Tokens)
            {
                yield return Planned(step ?? spec.Step, token, claim.Name, claim.On(app, token));
            }
        }

        PlannedStep Planned(string step, AppTokenType token, string name, AppRegistration after)
        {
            var claim = ClaimRequest.Find(after, token, name)!;
            return PlannedStep.Added(step, plan.IsThere && ClaimRequest.Find(app, token, name) == claim, $"the optional claim {claim}");
        }
    }

    public override IEnumerable<NewAppPart> Create(AppPlan plan)
    {
        var change = Change(plan, plan.App);
        return change is { ChangesGroups: false, ChangesClaims: false } ? [] : [new(change.Put, change.Remember)];
    }

    public override void Complete(AppPlan plan, ApplicationAddition addition)
    {
        var change = Change(plan, addition.App);
        if (change is { ChangesGroups: false, ChangesClaims: false })
        {
            return;
        }

        addition.After = addition.After with
        {
            GroupMembershipClaims = change.After.GroupMembershipClaims,
            OptionalClaims = change.After.OptionalClaims,
        };
        addition.Add("claims", change.Put, () => change.Remember(addition.App.AppId));
    }

    public override AppRegistration Apply(AppPlan plan, AppRegistration app, bool done) => done ? app : spec.On(app);

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        var app = plan.App;
        if (spec.Groups is { } groups)
        {
            if (groups.Groups is { } wanted && app.GroupMembershipClaims != wanted)
            {
                yield return new(
                    VendorAppCheck.GroupClaim,
                    VendorAppSeverity.Error,
                    "groups in tokens",
                    wanted.ToString(),
                    $"{app.GroupMembershipClaims ?? AppGroupClaim.None}",
                    $"Set-AppGroupClaim -App {app.AppId} -Group {wanted}"
                );
            }

            foreach (var token in groups.TokensOn(app))
            {
                var (there, after) = (
                    ClaimRequest.Find(app, token, KnownClaims.Groups),
                    ClaimRequest.Find(groups.On(app, token), token, KnownClaims.Groups)!
                );
                if (there != after)
                {
                    yield return new(
                        VendorAppCheck.GroupClaimFormat,
                        VendorAppSeverity.Error,
                        $"form of the groups in {token}",
                        after.ToString(),
                        there?.ToString() ?? "missing",
                        Form(app, groups, token)
                    );
                }
            }
        }

        foreach (var (claim, token) in spec.Claims.SelectMany(item => item.Claim.Tokens.Select(token => (item.Claim, token))))
        {
            var (there, after) = (ClaimRequest.Find(app, token, claim.Name), ClaimRequest.Find(claim.On(app, token), token, claim.Name)!);
            if (there is null)
            {
                yield return new(
                    VendorAppCheck.OptionalClaimMissing,
                    VendorAppSeverity.Error,
                    $"optional claim {claim.Name} in {token}",
                    after.ToString(),
                    "missing",
                    Add(app, claim, token)
                );
            }
            else if (there != after)
            {
                yield return new(
                    VendorAppCheck.OptionalClaimDiffers,
                    VendorAppSeverity.Error,
                    $"optional claim {claim.Name} in {token}",
                    ClaimChange.InWords(after),
                    ClaimChange.InWords(there),
                    Add(app, claim, token)
                );
            }
        }
    }

    public override IEnumerable<string> Extra(AppPlan plan) =>
        from claim in plan.App.OptionalClaims ?? []
        where !spec.Asked.Any(request => request.Asks(claim))
        select $"optional claim {claim}";

    private ClaimChange Change(AppPlan plan, AppRegistration app) => new(plan.Work, app, spec.On(app), spec.Asked);

    public override IEnumerable<string> Properties =>
        ["groupMembershipClaims", "optionalClaims/idToken", "optionalClaims/accessToken", "optionalClaims/saml2Token"];

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        var app = plan.App;
        var groups = app.GroupMembershipClaims is { } some and not AppGroupClaim.None ? new GroupClaimRequest { Groups = some } : null;
        return Task.FromResult<SpecPart>(
            new ClaimsSpec
            {
                Groups = groups,
                Claims =
                [
                    .. from claim in app.OptionalClaims ?? []
                    let asked = new OptionalClaimRequest(claim.Name, [claim.Token])
                    {
                        Essential = claim.Essential ? true : null,
                        Source = claim.Source,
                        AdditionalProperties = claim.AdditionalProperties,
                    }
                    where plan.Takes($"optional claim {claim.Name} in {claim.Token}", ClaimChange.InWords(claim), () => _ = asked.Checked())
                    select (asked, (string?)null),
                ],
            }
        );
    }

    // With the groups, because a form needs some.
    private static string Form(AppRegistration app, GroupClaimRequest groups, AppTokenType token) =>
        $"Set-AppGroupClaim -App {app.AppId}{(groups.Groups is { } kinds ? $" -Group {kinds}" : "")} -Token {token}"
        + (groups.Format is { } format ? $" -Format {format}" : "")
        + (
            groups.AsRole is { } asRole
                ? asRole
                    ? " -AsRole"
                    : " -AsRole:$false"
                : ""
        );

    private static string Add(AppRegistration app, OptionalClaimRequest claim, AppTokenType token) =>
        $"Add-AppOptionalClaim -App {app.AppId} -Name {Quoted(claim.Name)} -Token {token}"
        + (claim.Source is null ? "" : $" -Source {Quoted(claim.Source)}")
        + (
            claim.Essential is { } essential
                ? essential
                    ? " -Essential"
                    : " -Essential:$false"
                : ""
        )
        + (
            claim.AdditionalProperties.Count == 0
                ? ""
                : $" -AdditionalProperty {string.Join(", ", claim.AdditionalProperties.Select(Quoted))}"
        );
}
