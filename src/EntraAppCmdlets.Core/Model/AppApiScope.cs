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

    /// <summary>The name as it appears in a token's <c>scp</c> claim.</summary>
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
