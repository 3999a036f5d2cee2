namespace EntraAppCmdlets;

/// <summary>What became of a write that Undo-AppChange was asked to take back.</summary>
public enum AppUndoOutcome
{
    /// <summary>It was taken back.</summary>
    Undone,

    /// <summary>The tenant is as it was before the write already.</summary>
    AlreadyUndone,

    /// <summary>It was not taken back; the reason says why.</summary>
    NotUndone,

    /// <summary>It changed or removed what an earlier write of the log made, and that write is undone: there is nothing to restore.</summary>
    NotNeeded,

    /// <summary>It would be taken back (-WhatIf).</summary>
    Planned,
}
