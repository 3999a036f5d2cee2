using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Guides;

/// <summary>
/// Takes back what carrying out a guide has made, and nothing else: first what was added to the app, then the app itself. A run that was interrupted
/// is finished by the next one, because the app is found until it is gone.
/// </summary>
internal sealed class VendorUninstaller(CommandContext work)
{
    /// <summary>A plan older than this (a person was asked meanwhile) is made anew before it is carried out.</summary>
    private static readonly TimeSpan StillFresh = TimeSpan.FromSeconds(2);

    /// <summary>Reads the current state and says what would be removed.</summary>
    /// <param name="guide">The guide, with the parameters that it was carried out with.</param>
    /// <param name="app">The app; null to find it as Install-VendorApp has made it.</param>
    /// <param name="permanent">Whether the app is removed for good, even one that is deleted already.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AppException">AppAmbiguous.</exception>
    public async Task<UninstallPlan> PlanAsync(VendorGuide guide, AppRegistration? app, bool permanent, CancellationToken cancellationToken)
    {
        var absent = new List<AppException>();
        var plan = new AppPlan(work, guide.Whole, absent);
        var plannedAt = work.Clock.GetTimestamp();
        AppRegistration? found = null;
        await plan.TogetherAsync(
                aspect => aspect.Resolve(plan, cancellationToken),
                async side =>
                {
                    found = await FindAsync(side, plan.Origin, app, cancellationToken).ConfigureAwait(false);
                    // "Not there" ends the run: a directory that lags says so of existing apps too.
                    if (found?.ServicePrincipalId is null)
                    {
                        found = await FindAsync(side, plan.Origin, app, cancellationToken).ConfigureAwait(false) ?? found;
                    }
                }
            )
            .ConfigureAwait(false);
        if (found is null && permanent)
        {
            found = await plan.Origin.FindDeletedAsync(work, cancellationToken).ConfigureAwait(false);
        }

        var result = new UninstallPlan(guide, found, permanent) { InWords = app?.ToString() ?? plan.Origin.InWords, PlannedAt = plannedAt };
        if (found is null or { DeletedDateTime: not null })
        {
            return found is null ? result : result with { Steps = ["remove the deleted app for good"] };
        }

        // Who is no longer in the directory owns nothing and is assigned to nothing.
        absent.ForEach(error => work.Log.Warning($"{error.Message} It is left out."));
        plan.App = found;
        await plan.ReadAsync(
                aspect => [.. aspect.Look(plan, cancellationToken), .. aspect.LookForUsers(plan, cancellationToken)],
                cancellationToken
            )
            .ConfigureAwait(false);
        var removals = plan.Aspects.SelectMany(aspect => aspect.Remove(plan)).ToList();
        return result with
        {
            App = plan.App,
            Extras = [.. plan.Aspects.SelectMany(aspect => aspect.Extra(plan))],
            Removals = removals,
            Steps = [.. removals.SelectMany(removal => removal(work).Words), Last(plan.Origin, permanent)],
        };
    }

    /// <summary>Does what the plan says.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="force">Whether what others have added goes with the app.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The app as it was, and deleted.</returns>
    /// <exception cref="AppException">VendorAppHasExtras: others have added something since.</exception>
    public async Task<AppRegistration?> ApplyAsync(UninstallPlan plan, bool force, CancellationToken cancellationToken)
    {
        if (work.Clock.GetElapsedTime(plan.PlannedAt) > StillFresh && plan.App is { DeletedDateTime: null })
        {
            plan = await PlanAsync(plan.Guide, plan.App, plan.Permanent, cancellationToken).ConfigureAwait(false);
        }

        if (plan.App is not { } app)
        {
            return null;
        }

        Check(plan, force);
        if (app.DeletedDateTime is not null)
        {
            await new AppRemoval(work).RemoveDeletedAsync(app, cancellationToken).ConfigureAwait(false);
            return app;
        }

        try
        {
            await work.TogetherAsync([
                    .. plan.Removals.Select(removal =>
                        (Func<CommandContext, Task>)(side => removal(side).ApplyAsync(side, cancellationToken))
                    ),
                ])
                .ConfigureAwait(false);
            await new AppRemoval(work).RemoveAsync(app, plan.Permanent, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphException error)
        {
            throw error.StillToDo(plan.Steps.TakeLast(1));
        }

        return app with
        {
            DeletedDateTime = work.Clock.GetUtcNow(),
        };
    }

    /// <summary>Refuses to remove what others have added.</summary>
    /// <exception cref="AppException">VendorAppHasExtras.</exception>
    public static void Check(UninstallPlan plan, bool force)
    {
        if (plan is { App: { } app, Extras.Count: > 0 } && !force)
        {
            throw GuideErrors.VendorAppHasExtras(plan.Guide, app, plan.Extras);
        }
    }

    private static async Task<AppRegistration?> FindAsync(
        CommandContext side,
        AppOrigin origin,
        AppRegistration? app,
        CancellationToken cancellationToken
    )
    {
        if (app is null)
        {
            return await origin.FindInstalledAsync(side, cancellationToken).ConfigureAwait(false);
        }

        var apps = new AppReader(side);
        if (side.Recent.DeletedHere(app.AppId))
        {
            return null;
        }

        var found = await apps.FindAsync(app.AppId, cancellationToken).ConfigureAwait(false);
        if (app.Id is not null && found is { Id: null })
        {
            // The service principal of a deleted app goes a little later.
            found = null;
        }

        // What this connection has just made is there, although reads may not show it yet.
        return !side.Recent.Touched(app.AppId)
            ? found
            : (found ?? app) with
            {
                ServicePrincipalId = found?.ServicePrincipalId ?? app.ServicePrincipalId,
            };
    }

    private static string Last(AppOrigin origin, bool permanent) =>
        origin.IsForeign ? "remove its service principal"
        : permanent ? "delete the app with its service principal, for good"
        : "delete the app with its service principal (it can be restored for 30 days)";
}
