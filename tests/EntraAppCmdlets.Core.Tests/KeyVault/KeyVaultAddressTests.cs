using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Core.Tests.KeyVault;

public sealed class KeyVaultAddressTests
{
    [Theory]
    [InlineData("contoso-apps", "Global", "https://contoso-apps.vault.azure.net/")]
    [InlineData("Contoso-Apps", "USGov", "https://contoso-apps.vault.usgovcloudapi.net/")]
    [InlineData("contoso", "USGovDoD", "https://contoso.vault.usgovcloudapi.net/")]
    [InlineData("contoso", "China", "https://contoso.vault.azure.cn/")]
    [InlineData("contoso.vault.azure.cn", "Global", "https://contoso.vault.azure.cn/")]
    [InlineData(" https://contoso.vault.azure.net ", "China", "https://contoso.vault.azure.net/")]
    [InlineData("https://localhost:8443/", "Global", "https://localhost:8443/")]
    public void A_name_is_looked_for_in_the_connections_cloud_and_an_address_is_taken_as_it_is(
        string vault,
        string cloud,
        string expected
    ) => Assert.Equal(expected, KeyVaultAddress.Of(vault, CloudEnvironment.Find(cloud)).AbsoluteUri);

    [Fact]
    public void Endpoints_of_ones_own_keep_the_vaults_of_the_cloud_they_stand_in_for() =>
        Assert.Equal(
            "https://contoso.vault.azure.cn/",
            KeyVaultAddress.Of("contoso", CloudEnvironment.Find("China").With(new Uri("https://graph.example.com"), null)).AbsoluteUri
        );

    [Theory]
    [InlineData("ab")]
    [InlineData("1contoso")]
    [InlineData("contoso-")]
    [InlineData("con--toso")]
    [InlineData("contoso_apps")]
    [InlineData("a-name-of-more-than-24-chars")]
    [InlineData("http://contoso.vault.azure.net")]
    [InlineData("https://contoso.vault.azure.net/secrets/x")]
    [InlineData("https://user:sesame@contoso.vault.azure.net")]
    [InlineData("https://")]
    public void What_is_no_vault_is_refused_before_anything_is_sent(string vault)
    {
        var error = Assert.Throws<AppException>(() => KeyVaultAddress.Of(vault, CloudEnvironment.Global));
        Assert.Equal("KeyVaultNameInvalid", error.ErrorId);
        Assert.DoesNotContain("sesame", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authentik Entra Provider", "authentik Entra Provider", "authentik-Entra-Provider")]
    [InlineData("authentik Entra Provider", "backup", "authentik-Entra-Provider-backup")]
    [InlineData("  (Sekoia.io) / prod ", "x", "Sekoia-io-prod-x")]
    [InlineData("認証", "認証", "app-11111111-1111-1111-1111-111111111111")]
    public void The_name_of_a_secret_is_made_of_what_a_vault_takes_of_the_apps(string app, string description, string expected) =>
        Assert.Equal(expected, KeyVaultSecretName.Of(App(app), description));

    [Fact]
    public void A_long_name_is_cut_to_what_a_vault_takes()
    {
        var name = KeyVaultSecretName.Of(App(new string('a', 120)), new string('b', 120));
        Assert.Equal(127, name.Length);
        Assert.Equal(name, KeyVaultAddress.CheckSecretName(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a_b")]
    [InlineData("a/b")]
    public void A_name_that_a_vault_does_not_take_is_refused(string name) =>
        Assert.Equal("KeyVaultSecretNameInvalid", Assert.Throws<AppException>(() => KeyVaultAddress.CheckSecretName(name)).ErrorId);

    private static AppRegistration App(string name) =>
        new()
        {
            DisplayName = name,
            AppId = Guid.Parse("11111111-1111-1111-1111-111111111111"),
            TenantId = Guid.Empty,
        };
}
