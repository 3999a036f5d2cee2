using System.Text.RegularExpressions;

namespace EntraAppCmdlets.Guides;

/// <summary>A secret in a Key Vault as a deployment of Azure refers to it: always its newest version.</summary>
/// <param name="Subscription">The subscription of the vault.</param>
/// <param name="ResourceGroup">Its resource group.</param>
/// <param name="Vault">The vault's name.</param>
/// <param name="Secret">The secret's name.</param>
internal sealed partial record KeyVaultReference(string Subscription, string ResourceGroup, string Vault, string Secret)
{
    /// <summary>The vault's resource ID.</summary>
    public string ResourceId => $"/subscriptions/{Subscription}/resourceGroups/{ResourceGroup}/providers/Microsoft.KeyVault/vaults/{Vault}";

    /// <summary>The reference to a secret.</summary>
    /// <param name="secretId">The secret's address in the vault.</param>
    /// <param name="vaultResourceId">The vault's resource ID; null leaves its subscription and resource group to the person who deploys.</param>
    public static KeyVaultReference Of(string secretId, string? vaultResourceId)
    {
        var address = new Uri(secretId);
        var match = vaultResourceId is null ? null : Pattern().Match(vaultResourceId);
        return new KeyVaultReference(
            match?.Groups["subscription"].Value ?? "<subscription ID>",
            match?.Groups["group"].Value ?? "<resource group>",
            address.Host.Split('.')[0],
            address.Segments[2].Trim('/')
        );
    }

    /// <summary>Refuses what is no resource ID of a Key Vault.</summary>
    /// <exception cref="AppException">KeyVaultResourceIdInvalid.</exception>
    public static void Check(string vaultResourceId)
    {
        if (!Pattern().IsMatch(vaultResourceId))
        {
            throw SettingErrors.KeyVaultResourceIdInvalid(vaultResourceId);
        }
    }

    [GeneratedRegex(
        "^/subscriptions/(?<subscription>[^/]+)/resourceGroups/(?<group>[^/]+)/providers/Microsoft\\.KeyVault/vaults/(?<vault>[^/]+)/?$",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Pattern();
}
