using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Runbooks;

/// <summary>The sandbox as a server of its own, with TLS under a certification authority of this test.</summary>
internal sealed class TlsSandbox : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _server;
    private readonly HttpClient _http;
    private readonly JsonNode _ready;

    private TlsSandbox(Process server, HttpClient http, JsonNode ready, string authorityFile)
    {
        _server = server;
        _http = http;
        _ready = ready;
        AuthorityFile = authorityFile;
    }

    /// <summary>The file with the authority's certificate, for SSL_CERT_FILE.</summary>
    public string AuthorityFile { get; }

    public string Address => (string)_ready["graph"]!;

    public string TenantId => (string)_ready["tenantId"]!;

    public string AdministratorSecret => (string)_ready["clientSecret"]!;

    /// <param name="folder">Where the certificates go.</param>
    /// <param name="settings">Settings of the sandbox, as name=value.</param>
    public static async Task<TlsSandbox> StartAsync(TemporaryFolder folder, params string[] settings)
    {
        using var authorityKey = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        var asked = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var authority = asked.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=sandbox", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        var authorityFile = folder.Write("authority.pem", authority.ExportCertificatePem());
        var serverFile = folder.Write(
            "server.pem",
            certificate.ExportCertificatePem() + Environment.NewLine + key.ExportPkcs8PrivateKeyPem()
        );

        var program = Checkout.PathOf(
            $"src/SandboxServer/bin/{new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name}/net10.0/SandboxServer.dll"
        );
        string[] more = settings.Length > 0 ? ["--settings", .. settings] : [];
        var server = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", program, "--https-port", "0", "--certificate", serverFile, .. more])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        using var patience = new CancellationTokenSource(Patience);
        var line = await server.StandardOutput.ReadLineAsync(patience.Token);
        Assert.True(line is not null, line is null ? await server.StandardError.ReadToEndAsync(patience.Token) : null);
        var http = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                SslOptions =
                {
                    CertificateChainPolicy = new X509ChainPolicy
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        CustomTrustStore = { authority },
                        RevocationMode = X509RevocationMode.NoCheck,
                    },
                },
            }
        );
        return new TlsSandbox(server, http, JsonNode.Parse(line!)!, authorityFile);
    }

    /// <summary>A token of an app, by default of the administrator; null where the sign-in is refused.</summary>
    public async Task<string?> TokenAsync(string resource, string? clientId = null, string? secret = null)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = clientId ?? (string)_ready["clientId"]!,
                ["client_secret"] = secret ?? AdministratorSecret,
                ["scope"] = resource + "/.default",
            }
        );
        using var response = await _http.PostAsync(new Uri($"{Address}/{TenantId}/oauth2/v2.0/token"), form);
        return (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["access_token"];
    }

    /// <summary>A request as administrator: of Graph below /v1.0, of the Key Vault below /secrets.</summary>
    public async Task<JsonNode> SendAsync(string method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Address + path);
        request.Headers.Authorization = new(
            "Bearer",
            await TokenAsync(
                path.StartsWith("/v1.0/", StringComparison.Ordinal) ? "https://graph.microsoft.com" : "https://vault.azure.net"
            )
        );
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
    }
}
