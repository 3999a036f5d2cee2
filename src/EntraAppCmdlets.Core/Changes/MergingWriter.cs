using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Changes;

/// <summary>
/// Writes to an app that others may be writing to as well. Graph has no way to say "only if nobody has changed it", so the app is looked at right before and
/// right after, in the same round trip: what another run has added and the write has taken away is written again, together with what is ours. Where the look
/// after does not show the write yet, reads lag behind: then the app is watched until the write shows, and as long again, because
/// another run could not see it either in that time and may have put its own in its place.
/// </summary>
internal sealed class MergingWriter(CommandContext work)
{
    /// <summary>A person waits, and reads that lag longer behind are rare.</summary>
    private static readonly TimeSpan LongestWatch = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Two runs agree after one or two. Somebody who undoes each of them is not fought.</summary>
    private const int MostAttempts = 5;

    private readonly ApplicationEditor _application = new(work);

    /// <summary>Sends writes, each only if the one before succeeded, and makes sure that what they add is kept together with what others add.</summary>
    /// <param name="expected">The app as it is afterwards.</param>
    /// <param name="writes">The writes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GraphException">A write failed.</exception>
    public async Task SendAsync(AppRegistration expected, IReadOnlyList<AppWrite> writes, CancellationToken cancellationToken)
    {
        var requests = writes.Select(write => write.Request);
        var touched = ReplacedCollection
            .All.Where(collection => writes.Any(write => write.Patch is { } patch && collection.IsIn(patch)))
            .ToList();
        if (touched.Count == 0 || work.Recent.MadeHere(expected.AppId))
        {
            Remember(writes, await work.Graph.BatchAsync([.. requests], cancellationToken, sequential: true).ConfigureAwait(false));
            return;
        }

        var expectedState = new ExpectedState(_application, expected, touched);
        await HoldAsync(expectedState, await WriteAsync(expectedState, writes, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Sends writes, each with a look right before it, and a last look; the answers to the reads.</summary>
    private async Task<ReadsAroundWrite> WriteAsync(
        ExpectedState expectedState,
        IReadOnlyList<AppWrite> writes,
        CancellationToken cancellationToken
    )
    {
        var chain = new List<GraphRequest>();
        foreach (var write in writes)
        {
            chain.AddRange([Look(expectedState, write.Request.InWords) with { BelongsToNext = true }, write.Request]);
        }

        chain.Add(Look(expectedState, writes[^1].Request.InWords));
        var began = work.Clock.GetTimestamp();
        var answers = await work.Graph.BatchAsync(chain, cancellationToken, sequential: true).ConfigureAwait(false);
        Remember(writes, [.. writes.Select((_, i) => answers[(2 * i) + 1])], [.. writes.Select((_, i) => answers[2 * i])]);
        return new ReadsAroundWrite([.. writes.Select((_, i) => answers[2 * i])], answers[^1])
        {
            InOneGo = answers[^1].Waited == answers[^2].Waited && answers[^1].ClientRequestId == answers[^2].ClientRequestId,
            // A wait before the write, for a service under load, doesn't count as a wait for the directory.
            Age = work.Clock.GetElapsedTime(began) - answers[^2].Waited,
        };
    }

    private static GraphRequest Look(ExpectedState expectedState, string what) =>
        ApplicationEditor.ReadApplication($"/{expectedState.App.Id}").Describe(what);

    private static void Remember(
        IReadOnlyList<AppWrite> writes,
        IReadOnlyList<GraphResponse> answers,
        IReadOnlyList<GraphResponse>? reads = null
    )
    {
        for (var i = 0; i < writes.Count; i++)
        {
            // A look that failed has kept the write from being sent: its reason is the one.
            if (!answers[i].IsSuccess)
            {
                throw (answers[i].Status == 424 && reads?[i] is { IsSuccess: false } look ? look : answers[i]).ToException();
            }

            writes[i].Remember(answers[i]);
        }
    }

    private async Task HoldAsync(ExpectedState expectedState, ReadsAroundWrite reads, CancellationToken cancellationToken)
    {
        var what = $"check that the change of '{expectedState.App.DisplayName}' was kept";
        var started = work.Clock.GetTimestamp();
        var (written, age, attempts, pause, shown) = (started, reads.Age, 0, FirstPause, false);
        TimeSpan? lag = null;
        try
        {
            while (true)
            {
                // What was there right before a write, and is not in it, the write has taken away.
                var overwritten = reads.Before.Select(expectedState.In).Where(view => view is { HoldsForeign: true }).ToList();
                var seen = expectedState.In(reads.After);
                if (
                    overwritten.Count > 0
                    || seen is { LacksOurs: true, HoldsForeign: true }
                    || (seen is { LacksOurs: true } && lag is not null)
                )
                {
                    if (++attempts > MostAttempts)
                    {
                        return;
                    }

                    work.Log.Verbose(
                        $"Another run has changed '{expectedState.App.DisplayName}' at the same time; what both have added is written together."
                    );
                    overwritten.ForEach(view => expectedState.Include(view!));
                    if (await MergeAsync(expectedState, seen ?? overwritten[^1]!, cancellationToken).ConfigureAwait(false) is { } next)
                    {
                        (reads, lag, written, age, pause) = (next, null, work.Clock.GetTimestamp(), next.Age, FirstPause);
                        continue;
                    }
                }
                else if (seen is { LacksOurs: false })
                {
                    var sinceWrite = work.Clock.GetElapsedTime(written) + age;
                    lag ??= reads.InOneGo ? TimeSpan.Zero : sinceWrite;
                    if (sinceWrite >= 2 * lag)
                    {
                        return;
                    }
                }

                var left = LongestWatch - work.Clock.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                {
                    return;
                }

                shown = true;
                work.Log.Progress(
                    new ActivityProgress(
                        what,
                        "Waiting until the directory has replicated",
                        SecondsRemaining: (int)Math.Ceiling(left.TotalSeconds)
                    )
                );
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)), work.Clock, cancellationToken)
                    .ConfigureAwait(false);
                pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
                reads = new ReadsAroundWrite(
                    [],
                    await work.Graph.TrySendAsync(Look(expectedState, what), cancellationToken).ConfigureAwait(false)
                );
            }
        }
        finally
        {
            if (shown)
            {
                work.Log.Progress(new ActivityProgress(what, "", Completed: true));
            }
        }
    }

    /// <summary>Writes what a read has shown and what is ours; null if that read was too old for it.</summary>
    private async Task<ReadsAroundWrite?> MergeAsync(ExpectedState expectedState, Observation seen, CancellationToken cancellationToken)
    {
        var all = expectedState.Include(seen);
        var (read, _) = _application.Views(all, seen.Read);
        // One by one: the service does not take a scope and a client that is authorized for it in one request.
        var writes = expectedState
            .Touched.Select(collection =>
            {
                var patch = new ApplicationResource();
                collection.Put(patch, all);
                return ApplicationEditor.Patch(
                    read,
                    patch,
                    $"write to '{all.DisplayName}' what two runs have added at the same time",
                    () => work.Recent.RecordWhole(all.AppId, collection.Name, collection.Keys(all))
                );
            })
            .ToList();
        try
        {
            return await WriteAsync(expectedState, writes, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphException error) when (ReplicationErrors.ApplicationWrite(error) || ReplicationErrors.ExposedApi(error))
        {
            return null;
        }
    }

    /// <summary>What is to be there of the collections that were written.</summary>
    private sealed class ExpectedState(ApplicationEditor application, AppRegistration app, IReadOnlyList<ReplacedCollection> touched)
    {
        private readonly Dictionary<ReplacedCollection, HashSet<object>> _keys = touched.ToDictionary(
            collection => collection,
            collection => collection.Keys(app).ToHashSet(ReplacedCollection.Loosely)
        );

        public AppRegistration App => app;

        public IReadOnlyList<ReplacedCollection> Touched => touched;

        /// <summary>What an answer shows of it; null for an app that can't be read yet.</summary>
        public Observation? In(GraphResponse answer)
        {
            if (answer.Status == 404)
            {
                return null;
            }

            var resource = answer.OrThrow().Read(ResourceJson.Default.ApplicationResource);
            var (read, corrected) = application.Views(app, resource);
            return new Observation(
                resource,
                corrected,
                LacksOurs: touched.Any(collection =>
                    collection.Keys(corrected).Except(collection.Keys(read), ReplacedCollection.Loosely).Any()
                ),
                HoldsForeign: touched.Any(collection =>
                    collection.Keys(corrected).Except(_keys[collection], ReplacedCollection.Loosely).Any()
                )
            );
        }

        /// <summary>Treats what others have added as ours: it is to be kept as well.</summary>
        public AppRegistration Include(Observation seen)
        {
            foreach (var collection in touched)
            {
                var foreign = collection.Keys(seen.App).Except(_keys[collection], ReplacedCollection.Loosely).ToHashSet();
                application.Keep(collection, seen.App, foreign);
                _keys[collection].UnionWith(foreign);
            }

            return application.Views(app, seen.Read).Corrected;
        }
    }

    /// <param name="Before">Right before each write.</param>
    /// <param name="After">After the last one.</param>
    private sealed record ReadsAroundWrite(IReadOnlyList<GraphResponse> Before, GraphResponse After)
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
    private sealed record Observation(ApplicationResource Read, AppRegistration App, bool LacksOurs, bool HoldsForeign);
}
