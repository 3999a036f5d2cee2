using Azure;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace RealClients.Tests;

/// <summary>Azure's client of Key Vault against the server, under a vault's own host name and with all that it checks by itself.</summary>
public sealed class KeyVaultTests : IAsyncLifetime
{
    private TlsServer _server = null!;
    private HttpClient _http = null!;
    private SecretClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await TlsServer.StartAsync();
        _http = _server.NewHttpClient();
        _client = new SecretClient(
            new Uri("https://contoso.vault.azure.net"),
            new ClientSecretCredential(
                _server.TenantId,
                _server.ClientId,
                _server.ClientSecret,
                new ClientSecretCredentialOptions { Transport = new HttpClientTransport(_http) }
            ),
            new SecretClientOptions { Transport = new HttpClientTransport(_http), Retry = { MaxRetries = 0 } }
        );
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_secret_is_set_changed_listed_deleted_recovered_and_purged()
    {
        var ends = DateTimeOffset.UnixEpoch.AddYears(80);
        var made = (
            await _client.SetSecretAsync(
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
        await _client.SetSecretAsync("one", "second");
        Assert.Equal("second", (await _client.GetSecretAsync("one")).Value.Value);
        Assert.Equal("first", (await _client.GetSecretAsync("one", made.Properties.Version)).Value.Value);

        made.Properties.Enabled = false;
        await _client.UpdateSecretPropertiesAsync(made.Properties);
        Assert.Equal(
            403,
            (await Assert.ThrowsAsync<RequestFailedException>(() => _client.GetSecretAsync("one", made.Properties.Version))).Status
        );

        Assert.Equal(["one"], await NamesAsync(_client.GetPropertiesOfSecretsAsync()));
        Assert.Equal(2, (await NamesAsync(_client.GetPropertiesOfSecretVersionsAsync("one"))).Count);

        var deleting = await _client.StartDeleteSecretAsync("one");
        Assert.Equal("https://contoso.vault.azure.net/deletedsecrets/one", deleting.Value.RecoveryId.AbsoluteUri);
        Assert.Equal(
            "Conflict",
            (await Assert.ThrowsAsync<RequestFailedException>(() => _client.SetSecretAsync("one", "third"))).ErrorCode
        );
        await _client.StartRecoverDeletedSecretAsync("one");
        Assert.Equal("second", (await _client.GetSecretAsync("one")).Value.Value);
        await _client.StartDeleteSecretAsync("one");
        await _client.PurgeDeletedSecretAsync("one");
        Assert.Equal("SecretNotFound", (await Assert.ThrowsAsync<RequestFailedException>(() => _client.GetSecretAsync("one"))).ErrorCode);
        Assert.Contains("contoso.vault.azure.net", _server.Reached);
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
