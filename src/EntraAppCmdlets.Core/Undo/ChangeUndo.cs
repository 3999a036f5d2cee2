using System.Text.Json.Nodes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Undo;

/// <summary>
/// Takes back the writes of a journal where the tenant still is as they left it: reads first, all of it; then writes, the last one of the journal first. Several writes to
/// one value are one step back, so that it doesn't matter how often it was written, taken back and written again.
/// </summary>
internal sealed class ChangeUndo(CommandContext work)
{
    /// <summary>A plan older than this (a person was asked meanwhile) is made anew before it is carried out.</summary>
    private static readonly TimeSpan StillFresh = TimeSpan.FromSeconds(2);

    /// <summary>What a log calls an account by.</summary>
    private static readonly string[] AccountNames = ["userPrincipalName", "appId"];

    private GraphClient Graph => work.Graph;

    /// <summary>Reads the current state and says what would be taken back.</summary>
    /// <param name="lines">The writes, in their order.</param>
    /// <param name="force">Whether what somebody has changed since is set back too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<UndoPlan> PlanAsync(IReadOnlyList<JournalLine> lines, bool force, CancellationToken cancellationToken)
    {
        var plannedAt = work.Clock.GetTimestamp();
        var targets = new UndoTargets(lines);
        await ReadAsync(targets, cancellationToken).ConfigureAwait(false);
        if (targets.FindNamed() is { Count: > 0 } ids)
        {
            targets = new UndoTargets(lines, ids);
            await ReadAsync(targets, cancellationToken).ConfigureAwait(false);
        }

        Decide(targets, force);
        var pending = (
            from target in targets.Objects.Concat<UndoTarget>(targets.Relations)
            from slot in target.Slots
            where slot.Outcome is null
            select (Target: target, Slot: slot, Leader: LeaderOf(targets, target, slot))
        ).ToList();
        return new UndoPlan(
            [.. Enumerable.Reverse(targets.Writes)],
            [
                .. from item in pending
                where item.Leader is null
                group item.Slot by (item.Target, item.Slot.First.Number) into step
                orderby step.Key.Number descending
                select (step.Key.Target, (IReadOnlyList<UndoSlot>)[.. step]),
            ]
        )
        {
            Followers = pending.Where(item => item.Leader is not null).ToLookup(item => item.Leader!, item => item.Slot),
            PlannedAt = plannedAt,
        };
    }

    /// <summary>Does what the plan says. What the service refuses is kept, with its reason; what fails otherwise ends the run, and the next one goes on.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GraphException">A write failed.</exception>
    public async Task ApplyAsync(UndoPlan plan, CancellationToken cancellationToken)
    {
        foreach (var (target, slots) in plan.Steps)
        {
            try
            {
                await target.UndoAsync(work, slots, cancellationToken).ConfigureAwait(false);
                foreach (var slot in slots.Concat(slots.SelectMany(slot => plan.Followers[slot])))
                {
                    slot.End(AppUndoOutcome.Undone);
                }
            }
            catch (GraphException error) when (error.Status is 400 or 404 or 409)
            {
                work.Log.Verbose(error.Message);
                foreach (var slot in slots.Concat(slots.SelectMany(slot => plan.Followers[slot])))
                {
                    slot.Keep(error.Reason.TrimEnd('.'));
                }
            }
        }
    }

    /// <summary>Whether a plan is so old that the tenant may have changed since.</summary>
    public bool IsOld(UndoPlan plan) => work.Clock.GetElapsedTime(plan.PlannedAt) > StillFresh;

    private async Task ReadAsync(UndoTargets targets, CancellationToken cancellationToken)
    {
        // "Not there" is acted upon, so it has to be said twice.
        var objects = targets.Objects.ToList();
        var live = await Graph
            .BatchConfirmedAsync([.. objects.Select(item => item.ReadRequest())], cancellationToken)
            .ConfigureAwait(false);
        var missing = new List<DirectoryTarget>();
        foreach (var (item, answer) in objects.Zip(live))
        {
            item.Load(answer, deleted: false);
            if (answer.Status == 404 && item.Id is not null)
            {
                missing.Add(item);
            }
        }

        if (missing.Count > 0)
        {
            var deleted = await Graph
                .BatchConfirmedAsync([.. missing.Select(item => item.ReadDeletedRequest())], cancellationToken)
                .ConfigureAwait(false);
            foreach (var (item, answer) in missing.Zip(deleted))
            {
                item.Load(answer, deleted: true);
            }
        }

        var lists = targets.Relations.ToLookup(item => item.ListRequest().Path, StringComparer.Ordinal);
        var created = objects
            .Where(item => item.IsCreated)
            .SelectMany(item => item.Lists().Select(list => (Holder: item, List: list)))
            .ToLookup(item => item.List.ListRequest().Path, StringComparer.Ordinal);
        var requests = lists
            .Select(list => list.First().ListRequest())
            .Concat(created.Select(list => list.First().List.ListRequest()))
            .DistinctBy(request => request.Path)
            .ToList();
        var answers = await Graph.BatchConfirmedAsync(requests, cancellationToken).ConfigureAwait(false);
        foreach (var answer in answers)
        {
            IReadOnlyList<JsonObject> items =
                answer.Status == 404
                    ? []
                    : await RelationTarget.ListAsync(Graph, answer.OrThrow(), cancellationToken).ConfigureAwait(false);
            foreach (var relation in lists[answer.Request.Path])
            {
                relation.Current = items.FirstOrDefault(relation.Is);
            }

            foreach (var (holder, list) in created[answer.Request.Path])
            {
                FindAdded(targets, holder, list, items);
            }
        }
    }

    /// <summary>Keeps what a list of a created object shows besides what the writes have put there. Its creator owns it without a write.</summary>
    private static void FindAdded(UndoTargets targets, DirectoryTarget holder, RelationTarget list, IReadOnlyList<JsonObject> items)
    {
        foreach (var item in items)
        {
            var known = targets.Relations.FirstOrDefault(relation => relation.IsLike(list) && relation.Is(item));
            if (list.WordsOf(item, known) is not { } words)
            {
                continue;
            }

            if (
                list.Kind != RelationKind.Owner
                || !AccountNames.Any(name =>
                    holder.Creator is { } creator && string.Equals(item[name]?.ToString(), creator, StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                holder.Added.Add(words);
            }
        }
    }

    private static void Decide(UndoTargets targets, bool force)
    {
        foreach (var item in targets.Objects)
        {
            DecideExistence(targets, item, force);
        }

        foreach (var item in targets.Objects)
        {
            item.WillBeLive =
                (item.IsLive && !item.IsToBeDeleted)
                || item.IsToBeRestored
                || (AppOf(targets, item) is { IsToBeRestored: true } && item.Current is not null);
            DecideValues(targets, item, force);
        }

        foreach (var item in targets.Relations)
        {
            DecideRelation(targets, item, force);
        }
    }

    private static void DecideExistence(UndoTargets targets, DirectoryTarget item, bool force)
    {
        if (item.Existence is not { } existence)
        {
            return;
        }

        if (existence.Before is null)
        {
            if (!item.IsLive)
            {
                existence.End(AppUndoOutcome.AlreadyUndone);
            }
            else if (
                !force
                && targets
                    .Objects.Where(part => part == item || AppOf(targets, part) == item)
                    .Select(part => part.ForeignChange())
                    .FirstOrDefault(change => change is not null)
                    is { } change
            )
            {
                // Others build upon it: it stays as a whole, instead of in parts.
                existence.Keep(UndoReasons.Stays(change));
            }
        }
        else if (item.IsLive)
        {
            existence.End(AppUndoOutcome.AlreadyUndone);
        }
        else if (item.Current is null)
        {
            existence.Keep(UndoReasons.Of(Http.IrreversibleWrite.RemovedForGood));
        }
    }

    private static void DecideValues(UndoTargets targets, DirectoryTarget item, bool force)
    {
        if (Creation(targets, item) is { Outcome: not null } creation)
        {
            if (item.Existence is { Outcome: null } own)
            {
                Follow(own, creation);
            }

            foreach (var slot in item.Values)
            {
                Follow(slot, creation);
            }

            return;
        }

        if (Creation(targets, item) is not null)
        {
            return;
        }

        foreach (var slot in item.Values)
        {
            if (item.WillBeLive)
            {
                slot.Decide(item.Get(slot.Path), force);
            }
            else
            {
                slot.Keep(item.IsDeleted ? UndoReasons.Deleted : UndoReasons.Gone);
            }
        }
    }

    private static void DecideRelation(UndoTargets targets, RelationTarget item, bool force)
    {
        var holder = targets.Find(item.Holder);
        if (holder is not null && Creation(targets, holder) is { Outcome: AppUndoOutcome.NotUndone } stays)
        {
            foreach (var slot in item.Slots)
            {
                Follow(slot, stays);
            }

            return;
        }

        if (holder is { WillBeLive: false } && Creation(targets, holder) is not { Outcome: null })
        {
            foreach (var slot in item.Slots)
            {
                if (slot.Before is null)
                {
                    slot.End(AppUndoOutcome.AlreadyUndone);
                }
                else
                {
                    slot.Keep(holder.IsDeleted ? UndoReasons.Deleted : UndoReasons.Gone);
                }
            }

            return;
        }

        if (holder is { IsLive: false, WillBeLive: true } && item.Current is null)
        {
            item.Assume();
        }

        item.Existence?.Decide(item.Current is null ? null : true, force);
        foreach (var slot in item.Values)
        {
            slot.Decide(item.Get(slot.Path), force);
        }

        if (item.Existence is { Outcome: null, Before: null } made)
        {
            if (item.Values.FirstOrDefault(slot => slot.Outcome == AppUndoOutcome.NotUndone) is { } changed)
            {
                made.Keep(changed.Reason!);
            }
        }
        else if (item.Existence is null && item.Current is null)
        {
            foreach (var slot in item.Values.Where(slot => !item.IsMadeOfValues && slot.Outcome != AppUndoOutcome.AlreadyUndone))
            {
                slot.Keep(UndoReasons.Gone);
            }
        }
    }

    /// <summary>The creation of an object, or of the app that it is the service principal of; null where the journal has neither.</summary>
    private static UndoSlot? Creation(UndoTargets targets, DirectoryTarget item) =>
        AppOf(targets, item)?.Existence is { Before: null } ofApp ? ofApp
        : item.Existence is { Before: null } own ? own
        : null;

    private static DirectoryTarget? AppOf(UndoTargets targets, DirectoryTarget item) =>
        item.IsApplication
            ? null
            : targets.Objects.FirstOrDefault(app =>
                app is { IsApplication: true, AppId: not null } && string.Equals(app.AppId, item.AppId, StringComparison.OrdinalIgnoreCase)
            );

    private static void Follow(UndoSlot slot, UndoSlot creation)
    {
        if (creation.Outcome == AppUndoOutcome.NotUndone)
        {
            slot.Keep(creation.Reason!);
        }
        else
        {
            slot.End(creation.Outcome!.Value);
        }
    }

    /// <summary>The creation whose taking back takes a value with it, so that nothing is sent for the value; null for a value of its own.</summary>
    private static UndoSlot? LeaderOf(UndoTargets targets, UndoTarget target, UndoSlot slot)
    {
        var creation = target switch
        {
            DirectoryTarget item => Creation(targets, item),
            RelationTarget { IsPart: true } part
                when targets.Find(part.Holder) is { } holder && Creation(targets, holder) is { Outcome: null } ofHolder => ofHolder,
            _ => target.Existence is { Outcome: null, Before: null } own ? own : null,
        };
        return creation == slot ? null : creation;
    }
}
