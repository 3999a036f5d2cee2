namespace EntraAppCmdlets.Aspects.Secrets;

/// <summary>What a vault is asked for, in the words of the errors about it.</summary>
/// <param name="Word">The word for one.</param>
/// <param name="Role">The role that allows it.</param>
/// <param name="Rights">The permissions of an access policy that allow it.</param>
/// <param name="NothingDone">What did not happen where the vault refuses.</param>
internal sealed record KeyVaultKind(string Word, string Role, string Rights, string NothingDone)
{
    public static readonly KeyVaultKind Secret = new(
        "secret",
        "Key Vault Secrets Officer",
        "secret permissions Get, List and Set",
        "No secret was made."
    );

    public static readonly KeyVaultKind Certificate = new(
        "certificate",
        "Key Vault Certificates Officer",
        "certificate permissions Get, List, Create and Update",
        "No certificate was made."
    );

    /// <summary>Signing with the key of a certificate, which is found first.</summary>
    public static readonly KeyVaultKind Signature = new(
        "certificate",
        "Key Vault Crypto User and the role Key Vault Reader",
        "key permissions Get and Sign, and the certificate permissions Get and List",
        "Nothing was signed."
    );
}
