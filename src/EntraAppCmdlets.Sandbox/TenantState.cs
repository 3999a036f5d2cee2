using EntraAppCmdlets.Sandbox.Directory;
using EntraAppCmdlets.Sandbox.Reports;
using EntraAppCmdlets.Sandbox.Seeding;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox;

/// <summary>One tenant: who it is, its books, and how it behaves.</summary>
internal sealed class TenantState(SandboxSettings settings, string tenantId, string domainName, string administratorAppId, IdGenerator ids)
{
    // A tenant from a file may hold what is due already.
    private DateTimeOffset _purgeDue = DateTimeOffset.MinValue;

    public SandboxSettings Settings { get; } = settings;

    public string TenantId { get; } = tenantId;

    public string DomainName { get; } = domainName;

    /// <summary>The appId of the application that administers the tenant; only who opens the tenant gets its secret.</summary>
    public string AdministratorAppId { get; } = administratorAppId;

    public IdGenerator Ids { get; } = ids;

    public DirectoryStore Store { get; } = new();

    /// <summary>Counts the writes: a kept tenant is behind its file as long as their numbers differ.</summary>
    public long Revision { get; set; }

    /// <summary>Applications that live in other tenants, by appId: Microsoft's and vendors'.</summary>
    public IReadOnlyDictionary<string, OtherTenantApp> OtherTenantApps { get; } = Seeding.OtherTenantApps.For(administratorAppId);

    public string DisplayName =>
        DomainName.Split('.')[0] is { Length: > 0 } label ? char.ToUpperInvariant(label[0]) + label[1..] : DomainName;

    /// <summary>Lets time pass: replicas catch up, and what was soft-deleted long ago is gone.</summary>
    public void Settle(DateTimeOffset now)
    {
        Store.Settle(now);
        if (now >= _purgeDue)
        {
            var change = new Change();
            _purgeDue = DeletedItemOperations.PurgeExpired(Store, change, now);
            Apply(change, shownFrom: null);
        }
    }

    /// <summary>What was done to the tenant.</summary>
    public AuditLog Audit { get; } = new();

    /// <summary>When applications have signed in.</summary>
    public SignInLog SignIns { get; } = new();

    /// <summary>Tells the tokens by which clients ask for changes from those of an earlier time, whose counts are forgotten.</summary>
    public string DeltaEpoch { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Carries out what a request has prepared, and notes who has done it.</summary>
    /// <param name="change">What it has prepared.</param>
    /// <param name="actor">Who it comes from.</param>
    /// <param name="correlationId">The id by which the client knows the request; null: none.</param>
    /// <param name="now">The moment of the request.</param>
    /// <param name="shownFrom">When replicas show it; null: at once.</param>
    public void Apply(Change change, AuditActor actor, string? correlationId, DateTimeOffset now, DateTimeOffset? shownFrom)
    {
        if (!change.IsEmpty)
        {
            Audit.Note(Store, change, actor, correlationId ?? Guid.NewGuid().ToString(), now);
            Apply(change, shownFrom);
        }
    }

    /// <summary>Carries out what has been prepared.</summary>
    /// <param name="change">What has been prepared.</param>
    /// <param name="shownFrom">When replicas show it; null: at once.</param>
    public void Apply(Change change, DateTimeOffset? shownFrom)
    {
        if (!change.IsEmpty)
        {
            change.Apply(shownFrom);
            // Something may have been deleted by it: it is looked at when that would be due at the earliest.
            var due = Settings.Clock.GetUtcNow() + DeletedItemOperations.Retention - TimeSpan.FromSeconds(1);
            _purgeDue = due < _purgeDue ? due : _purgeDue;
            Revision++;
        }
    }

    /// <summary>The directory keeps whole seconds.</summary>
    public static DateTimeOffset Second(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
