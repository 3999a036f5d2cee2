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

        var look = RegistrationService.ReadApplication($"/{expected.Id}").Describe(writes[0].Request.InWords);
        var answers = await work.Graph.BatchAsync([look, .. requests, look], cancellationToken, sequential: true).ConfigureAwait(false);
        Remember(writes, [.. answers.Skip(1)], answers[0]);
        await StandAsync(new Standing(_application, expected, touched), answers[0], answers[^1], cancellationToken).ConfigureAwait(false);
    }

    private static void Remember(IReadOnlyList<AppWrite> writes, IReadOnlyList<GraphResponse> answers, GraphResponse? before = null)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            // A look that failed has kept the write from being sent: its reason is the one.
            if (!answers[i].IsSuccess)
                throw (answers[i].Status == 424 && before is { IsSuccess: false } ? before : answers[i]).ToException();
            writes[i].Remember(answers[i]);
        }
    }

    private async Task StandAsync(Standing standing, GraphResponse before, GraphResponse after, CancellationToken cancellationToken)
    {
        var what = $"see that the change of '{standing.App.DisplayName}' stands";
        var started = work.Clock.GetTimestamp();
        var (written, attempts, pause, shown) = (started, 0, FirstPause, false);
        var seen = standing.In(before);
        // This much was there a moment ago, and the write has taken it away.
        var overwritten = seen is { HoldsForeign: true };
        TimeSpan? lag = null;
        try
        {
            while (true)
            {
                if (!overwritten)
                    seen = standing.In(after);
                if (overwritten || seen is { LacksOurs: true, HoldsForeign: true } || (seen is { LacksOurs: true } && lag is not null))
                {
                    if (++attempts > MostAttempts)
                        return;
                    if (await WriteAsync(standing, seen!, cancellationToken).ConfigureAwait(false))
                        (overwritten, lag, written, pause) = (false, null, work.Clock.GetTimestamp(), FirstPause);
                }
                else if (seen is { LacksOurs: false })
                {
                    lag ??= shown ? work.Clock.GetElapsedTime(written) : TimeSpan.Zero;
                    if (work.Clock.GetElapsedTime(written) >= 2 * lag)
                        return;
                }

                var left = LongestWatch - work.Clock.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                    return;
                shown = true;
                work.Log.Progress(new ActivityProgress(what, "Waiting until the directory has replicated", SecondsRemaining: (int)Math.Ceiling(left.TotalSeconds)));
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)), work.Clock, cancellationToken).ConfigureAwait(false);
                pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
                after = await work.Graph.TrySendAsync(RegistrationService.ReadApplication($"/{standing.App.Id}").Describe(what), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (shown)
                work.Log.Progress(new ActivityProgress(what, "", Completed: true));
        }
    }

    /// <summary>Writes what a read has shown and what is ours; false if that read was too old for it.</summary>
    private async Task<bool> WriteAsync(Standing standing, View seen, CancellationToken cancellationToken)
    {
        var name = standing.App.DisplayName;
        work.Log.Verbose($"Another run has changed '{name}' at the same time; what both have added is written together.");
        var all = standing.Adopt(seen);
        // One by one: the service does not take a scope and a client that is authorized for it in one request.
        var writes = standing.Touched.Select(collection =>
        {
            var patch = new ApplicationResource();
            collection.Put(patch, all);
            return ApplicationWork.Patch(all, patch, $"write to '{name}' what two runs have added at the same time", () => work.Recent.RecordWhole(all.AppId, collection.Name, collection.Keys(all)));
        }).ToList();
        try
        {
            Remember(writes, await work.Graph.BatchAsync([.. writes.Select(write => write.Request)], cancellationToken, sequential: true).ConfigureAwait(false));
            return true;
        }
        catch (GraphException error) when (TooEarly.ApplicationWrite(error) || TooEarly.ExposedApi(error))
        {
            return false;
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
            var (read, corrected) = application.Views(app, answer.IsSuccess ? answer.Read(ResourceJson.Default.ApplicationResource) : throw answer.ToException());
            return new View(corrected,
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

            return seen.App;
        }
    }

    /// <param name="App">The app as it was read, with what this connection has just written.</param>
    /// <param name="LacksOurs">The read does not show all of that.</param>
    /// <param name="HoldsForeign">It shows something that is not ours.</param>
    private sealed record View(AppRegistration App, bool LacksOurs, bool HoldsForeign);
}
