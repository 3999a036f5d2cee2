using System.Collections.Concurrent;
using System.Text.Json;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Testing;

/// <summary>A journal in memory, line by line as it would stand in a file.</summary>
internal sealed class JournalRecorder : IWriteJournal
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public void Write(JournalEntry entry) => Lines.Enqueue(JsonSerializer.Serialize(entry, JournalJson.Default.JournalEntry));
}
