using System.Text.Json;

namespace EntraAppCmdlets.Http;

/// <summary>Keeps what was written to the directory, for an auditor or for support. Called from any thread.</summary>
internal interface IWriteJournal
{
    /// <exception cref="IOException">It can't be kept.</exception>
    void Write(JournalEntry entry);
}

internal static class WriteJournalExtensions
{
    /// <summary>Writes the entry down. A journal that fails afterwards can't undo the write, but is informed of it.</summary>
    public static void Keep(this IWriteJournal journal, IActivityLog log, JournalEntry entry)
    {
        try
        {
            journal.Write(entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warning($"{entry.Method} {entry.Path} ({entry.Status}) could not be written to the journal: {e.Message}");
        }
    }
}

/// <summary>One attempt to write.</summary>
internal sealed record JournalEntry
{
    public required DateTimeOffset Time { get; init; }

    /// <summary>The tenant that was written to.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The user or the app that was signed in.</summary>
    public string? Account { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>What the write is for, in words.</summary>
    public string? What { get; init; }

    /// <summary>The HTTP status; 0 where no answer came, so that nobody knows what became of it.</summary>
    public required int Status { get; init; }

    /// <summary>The error's code, where it failed.</summary>
    public string? Code { get; init; }

    public string? RequestId { get; init; }

    public string? ClientRequestId { get; init; }

    /// <summary>The properties sent, with values that may be shown.</summary>
    public JsonElement? Change { get; init; }
}
