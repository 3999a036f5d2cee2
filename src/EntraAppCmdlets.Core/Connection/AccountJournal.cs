using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Connection;

/// <summary>A journal whose lines also say in which tenant and cloud, and by which account, the write was made: one file may serve several connections.</summary>
/// <param name="inner">Keeps the lines.</param>
/// <param name="tenant">Who is connected, where, at the time of the write.</param>
internal sealed class AccountJournal(IWriteJournal inner, Func<AppTenant> tenant) : IWriteJournal, IDisposable
{
    public void Write(params IReadOnlyList<JournalEntry> entries)
    {
        var info = tenant();
        inner.Write([
            .. entries.Select(entry => entry with { TenantId = info.TenantId, Environment = info.Environment, Account = info.Account }),
        ]);
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
