using EntraAppCmdlets.Connections;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Registrations;

/// <summary>
/// Writes to an app that others may be writing to as well. Graph has no way to say "only if nobody has changed it", so the app is looked at right before and
/// right after, in the same round trip: what another run has added and the write has taken away is written again, together with what is ours. Where the look
/// after does not show the write yet, reads lag behind: then the app is watched until the write shows, and as long again, because
/// another run could not see it either in that time and may have put its own in its place.
/// </summary>
internal sealed class Reunion(TenantWork work)
{
    /// <summary>A person waits, and reads that lag longer behind are rare.</summary>
    private static readonly TimeSpan LongestWatch = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Two runs agree after one or two. Somebody who undoes each of them is not fought.</summary>
    private const int MostAttempts = 5;

    private readonly ApplicationWork _application = new(work);

    /// <summary>Sends writes, each only if the one before succeeded, and sees that what they have added stands beside what others have added.</summary>
    /// <param name="expected">The app as it is afterwards.</param>
    /// <param name="writes">The writes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GraphException">A write failed.</exception>
    public async Task SendAsync(AppRegistration expected, IReadOnlyList<AppWrite> writes, CancellationToken cancellationToken)
    {
        var requests = writes.Select(write => write.Request);
        var touched = SharedCollection.All.Where(collection => writes.Any(write => write.Patch is { } patch && collection.IsIn(patch))).ToList();
        if (touched.Count == 0 || work.Recent.MadeHere(expected.AppId))
        {
            Remember(writes, await work.Graph.BatchAsync([.. requests], cancellationToken, sequential: true).ConfigureAwait(false));
            return;
        }

        var standing = new Standing(_application, expected, touched);
        await StandAsync(standing, await WriteAsync(standing, writes, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends writes, each with a look right before it, and a last look; the answers to the looks.</summary>
    private async Task<Looks> WriteAsync(Standing standing, IReadOnlyList<AppWrite> writes, CancellationToken cancellationToken)
    {
        var chain = new List<GraphRequest>();
        foreach (var write in writes)
            chain.AddRange([Look(standing, write.Request.InWords) with { BelongsToNext = true }, write.Request]);
        chain.Add(Look(standing, writes[^1].Request.InWords));
        var began = work.Clock.GetTimestamp();
        var answers = await work.Graph.BatchAsync(chain, cancellationToken, sequential: true).ConfigureAwait(false);
        Remember(writes, [.. writes.Select((_, i) => answers[(2 * i) + 1])], [.. writes.Select((_, i) => answers[2 * i])]);
        return new Looks([.. writes.Select((_, i) => answers[2 * i])], answers[^1])
        {
            InOneGo = answers[^1].Waited == answers[^2].Waited,
            // A wait before the write, for a service under load, is none for the directory.
            Age = work.Clock.GetElapsedTime(began) - answers[^2].Waited,
        };
    }

    private static GraphRequest Look(Standing standing, string what) => RegistrationService.ReadApplication($"/{standing.App.Id}").Describe(what);

    private static void Remember(IReadOnlyList<AppWrite> writes, IReadOnlyList<GraphResponse> answers, IReadOnlyList<GraphResponse>? looks = null)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            // A look that failed has kept the write from being sent: its reason is the one.
            if (!answers[i].IsSuccess)
                throw (answers[i].Status == 424 && looks?[i] is { IsSuccess: false } look ? look : answers[i]).ToException();
            writes[i].Remember(answers[i]);
        }
    }

    private async Task StandAsync(Standing standing, Looks looks, CancellationToken cancellationToken)
    {
        var what = $"see that the change of '{standing.App.DisplayName}' stands";
        var started = work.Clock.GetTimestamp();
        var (written, age, attempts, pause, shown) = (started, looks.Age, 0, FirstPause, false);
        TimeSpan? lag = null;
        try
        {
            while (true)
            {
                // What was there right before a write, and is not in it, the write has taken away.
                var overwritten = looks.Before.Select(standing.In).Where(view => view is { HoldsForeign: true }).ToList();
                var seen = standing.In(looks.After);
                if (overwritten.Count > 0 || seen is { LacksOurs: true, HoldsForeign: true } || (seen is { LacksOurs: true } && lag is not null))
                {
                    if (++attempts > MostAttempts)
                        return;
                    work.Log.Verbose($"Another run has changed '{standing.App.DisplayName}' at the same time; what both have added is written together.");
                    overwritten.ForEach(view => standing.Adopt(view!));
                    if (await ReuniteAsync(standing, seen ?? overwritten[^1]!, cancellationToken).ConfigureAwait(false) is { } next)
                    {
                        (looks, lag, written, age, pause) = (next, null, work.Clock.GetTimestamp(), next.Age, FirstPause);
                        continue;
                    }
                }
                else if (seen is { LacksOurs: false })
                {
                    var sinceWrite = work.Clock.GetElapsedTime(written) + age;
                    lag ??= looks.InOneGo ? TimeSpan.Zero : sinceWrite;
                    if (sinceWrite >= 2 * lag)
                        return;
                }

                var left = LongestWatch - work.Clock.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                    return;
                shown = true;
                work.Log.Progress(new ActivityProgress(what, "Waiting until the directory has replicated", SecondsRemaining: (int)Math.Ceiling(left.TotalSeconds)));
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)), work.Clock, cancellationToken).ConfigureAwait(false);
                pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
                looks = new Looks([], await work.Graph.TrySendAsync(Look(standing, what), cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            if (shown)
                work.Log.Progress(new ActivityProgress(what, "", Completed: true));
        }
    }

    /// <summary>Writes what a read has shown and what is ours; null if that read was too old for it.</summary>
    private async Task<Looks?> ReuniteAsync(Standing standing, View seen, CancellationToken cancellationToken)
    {
        var all = standing.Adopt(seen);
        // One by one: the service does not take a scope and a client that is authorized for it in one request.
        var writes = standing.Touched.Select(collection =>
        {
            var patch = new ApplicationResource();
            collection.Put(patch, all);
            return ApplicationWork.Patch(all, patch, $"write to '{all.DisplayName}' what two runs have added at the same time", () => work.Recent.RecordWhole(all.AppId, collection.Name, collection.Keys(all)));
        }).ToList();
        try
        {
            return await WriteAsync(standing, writes, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphException error) when (TooEarly.ApplicationWrite(error) || TooEarly.ExposedApi(error))
        {
            return null;
        }
    }

    /// <summary>What is to be there of the collections that were written.</summary>
    private sealed class Standing(ApplicationWork application, AppRegistration app, IReadOnlyList<SharedCollection> touched)
    {
        private readonly Dictionary<SharedCollection, HashSet<object>> _keys = touched.ToDictionary(collection => collection, collection => collection.Keys(app).ToHashSet(SharedCollection.Loosely));

        public AppRegistration App => app;

        public IReadOnlyList<SharedCollection> Touched => touched;

        /// <summary>What an answer shows of it; null for an app that can't be read yet.</summary>
        public View? In(GraphResponse answer)
        {
            if (answer.Status == 404)
                return null;
            var resource = answer.IsSuccess ? answer.Read(ResourceJson.Default.ApplicationResource) : throw answer.ToException();
            var (read, corrected) = application.Views(app, resource);
            return new View(resource, corrected,
                LacksOurs: touched.Any(collection => collection.Keys(corrected).Except(collection.Keys(read), SharedCollection.Loosely).Any()),
                HoldsForeign: touched.Any(collection => collection.Keys(corrected).Except(_keys[collection], SharedCollection.Loosely).Any()));
        }

        /// <summary>Takes what others have added for ours: it is to stand as well.</summary>
        public AppRegistration Adopt(View seen)
        {
            foreach (var collection in touched)
            {
                var foreign = collection.Keys(seen.App).Except(_keys[collection], SharedCollection.Loosely).ToHashSet();
                application.Keep(collection, seen.App, foreign);
                _keys[collection].UnionWith(foreign);
            }

            return application.Views(app, seen.Read).Corrected;
        }
    }

    /// <param name="Before">Right before each write.</param>
    /// <param name="After">After the last one.</param>
    private sealed record Looks(IReadOnlyList<GraphResponse> Before, GraphResponse After)
    {
        /// <summary>Whether the last look came with the write, so that what it shows is no older.</summary>
        public bool InOneGo { get; init; }

        /// <summary>How long ago the write was sent when the answers came.</summary>
        public TimeSpan Age { get; init; }
    }

    /// <param name="Read">What was read.</param>
    /// <param name="App">The app as it was read, with what this connection has just written.</param>
    /// <param name="LacksOurs">The read does not show all of that.</param>
    /// <param name="HoldsForeign">It shows something that is not ours.</param>
    private sealed record View(ApplicationResource Read, AppRegistration App, bool LacksOurs, bool HoldsForeign);
}
