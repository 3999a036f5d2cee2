namespace EntraAppCmdlets.Sandbox;

/// <summary>What the tenant's Key Vaults let everybody do who signs in for them.</summary>
public enum SandboxKeyVaultAccess
{
    /// <summary>Everything about secrets, as the role Key Vault Secrets Officer allows.</summary>
    Officer,

    /// <summary>Read secrets only, as the role Key Vault Secrets User allows.</summary>
    User,

    /// <summary>Nothing: no role was given.</summary>
    None,

    /// <summary>Nothing: the vault's firewall does not know the caller's network.</summary>
    Firewall,
}
