namespace EntraAppCmdlets;

/// <summary>How much a finding about an app matters, least first.</summary>
public enum AppHealthSeverity
{
    /// <summary>Worth knowing; often meant to be so.</summary>
    Information,

    /// <summary>It will stop working, or more is open than needed.</summary>
    Warning,

    /// <summary>Whoever controls the app controls the tenant.</summary>
    Error,
}

/// <summary>Something about an app that a review should look at. Written by <c>Test-AppHealth</c>.</summary>
public sealed record AppHealthFinding
{
    /// <summary>The id of the rule; docs/health.md explains each.</summary>
    public required string RuleId { get; init; }

    /// <summary>The rule in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>How much it matters.</summary>
    public required AppHealthSeverity Severity { get; init; }

    /// <summary>What of the app it is about: a credential, a permission, a redirect URI; null for the app itself.</summary>
    public string? Subject { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The command that fixes it; otherwise what to do.</summary>
    public required string Fix { get; init; }

    /// <summary>The name that people see of the app.</summary>
    public required string AppDisplayName { get; init; }

    /// <summary>The application (client) ID of the app.</summary>
    public required Guid AppId { get; init; }

    /// <summary>What the app is.</summary>
    public required AppKind Kind { get; init; }

    /// <summary>The tenant of the app.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The finding in a sentence.</summary>
    public override string ToString() => $"{Severity}: {RuleId} of {AppDisplayName}: {Reason}";
}
