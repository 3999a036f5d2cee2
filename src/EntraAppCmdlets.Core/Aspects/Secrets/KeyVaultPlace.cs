namespace EntraAppCmdlets.Aspects.Secrets;

/// <summary>Where in a vault a secret goes, and what exists there already.</summary>
/// <param name="Vault">The vault's address.</param>
/// <param name="Name">The name of the secret in it.</param>
/// <param name="Versions">The addresses of its versions, by the ids of the app's secrets that they hold.</param>
/// <param name="Service">Who puts it there.</param>
internal sealed record KeyVaultPlace(Uri Vault, string Name, IReadOnlyDictionary<Guid, Uri> Versions, KeyVaultService Service)
{
    /// <summary>The ids of the app's secrets that the vault holds.</summary>
    public IEnumerable<Guid> Held => Versions.Keys;

    /// <summary>
    /// Whether a secret was lost by a run that was cut off: this module made it, and the vault does not have it. One that was handed over
    /// elsewhere looks the same; it stays, and the vault gets one of its own.
    /// </summary>
    public bool Lacks(AppCredential secret, AppRegistration app, string description) =>
        SecretId.IsOurs(secret.KeyId, app.AppId, description) && !Versions.ContainsKey(secret.KeyId);

    /// <summary>Puts a secret just made there; what comes back names the place instead of the text.</summary>
    /// <inheritdoc cref="KeyVaultService.KeepAsync"/>
    public Task<AppClientSecret> KeepAsync(AppClientSecret secret, CancellationToken cancellationToken) =>
        Service.KeepAsync(this, secret, cancellationToken);

    /// <summary>What is done with a new secret, in words.</summary>
    public override string ToString() =>
        $"put it into the Key Vault {Vault.Host} as '{Name}'{(Versions.Count > 0 ? ", a new version" : "")}";
}
