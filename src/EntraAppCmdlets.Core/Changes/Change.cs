using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Changes;

/// <summary>What a command would change: in words for the question, and what comes of it. Every command that changes something asks and works by one of these.</summary>
/// <typeparam name="T">What the command hands on.</typeparam>
/// <param name="Expected">What is handed on where there is nothing to change, and by a rehearsal; null for nothing.</param>
internal record Change<T>(T Expected)
{
    /// <summary>What would be sent, in words; empty if there is nothing to change.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Where nothing is to change: why not, such as "'App' has the role 'x' already"; null where the warnings say it.</summary>
    public string? NoChangeReason { get; init; }

    /// <summary>What was named to be removed and isn't there. It counts in the first plan only: later ones find what the first has removed.</summary>
    public Absence Absence { get; init; } = Absence.None;

    /// <summary>What a careful colleague would mention.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Sends what is to be changed, once, and gives what comes of it.</summary>
    public Func<CancellationToken, Task<T>>? Send { get; init; }

    /// <summary>What is done once the result has been handed on, so that no failure of it can lose the result; null for nothing.</summary>
    public Func<CancellationToken, Task>? Afterwards { get; init; }

    /// <summary>Carries the change out.</summary>
    /// <param name="work">What the running command works with.</param>
    /// <param name="cancellationToken">Ends it, also during a wait.</param>
    public virtual Task<T> ApplyAsync(CommandContext work, CancellationToken cancellationToken) =>
        Send?.Invoke(cancellationToken) ?? throw new InvalidOperationException("A change without requests can't be carried out.");
}
