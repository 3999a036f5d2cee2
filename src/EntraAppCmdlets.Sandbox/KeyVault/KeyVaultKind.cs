using System.Text.Json;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.KeyVault;

/// <summary>A kind of what is in a vault.</summary>
/// <param name="Live">Where in the path it is.</param>
/// <param name="Gone">Where it is once it was deleted.</param>
/// <param name="Word">The word for one, with a capital letter.</param>
/// <param name="Store">Its versions.</param>
/// <param name="Route">Carries a request out; null for one that there isn't.</param>
/// <param name="Write">Writes a version: with its version in the id, and with all that is known of it.</param>
internal sealed record KeyVaultKind(
    string Live,
    string Gone,
    string Word,
    Func<DirectoryStore, Table> Store,
    Func<KeyVaultCall, SandboxResponse?> Route,
    Action<Utf8JsonWriter, KeyVaultCall, Document, bool, bool> Write
)
{
    /// <summary>How long what was deleted can be recovered.</summary>
    public static readonly TimeSpan Recoverable = TimeSpan.FromDays(90);

    public static readonly KeyVaultKind Secrets = new(
        "secrets",
        "deletedsecrets",
        "Secret",
        store => store.VaultSecrets,
        KeyVaultSecrets.Route,
        KeyVaultSecrets.Write
    );

    public static readonly KeyVaultKind Certificates = new(
        "certificates",
        "deletedcertificates",
        "Certificate",
        store => store.VaultCertificates,
        KeyVaultCertificates.Route,
        KeyVaultCertificates.Write
    );

    /// <summary>The keys of the certificates.</summary>
    public static readonly KeyVaultKind Keys = new(
        "keys",
        "deletedkeys",
        "Key",
        store => store.VaultCertificates,
        KeyVaultKeys.Route,
        KeyVaultKeys.Write
    );

    public static IReadOnlyList<KeyVaultKind> All => [Secrets, Certificates, Keys];

    public string Id(KeyVaultCall call, Document item, bool version) =>
        $"{call.Origin}/{Live}/{item.Text("name")}{(version ? "/" + item.Text("version") : "")}";
}
