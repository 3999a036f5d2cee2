using System.Text.Json;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Undo;

/// <summary>Something in the directory that writes of the journal have changed.</summary>
internal abstract class UndoTarget
{
    private readonly Dictionary<ValuePath, UndoSlot> _slots = [];

    /// <summary>What the writes have changed of it, in the order in which they first did.</summary>
    public IReadOnlyCollection<UndoSlot> Slots => _slots.Values;

    /// <summary>Whether it exists, where a write has created or removed it.</summary>
    public UndoSlot? Existence => _slots.GetValueOrDefault(ValuePath.Existence);

    /// <summary>What the writes have changed of its properties.</summary>
    public IEnumerable<UndoSlot> Values => Slots.Where(slot => slot != Existence);

    /// <summary>Keeps what a write has changed.</summary>
    /// <param name="write">The write.</param>
    /// <param name="path">The value.</param>
    /// <param name="before">What was there before; null for nothing.</param>
    /// <param name="after">The value afterwards; null for nothing.</param>
    public void Record(UndoWrite write, ValuePath path, JsonNode? before, JsonNode? after)
    {
        if (!_slots.TryGetValue(path, out var slot))
        {
            _slots[path] = slot = new UndoSlot(path, before?.DeepClone(), write.Line);
        }

        slot.After = after?.DeepClone();
        slot.Last = write.Line;
        slot.Irreversible ??= Enum.TryParse<IrreversibleWrite>(write.Line.Entry.Irreversible, out var why) ? why : null;
        write.Slots.Add(slot);
        write.ChangesMade |= before is not null && slot.Before is null;
    }

    /// <summary>Keeps that a write has created or removed it.</summary>
    public void RecordExistence(UndoWrite write, bool before, bool after) =>
        Record(write, ValuePath.Existence, before ? true : null, after ? true : null);

    /// <summary>Keeps all values that a write has changed.</summary>
    public void RecordValues(UndoWrite write, JsonObject before, JsonObject after)
    {
        var (old, sent) = (JournalValues.Flatten(before), JournalValues.Flatten(after));
        foreach (var path in old.Keys.Union(sent.Keys))
        {
            if (!JournalValues.Same(old.GetValueOrDefault(path), sent.GetValueOrDefault(path)))
            {
                Record(write, path, old.GetValueOrDefault(path), sent.GetValueOrDefault(path));
            }
        }
    }

    /// <summary>Sends what takes values back that have the same first write.</summary>
    public abstract Task UndoAsync(CommandContext work, IReadOnlyList<UndoSlot> slots, CancellationToken cancellationToken);

    /// <summary>What a request is for, in words that follow "could not".</summary>
    protected static string Words(UndoSlot slot) => $"take back: {slot.First.Entry.What ?? slot.First.Entry.Path}";

    /// <summary>Something as it was read, for the journal.</summary>
    protected static PriorState Prior(JsonObject current) => PriorState.Of(current, UndoJson.Default.JsonObject);

    /// <summary>Sends a write until the directory takes it.</summary>
    /// <param name="work">The connection.</param>
    /// <param name="request">The write.</param>
    /// <param name="isDone">Refusals which say that it is done already.</param>
    /// <param name="cancellationToken">Ends it, also during a wait.</param>
    protected static Task SendAsync(
        CommandContext work,
        GraphRequest request,
        Func<GraphException, bool> isDone,
        CancellationToken cancellationToken
    ) =>
        work.Graph.UntilVisibleAsync(
            request.InWords,
            async cancel =>
            {
                var answer = await work.Graph.TrySendAsync(request, cancel).ConfigureAwait(false);
                // A refusal that is taken for success has to be said twice: a directory that lags says so too.
                if (!answer.IsSuccess && isDone(answer.ToException()))
                {
                    answer = await work.Graph.TrySendAsync(request, cancel).ConfigureAwait(false);
                }

                return answer.IsSuccess || isDone(answer.ToException()) ? true : throw answer.ToException();
            },
            error =>
                ReplicationErrors.AppWrite(error)
                || ReplicationErrors.Assignment(error)
                || ReplicationErrors.AssignmentOfNewRole(error)
                || ReplicationErrors.ServicePrincipalCreate(error),
            cancellationToken
        );

    protected static bool IsGone(GraphException error) =>
        error.Status == 404
        || (error.Status == 400 && (error.Says("is not found") || error.Says("references do not exist")))
        || ReplicationErrors.PasswordUnknown(error);

    protected static bool IsThere(GraphException error) =>
        error.Status is 400 or 409
        && (error.Says("already exist") || error.Says("conflicting object") || error.Is(409, "Request_MultipleObjectsWithSameKeyValue"));

    protected static JsonObject Read(GraphResponse answer) => JournalValues.Normalize(answer.Read(UndoJson.Default.JsonElement));
}
