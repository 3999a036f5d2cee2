using System.Security.Cryptography.X509Certificates;
using Azure;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Certificates;

namespace RealClients.Tests;

/// <summary>Azure's client of certificates against the server, under a vault's own host name and with all that it checks by itself.</summary>
public sealed class KeyVaultCertificateTests : IAsyncLifetime
{
    private TlsServer _server = null!;
    private HttpClient _http = null!;
    private CertificateClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await TlsServer.StartAsync();
        _http = _server.NewHttpClient();
        _client = new CertificateClient(
            new Uri("https://contoso.vault.azure.net"),
            new ClientSecretCredential(
                _server.TenantId,
                _server.ClientId,
                _server.ClientSecret,
                new ClientSecretCredentialOptions { Transport = new HttpClientTransport(_http) }
            ),
            new CertificateClientOptions { Transport = new HttpClientTransport(_http), Retry = { MaxRetries = 0 } }
        );
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_certificate_is_made_changed_listed_deleted_recovered_and_purged()
    {
        var policy = new CertificatePolicy("Self", "CN=one")
        {
            KeySize = 2048,
            Exportable = false,
            ValidityInMonths = 3,
        };
        var operation = await _client.StartCreateCertificateAsync("one", policy, tags: new Dictionary<string, string> { ["k"] = "v" });
        var made = (await operation.WaitForCompletionAsync(TimeSpan.FromMilliseconds(1), default)).Value;

        using var certificate = X509CertificateLoader.LoadCertificate(made.Cer);
        Assert.Equal(("CN=one", "v"), (certificate.Subject, made.Properties.Tags["k"]));
        Assert.Equal(certificate.GetCertHash(), made.Properties.X509Thumbprint);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), made.Properties.ExpiresOn!.Value.UtcDateTime);
        Assert.Equal(made.Id.Segments[^1], made.KeyId.Segments[^1]);
        Assert.Equal((false, 3, 2048), (made.Policy.Exportable, made.Policy.ValidityInMonths, made.Policy.KeySize));

        made.Properties.Tags["k"] = "w";
        Assert.Equal("w", (await _client.UpdateCertificatePropertiesAsync(made.Properties)).Value.Properties.Tags["k"]);
        var listed = new List<string>();
        await foreach (var each in _client.GetPropertiesOfCertificateVersionsAsync("one"))
        {
            listed.Add(each.Version);
        }

        Assert.Equal([made.Properties.Version], listed);
        Assert.Equal("completed", (await _client.GetCertificateOperationAsync("one")).Properties.Status);

        var deleting = await _client.StartDeleteCertificateAsync("one");
        Assert.Equal("https://contoso.vault.azure.net/deletedcertificates/one", deleting.Value.RecoveryId.AbsoluteUri);
        Assert.Equal(
            "Conflict",
            (await Assert.ThrowsAsync<RequestFailedException>(() => _client.StartCreateCertificateAsync("one", policy))).ErrorCode
        );
        await _client.StartRecoverDeletedCertificateAsync("one");
        Assert.Equal(made.Cer, (await _client.GetCertificateAsync("one")).Value.Cer);
        await _client.StartDeleteCertificateAsync("one");
        await _client.PurgeDeletedCertificateAsync("one");
        Assert.Equal(
            "CertificateNotFound",
            (await Assert.ThrowsAsync<RequestFailedException>(() => _client.GetCertificateAsync("one"))).ErrorCode
        );
    }
}
