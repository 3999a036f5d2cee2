using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Undo;

/// <summary>A write in a journal.</summary>
/// <param name="Number">Its line in the file.</param>
/// <param name="Entry">What the line says.</param>
internal sealed record JournalLine(int Number, JournalEntry Entry)
{
    /// <summary>Whether the write may have been carried out: it was, or its answer was lost. A refused one has changed nothing.</summary>
    public bool MayHaveHappened => Entry.Status is 0 or (>= 200 and < 300) or >= 500;
}

/// <summary>The writes in a file that <see cref="JsonLinesJournal"/> has written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Lines">The writes, in the order of the file.</param>
/// <param name="IsCutOff">Whether the last line is incomplete: the process that wrote it was killed.</param>
internal sealed record JournalFile(string Path, IReadOnlyList<JournalLine> Lines, bool IsCutOff)
{
    /// <summary>Reads a journal; a connection may be writing to it.</summary>
    /// <exception cref="AppException">LogNotFound, LogUnreadable, LogLineInvalid, LogVersionUnknown, LogEmpty.</exception>
    public static JournalFile Read(string path)
    {
        var texts = Texts(path);
        var lines = new List<JournalLine>();
        (int Number, JsonException Error)? broken = null;
        for (var i = 0; i < texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(texts[i]))
            {
                continue;
            }

            JournalEntry entry;
            try
            {
                entry = JsonSerializer.Deserialize(texts[i], JournalJson.Default.JournalEntry) ?? throw new JsonException("null");
            }
            catch (JsonException error)
            {
                broken = broken is { } first ? throw UndoErrors.LogLineInvalid(path, first.Number, first.Error) : (i + 1, error);
                continue;
            }

            // What a killed process left unfinished was no whole entry; the one after it says so.
            if (broken is { } before)
            {
                if (entry.AfterUnfinished != true)
                {
                    throw UndoErrors.LogLineInvalid(path, before.Number, before.Error);
                }

                broken = null;
            }

            if (entry.Format > JournalEntry.CurrentFormat)
            {
                throw UndoErrors.LogVersionUnknown(path, i + 1, entry.Format.Value);
            }

            lines.Add(new JournalLine(i + 1, entry));
        }

        // Where the answer is known, the line before the write says nothing more.
        var answered = lines.Where(line => line.Entry.Pending != true).Select(line => line.Entry.Attempt).OfType<string>().ToHashSet();
        lines.RemoveAll(line => line.Entry is { Pending: true, Attempt: { } attempt } && answered.Contains(attempt));
        // A file that holds another twice says nothing more either.
        var attempts = new HashSet<string>();
        lines.RemoveAll(line => line.Entry.Attempt is { } attempt && !attempts.Add(attempt));
        return lines.Count == 0 ? throw UndoErrors.LogEmpty(path) : new JournalFile(path, lines, broken is not null);
    }

    /// <summary>The writes to one tenant that may have been carried out.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="since">Only writes from this time on; null for all.</param>
    /// <param name="now">The current time.</param>
    /// <exception cref="AppException">SinceInFuture, LogOfOtherTenant.</exception>
    public IReadOnlyList<JournalLine> Of(AppTenant tenant, DateTimeOffset? since, DateTimeOffset now)
    {
        if (since > now)
        {
            throw UndoErrors.SinceInFuture(since.Value);
        }

        // Lines of the first format don't name their cloud.
        List<JournalLine> ours =
        [
            .. Lines.Where(line =>
                line.Entry.TenantId == tenant.TenantId
                && (line.Entry.Environment is null || string.Equals(line.Entry.Environment, tenant.Environment, StringComparison.Ordinal))
            ),
        ];
        return ours.Count == 0
            ? throw UndoErrors.LogOfOtherTenant(
                Path,
                Lines.Select(line => $"{line.Entry.TenantId} ({line.Entry.Environment ?? "unknown cloud"})").Distinct(),
                tenant
            )
            : [.. ours.Where(line => line.MayHaveHappened && (since is null || line.Entry.Time >= since))];
    }

    private static List<string> Texts(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return [.. reader.ReadToEnd().Split('\n')];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw UndoErrors.LogNotFound(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UndoErrors.LogUnreadable(path, e);
        }
    }
}
