using System.Buffers;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.KeyVault;

/// <summary>Which vault a person means, and which names it takes.</summary>
internal static class KeyVaultAddress
{
    private const int MaxSecretName = 127;

    private static readonly SearchValues<char> _nameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    /// <summary>The vault's address.</summary>
    /// <param name="vault">Its name alone, its host name, or its whole address.</param>
    /// <param name="cloud">Where a name alone is looked for.</param>
    /// <exception cref="AppException">KeyVaultNameInvalid.</exception>
    public static Uri Of(string vault, CloudEnvironment cloud)
    {
        var text = vault.Trim();
        if (!text.Contains('.', StringComparison.Ordinal) && !text.Contains(':', StringComparison.Ordinal))
        {
            return IsName(text)
                ? new Uri($"https://{text.ToLowerInvariant()}.{cloud.KeyVaultDomain}/")
                : throw AppErrors.KeyVaultNameInvalid(vault, "a vault's name has 3 to 24 letters, digits and single hyphens, begins with a letter and ends with a letter or digit");
        }

        if (!Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}", UriKind.Absolute, out var address) || address.Host.Length == 0)
            throw AppErrors.KeyVaultNameInvalid(vault, "it is neither a name nor an address");
        var fault = address.Scheme != Uri.UriSchemeHttps ? "only https is safe for secrets"
            : address.UserInfo.Length > 0 ? "it must not hold a user or password"
            : address.AbsolutePath != "/" || address.Query.Length > 0 || address.Fragment.Length > 0 ? "it must be the address of a vault, without a path, query or fragment"
            : null;
        return fault is null ? new Uri(address.GetLeftPart(UriPartial.Authority) + "/") : throw AppErrors.KeyVaultNameInvalid(address.Host, fault);
    }

    /// <summary>A name that a person gave to a secret.</summary>
    /// <exception cref="AppException">KeyVaultSecretNameInvalid.</exception>
    public static string CheckSecretName(string name) => name.Length is > 0 and <= MaxSecretName && !name.AsSpan().ContainsAnyExcept(_nameCharacters)
        ? name
        : throw AppErrors.KeyVaultSecretNameInvalid(name);

    /// <summary>
    /// The name of an app's secret where none was given: the app's, followed by the secret's description where that says something else. Two apps
    /// whose names differ in what a vault does not take have the same one; the tags of a secret tell whose it is.
    /// </summary>
    public static string SecretNameOf(AppRegistration app, string description)
    {
        var name = Slug(app.DisplayName);
        var more = string.Equals(app.DisplayName, description, StringComparison.OrdinalIgnoreCase) ? "" : Slug(description);
        var whole = string.Join('-', ((string[])[name, more]).Where(part => part.Length > 0));
        // Names in other scripts leave nothing.
        return whole.Length > 0 ? whole[..Math.Min(whole.Length, MaxSecretName)].TrimEnd('-') : $"app-{app.AppId}";
    }

    private static bool IsName(string text) =>
        text.Length is >= 3 and <= 24 && !text.AsSpan().ContainsAnyExcept(_nameCharacters) && char.IsAsciiLetter(text[0]) && text[^1] != '-' && !text.Contains("--", StringComparison.Ordinal);

    private static string Slug(string text)
    {
        var parts = new System.Text.StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
                parts.Append(c);
            else if (parts.Length > 0 && parts[^1] != '-')
                parts.Append('-');
        }

        return parts.ToString().TrimEnd('-');
    }
}
