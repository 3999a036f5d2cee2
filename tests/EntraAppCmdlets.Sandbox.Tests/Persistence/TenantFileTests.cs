using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Persistence;

public sealed class TenantFileTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("sandbox").FullName;

    private string File => Path.Combine(_folder, "tenant.json");

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_kept_tenant_is_the_same_when_it_is_opened_again_and_its_secrets_work()
    {
        string secret,
            appId,
            state,
            tenantId;
        using (var client = new SandboxClient(new SandboxSettings(), File))
        {
            (var id, appId, var principal) = await client.CreateAppAsync(
                more: JsonNode
                    .Parse(
                        """
                        {"web":{"redirectUris":["https://a.example/"]},"api":{"oauth2PermissionScopes":[{"id":"11111111-1111-1111-1111-111111111111","value":"read","type":"User","isEnabled":true,"adminConsentDisplayName":"R","adminConsentDescription":"R"}]}}
                        """
                    )!
                    .AsObject()
            );
            secret = (string)(await client.PostAsync($"/applications/{id}/addPassword"))["secretText"]!;
            var graph = await client.PrincipalIdAsync("00000003-0000-0000-c000-000000000000");
            (
                await client.PostAsync(
                    "/oauth2PermissionGrants",
                    new JsonObject
                    {
                        ["clientId"] = principal,
                        ["consentType"] = "AllPrincipals",
                        ["resourceId"] = graph,
                        ["scope"] = "User.Read",
                    }
                )
            ).Expect(201);
            state = client.Tenant.ExportState();
            tenantId = client.Tenant.TenantId;
        }

        using (var client = new SandboxClient(new SandboxSettings(), File))
        {
            Assert.Equal(tenantId, client.Tenant.TenantId);
            Assert.Equal(state, client.Tenant.ExportState());
            (await client.ClientTokenAsync(appId, secret)).Expect(200);
            Assert.True(
                ((JsonArray)(await client.GetAsync("/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')"))["appRoles"]).Count
                    > 300
            );
        }
    }

    [Fact]
    public async Task Directory_roles_of_a_file_of_an_earlier_version_are_still_held()
    {
        string administrator;
        using (var client = new SandboxClient(new SandboxSettings(), File))
        {
            administrator = (await client.GetAsync("/users/admin@contoso.onmicrosoft.com")).Id;
        }

        // Such a file has no tables of roles; a user holds the names of theirs.
        var kept = JsonNode.Parse(await System.IO.File.ReadAllTextAsync(File))!.AsObject();
        foreach (var table in new[] { "directoryRoles", "roleDefinitions", "roleAssignments", "appManagementPolicies", "tenantPolicies" })
        {
            Assert.True(kept.Remove(table));
        }

        kept["users"]!.AsArray().Single(user => (string?)user!["id"] == administrator)!["directoryRoles"] = new JsonArray(
            "Global Administrator"
        );
        await System.IO.File.WriteAllTextAsync(File, kept.ToJsonString());
        using (var client = new SandboxClient(new SandboxSettings(), File))
        {
            var role = Assert.Single(
                (await client.GetAsync($"/users/{administrator}/memberOf/microsoft.graph.directoryRole")).Expect(200).Value
            )!;
            Assert.Equal("Global Administrator", (string?)role["displayName"]);
            Assert.Equal(
                administrator,
                (string?)Assert.Single((await client.GetAsync($"/directoryRoles/{role["id"]}/members")).Expect(200).Value)!["id"]
            );
        }
    }

    [Fact]
    public async Task Ids_of_a_seeded_tenant_go_on_where_they_ended()
    {
        string first;
        using (var client = new SandboxClient(new SandboxSettings { Seed = 9 }, File))
        {
            (first, _, _) = await client.CreateAppAsync();
        }

        using (var client = new SandboxClient(new SandboxSettings { Seed = 9 }, File))
        {
            var (second, _, _) = await client.CreateAppAsync();
            Assert.NotEqual(first, second);
        }
    }

    [Fact]
    public async Task The_file_holds_no_secret_and_no_token()
    {
        using var client = new SandboxClient(new SandboxSettings(), File);
        var (id, _, _) = await client.CreateAppAsync();
        var secret = (string)(await client.PostAsync($"/applications/{id}/addPassword"))["secretText"]!;
        var text = await System.IO.File.ReadAllTextAsync(File);
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(client.Tenant.AdminClientSecret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(client.Token!, text, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, client.Tenant.ExportState(), StringComparison.Ordinal);
        Assert.Contains(id, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_open_is_not_opened_again_and_is_free_afterwards()
    {
        using (SandboxTenant.Open(new SandboxSettings(), File))
        {
            Assert.Contains(
                "in use",
                Assert.Throws<IOException>(() => SandboxTenant.Open(new SandboxSettings(), File)).Message,
                StringComparison.Ordinal
            );
        }

        SandboxTenant.Open(new SandboxSettings(), File).Dispose();
    }

    [Theory]
    [InlineData("{\n  \"format\": \"EntraAppCmdlets.Sandbox\",\n  nonsense", "line 3")]
    [InlineData("", "line 1")]
    [InlineData("[]", "$.format")]
    [InlineData("""{"format":"EntraAppCmdlets.Sandbox","version":99}""", "$.version")]
    [InlineData("""{"format":"EntraAppCmdlets.Sandbox","version":1,"tenantId":"x"}""", "$.domainName")]
    public void A_damaged_file_is_told_with_its_place_and_left_as_it_is(string content, string place)
    {
        System.IO.File.WriteAllText(File, content);
        var message = Assert.Throws<InvalidDataException>(() => SandboxTenant.Open(new SandboxSettings(), File)).Message;
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.Contains(File, message, StringComparison.Ordinal);
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_damaged_object_is_told_with_its_place()
    {
        SandboxTenant.Open(new SandboxSettings(), File).Dispose();
        var text = System.IO.File.ReadAllText(File);
        var node = JsonNode.Parse(text)!;
        node["users"]![1]!["displayName"] = 5;
        System.IO.File.WriteAllText(File, node.ToJsonString());
        Assert.Contains(
            "$.users[1].displayName",
            Assert.Throws<InvalidDataException>(() => SandboxTenant.Open(new SandboxSettings(), File)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_tenant_id_than_the_files_is_refused()
    {
        SandboxTenant.Open(new SandboxSettings(), File).Dispose();
        Assert.Contains(
            "TenantId",
            Assert
                .Throws<ArgumentException>(() => SandboxTenant.Open(new SandboxSettings { TenantId = Guid.NewGuid().ToString() }, File))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told() =>
        Assert.Contains(
            "folder",
            Assert
                .Throws<IOException>(() => SandboxTenant.Open(new SandboxSettings(), Path.Combine(_folder, "none", "tenant.json")))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Two_runs_that_lead_to_the_same_export_the_same()
    {
        async Task<string> Run(bool reversed)
        {
            using var client = new SandboxClient(new SandboxSettings());
            string[] names = reversed ? ["B", "A"] : ["A", "B"];
            foreach (var name in names)
            {
                var (id, appId, principal) = await client.CreateAppAsync(name);
                (
                    await client.PatchAsync("/applications/" + id, new JsonObject { ["identifierUris"] = new JsonArray($"api://{appId}") })
                ).Expect(204);
                (await client.PostAsync($"/applications/{id}/addPassword")).Expect(200);
                var graph = await client.PrincipalIdAsync("00000003-0000-0000-c000-000000000000");
                (
                    await client.PostAsync(
                        "/oauth2PermissionGrants",
                        new JsonObject
                        {
                            ["clientId"] = principal,
                            ["consentType"] = "AllPrincipals",
                            ["resourceId"] = graph,
                            ["scope"] = reversed ? "openid User.Read" : "User.Read openid",
                        }
                    )
                ).Expect(201);
            }

            return client.Tenant.ExportState(normalizeIds: true);
        }

        Assert.Equal(await Run(false), await Run(true));
    }

    [Fact]
    public async Task Writes_from_many_sides_at_once_are_all_in_the_file()
    {
        using (var client = new SandboxClient(new SandboxSettings(), File))
        {
            await client.GetAsync("/users");
            await Task.WhenAll(
                Enumerable
                    .Range(0, 40)
                    .Select(number => client.PostAsync("/applications", new JsonObject { ["displayName"] = $"A{number}" }))
            );
        }

        using (var client = new SandboxClient(new SandboxSettings(), File))
        {
            Assert.Equal(40, (await client.GetAsync("/applications")).Value.Count);
        }
    }
}
