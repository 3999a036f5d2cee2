using System.Management.Automation.Runspaces;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.SignIn;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;
using DirectoryRoles = EntraAppCmdlets.Sandbox.Graph.DirectoryRoles;

namespace EntraAppCmdlets.Tests.Rights;

/// <summary>A session whose sign-in to an embedded tenant has exactly the rights that a test gives it.</summary>
public sealed class RightsBench : IDisposable
{
    private const string GraphCommandLineTools = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

    // Making a key takes longer than all the rest.
    private static readonly Lazy<X509Certificate2> SharedCertificate = new(MakeCertificate);

    private readonly SandboxTenant _tenant = SandboxTenant.Open(new SandboxSettings());
    private readonly TemporaryFolder _folder = new();
    private readonly ShellSession _session;
    private string _principal = "";
    private string _user = "";

    private RightsBench(ShellSession session)
    {
        _session = session;
        _session.Reset(new Dictionary<string, object?> { ["bench"] = this, ["vendorAppId"] = SandboxTenant.VendorAppId });
    }

    /// <summary>Prepares a tenant by a script, as an app that owns what it makes.</summary>
    /// <param name="session">Where it runs: one that is the bench's alone, or free again.</param>
    /// <param name="prepare">The script.</param>
    internal static async Task<RightsBench> CreateAsync(ShellSession session, string prepare = "")
    {
        var bench = new RightsBench(session);
        try
        {
            await bench.FindAccountsAsync();
            bench.LogPath = bench.PreparedPath;
            bench.ConnectApp([
                .. RequiredPermissions.OfAdministrator.Except(["Application.ReadWrite.All", "Directory.ReadWrite.All"]),
                "Application.ReadWrite.OwnedBy",
                "Directory.Read.All",
            ]);
            bench.LogPath = null;
            if (prepare.Length > 0)
            {
                Assert.Empty(bench.Run(prepare).Errors.Select(error => error.Exception.Message));
            }

            return bench;
        }
        catch
        {
            bench.Dispose();
            throw;
        }
    }

    /// <summary>A certificate to prove an app by.</summary>
    public X509Certificate2 Certificate { get; } = SharedCertificate.Value;

    /// <summary>A guide that asks for directory roles and group memberships.</summary>
    public string Template { get; } = TemplatesFolder.PathOf("Gateway");

    /// <summary>A file that a certificate may be kept in.</summary>
    public string CertificatePath => _folder.PathOf("made.pem");

    /// <summary>The tenant without what is deleted.</summary>
    public string State => _tenant.LiveState();

    /// <summary>Signs in as an app that may do everything.</summary>
    public void ConnectAdministrator() => ConnectApp(RequiredPermissions.OfAdministrator);

    /// <summary>Signs in as an app with these application permissions.</summary>
    public void ConnectApp(IEnumerable<string> permissions) => Connect(AppToken(permissions));

    /// <summary>Signs in as a user with these delegated permissions and directory roles.</summary>
    public void ConnectUser(IEnumerable<string> permissions, IEnumerable<string> roles) => Connect(UserToken(permissions, roles));

    /// <summary>The journal of what has prepared the tenant.</summary>
    public string PreparedPath => _folder.PathOf("prepared.jsonl");

    /// <summary>Where the next sign-in keeps its journal; null for nowhere.</summary>
    public string? LogPath { get; set; }

    /// <summary>What has been sent since the last sign-in and was not refused.</summary>
    internal AllowedRequests Requests { get; private set; } = null!;

    /// <summary>Runs a script in the session.</summary>
    internal ShellResult Run(string script) => _session.Run(script);

    /// <inheritdoc/>
    public void Dispose()
    {
        _tenant.Dispose();
        _folder.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=vendor", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            now.AddDays(-1),
            now.AddDays(30)
        );
    }

    private void Connect(string token)
    {
        Requests = new AllowedRequests(_tenant.CreateHandler());
        using var connector = new Connector(
            CloudEnvironment.Global,
            new GraphClientOptions { Journal = LogPath is null ? null : new JsonLinesJournal(LogPath) },
            Requests
        );
        var connection = connector.WithToken(new Guid(_tenant.TenantId), SecureText.Hide(token));
        _session.Use(connection);
        JwtClaims.TryRead(token, out var claims);
        connection.Info = TenantService.WithToken(connection.Info, claims!);
    }

    private string AppToken(IEnumerable<string> permissions) =>
        Token(
            _tenant.AdminClientId,
            _principal,
            json =>
            {
                json.WriteStartArray("roles");
                foreach (var permission in permissions)
                {
                    json.WriteStringValue(permission);
                }

                json.WriteEndArray();
            },
            [DirectoryRoles.AnyApplication]
        );

    private string UserToken(IEnumerable<string> permissions, IEnumerable<string> roles) =>
        Token(
            GraphCommandLineTools,
            _user,
            json =>
            {
                // Every sign-in of a user brings these along.
                json.WriteString("scp", string.Join(' ', permissions.Append("openid").Append("profile")));
                json.WriteString("upn", $"admin@{_tenant.DomainName}");
            },
            [.. roles.Select(DirectoryRoles.IdOf), DirectoryRoles.AnyMember]
        );

    private string Token(string appId, string objectId, Action<Utf8JsonWriter> rights, IReadOnlyList<string> wids) =>
        Jwt.Sign(json =>
        {
            json.WriteString("aud", "https://graph.microsoft.com");
            json.WriteString("tid", _tenant.TenantId);
            json.WriteString("appid", appId);
            json.WriteString("oid", objectId);
            rights(json);
            json.WriteStartArray("wids");
            foreach (var wid in wids)
            {
                json.WriteStringValue(wid);
            }

            json.WriteEndArray();
            json.WriteNumber("exp", _tenant.Settings.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds());
        });

    private async Task FindAccountsAsync()
    {
        _principal = await FindAsync($"servicePrincipals(appId='{_tenant.AdminClientId}')");
        _user = await FindAsync($"users/admin@{_tenant.DomainName}");
    }

    private async Task<string> FindAsync(string path)
    {
        using var http = new HttpClient(_tenant.CreateHandler());
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AppToken(["Directory.Read.All"]));
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri($"https://graph.microsoft.com/v1.0/{path}?$select=id")));
        return json.RootElement.GetProperty("id").GetString()!;
    }
}
