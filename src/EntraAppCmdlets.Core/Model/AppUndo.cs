namespace EntraAppCmdlets;

/// <summary>A write in a log of Connect-AppTenant -LogPath, and what became of taking it back.</summary>
public sealed record AppUndo
{
    /// <summary>When the write was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The object that was written to, as a path of Microsoft Graph.</summary>
    public required string Target { get; init; }

    /// <summary>What the write was for.</summary>
    public required string What { get; init; }

    /// <summary>Whether it was taken back.</summary>
    public required AppUndoOutcome Outcome { get; init; }

    /// <summary>Why it was not taken back; null where it was.</summary>
    public string? Reason { get; init; }

    /// <summary>The line of the log.</summary>
    public required int Line { get; init; }

    /// <summary>The tenant (directory) ID.</summary>
    public required Guid TenantId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{What}: {Outcome}{(Reason is null ? "" : $" ({Reason})")}";
}
