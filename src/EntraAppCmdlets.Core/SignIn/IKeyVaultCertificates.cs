namespace EntraAppCmdlets.SignIn;

/// <summary>
/// The certificates of one Azure Key Vault, which makes them itself so that no private key leaves it. As <see cref="IKeyVault"/>: implemented in the
/// assembly of the identity libraries, with types of the base library only, and with the same exceptions.
/// </summary>
internal interface IKeyVaultCertificates
{
    /// <summary>All versions of a certificate, in no order; empty without one.</summary>
    Task<IReadOnlyList<(Uri Id, DateTimeOffset? CreatedOn, IReadOnlyDictionary<string, string> Tags)>> GetVersionsAsync(
        string name,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the name belongs to a certificate that was deleted and can still be recovered: none can be made under it until then.</summary>
    Task<bool> IsDeletedAsync(string name, CancellationToken cancellationToken);

    /// <summary>Has the vault begin a new version, self-signed, which the vault never renews by itself; says how far it is.</summary>
    /// <param name="name">The name.</param>
    /// <param name="subject">The subject, a distinguished name.</param>
    /// <param name="keySize">The bits of the RSA key.</param>
    /// <param name="months">How many months it is valid.</param>
    /// <param name="exportable">Whether the private key may be read as a secret.</param>
    /// <param name="tags">Names and values that are shown with it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<(string Status, string? Reason, TimeSpan? RetryAfter)> StartAsync(
        string name,
        string subject,
        int keySize,
        int months,
        bool exportable,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken
    );

    /// <summary>How far the vault is with what was begun last, why it ended, and when to ask again; null without any.</summary>
    Task<(string Status, string? Reason, TimeSpan? RetryAfter)?> GetPendingAsync(string name, CancellationToken cancellationToken);

    /// <summary>The public part of one version; empty where the vault hasn't made it.</summary>
    Task<byte[]> GetAsync(string name, string version, CancellationToken cancellationToken);

    /// <summary>Replaces the tags of one version.</summary>
    Task TagAsync(string name, string version, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>Signs a SHA-256 digest with the private key of one version by RSASSA-PSS (PS256).</summary>
    Task<byte[]> SignAsync(string name, string version, byte[] digest, CancellationToken cancellationToken);
}
