using Azure;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;

namespace RealClients.Tests;

/// <summary>Azure's client of Key Vault.</summary>
public sealed class KeyVaultTests : VaultClientTests<SecretClient>
{
    private protected override SecretClient Open(Uri vault, TokenCredential credential) =>
        new(vault, credential, Over(new SecretClientOptions()));

    [Fact]
    public async Task A_secret_is_set_changed_listed_deleted_recovered_and_purged()
    {
        var ends = DateTimeOffset.UnixEpoch.AddYears(80);
        var made = (
            await Client.SetSecretAsync(
                new KeyVaultSecret("one", "first")
                {
                    Properties =
                    {
                        ContentType = "text/plain",
                        NotBefore = ends.AddDays(-1),
                        ExpiresOn = ends,
                        Tags = { ["k"] = "v" },
                    },
                }
            )
        ).Value;
        Assert.Equal(
            ("first", ends, ends.AddDays(-1), "text/plain", "v"),
            (made.Value, made.Properties.ExpiresOn, made.Properties.NotBefore, made.Properties.ContentType, made.Properties.Tags["k"])
        );
        await Client.SetSecretAsync("one", "second");
        Assert.Equal("second", (await Client.GetSecretAsync("one")).Value.Value);
        Assert.Equal("first", (await Client.GetSecretAsync("one", made.Properties.Version)).Value.Value);

        made.Properties.Enabled = false;
        await Client.UpdateSecretPropertiesAsync(made.Properties);
        Assert.Equal(
            403,
            (await Assert.ThrowsAsync<RequestFailedException>(() => Client.GetSecretAsync("one", made.Properties.Version))).Status
        );

        Assert.Equal(["one"], await NamesAsync(Client.GetPropertiesOfSecretsAsync()));
        Assert.Equal(2, (await NamesAsync(Client.GetPropertiesOfSecretVersionsAsync("one"))).Count);

        var deleting = await Client.StartDeleteSecretAsync("one");
        Assert.Equal("https://contoso.vault.azure.net/deletedsecrets/one", deleting.Value.RecoveryId.AbsoluteUri);
        Assert.Equal("Conflict", (await Assert.ThrowsAsync<RequestFailedException>(() => Client.SetSecretAsync("one", "third"))).ErrorCode);
        await Client.StartRecoverDeletedSecretAsync("one");
        Assert.Equal("second", (await Client.GetSecretAsync("one")).Value.Value);
        await Client.StartDeleteSecretAsync("one");
        await Client.PurgeDeletedSecretAsync("one");
        Assert.Equal("SecretNotFound", (await Assert.ThrowsAsync<RequestFailedException>(() => Client.GetSecretAsync("one"))).ErrorCode);
        Assert.Contains("contoso.vault.azure.net", Server.Reached);
    }

    private static async Task<List<string>> NamesAsync(AsyncPageable<SecretProperties> all)
    {
        var names = new List<string>();
        await foreach (var one in all)
        {
            names.Add(one.Name);
        }

        return names;
    }
}
