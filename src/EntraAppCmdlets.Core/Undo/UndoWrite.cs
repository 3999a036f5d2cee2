namespace EntraAppCmdlets.Undo;

/// <summary>A write of the journal, and the values that it has changed.</summary>
/// <param name="line">The line of the journal.</param>
internal sealed class UndoWrite(JournalLine line)
{
    public JournalLine Line => line;

    public List<UndoSlot> Slots { get; } = [];

    /// <summary>Why nothing is known of what it has changed; null where it is.</summary>
    public string? Reason { get; set; }

    /// <summary>What became of it; null while some of it is to be taken back.</summary>
    public AppUndoOutcome? Outcome =>
        Reason is not null || Slots.Exists(slot => slot.Outcome == AppUndoOutcome.NotUndone) ? AppUndoOutcome.NotUndone
        : Slots.Exists(slot => slot.Outcome is null) ? null
        : Slots.Exists(slot => slot.Outcome == AppUndoOutcome.Undone) ? AppUndoOutcome.Undone
        : AppUndoOutcome.AlreadyUndone;

    /// <summary>Whether some of it is to be taken back.</summary>
    public bool IsPending => Slots.Exists(slot => slot.Outcome is null);

    /// <summary>Why it is not taken back, or not all of it.</summary>
    public string? Why =>
        Outcome == AppUndoOutcome.NotUndone
            ? string.Join("; ", Slots.Select(slot => slot.Reason).Prepend(Reason).OfType<string>().Distinct())
            : null;

    /// <summary>What is said of it.</summary>
    public AppUndo Result(Guid tenantId) =>
        new()
        {
            Time = line.Entry.Time,
            Target = line.Entry.Path,
            What = line.Entry.What ?? $"{line.Entry.Method} {line.Entry.Path}",
            Outcome = Outcome ?? AppUndoOutcome.NotUndone,
            Reason = Why,
            Line = line.Number,
            TenantId = tenantId,
        };
}
