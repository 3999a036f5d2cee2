namespace EntraAppCmdlets.Sandbox;

/// <summary>What the tenant's Key Vaults let everybody do who signs in for them.</summary>
public enum SandboxKeyVaultAccess
{
    /// <summary>Everything about secrets and certificates, and signing with their keys, as the roles Key Vault Secrets Officer, Key Vault Certificates
    /// Officer and Key Vault Crypto User allow.</summary>
    Officer,

    /// <summary>Read secrets and certificates only, as the roles Key Vault Secrets User and Key Vault Certificate User allow.</summary>
    User,

    /// <summary>Nothing: no role was given.</summary>
    None,

    /// <summary>Nothing: the vault's firewall does not know the caller's network.</summary>
    Firewall,
}
