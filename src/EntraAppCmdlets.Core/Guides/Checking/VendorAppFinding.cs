namespace EntraAppCmdlets;

/// <summary>One difference between an app and its vendor's guide. Written by <c>Test-VendorAppRegistration</c>.</summary>
public sealed record VendorAppFinding
{
    /// <summary>The vendor.</summary>
    public required string Vendor { get; init; }

    /// <summary>The name that people see of the app.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The application (client) ID; null where there is no app.</summary>
    public Guid? AppId { get; init; }

    /// <summary>What was looked at.</summary>
    public required VendorAppCheck Check { get; init; }

    /// <summary>What it means.</summary>
    public required VendorAppSeverity Severity { get; init; }

    /// <summary>The property or entry that differs.</summary>
    public required string Property { get; init; }

    /// <summary>What the guide asks for.</summary>
    public required string Expected { get; init; }

    /// <summary>What is.</summary>
    public required string Actual { get; init; }

    /// <summary>The command that fixes it; otherwise what to do.</summary>
    public required string Fix { get; init; }

    /// <summary>What people see at the vendor because of it, as its guide tells.</summary>
    public string? GuideSymptom { get; init; }

    /// <summary>Whether it is about something that the guide doesn't ask for.</summary>
    internal bool IsExtra { get; init; }

    /// <summary>The difference in a sentence.</summary>
    public override string ToString() => $"{Severity}: {Property} is {Actual}, expected {Expected}";
}
