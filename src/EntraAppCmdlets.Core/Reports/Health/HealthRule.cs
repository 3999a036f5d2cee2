namespace EntraAppCmdlets.Reports;

/// <summary>A rule about apps: what it is called, how much it matters, and what it finds. docs/health.md has a page of each.</summary>
/// <param name="Id">The stable id.</param>
/// <param name="Severity">How much a finding matters.</param>
/// <param name="Title">The finding in a few words.</param>
/// <param name="Why">Why it matters, in a sentence or two, for reports that are read without the documentation.</param>
/// <param name="Find">What it finds in one app.</param>
internal sealed record HealthRule(
    string Id,
    AppHealthSeverity Severity,
    string Title,
    string Why,
    Func<AppInventoryItem, HealthOptions, IEnumerable<HealthFault>> Find
);

/// <summary>What a rule has found.</summary>
/// <param name="Subject">What of the app; null for the app itself.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Fix">The command that fixes it; otherwise what to do.</param>
internal readonly record struct HealthFault(string? Subject, string Reason, string Fix);
