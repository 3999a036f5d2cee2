using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EntraAppCmdlets.Http;

/// <summary>
/// A journal in a file, a line of JSON before each write and one with its answer, on disk before the command goes on. Several processes may share the file; a
/// line that a killed process left unfinished doesn't spoil the next one.
/// </summary>
internal sealed class JsonLinesJournal : IWriteJournal, IDisposable
{
    private readonly string _path;
    private readonly Mutex _turn;

    /// <summary>Opens the file, or makes it: who can't keep a journal should know before anything is sent.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public JsonLinesJournal(string path)
    {
        this._path = Path.GetFullPath(path);
        Open().Dispose();

        // Opening for append is a seek followed by writes at that place: without a turn, processes overwrite each other's lines.
        _turn = new Mutex(
            false,
            @"Global\EntraAppCmdlets-" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(this._path)).AsSpan(0, 16))
        );
    }

    public void Write(params IReadOnlyList<JournalEntry> entries)
    {
        TakeTurn();
        try
        {
            using var file = Open();
            if (file.Length > 0)
            {
                file.Seek(-1, SeekOrigin.End);
                if (file.ReadByte() != '\n')
                {
                    file.WriteByte((byte)'\n');
                    entries = [entries[0] with { AfterUnfinished = true }, .. entries.Skip(1)];
                }
            }

            foreach (var entry in entries)
            {
                file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Default.JournalEntry), (byte)'\n']);
            }

            file.Flush(flushToDisk: true);
        }
        finally
        {
            _turn.ReleaseMutex();
        }
    }

    public void Dispose() => _turn.Dispose();

    private FileStream Open() => new(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private void TakeTurn()
    {
        try
        {
            _turn.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // The process whose turn it was is gone: the turn is ours, and an unfinished line is ended before the next.
            return;
        }
    }
}
