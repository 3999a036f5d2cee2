using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests;

public sealed class KeyVaultTests : IDisposable
{
    private const string Vault = "https://contoso.vault.azure.net";
    private const string Version = "?api-version=7.6";

    private readonly SandboxClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Without_a_token_it_says_whose_tokens_it_takes()
    {
        var answer = await _client.SendRawAsync("GET", $"{Vault}/secrets/x{Version}", null);

        answer.ExpectError(401, "Unauthorized", "AKV10000");
        Assert.Equal(
            $"Bearer authorization=\"https://login.microsoftonline.com/{_client.Tenant.TenantId}\", resource=\"https://vault.azure.net\"",
            answer.Headers["WWW-Authenticate"]
        );
        Assert.Contains(
            "resource=\"https://vault.azure.cn\"",
            (await _client.SendRawAsync("GET", $"https://contoso.vault.azure.cn/secrets/x{Version}", null)).Headers["WWW-Authenticate"],
            StringComparison.Ordinal
        );
        Assert.Contains(
            "authorization=\"https://localhost:8443/",
            (await _client.SendRawAsync("GET", $"https://localhost:8443/secrets/x{Version}", null)).Headers["WWW-Authenticate"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_token_for_Graph_is_refused()
    {
        _client.Token = await _client.AdministratorTokenAsync();
        (await _client.GetAsync($"{Vault}/secrets/x{Version}")).ExpectError(401, "Unauthorized", "audience");
    }

    [Fact]
    public async Task A_secret_has_versions_with_attributes_and_tags_and_the_newest_is_the_one_without_a_version()
    {
        await SignInAsync();
        var first = (
            await PutAsync("One", "a", """{"contentType":"text/plain","tags":{"k":"v"},"attributes":{"nbf":1700000000,"exp":1800000000}}""")
        ).Expect(200);
        var second = (await PutAsync("one", "b")).Expect(200);

        Assert.Equal("a", (string?)first["value"]);
        Assert.Equal(1_700_000_000, (long)first["attributes"]["nbf"]!);
        Assert.Equal(1_800_000_000, (long)first["attributes"]["exp"]!);
        Assert.Equal("v", (string?)first["tags"]["k"]);
        Assert.Equal("b", (string?)(await _client.GetAsync($"{Vault}/secrets/ONE{Version}"))["value"]);
        Assert.Equal("a", (string?)(await _client.GetAsync(first.Id + Version))["value"]);
        var versions = (await _client.GetAsync($"{Vault}/secrets/one/versions{Version}")).Expect(200).Value;
        Assert.Equal([first.Id, second.Id], versions.Select(each => (string)each!["id"]!));
        Assert.All(versions, each => Assert.Null(each!["value"]));
    }

    [Fact]
    public async Task Each_host_is_a_vault_of_its_own()
    {
        await SignInAsync();
        await PutAsync("one", "a");
        (await _client.GetAsync($"https://other.vault.azure.net/secrets/one{Version}")).ExpectError(404, "SecretNotFound");
        Assert.Empty((await _client.GetAsync($"https://other.vault.azure.net/secrets{Version}")).Value);
        Assert.Equal($"{Vault}/secrets/one", (string?)Assert.Single((await _client.GetAsync($"{Vault}/secrets{Version}")).Value)!["id"]);
    }

    [Fact]
    public async Task A_deleted_name_can_be_recovered_or_purged_and_is_not_free_before()
    {
        await SignInAsync();
        await PutAsync("one", "a");
        Assert.Equal(
            $"{Vault}/deletedsecrets/one",
            (string?)(await _client.DeleteAsync($"{Vault}/secrets/one{Version}")).Expect(200)["recoveryId"]
        );

        (await _client.GetAsync($"{Vault}/secrets/one{Version}")).ExpectError(404, "SecretNotFound");
        (await _client.GetAsync($"{Vault}/deletedsecrets/one{Version}")).Expect(200);
        var refused = await PutAsync("one", "b");
        refused.ExpectError(409, "Conflict", "deleted but recoverable");
        Assert.Equal("ObjectIsDeletedButRecoverable", (string?)refused["error"]["innererror"]!["code"]);

        (await _client.PostAsync($"{Vault}/deletedsecrets/one/recover{Version}")).Expect(200);
        Assert.Equal("a", (string?)(await _client.GetAsync($"{Vault}/secrets/one{Version}"))["value"]);
        await _client.DeleteAsync($"{Vault}/secrets/one{Version}");
        (await _client.DeleteAsync($"{Vault}/deletedsecrets/one{Version}")).Expect(204);
        (await PutAsync("one", "c")).Expect(200);
    }

    [Fact]
    public async Task A_disabled_version_is_not_read()
    {
        await SignInAsync();
        var made = await PutAsync("one", "a");
        (await _client.PatchAsync(made.Id + Version, JsonNode.Parse("""{"attributes":{"enabled":false}}""")!)).Expect(200);
        (await _client.GetAsync(made.Id + Version)).ExpectError(403, "Forbidden", "disabled");
    }

    [Theory]
    [InlineData("a_b", """{"value":"x"}""", "invalid name")]
    [InlineData("ab", """{"value":null}""", "value is required")]
    [InlineData("ab", "[]", "JSON object")]
    [InlineData("ab", """{"value":"x","attributes":{"nbf":2,"exp":1}}""", "nbf")]
    public async Task What_a_vault_does_not_take_is_refused(string name, string body, string expected)
    {
        await SignInAsync();
        (await _client.SendAsync("PUT", $"{Vault}/secrets/{name}{Version}", JsonNode.Parse(body))).ExpectError(
            400,
            "BadParameter",
            expected
        );
        (await _client.GetAsync($"{Vault}/secrets/one")).ExpectError(400, "BadParameter", "api-version");
    }

    [Fact]
    public async Task A_long_list_comes_in_pages()
    {
        await SignInAsync();
        for (var number = 0; number < 30; number++)
        {
            (await PutAsync("one", $"{number}")).Expect(200);
        }

        var first = await _client.GetAsync($"{Vault}/secrets/one/versions{Version}");
        var second = await _client.GetAsync((string)first["nextLink"]!);
        Assert.Equal((25, 5), (first.Value.Count, second.Value.Count));
        Assert.Null(second.Json!["nextLink"]);
    }

    [Theory]
    [InlineData(SandboxKeyVaultAccess.User, 200, 403, "ForbiddenByRbac")]
    [InlineData(SandboxKeyVaultAccess.None, 403, 403, "ForbiddenByRbac")]
    [InlineData(SandboxKeyVaultAccess.Firewall, 403, 403, "ForbiddenByFirewall")]
    public async Task What_the_caller_may_do_is_a_setting(SandboxKeyVaultAccess access, int reading, int writing, string code)
    {
        await SignInAsync();
        await PutAsync("one", "a");
        _client.Tenant.Settings.KeyVaultAccess = access;

        (await _client.GetAsync($"{Vault}/secrets/one{Version}")).Expect(reading);
        var refused = (await PutAsync("one", "b")).Expect(writing);
        Assert.Equal(code, (string?)refused["error"]["innererror"]!["code"]);
        Assert.DoesNotContain("\"b\"", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_tenant_keeps_its_vaults_and_a_file_of_before_there_were_any_is_read()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("vault");
        try
        {
            var file = Path.Combine(folder.FullName, "tenant.json");
            using (var client = new SandboxClient(new SandboxSettings(), file))
            {
                await SignInAsync(client);
                (await client.SendAsync("PUT", $"{Vault}/secrets/one{Version}", JsonNode.Parse("""{"value":"a"}"""))).Expect(200);
                Assert.DoesNotContain("vaultSecrets", client.Tenant.ExportState(), StringComparison.Ordinal);
            }

            using (var client = new SandboxClient(new SandboxSettings(), file))
            {
                await SignInAsync(client);
                Assert.Equal("a", (string?)(await client.GetAsync($"{Vault}/secrets/one{Version}"))["value"]);
            }

            var kept = JsonNode.Parse(await System.IO.File.ReadAllTextAsync(file))!.AsObject();
            Assert.True(kept.Remove("vaultSecrets"));
            await System.IO.File.WriteAllTextAsync(file, kept.ToJsonString());
            using (var client = new SandboxClient(new SandboxSettings(), file))
            {
                await SignInAsync(client);
                Assert.Empty((await client.GetAsync($"{Vault}/secrets{Version}")).Expect(200).Value);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private Task<Answer> PutAsync(string name, string value, string more = "{}")
    {
        var body = JsonNode.Parse(more)!.AsObject();
        body["value"] = value;
        return _client.SendAsync("PUT", $"{Vault}/secrets/{name}{Version}", body);
    }

    private Task SignInAsync() => SignInAsync(_client);

    private static async Task SignInAsync(SandboxClient client) =>
        client.Token = (string)
            (
                await client.ClientTokenAsync(
                    client.Tenant.AdminClientId,
                    client.Tenant.AdminClientSecret,
                    "https://vault.azure.net/.default"
                )
            ).Expect(200)["access_token"]!;
}
