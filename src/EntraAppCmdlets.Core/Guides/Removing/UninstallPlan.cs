using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Guides;

/// <summary>What taking an installation back would send.</summary>
/// <param name="Guide">The guide.</param>
/// <param name="App">The app; null if the tenant doesn't have it.</param>
/// <param name="Permanent">Whether the app is removed for good.</param>
internal sealed record UninstallPlan(VendorGuide Guide, AppRegistration? App, bool Permanent)
{
    /// <summary>How messages name an app that is not there.</summary>
    public required string InWords { get; init; }

    /// <summary>When it was planned, by the clock's timestamp.</summary>
    public required long PlannedAt { get; init; }

    /// <summary>What others have added.</summary>
    public IReadOnlyList<string> Extras { get; init; } = [];

    /// <summary>Takes back what was added to the app, in shared round trips.</summary>
    public IReadOnlyList<Func<CommandContext, AppChange>> Removals { get; init; } = [];

    /// <summary>What would be sent, in words; empty if there is nothing to remove.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];
}
