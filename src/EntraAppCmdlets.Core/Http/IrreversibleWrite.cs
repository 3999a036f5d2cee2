namespace EntraAppCmdlets.Http;

/// <summary>Why a write can't be taken back. The names are part of the journal's format.</summary>
internal enum IrreversibleWrite
{
    /// <summary>A client secret was removed; its value is known to its holders only.</summary>
    SecretRemoved,

    /// <summary>A certificate was removed; the journal doesn't keep certificates.</summary>
    CertificateRemoved,

    /// <summary>A deleted object was removed for good.</summary>
    RemovedForGood,

    /// <summary>A secret was put into a Key Vault, whose versions stay.</summary>
    SecretStored,

    /// <summary>A request of a person's own; what it replaces isn't known.</summary>
    OwnRequest,

    /// <summary>The object that was to be created existed already, and what it had isn't known.</summary>
    ExistedAlready,

    /// <summary>What was there before isn't known to the command that wrote.</summary>
    NotKnown,
}
