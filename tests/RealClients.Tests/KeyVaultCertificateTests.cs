using System.Security.Cryptography.X509Certificates;
using Azure;
using Azure.Core;
using Azure.Security.KeyVault.Certificates;

namespace RealClients.Tests;

/// <summary>Azure's client of certificates.</summary>
public sealed class KeyVaultCertificateTests : VaultClientTests<CertificateClient>
{
    private protected override CertificateClient Open(Uri vault, TokenCredential credential) =>
        new(vault, credential, Over(new CertificateClientOptions()));

    [Fact]
    public async Task A_certificate_is_made_changed_listed_deleted_recovered_and_purged()
    {
        var policy = new CertificatePolicy("Self", "CN=one")
        {
            KeySize = 2048,
            Exportable = false,
            ValidityInMonths = 3,
        };
        var operation = await Client.StartCreateCertificateAsync("one", policy, tags: new Dictionary<string, string> { ["k"] = "v" });
        var made = (await operation.WaitForCompletionAsync(TimeSpan.FromMilliseconds(1), default)).Value;

        using var certificate = X509CertificateLoader.LoadCertificate(made.Cer);
        Assert.Equal(("CN=one", "v"), (certificate.Subject, made.Properties.Tags["k"]));
        Assert.Equal(certificate.GetCertHash(), made.Properties.X509Thumbprint);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), made.Properties.ExpiresOn!.Value.UtcDateTime);
        Assert.Equal(made.Id.Segments[^1], made.KeyId.Segments[^1]);
        Assert.Equal((false, 3, 2048), (made.Policy.Exportable, made.Policy.ValidityInMonths, made.Policy.KeySize));

        made.Properties.Tags["k"] = "w";
        Assert.Equal("w", (await Client.UpdateCertificatePropertiesAsync(made.Properties)).Value.Properties.Tags["k"]);
        var listed = new List<string>();
        await foreach (var each in Client.GetPropertiesOfCertificateVersionsAsync("one"))
        {
            listed.Add(each.Version);
        }

        Assert.Equal([made.Properties.Version], listed);
        Assert.Equal("completed", (await Client.GetCertificateOperationAsync("one")).Properties.Status);

        var deleting = await Client.StartDeleteCertificateAsync("one");
        Assert.Equal("https://contoso.vault.azure.net/deletedcertificates/one", deleting.Value.RecoveryId.AbsoluteUri);
        Assert.Equal(
            "Conflict",
            (await Assert.ThrowsAsync<RequestFailedException>(() => Client.StartCreateCertificateAsync("one", policy))).ErrorCode
        );
        await Client.StartRecoverDeletedCertificateAsync("one");
        Assert.Equal(made.Cer, (await Client.GetCertificateAsync("one")).Value.Cer);
        await Client.StartDeleteCertificateAsync("one");
        await Client.PurgeDeletedCertificateAsync("one");
        Assert.Equal(
            "CertificateNotFound",
            (await Assert.ThrowsAsync<RequestFailedException>(() => Client.GetCertificateAsync("one"))).ErrorCode
        );
    }
}
