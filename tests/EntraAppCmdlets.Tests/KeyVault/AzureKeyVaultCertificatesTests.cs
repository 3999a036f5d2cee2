using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.KeyVault;

/// <summary>Azure's own client of certificates in the load context of the identity libraries, against the vaults of an embedded tenant.</summary>
[Trait("Category", "Long")]
public sealed class AzureKeyVaultCertificatesTests : IDisposable
{
    private static readonly Dictionary<string, string> Tags = new() { ["k"] = "v" };

    private readonly VaultBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_certificate_is_begun_made_read_tagged_and_signs()
    {
        var vault = Open("https://contoso.vault.azure.net");
        Assert.Null(await vault.GetPendingAsync("one", default));
        Assert.Empty(await vault.GetVersionsAsync("one", default));

        var begun = await StartAsync(vault, "one");

        Assert.Equal(("inProgress", TimeSpan.Zero), (begun.Status, begun.RetryAfter));
        Assert.Equal("completed", (await vault.GetPendingAsync("one", default))!.Value.Status);
        var version = Assert.Single(await vault.GetVersionsAsync("one", default));
        Assert.Equal("v", version.Tags["k"]);
        var number = version.Id.Segments[^1];
        using var certificate = X509CertificateLoader.LoadCertificate(await vault.GetAsync("one", number, default));
        Assert.Equal(("CN=one", 3072), (certificate.Subject, certificate.GetRSAPublicKey()!.KeySize));
        await vault.TagAsync("one", number, new Dictionary<string, string> { ["x"] = "y" }, default);
        Assert.Equal(["x"], Assert.Single(await vault.GetVersionsAsync("one", default)).Tags.Keys);
        var digest = SHA256.HashData("data"u8);
        Assert.True(
            certificate
                .GetRSAPublicKey()!
                .VerifyHash(
                    digest,
                    await vault.SignAsync("one", number, digest, default),
                    HashAlgorithmName.SHA256,
                    RSASignaturePadding.Pss
                )
        );
        Assert.False(await vault.IsDeletedAsync("one", default));
    }

    [Fact]
    public async Task The_vault_never_renews_it_by_itself_and_its_key_is_for_signing_in_and_stays_there()
    {
        await StartAsync(Open("https://contoso.vault.azure.net"), "one");

        using var http = await _bench.ClientAsync();
        using var policy = JsonDocument.Parse(
            await http.GetStringAsync(new Uri("https://contoso.vault.azure.net/certificates/one/policy?api-version=7.4"))
        );
        var root = policy.RootElement;
        Assert.Equal(
            ["EmailContacts"],
            root.GetProperty("lifetime_actions")
                .EnumerateArray()
                .Select(each => each.GetProperty("action").GetProperty("action_type").GetString())
        );
        Assert.False(root.GetProperty("key_props").GetProperty("exportable").GetBoolean());
        var certificate = root.GetProperty("x509_props");
        Assert.Equal(6, certificate.GetProperty("validity_months").GetInt32());
        Assert.Equal(["digitalSignature"], certificate.GetProperty("key_usage").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal(["1.3.6.1.5.5.7.3.2"], certificate.GetProperty("ekus").EnumerateArray().Select(each => each.GetString()));
    }

    [Fact]
    public async Task When_to_ask_again_is_what_the_vault_says()
    {
        _bench.Tenant.Settings.KeyVaultCertificateDelay = TimeSpan.FromSeconds(600);
        var vault = Open("https://contoso.vault.azure.net");

        var begun = await StartAsync(vault, "one");
        var pending = await vault.GetPendingAsync("one", default);

        Assert.Equal(TimeSpan.FromSeconds(600), begun.RetryAfter);
        Assert.Equal("inProgress", pending!.Value.Status);
        Assert.InRange(pending.Value.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(600));
        Assert.Empty(await vault.GetAsync("one", (await vault.GetVersionsAsync("one", default))[0].Id.Segments[^1], default));
    }

    [Fact]
    public async Task The_client_is_the_modules_own_and_not_in_the_default_context()
    {
        var vault = Open("https://contoso.vault.azure.net");
        await StartAsync(vault, "one");

        Assert.Equal("EntraAppCmdlets.Identity", AssemblyLoadContext.GetLoadContext(vault.GetType().Assembly)!.Name);
        Assert.DoesNotContain(
            AssemblyLoadContext.Default.Assemblies,
            assembly => assembly.GetName().Name == "Azure.Security.KeyVault.Certificates"
        );
    }

    [Theory]
    [InlineData("https://contoso.vault.azure.net", "https://vault.azure.net/.default")]
    [InlineData("https://contoso.vault.usgovcloudapi.net", "https://vault.usgovcloudapi.net/.default")]
    [InlineData("https://localhost:8443", "https://vault.azure.net/.default")]
    public async Task The_token_is_the_one_of_the_vaults_own_cloud_for_signing_too(string address, string scope)
    {
        var vault = Open(address);
        await StartAsync(vault, "one");
        await vault.SignAsync("one", (await vault.GetVersionsAsync("one", default))[0].Id.Segments[^1], SHA256.HashData("x"u8), default);
        Assert.Equal(scope, Assert.Single(_bench.Scopes.Distinct()));
    }

    // For the domain of a stranger no sign-in service gives a token.
    [Fact]
    public async Task A_stranger_is_shown_no_token_for_a_vault()
    {
        var vault = Open("https://contoso.vault.azure.net.example.com");

        await Assert.ThrowsAnyAsync<Exception>(() => vault.SignAsync("one", "1", SHA256.HashData("x"u8), default));

        Assert.Equal(["https://vault.azure.net.example.com/.default"], _bench.Scopes.Distinct());
        Assert.DoesNotContain(_bench.Tenant.Requests, request => request.Path.Contains("/keys/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("StartAsync")]
    [InlineData("SignAsync")]
    public async Task A_refusal_has_the_vaults_inner_code_and_what_it_says_first(string question)
    {
        var vault = Open("https://contoso.vault.azure.net");
        await StartAsync(vault, "one");
        var version = (await vault.GetVersionsAsync("one", default))[0].Id.Segments[^1];
        _bench.Tenant.Settings.KeyVaultAccess = SandboxKeyVaultAccess.User;

        var error = await Assert.ThrowsAsync<KeyVaultException>(() =>
            question == "StartAsync" ? StartAsync(vault, "two") : vault.SignAsync("one", version, SHA256.HashData("x"u8), default)
        );

        Assert.Equal(
            (403, "ForbiddenByRbac", "Caller is not authorized to perform action on resource.", false),
            (error.Status, error.Code, error.Message, error.OutcomeUnknown)
        );
    }

    [Theory]
    [InlineData(SandboxFaultKind.ConnectionRefused, false, "ConnectionFailed", false)]
    [InlineData(SandboxFaultKind.ConnectionReset, true, "ConnectionLost", true)]
    [InlineData(SandboxFaultKind.MalformedJson, true, "MalformedAnswer", true)]
    public async Task A_start_without_an_answer_is_known_to_be_open_or_not(SandboxFaultKind kind, bool afterwards, string code, bool open)
    {
        // Made at once, so that a repeated start meets none in progress.
        var vault = Open("https://contoso.vault.azure.net");
        _bench.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = kind,
                AfterProcessing = afterwards,
                Times = 100,
                When = request => request.Method == "POST" && request.Uri.AbsolutePath.EndsWith("/create", StringComparison.Ordinal),
            }
        );

        var error = await Assert.ThrowsAsync<KeyVaultException>(() => StartAsync(vault, "one"));

        Assert.Equal((code, open), (error.Code, error.OutcomeUnknown));
    }

    [Fact]
    public void The_interface_holds_types_of_the_base_library_only() => VaultBench.AssertBaseTypes(typeof(IKeyVaultCertificates));

    private static Task<(string Status, string? Reason, TimeSpan? RetryAfter)> StartAsync(IKeyVaultCertificates vault, string name) =>
        vault.StartAsync(name, $"CN={name}", 3072, 6, exportable: false, Tags, default);

    private IKeyVaultCertificates Open(string address) => _bench.OpenCertificates(address);
}
