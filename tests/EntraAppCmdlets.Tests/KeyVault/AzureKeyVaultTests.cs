using System.Runtime.Loader;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.KeyVault;

/// <summary>Azure's own client in the load context of the identity libraries, against the vaults of an embedded tenant.</summary>
[Trait("Category", "Long")]
public sealed class AzureKeyVaultTests : IDisposable
{
    private static readonly DateTimeOffset Begins = DateTimeOffset.UnixEpoch.AddYears(60);

    private readonly VaultBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_secret_is_written_listed_and_read()
    {
        var vault = Open("https://contoso.vault.azure.net");

        var id = await SetAsync(vault, "one");

        Assert.StartsWith("https://contoso.vault.azure.net/secrets/one/", id.AbsoluteUri, StringComparison.Ordinal);
        var version = Assert.Single(await vault.GetVersionsAsync("one", default));
        Assert.Equal(id, version.Id);
        Assert.Equal("v", version.Tags["k"]);
        Assert.Equal("sesame", SecureText.Reveal(await vault.GetAsync("one", id.Segments[^1], default)));
        Assert.Empty(await vault.GetVersionsAsync("two", default));
        Assert.False(await vault.IsDeletedAsync("one", default));
    }

    [Fact]
    public async Task The_client_is_the_modules_own_and_not_in_the_default_context()
    {
        var vault = Open("https://contoso.vault.azure.net");
        await SetAsync(vault, "one");

        var context = AssemblyLoadContext.GetLoadContext(vault.GetType().Assembly)!;
        Assert.Equal("EntraAppCmdlets.Identity", context.Name);
        Assert.Contains(context.Assemblies, assembly => assembly.GetName().Name == "Azure.Security.KeyVault.Secrets");
        Assert.DoesNotContain(
            AssemblyLoadContext.Default.Assemblies,
            assembly => assembly.GetName().Name == "Azure.Security.KeyVault.Secrets"
        );
    }

    [Theory]
    [InlineData("https://contoso.vault.azure.net", "https://vault.azure.net/.default")]
    [InlineData("https://contoso.vault.usgovcloudapi.net", "https://vault.usgovcloudapi.net/.default")]
    [InlineData("https://contoso.vault.azure.cn", "https://vault.azure.cn/.default")]
    [InlineData("https://localhost:8443", "https://vault.azure.net/.default")]
    public async Task The_token_is_the_one_of_the_vaults_own_cloud(string address, string scope)
    {
        await SetAsync(Open(address), "one");
        Assert.Equal(scope, Assert.Single(_bench.Scopes.Distinct()));
    }

    // The client remembers for the whole process what a host has asked for: each test has hosts of its own.
    [Theory]
    [InlineData("https://vault.example.com", "https://vault.azure.net")]
    [InlineData("https://contoso.vault.azure.net.example.com", "https://vault.azure.net")]
    [InlineData("https://localhost:9443", "https://graph.microsoft.com")]
    public async Task A_stranger_who_asks_for_a_token_of_another_API_gets_none(string address, string resource)
    {
        using var stranger = new Stranger(
            $"Bearer authorization=\"https://login.microsoftonline.com/{_bench.Tenant.TenantId}\", resource=\"{resource}\""
        );
        var vault = VaultBench.Loader.OpenKeyVault(new Uri(address), CloudEnvironment.Global, _bench.TokenAsync, stranger);

        await Assert.ThrowsAnyAsync<Exception>(() => vault.GetVersionsAsync("one", default));

        Assert.DoesNotContain(stranger.Seen, authorization => authorization is not null);
    }

    [Theory]
    [InlineData(SandboxKeyVaultAccess.User, "ForbiddenByRbac", "Caller is not authorized to perform action on resource.")]
    [InlineData(
        SandboxKeyVaultAccess.Firewall,
        "ForbiddenByFirewall",
        "Client address is not authorized and caller is not a trusted service."
    )]
    public async Task A_refusal_has_the_vaults_inner_code_and_what_it_says_first(SandboxKeyVaultAccess access, string code, string message)
    {
        _bench.Tenant.Settings.KeyVaultAccess = access;

        var error = await Assert.ThrowsAsync<KeyVaultException>(() => SetAsync(Open("https://contoso.vault.azure.net"), "one"));

        Assert.Equal((403, code, message, false), (error.Status, error.Code, error.Message, error.OutcomeUnknown));
        Assert.DoesNotContain("sesame", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_takes_tokens_of_another_tenant_says_so_with_its_status()
    {
        using var other = SandboxTenant.Open(new SandboxSettings());
        var vault = VaultBench.Loader.OpenKeyVault(
            new Uri("https://elsewhere.vault.azure.net"),
            CloudEnvironment.Global,
            _bench.TokenAsync,
            other.CreateHandler()
        );

        var error = await Assert.ThrowsAsync<KeyVaultException>(() => vault.GetVersionsAsync("one", default));

        Assert.Equal(401, error.Status);
    }

    [Fact]
    public async Task A_deleted_name_is_known_and_refused()
    {
        var vault = Open("https://contoso.vault.azure.net");
        await SetAsync(vault, "one");
        using var http = await _bench.ClientAsync();
        using var deleted = await http.DeleteAsync(new Uri("https://contoso.vault.azure.net/secrets/one?api-version=7.6"));
        deleted.EnsureSuccessStatusCode();

        Assert.True(await vault.IsDeletedAsync("one", default));
        Assert.Empty(await vault.GetVersionsAsync("one", default));
        Assert.Equal("ObjectIsDeletedButRecoverable", (await Assert.ThrowsAsync<KeyVaultException>(() => SetAsync(vault, "one"))).Code);
    }

    [Theory]
    [InlineData(SandboxFaultKind.ConnectionRefused, false, "ConnectionFailed", false)]
    [InlineData(SandboxFaultKind.ConnectionReset, true, "ConnectionLost", true)]
    [InlineData(SandboxFaultKind.Status, true, "ServiceUnavailable", true)]
    [InlineData(SandboxFaultKind.MalformedJson, true, "MalformedAnswer", true)]
    public async Task A_write_without_an_answer_is_known_to_be_open_or_not(SandboxFaultKind kind, bool afterwards, string code, bool open)
    {
        var vault = Open("https://contoso.vault.azure.net");
        _bench.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = kind,
                AfterProcessing = afterwards,
                Times = 100,
                When = request => request.Method == "PUT",
            }
        );

        var error = await Assert.ThrowsAsync<KeyVaultException>(() => SetAsync(vault, "one"));

        Assert.Equal((code, open), (error.Code, error.OutcomeUnknown));
    }

    [Fact]
    public async Task A_short_trouble_is_waited_out()
    {
        _bench.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 503,
                When = request => request.Method == "PUT",
            }
        );

        Assert.NotNull(await SetAsync(Open("https://contoso.vault.azure.net"), "one"));
    }

    [Fact]
    public async Task A_sign_in_that_is_refused_keeps_its_own_words()
    {
        var vault = VaultBench.Loader.OpenKeyVault(
            new Uri("https://contoso.vault.azure.net"),
            CloudEnvironment.Global,
            (_, _, _) => throw new SignInException("TokenForOtherAudience", "It is for Graph.", "Get another."),
            _bench.Transport
        );

        Assert.Equal(
            "TokenForOtherAudience",
            (await Assert.ThrowsAsync<SignInException>(() => vault.GetVersionsAsync("one", default))).Error
        );
    }

    [Fact]
    public async Task A_given_access_token_for_Graph_is_not_shown_to_a_vault()
    {
        var forGraph = await _bench.Apps.Connection.Tokens.GetTokenAsync(CloudEnvironment.Global.GraphScope, false, default);
        var given = new StaticTokenSource(SecureText.Hide(forGraph.Token), null, TimeProvider.System);
        using var line = new Witness(_bench.Tenant.CreateHandler());
        var vault = VaultBench.Loader.OpenKeyVault(
            new Uri("https://given.vault.azure.net"),
            CloudEnvironment.Global,
            async (scope, renew, cancel) =>
            {
                var token = await given.GetTokenAsync(scope, renew, cancel);
                return (token.Token, token.ExpiresOn);
            },
            line
        );

        Assert.Equal(
            "TokenForOtherAudience",
            (await Assert.ThrowsAsync<SignInException>(() => vault.GetVersionsAsync("one", default))).Error
        );
        Assert.Equal([null], line.Shown);
    }

    [Fact]
    public async Task A_question_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Open("https://contoso.vault.azure.net").GetVersionsAsync("one", stop.Token)
        );
    }

    [Fact]
    public void The_interface_holds_types_of_the_base_library_only() => VaultBench.AssertBaseTypes(typeof(IKeyVault));

    private static Task<Uri> SetAsync(IKeyVault vault, string name) =>
        vault.SetAsync(
            name,
            SecureText.Hide("sesame"),
            "text/plain",
            Begins,
            Begins.AddDays(180),
            new Dictionary<string, string> { ["k"] = "v" },
            default
        );

    private IKeyVault Open(string address) => _bench.Open(address);

    /// <summary>Somebody who asks everyone for a token, and remembers what was shown.</summary>
    private sealed class Stranger(string challenge) : HttpMessageHandler
    {
        public List<string?> Seen { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen.Add(request.Headers.Authorization?.ToString());
            var answer = new HttpResponseMessage(System.Net.HttpStatusCode.Unauthorized) { Content = new StringContent("{}") };
            answer.Headers.TryAddWithoutValidation("WWW-Authenticate", challenge);
            return Task.FromResult(answer);
        }
    }

    /// <summary>Sees which tokens are sent.</summary>
    private sealed class Witness(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public List<string?> Shown { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Shown.Add(request.Headers.Authorization?.ToString());
            return base.SendAsync(request, cancellationToken);
        }
    }
}
