using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Aspects.RedirectUris;

/// <summary>Adds and removes redirect URIs, one by one: what others have registered stays.</summary>
internal sealed class RedirectUriService(CommandContext work)
{
    private readonly ApplicationEditor _application = new(work);

    /// <summary>Says what adding them would change.</summary>
    /// <exception cref="AppException">RedirectUriOnTwoPlatforms, TooManyRedirectUris, RedirectUriInvalid.</exception>
    public async Task<AppChange> PlanAddAsync(
        AppRegistration app,
        IReadOnlyList<AppRedirectUri> wanted,
        CancellationToken cancellationToken
    )
    {
        RedirectUriRules.CheckRedirectUris(wanted, app.SignInAudience);
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var added = wanted
            .Distinct()
            .Where(uri => !now.Known.RedirectUris.Contains(uri) || work.Recent.MayBeOverwritten(app.AppId, nameof(app.RedirectUris), uri))
            .ToList();
        var there = wanted.Count - added.Count;
        IReadOnlyList<AppRedirectUri> all = [.. now.Known.RedirectUris.Union(added)];
        if (added.Count > 0)
        {
            RedirectUriRules.CheckRedirectUris(all, now.SignInAudience);
        }

        return Plan(now, all, added, [], cancel => PlanAddAsync(app, wanted, cancel)) with
        {
            PlannedAt = plannedAt,
            Words =
                added.Count == 0
                    ? []
                    :
                    [
                        $"add the redirect URI{(added.Count > 1 ? "s" : "")} {InWords(added)}{(there > 0 ? $"; {there} of {wanted.Count} are there already" : "")}",
                    ],
            NoChangeReason = $"'{app.DisplayName}' has {InWords(wanted)} already",
            Warnings = RedirectUriRules.RedirectUriWarnings(added),
            Explain = error => Explain(error, added),
        };
    }

    /// <summary>What the service's refusal of redirect URIs means for a person; null for any other error.</summary>
    public static AppException? Explain(GraphException error, IReadOnlyCollection<AppRedirectUri> added) =>
        error.Status == 400
        && added.Count > 0
        && (
            error.Says("redirect")
            || error.Says("reply")
            || error.Details.Any(detail => detail.Target?.Contains("redirectUris", StringComparison.OrdinalIgnoreCase) == true)
        )
            ? RedirectUriErrors.RedirectUriRefused(added, error)
            : null;

    /// <summary>Says what removing them would change, whatever platform they are on.</summary>
    public async Task<AppChange> PlanRemoveAsync(AppRegistration app, IReadOnlyList<string> unwanted, CancellationToken cancellationToken)
    {
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var removed = now.Known.RedirectUris.Where(uri => unwanted.Contains(uri.Uri, StringComparer.Ordinal)).ToList();
        return Plan(now, [.. now.Known.RedirectUris.Except(removed)], [], removed, cancel => PlanRemoveAsync(app, unwanted, cancel)) with
        {
            PlannedAt = plannedAt,
            Words =
                removed.Count == 0
                    ? []
                    :
                    [
                        $"remove the redirect URI{(removed.Count > 1 ? "s" : "")} {InWords(removed)}{AppChange.Staying(now.Known.RedirectUris.Count - removed.Count)}",
                    ],
            NoChangeReason = $"'{app.DisplayName}' has no redirect URI {string.Join(", ", unwanted)}",
            // Compared character by character: what differs by a slash or a capital letter is another one, and likely the one that was meant.
            Absence = Absence.Of(
                app,
                "redirect URI",
                unwanted.Except(removed.Select(item => item.Uri), StringComparer.Ordinal),
                [.. now.Known.RedirectUris.Select(uri => uri.Uri)],
                RedirectUriErrors.RedirectUriNotFound
            ),
        };
    }

    private AppChange Plan(
        AppRegistration now,
        IReadOnlyList<AppRedirectUri> all,
        List<AppRedirectUri> added,
        List<AppRedirectUri> removed,
        Func<CancellationToken, Task<AppChange>> again
    )
    {
        var patch = new ApplicationResource();
        foreach (var platform in added.Concat(removed).Select(uri => uri.Platform).Distinct())
        {
            RegistrationMap.SetRedirectUris(patch, platform, all.Where(uri => uri.Platform == platform));
        }

        return new AppChange(now, now with { RedirectUris = all }, again)
        {
            PlannedAt = 0,
            Writes =
                added.Count + removed.Count == 0
                    ? []
                    :
                    [
                        ApplicationEditor.Patch(
                            now,
                            patch,
                            $"change the redirect URIs of '{now.DisplayName}'",
                            () =>
                            {
                                work.Recent.Record(now.AppId, nameof(now.RedirectUris), added, removed);
                                work.Recent.RecordWhole(now.AppId, nameof(now.RedirectUris), all);
                            }
                        ),
                    ],
        };
    }

    private static string InWords(IEnumerable<AppRedirectUri> uris) => string.Join(", ", uris.Select(uri => $"{uri.Uri} ({uri.Platform})"));
}
