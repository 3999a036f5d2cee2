namespace EntraAppCmdlets.Undo;

/// <summary>What taking writes back would do.</summary>
/// <param name="Writes">The writes, the last one first.</param>
/// <param name="Steps">What is sent, in its order: values of one object that were first changed by the same write.</param>
internal sealed record UndoPlan(IReadOnlyList<UndoWrite> Writes, IReadOnlyList<(UndoTarget Target, IReadOnlyList<UndoSlot> Slots)> Steps)
{
    /// <summary>The values that go with an object whose creation is taken back: nothing is sent for them.</summary>
    public required ILookup<UndoSlot, UndoSlot> Followers { get; init; }

    /// <summary>When it was planned, by the clock's timestamp.</summary>
    public required long PlannedAt { get; init; }

    /// <summary>What would be taken back, in words; empty if there is nothing to send.</summary>
    public IReadOnlyList<string> Words => [.. Writes.Where(write => write.IsPending).Select(InWords)];

    /// <summary>What would not be taken back, in words.</summary>
    public IReadOnlyList<string> Kept =>
        [.. Writes.Where(write => write.Outcome == AppUndoOutcome.NotUndone).Select(write => $"{InWords(write)}: {write.Why}")];

    private static string InWords(UndoWrite write) =>
        $"{write.Line.Entry.Time.UtcDateTime:u} {write.Line.Entry.What ?? $"{write.Line.Entry.Method} {write.Line.Entry.Path}"}";
}
