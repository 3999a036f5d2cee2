using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Web;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.SignIn;

/// <summary>An app signs in with each of its credentials, by requests of the module's own.</summary>
public sealed class AppTokenSourceTests : IDisposable
{
    private const string ClientId = "22222222-2222-2222-2222-222222222222";
    private const string Scope = "https://graph.microsoft.com/.default";
    private const string Token = """{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"abc"}""";

    private static readonly string Tenant = TestToken.Tenant.ToString();

    private readonly VirtualClock _clock = new(TestToken.Now);
    private readonly ScriptedTransport _transport = new();

    public void Dispose() => _transport.Dispose();

    [Fact]
    public async Task A_kept_secret_signs_in_again_when_the_token_was_refused()
    {
        var source = SourceOf(SecureText.Hide("sesame"));

        await source.GetTokenAsync(Scope, false, default);
        await source.GetTokenAsync(Scope, false, default);
        Assert.Single(_transport.Sent);
        await source.GetTokenAsync(Scope, true, default);

        Assert.Equal(2, _transport.Sent.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_signs_an_assertion_for_this_token_endpoint_and_goes_along_where_it_is_asked_for(bool sendChain)
    {
        using var certificate = TestCertificate.Make("CN=app", TestCertificate.End);

        await SourceOf(ClientProof.Of(certificate, sendChain)).GetTokenAsync(Scope, false, default);

        var form = HttpUtility.ParseQueryString(Assert.Single(_transport.Sent).Body!);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        var parts = form["client_assertion"]!.Split('.');
        using var header = JsonDocument.Parse(Base64Url.Decode(parts[0]));
        using var claims = JsonDocument.Parse(Base64Url.Decode(parts[1]));
        Assert.Equal($"https://login.microsoftonline.com/{Tenant}/oauth2/v2.0/token", claims.RootElement.GetProperty("aud").GetString());
        Assert.Equal(ClientId, claims.RootElement.GetProperty("iss").GetString());
        Assert.Equal(sendChain, header.RootElement.TryGetProperty("x5c", out var chain));
        if (sendChain)
        {
            Assert.Equal(certificate.RawData, Convert.FromBase64String(Assert.Single(chain.EnumerateArray()).GetString()!));
        }

        using var key = certificate.GetRSAPublicKey()!;
        Assert.True(
            key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Base64Url.Decode(parts[2])!,
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pss
            )
        );
    }

    [Fact]
    public async Task A_private_key_that_this_account_cannot_use_is_an_error_with_the_name_of_the_certificate()
    {
        // Too short for the signature: as with a key of a store that refuses, the base library throws.
        using var key = RSA.Create(512);
        using var certificate = new CertificateRequest(
            "CN=short",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(TestToken.Now.AddDays(-1), TestToken.Now.AddDays(1));

        var error = await Assert.ThrowsAsync<SignInException>(async () =>
            await SourceOf(ClientProof.Of(certificate)).GetTokenAsync(Scope, false, default)
        );

        Assert.Equal("ClientCertificateFailed", error.Error);
        Assert.StartsWith($"The private key of the certificate 'CN=short' ({certificate.Thumbprint}) can't be used: ", error.Message);
        Assert.Empty(_transport.Sent);
    }

    [Fact]
    public async Task A_workload_sends_the_token_that_its_platform_has_in_the_file_at_that_time()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("token", "first\n");
        var tokens = Workload(file);

        await tokens.GetTokenAsync(Scope, false, default);
        File.WriteAllText(file, "second");
        await tokens.GetTokenAsync(Scope, true, default);

        Assert.Equal(
            ["first", "second"],
            _transport.Sent.Select(request => HttpUtility.ParseQueryString(request.Body!)["client_assertion"])
        );
    }

    [Theory]
    [InlineData(null, "Could not find file")]
    [InlineData(" \n", "the file is empty")]
    public async Task A_file_without_a_token_is_named_and_nothing_is_sent(string? content, string why)
    {
        using var folder = new TemporaryFolder();
        var file = content is null ? folder.PathOf("token") : folder.Write("token", content);

        var error = await Assert.ThrowsAsync<SignInException>(async () => await Workload(file).GetTokenAsync(Scope, false, default));

        Assert.Equal("WorkloadIdentityFailed", error.Error);
        Assert.StartsWith($"The federated token can't be read from '{file}': {why}", error.Message);
        Assert.EndsWith("with -FederatedTokenPath or AZURE_FEDERATED_TOKEN_FILE.", error.Message);
        Assert.Empty(_transport.Sent);
    }

    [Fact]
    public async Task An_error_with_the_federated_token_keeps_its_own_words()
    {
        var source = SourceOf(ClientProof.OfToken(_ => throw new SignInException("GitHubTokenNotAvailable", "No token.", "Give it.")));

        var error = await Assert.ThrowsAsync<SignInException>(async () => await source.GetTokenAsync(Scope, false, default));

        Assert.Equal("GitHubTokenNotAvailable", error.Error);
        Assert.Empty(_transport.Sent);
    }

    private ITokenSource Workload(string file)
    {
        _transport.ThenAnswer(200, Token);
        using var connector = new Connector(CloudEnvironment.Global, new GraphClientOptions { Clock = _clock }, _transport);
        return connector.WithWorkloadIdentity(WorkloadIdentity.Find(Tenant, ClientId, file, null, _ => null)).Tokens;
    }

    private AppTokenSource SourceOf(ClientProof proof)
    {
        _transport.ThenAnswer(200, Token);
        var http = new HttpMessageInvoker(_transport, disposeHandler: false);
        return new AppTokenSource(new TokenEndpointClient(http, CloudEnvironment.Global, _clock), Tenant, ClientId, proof, _clock);
    }
}
