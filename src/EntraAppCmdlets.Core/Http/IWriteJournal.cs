using System.Text.Json;

namespace EntraAppCmdlets.Http;

/// <summary>Keeps what was written to the directory, for an auditor or for support. Called from any thread.</summary>
internal interface IWriteJournal
{
    /// <summary>Keeps entries, all of them at once.</summary>
    /// <exception cref="IOException">They can't be kept.</exception>
    void Write(params IReadOnlyList<JournalEntry> entries);
}

internal static class WriteJournalExtensions
{
    /// <summary>Writes down what is about to be sent: of a process that is killed before the answers are kept, this is what remains. A journal that fails is informed of with the answer.</summary>
    public static void Announce(this IWriteJournal journal, IActivityLog log, IReadOnlyList<JournalEntry> entries)
    {
        try
        {
            journal.Write(entries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Verbose($"{entries.Count} writes could not be announced in the journal: {e.Message}");
        }
    }

    /// <summary>Writes the entries down. A journal that fails afterwards can't undo the writes, but each is informed of.</summary>
    public static void Keep(this IWriteJournal journal, IActivityLog log, params IReadOnlyList<JournalEntry> entries)
    {
        try
        {
            journal.Write(entries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach (var entry in entries)
            {
                log.Warning($"{entry.Method} {entry.Path} ({entry.Status}) could not be written to the journal: {e.Message}");
            }
        }
    }
}

/// <summary>One attempt to write.</summary>
internal sealed record JournalEntry
{
    /// <summary>
    /// The format that this version of the module writes: 3 has a line before each write too, 2 says what was there before. Lines of the first one have no
    /// number.
    /// </summary>
    public const int CurrentFormat = 3;

    /// <inheritdoc cref="CurrentFormat"/>
    public int? Format { get; init; } = CurrentFormat;

    /// <summary>The line before was left unfinished by a process that was killed: it is no mistake of the file.</summary>
    public bool? AfterUnfinished { get; init; }

    /// <summary>The attempt that the line is about. The line before it is sent and the one with its answer have the same.</summary>
    public string? Attempt { get; init; }

    /// <summary>It is about to be sent. Without a second line of the same attempt, nobody knows what became of it.</summary>
    public bool? Pending { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>The tenant that was written to.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The cloud of the tenant.</summary>
    public string? Environment { get; init; }

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

    /// <summary>The values of the properties sent as they were before, or the object that was removed, with values that may be shown; JSON's null where the
    /// write created something.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>The properties that tell the object of the write from others, where path and change don't.</summary>
    public JsonElement? Identity { get; init; }

    /// <summary>The ID of what was created.</summary>
    public string? Id { get; init; }

    /// <summary>Why the write can't be taken back, a name of <see cref="IrreversibleWrite"/>; null where it can.</summary>
    public string? Irreversible { get; init; }
}
