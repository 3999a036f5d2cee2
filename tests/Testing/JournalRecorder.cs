using System.Collections.Concurrent;
using System.Text.Json;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Testing;

/// <summary>A journal in memory, line by line as it would stand in a file. Here no process ends between a write and its answer, so that it needs no line before.</summary>
internal sealed class JournalRecorder : IWriteJournal
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public void Write(params IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries.Where(entry => entry.Pending != true))
        {
            Lines.Enqueue(JsonSerializer.Serialize(entry, JournalJson.Default.JournalEntry));
        }
    }
}
