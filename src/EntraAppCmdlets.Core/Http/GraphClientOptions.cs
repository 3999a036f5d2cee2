namespace EntraAppCmdlets.Http;

/// <summary>How patient the client is.</summary>
internal sealed record GraphClientOptions
{
    /// <summary>Every wait and every timeout goes by this clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The longest time that one request is repeated for, waits included.</summary>
    public TimeSpan RetryLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often one request is sent at most.</summary>
    public int MaxAttempts { get; init; } = 30;

    /// <summary>The longest time that one attempt may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long the known answers of a directory that hasn't replicated yet are waited out.</summary>
    public TimeSpan ReplicationTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Where every write is written down; null for nowhere.</summary>
    public IWriteJournal? Journal { get; init; }

    /// <summary>The chance in the waits; a seeded one makes them repeatable.</summary>
    public Random? Jitter { get; init; }
}
