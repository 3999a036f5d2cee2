using System.Buffers;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Aspects.Secrets;

/// <summary>Which vault a person means, and which names it takes.</summary>
internal static class KeyVaultAddress
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
    );

    /// <summary>The vault's address.</summary>
    /// <param name="vault">Its name alone, its host name, or its whole address.</param>
    /// <param name="cloud">Where a name alone is looked for.</param>
    /// <param name="kind">What it is asked for; null for secrets.</param>
    /// <exception cref="AppException">KeyVaultNameInvalid.</exception>
    public static Uri Of(string vault, CloudEnvironment cloud, KeyVaultKind? kind = null)
    {
        kind ??= KeyVaultKind.Secret;
        var text = vault.Trim();
        if (!text.Contains('.', StringComparison.Ordinal) && !text.Contains(':', StringComparison.Ordinal))
        {
            return IsName(text)
                ? new Uri($"https://{text.ToLowerInvariant()}.{cloud.KeyVaultDomain}/")
                : throw KeyVaultErrors.KeyVaultNameInvalid(
                    vault,
                    "a vault's name has 3 to 24 letters, digits and single hyphens, begins with a letter and ends with a letter or digit",
                    kind
                );
        }

        if (
            !Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}", UriKind.Absolute, out var address)
            || address.Host.Length == 0
        )
        {
            throw KeyVaultErrors.KeyVaultNameInvalid(vault, "it is neither a name nor an address", kind);
        }

        var fault =
            address.Scheme != Uri.UriSchemeHttps ? "only https is safe"
            : address.UserInfo.Length > 0 ? "it must not hold a user or password"
            : address.AbsolutePath != "/" || address.Query.Length > 0 || address.Fragment.Length > 0
                ? "it must be the address of a vault, without a path, query or fragment"
            : null;
        return fault is null
            ? new Uri(address.GetLeftPart(UriPartial.Authority) + "/")
            : throw KeyVaultErrors.KeyVaultNameInvalid(address.Host, fault, kind);
    }

    /// <summary>A name that a person gave to a secret.</summary>
    /// <exception cref="AppException">KeyVaultSecretNameInvalid.</exception>
    public static string CheckSecretName(string name) => IsItemName(name) ? name : throw KeyVaultErrors.KeyVaultSecretNameInvalid(name);

    /// <summary>Whether a secret or certificate can have the name.</summary>
    public static bool IsItemName(string name) =>
        name.Length is > 0 and <= KeyVaultSecretName.MaxLength && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    private static bool IsName(string text) =>
        text.Length is >= 3 and <= 24
        && !text.AsSpan().ContainsAnyExcept(NameCharacters)
        && char.IsAsciiLetter(text[0])
        && text[^1] != '-'
        && !text.Contains("--", StringComparison.Ordinal);
}
