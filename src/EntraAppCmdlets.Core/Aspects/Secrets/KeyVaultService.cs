using System.Security;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Aspects.Secrets;

/// <summary>
/// Client secrets in a Key Vault: looked for beforehand whether they can go there, put there as soon as they are made, and taken back from the app
/// where the vault does not take them. Its sign-in is the connection's.
/// </summary>
internal sealed class KeyVaultService(CommandContext work, IKeyVault vault, Uri address)
{
    private const string ContentType = "text/plain";
    private const string AppTag = "appId";
    private const string KeyTag = "keyId";

    // For a vault that answers slowly, after the person has asked to end.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>The vault of that name or address. Nothing is sent yet.</summary>
    /// <exception cref="AppException">KeyVaultNameInvalid.</exception>
    public static KeyVaultService Open(CommandContext work, string nameOrAddress)
    {
        var address = KeyVaultAddress.Of(nameOrAddress, work.Connection.Cloud);
        return new KeyVaultService(work, work.Connection.OpenKeyVault(address, work.Log), address);
    }

    /// <summary>The value of a secret: in the object, or in the vault where it was put; null without one.</summary>
    /// <exception cref="AppException">KeyVaultRefused, KeyVaultNotReached, KeyVaultSignIn.</exception>
    public static async Task<SecureString?> TextOfAsync(CommandContext work, AppClientSecret? secret, CancellationToken cancellationToken)
    {
        if (secret?.SecretText is { } text || secret?.KeyVaultSecretId is null)
        {
            return secret?.SecretText;
        }

        var id = new Uri(secret.KeyVaultSecretId);
        var service = Open(work, id.GetLeftPart(UriPartial.Authority));
        var (name, version) = (id.Segments[^2].Trim('/'), id.Segments[^1].Trim('/'));
        return await service.AskAsync(vault => vault.GetAsync(name, version, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Looks where the secret of an app would go: that the vault can be reached, lets this account look, and keeps nobody else's secret
    /// under the name.</summary>
    /// <param name="app">The app.</param>
    /// <param name="description">The secret's description.</param>
    /// <param name="secretName">The name in the vault; null for one made of the app's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AppException">KeyVaultRefused, KeyVaultNotReached, KeyVaultSignIn, KeyVaultSecretDeleted, KeyVaultSecretOfOther,
    /// KeyVaultSecretNameInvalid.</exception>
    public async Task<KeyVaultPlace> FindPlaceAsync(
        AppRegistration app,
        string description,
        string? secretName,
        CancellationToken cancellationToken
    )
    {
        var name = secretName is null ? KeyVaultSecretName.Of(app, description) : KeyVaultAddress.CheckSecretName(secretName);
        var versions = await AskAsync(vault => vault.GetVersionsAsync(name, cancellationToken)).ConfigureAwait(false);
        if (versions.Count == 0 && await IsDeletedAsync(name, cancellationToken).ConfigureAwait(false))
        {
            throw KeyVaultErrors.KeyVaultSecretDeleted(address.Host, name);
        }

        if (versions.Count > 0)
        {
            var whose = versions.MaxBy(version => version.CreatedOn).Tags.GetValueOrDefault(AppTag);
            // Under a name that was given, what somebody has put there by hand goes on with a new version.
            if (
                whose is null
                    ? secretName is null
                    : app.IsPlanned || !string.Equals(whose, app.AppId.ToString(), StringComparison.OrdinalIgnoreCase)
            )
            {
                throw KeyVaultErrors.KeyVaultSecretOfOther(app, address.Host, name, whose);
            }
        }

        return new KeyVaultPlace(
            address,
            name,
            versions
                .GroupBy(version => Guid.TryParse(version.Tags.GetValueOrDefault(KeyTag), out var id) ? id : Guid.Empty)
                .ToDictionary(same => same.Key, same => same.MaxBy(version => version.CreatedOn).Id),
            this
        );
    }

    /// <summary>
    /// Puts a secret just made into the vault; what comes back names the place instead of the text. Where the vault does not take it, the secret is
    /// removed from the app again. That is carried out whole even if the person asks to end: a secret in between would be known to nobody.
    /// </summary>
    /// <exception cref="AppException">KeyVaultNotStored, KeyVaultOutcomeUnknown.</exception>
    public async Task<AppClientSecret> KeepAsync(KeyVaultPlace place, AppClientSecret secret, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource();
        await using var ending = cancellationToken.Register(() => end.CancelAfter(Grace)).ConfigureAwait(false);
        try
        {
            return In(
                secret,
                await vault
                    .SetAsync(
                        place.Name,
                        secret.SecretText!,
                        ContentType,
                        secret.StartDateTime,
                        secret.EndDateTime,
                        Tags(secret),
                        end.Token
                    )
                    .ConfigureAwait(false)
            );
        }
        catch (Exception exception)
        {
            // What surely never came to the vault need not be looked for.
            var unknown = exception is not (KeyVaultException { OutcomeUnknown: false } or SignInException);
            var (isKnown, id) = unknown ? await LookAsync(place, secret).ConfigureAwait(false) : (true, null);
            if (id is not null)
            {
                return In(secret, id);
            }

            // Were it removed from the app while the vault may hold it, the vault's newest version might be a secret that no longer counts, and
            // whoever reads it would be locked out. As it is, all that was valid before still is. The error only has to reach somebody.
            throw isKnown || cancellationToken.IsCancellationRequested
                ? await TakeBackAsync(place, secret, exception).ConfigureAwait(false)
                : KeyVaultErrors.KeyVaultOutcomeUnknown(secret, place, exception);
        }
    }

    /// <summary>The id of the version that holds a secret, null without one; and whether the vault could be asked.</summary>
    private async Task<(bool IsKnown, Uri? Id)> LookAsync(KeyVaultPlace place, AppClientSecret secret)
    {
        using var patience = new CancellationTokenSource(Grace);
        try
        {
            var versions = await vault.GetVersionsAsync(place.Name, patience.Token).ConfigureAwait(false);
            return (true, versions.FirstOrDefault(version => version.Tags.GetValueOrDefault(KeyTag) == secret.KeyId.ToString()).Id);
        }
        catch (Exception e) when (e is KeyVaultException or SignInException or OperationCanceledException)
        {
            return (false, null);
        }
    }

    private async Task<AppException> TakeBackAsync(KeyVaultPlace place, AppClientSecret secret, Exception refusal)
    {
        try
        {
            await new SecretService(work).RemoveAsync(secret.App, secret.KeyId, CancellationToken.None).ConfigureAwait(false);
            return KeyVaultErrors.KeyVaultNotStored(secret, place, refusal, left: null);
        }
        catch (Exception left) when (left is GraphException or SignInException)
        {
            return KeyVaultErrors.KeyVaultNotStored(secret, place, refusal, left);
        }
    }

    private Task<bool> IsDeletedAsync(string name, CancellationToken cancellationToken) =>
        KeyVaultQuestion.IsDeletedAsync(work, address, name, () => vault.IsDeletedAsync(name, cancellationToken));

    private Task<T> AskAsync<T>(Func<IKeyVault, Task<T>> question) =>
        KeyVaultQuestion.AskAsync(work, address, KeyVaultKind.Secret, () => question(vault));

    private static AppClientSecret In(AppClientSecret secret, Uri id)
    {
        secret.Dispose();
        return secret.With(secret.App, id.AbsoluteUri);
    }

    private static Dictionary<string, string> Tags(AppClientSecret secret)
    {
        var tags = KeyVaultTags.Of(secret.AppId, secret.TenantId, secret.App.DisplayName, secret.DisplayName);
        tags[KeyTag] = secret.KeyId.ToString();
        return tags;
    }
}
