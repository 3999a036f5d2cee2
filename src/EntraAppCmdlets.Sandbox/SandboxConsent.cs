namespace EntraAppCmdlets.Sandbox;

/// <summary>What the person in front of a consent page does.</summary>
public enum SandboxConsent
{
    /// <summary>Accepts for themselves, where that is theirs to decide.</summary>
    Accept,

    /// <summary>Accepts for everyone in the tenant; only administrators are offered that.</summary>
    AcceptForOrganization,

    /// <summary>Declines.</summary>
    Decline,
}
