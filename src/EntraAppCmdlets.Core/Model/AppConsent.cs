namespace EntraAppCmdlets;

/// <summary>Whether a permission is requested, granted, or both.</summary>
public enum AppConsentState
{
    /// <summary>Requested, and granted for the whole tenant.</summary>
    Granted,

    /// <summary>Requested, but not granted.</summary>
    NotGranted,

    /// <summary>Granted without being requested by the app registration.</summary>
    GrantedOnly,
}

/// <summary>The consent to one permission of one app.</summary>
public sealed record AppConsent
{
    /// <summary>The name that people see of the app.</summary>
    public required string AppDisplayName { get; init; }

    /// <summary>The application (client) ID of the app.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The name that people see of the API.</summary>
    public string? ResourceName { get; init; }

    /// <summary>The application id of the API; null for a grant on an API whose service principal could not be read.</summary>
    public Guid? ResourceAppId { get; init; }

    /// <summary>The name of the permission.</summary>
    public required string Permission { get; init; }

    /// <summary>Delegated or application.</summary>
    public required AppPermissionType Type { get; init; }

    /// <summary>Requested, granted, or both.</summary>
    public required AppConsentState State { get; init; }

    /// <summary>The user for whom alone it is granted; null for the whole tenant.</summary>
    public Guid? PrincipalId { get; init; }

    /// <summary>How much harm it can do.</summary>
    public AppPermissionRisk Risk { get; init; } = AppPermissionRisk.Unknown;

    /// <summary>Where the risk comes from.</summary>
    public AppPermissionRiskSource RiskSource { get; init; }

    /// <summary>The id of the grant or the assignment; null if it is not granted.</summary>
    public string? GrantId { get; init; }

    /// <summary>The permission and its state.</summary>
    public override string ToString() => $"{Permission} ({Type}): {State}";
}
