namespace EntraAppCmdlets.Reports;

/// <summary>Where the rules draw their lines.</summary>
internal sealed record HealthOptions
{
    /// <summary>The moment of the examination.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>A credential that ends within so many days is found.</summary>
    public int ExpiringInDays { get; init; } = 30;

    /// <summary>A credential may live so many days.</summary>
    public int MaxLifetimeInDays { get; init; } = 730;

    /// <summary>An app without a sign-in for so many days is found.</summary>
    public int UnusedInDays { get; init; } = 90;

    /// <summary>So many assigned users are few.</summary>
    public int FewUsers { get; init; } = 10;
}
