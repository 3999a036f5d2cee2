namespace EntraAppCmdlets.Model;

/// <summary>What an app's secret is called in a Key Vault.</summary>
internal static class KeyVaultSecretName
{
    /// <summary>The most characters that a Key Vault takes.</summary>
    public const int MaxLength = 127;

    /// <summary>
    /// The name of an app's secret where none was given: the app's, followed by the secret's description where that says something else. Two apps
    /// whose names differ in what a vault does not take have the same one; the tags of a secret tell whose it is.
    /// </summary>
    public static string Of(AppRegistration app, string description)
    {
        var name = Slug(app.DisplayName);
        var more = string.Equals(app.DisplayName, description, StringComparison.OrdinalIgnoreCase) ? "" : Slug(description);
        var whole = string.Join('-', ((string[])[name, more]).Where(part => part.Length > 0));
        // Names in other scripts leave nothing.
        return whole.Length > 0 ? whole[..Math.Min(whole.Length, MaxLength)].TrimEnd('-') : $"app-{app.AppId}";
    }

    private static string Slug(string text)
    {
        var parts = new System.Text.StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                parts.Append(c);
            }
            else if (parts.Length > 0 && parts[^1] != '-')
            {
                parts.Append('-');
            }
        }

        return parts.ToString().TrimEnd('-');
    }
}
