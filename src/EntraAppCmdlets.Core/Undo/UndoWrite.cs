namespace EntraAppCmdlets.Undo;

/// <summary>A write of the journal, and the values that it has changed.</summary>
/// <param name="line">The line of the journal.</param>
internal sealed class UndoWrite(JournalLine line)
{
    public JournalLine Line => line;

    public List<UndoSlot> Slots { get; } = [];

    /// <summary>Why nothing is known of what it has changed; null where it is.</summary>
    public string? Reason { get; set; }

    /// <summary>Whether it has changed or removed what an earlier write of the journal has made: once that is undone, there is nothing to restore.</summary>
    public bool ChangesMade { get; set; }

    /// <summary>What became of it; null while some of it is to be taken back.</summary>
    public AppUndoOutcome? Outcome =>
        Reason is not null || Slots.Exists(slot => slot.Outcome == AppUndoOutcome.NotUndone) ? AppUndoOutcome.NotUndone
        : Slots.Exists(slot => slot.Outcome is null) ? null
        : Slots.Exists(slot => slot.Outcome == AppUndoOutcome.Undone) ? AppUndoOutcome.Undone
        : ChangesMade ? AppUndoOutcome.NotNeeded
        : AppUndoOutcome.AlreadyUndone;

    /// <summary>Whether some of it is to be taken back.</summary>
    public bool IsPending => Slots.Exists(slot => slot.Outcome is null);

    /// <summary>Why it is not taken back, or not all of it.</summary>
    public string? Why =>
        Outcome switch
        {
            AppUndoOutcome.NotUndone => string.Join("; ", Slots.Select(slot => slot.Reason).Prepend(Reason).OfType<string>().Distinct()),
            AppUndoOutcome.NotNeeded => UndoReasons.MadeBefore,
            _ => null,
        };

    /// <summary>What is said of it.</summary>
    public AppUndo Result(Guid tenantId) =>
        new()
        {
            Time = line.Entry.Time,
            Target = line.Entry.Path,
            What = line.Entry.What ?? $"{line.Entry.Method} {line.Entry.Path}",
            Outcome = Outcome ?? AppUndoOutcome.Planned,
            Reason = Why,
            Line = line.Number,
            TenantId = tenantId,
        };
}
