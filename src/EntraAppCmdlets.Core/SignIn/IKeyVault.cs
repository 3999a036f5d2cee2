using System.Security;

namespace EntraAppCmdlets.SignIn;

/// <summary>
/// The secrets of one Azure Key Vault. Implemented in the assembly of the identity libraries, which lives in a load context of its own; so every
/// signature holds types of the base library only. Each method throws a <see cref="KeyVaultException"/> where the vault refuses or does not
/// answer, and a <see cref="SignIn.SignInException"/> where no token for it is available.
/// </summary>
internal interface IKeyVault
{
    /// <summary>What is known of all versions of a secret without its text, in no order; empty without one.</summary>
    Task<IReadOnlyList<(Uri Id, DateTimeOffset? CreatedOn, IReadOnlyDictionary<string, string> Tags)>> GetVersionsAsync(
        string name,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the name belongs to a secret that was deleted and can still be recovered: it can't be written until then.</summary>
    Task<bool> IsDeletedAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a new version of a secret and gives its id. A repeated attempt may leave another version of the same text.</summary>
    /// <param name="name">The name.</param>
    /// <param name="text">The secret.</param>
    /// <param name="contentType">What the text is.</param>
    /// <param name="notBefore">From when it counts.</param>
    /// <param name="expiresOn">Until when it counts.</param>
    /// <param name="tags">Names and values that are shown with it; never a secret.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<Uri> SetAsync(
        string name,
        SecureString text,
        string contentType,
        DateTimeOffset notBefore,
        DateTimeOffset expiresOn,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken
    );

    /// <summary>The text of one version.</summary>
    Task<SecureString> GetAsync(string name, string version, CancellationToken cancellationToken);
}
