using EntraAppCmdlets.Connection;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Aspects.Secrets;

/// <summary>Asks a vault, and makes errors for people of what it refuses.</summary>
internal static class KeyVaultQuestion
{
    /// <summary>Whether a name was deleted and can still be recovered. To know it takes a permission that writing does not: without it, the name counts as free.</summary>
    public static async Task<bool> IsDeletedAsync(CommandContext work, Uri vault, string name, Func<Task<bool>> question)
    {
        try
        {
            return await question().ConfigureAwait(false);
        }
        catch (KeyVaultException refusal)
        {
            work.Log.Verbose($"Whether '{name}' was deleted from the Key Vault {vault.Host} can't be known: {refusal.Message}");
            return false;
        }
    }

    /// <exception cref="AppException">KeyVaultRefused, KeyVaultNotReached, KeyVaultSignIn.</exception>
    public static async Task<T> AskAsync<T>(CommandContext work, Uri vault, KeyVaultKind kind, Func<Task<T>> question)
    {
        try
        {
            return await question().ConfigureAwait(false);
        }
        catch (KeyVaultException refusal)
        {
            throw refusal.Status switch
            {
                0 or 404 or >= 500 or 429 => KeyVaultErrors.KeyVaultNotReached(vault, refusal),
                _ => KeyVaultErrors.KeyVaultRefused(vault.Host, refusal, kind),
            };
        }
        catch (SignInException refusal)
        {
            throw KeyVaultErrors.KeyVaultSignIn(vault.Host, work.Connection.Info.AuthType, refusal, kind);
        }
    }
}
