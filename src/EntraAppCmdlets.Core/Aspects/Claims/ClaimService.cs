using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Aspects.Claims;

/// <summary>The groups and optional claims in the tokens for an app.</summary>
internal sealed class ClaimService(CommandContext work)
{
    private readonly ApplicationEditor _application = new(work);

    /// <summary>The optional claims of an app as they are now.</summary>
    public async Task<IReadOnlyList<AppOptionalClaim>> GetAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        return
        [
            .. (now.OptionalClaims ?? []).Select(claim =>
                claim with
                {
                    AppId = app.IsPlanned ? null : app.AppId,
                    AppDisplayName = now.DisplayName,
                    TenantId = app.TenantId,
                }
            ),
        ];
    }

    /// <summary>Says what setting the groups in tokens would change.</summary>
    /// <exception cref="AppException">GroupClaimInvalid, GroupClaimMissing.</exception>
    public Task<AppChange> PlanGroupsAsync(AppRegistration app, GroupClaimRequest request, CancellationToken cancellationToken)
    {
        request.Check();
        return PlanAsync(
            app,
            [request],
            now =>
            {
                request.CheckOn(now);
                return request.On(now);
            },
            request.WarningsOn,
            $"The group claim of '{app.DisplayName}' is set already",
            cancellationToken
        );
    }

    /// <summary>Says what adding optional claims would change. Of a claim that the app has, only what is asked for differently changes.</summary>
    /// <exception cref="AppException">OptionalClaimNotFound, OptionalClaimInvalid.</exception>
    public Task<AppChange> PlanAddAsync(
        AppRegistration app,
        IReadOnlyList<OptionalClaimRequest> requests,
        CancellationToken cancellationToken
    )
    {
        List<OptionalClaimRequest> wanted = [.. requests.Select(request => request.Checked())];
        return PlanAsync(
            app,
            wanted,
            now => wanted.Aggregate(now, (all, request) => request.On(all)),
            Warnings,
            $"'{app.DisplayName}' has the optional claim{(wanted.Count > 1 ? "s" : "")} {string.Join(", ", wanted.Select(request => request.Name))} already",
            cancellationToken
        );

        IEnumerable<string> Warnings(AppRegistration now) =>
            wanted.Exists(request => request.Name == KnownClaims.Groups) && now.GroupMembershipClaims is null or AppGroupClaim.None
                ?
                [
                    $"The tokens of '{now.DisplayName}' contain no groups, so the optional claim {KnownClaims.Groups} has no effect until Set-AppGroupClaim chooses some.",
                ]
                : [];
    }

    /// <summary>Says what removing optional claims would change.</summary>
    /// <param name="app">The app.</param>
    /// <param name="names">The names of the claims.</param>
    /// <param name="tokens">The tokens that they are removed from; empty for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AppChange> PlanRemoveAsync(
        AppRegistration app,
        IReadOnlyList<string> names,
        IReadOnlyList<AppTokenType> tokens,
        CancellationToken cancellationToken
    )
    {
        var absence = Absence.None;
        var change = await PlanAsync(
                app,
                [],
                now =>
                {
                    var candidates = (now.OptionalClaims ?? []).Where(claim => tokens.Count == 0 || tokens.Contains(claim.Token)).ToList();
                    absence = Absence.Of(
                        now,
                        "optional claim",
                        names.Where(name => !candidates.Exists(claim => Same(claim.Name, name))),
                        [.. candidates.Select(claim => claim.Name)],
                        ClaimErrors.OptionalClaimNotFound
                    );
                    return now with
                    {
                        OptionalClaims =
                        [
                            .. (now.OptionalClaims ?? []).Where(claim =>
                                !candidates.Contains(claim) || !names.Any(name => Same(claim.Name, name))
                            ),
                        ],
                    };
                },
                _ => [],
                $"'{app.DisplayName}' has no optional claim {string.Join(", ", names)}",
                cancellationToken
            )
            .ConfigureAwait(false);
        return change with { Absence = absence };
    }

    private async Task<AppChange> PlanAsync(
        AppRegistration app,
        IReadOnlyList<ClaimRequest> asked,
        Func<AppRegistration, AppRegistration> change,
        Func<AppRegistration, IEnumerable<string>> warnings,
        string noChange,
        CancellationToken cancellationToken
    )
    {
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var claims = new ClaimChange(work, now, change(now), asked);
        IReadOnlyList<string> words = [.. claims.Words];
        return new AppChange(app, claims.After, cancel => PlanAsync(app, asked, change, warnings, noChange, cancel))
        {
            PlannedAt = plannedAt,
            Words = words,
            Warnings = words.Count == 0 ? [] : [.. warnings(now)],
            NoChangeReason = noChange,
            Writes = claims.Writes(),
        };
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
