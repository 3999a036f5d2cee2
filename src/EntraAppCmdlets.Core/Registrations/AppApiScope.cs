namespace EntraAppCmdlets;

/// <summary>Who may consent to a delegated permission.</summary>
public enum AppScopeConsent
{
    /// <summary>Administrators only (<c>Admin</c>).</summary>
    Admins,

    /// <summary>Administrators and users (<c>User</c>).</summary>
    AdminsAndUsers,
}

/// <summary>A delegated permission that an app exposes as an API.</summary>
public sealed record AppApiScope
{
    /// <summary>The id of the permission.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name as it stands in a token's <c>scp</c> claim.</summary>
    public required string Value { get; init; }

    /// <summary>Who may consent.</summary>
    public AppScopeConsent Consent { get; init; }

    /// <summary>Whether it can be asked for.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>The title on the consent page of administrators.</summary>
    public string? AdminConsentDisplayName { get; init; }

    /// <summary>The text on the consent page of administrators.</summary>
    public string? AdminConsentDescription { get; init; }

    /// <summary>The title on the consent page of users.</summary>
    public string? UserConsentDisplayName { get; init; }

    /// <summary>The text on the consent page of users.</summary>
    public string? UserConsentDescription { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Value;
}

/// <summary>A role that an app defines, for users and groups, for applications, or for both.</summary>
public sealed record AppRole
{
    /// <summary>The id of the role.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name as it stands in a token's <c>roles</c> claim; null for a role that only groups people.</summary>
    public string? Value { get; init; }

    /// <summary>The name that people see.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What the role allows.</summary>
    public string? Description { get; init; }

    /// <summary>Who may hold it: <c>User</c>, <c>Application</c>, or both.</summary>
    public IReadOnlyList<string> AllowedMemberTypes { get; init; } = [];

    /// <summary>Whether it can be assigned.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>The value, or the name where there is none.</summary>
    public override string ToString() => Value ?? DisplayName;
}
