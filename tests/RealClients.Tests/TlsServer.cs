using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Testing;

namespace RealClients.Tests;

/// <summary>The sandbox server under the service's own host names, with a certificate of a certification authority made for the test.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private static readonly string[] Hosts =
    [
        "graph.microsoft.com",
        "login.microsoftonline.com",
        "login.windows.net",
        "login.microsoft.com",
        "sts.windows.net",
        "management.azure.com",
        "management.core.windows.net",
        "contoso.vault.azure.net",
    ];

    private readonly string _folder;
    private readonly RunningServer _server;
    private readonly LoopbackProxy _proxy;

    private TlsServer(string folder, RunningServer server, X509Certificate2 authority)
    {
        _folder = folder;
        _server = server;
        _proxy = new LoopbackProxy(Hosts, new Uri(server.Graph).Port, authority);
        Authority = authority;
    }

    /// <summary>The certification authority's certificate, and the file that holds it.</summary>
    public X509Certificate2 Authority { get; }

    public string AuthorityFile => Path.Combine(_folder, "ca.pem");

    /// <summary>A folder for what a client keeps.</summary>
    public string Folder => _folder;

    /// <summary>Where the server answers without a certificate: its Graph and its sign-in.</summary>
    public (string Graph, string Authority) Plain => (_server.Graph, (string)_server.Ready["authority"]!);

    public string TenantId => (string)_server.Ready["tenantId"]!;

    public string ClientId => (string)_server.Ready["clientId"]!;

    public string ClientSecret => (string)_server.Ready["clientSecret"]!;

    /// <summary>The service's host names that clients have asked for, sorted.</summary>
    public IEnumerable<string> Reached => _proxy.Reached;

    /// <param name="more">Further arguments of the server.</param>
    public static async Task<TlsServer> StartAsync(params IEnumerable<string> more)
    {
        var folder = Directory.CreateTempSubdirectory("real-clients").FullName;
        using var authorityKey = RSA.Create(2048);
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        var authorityRequest = new CertificateRequest(
            "CN=Sandbox test authority",
            authorityKey,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var authority = authorityRequest.CreateSelfSigned(now, now.AddYears(100));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=sandbox", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        foreach (var host in Hosts)
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now, now.AddYears(99), RandomNumberGenerator.GetBytes(8));
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), authority.ExportCertificatePem());
        await File.WriteAllTextAsync(
            Path.Combine(folder, "server.pem"),
            certificate.ExportCertificatePem() + Environment.NewLine + key.ExportPkcs8PrivateKeyPem()
        );
        return new TlsServer(
            folder,
            await RunningServer.StartAsync(["--https-port", "0", "--certificate", Path.Combine(folder, "server.pem"), .. more]),
            authority
        );
    }

    /// <summary>HTTP of .NET, led to the server for the service's host names and trusting its authority only.</summary>
    public HttpClient NewHttpClient() =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                Proxy = new WebProxy(_proxy.Address),
                SslOptions =
                {
                    CertificateChainPolicy = new X509ChainPolicy
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        CustomTrustStore = { Authority },
                        RevocationMode = X509RevocationMode.NoCheck,
                    },
                },
            }
        );

    /// <summary>The environment in which a client's program meets the server instead of the service.</summary>
    public ProcessStartInfo Program(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Both spellings, and no exception: the machine's own proxy is out of the game.
        start.Environment["HTTPS_PROXY"] = start.Environment["https_proxy"] = _proxy.Address.OriginalString;
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "";
        start.Environment["SANDBOX_TENANT"] = TenantId;
        start.Environment["SANDBOX_CLIENT"] = ClientId;
        start.Environment["SANDBOX_SECRET"] = ClientSecret;
        start.Environment["NODE_EXTRA_CA_CERTS"] = AuthorityFile;
        start.Environment["REQUESTS_CA_BUNDLE"] = AuthorityFile;
        // Azure CLI writes the certificates that it makes into the home folder.
        start.Environment["HOME"] = _folder;
        start.Environment["AZURE_CONFIG_DIR"] = Path.Combine(_folder, "az");
        start.Environment["AZURE_CORE_COLLECT_TELEMETRY"] = "0";
        start.Environment["AZURE_CORE_NO_COLOR"] = "1";
        return start;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        Authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
