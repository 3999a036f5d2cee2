using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Testing;

namespace SandboxServer.Tests;

public sealed class ServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox-server").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_prints_one_line_of_JSON_when_it_is_ready_and_ends_when_it_is_told_to()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.StartsWith("http://127.0.0.1:", server.Graph, StringComparison.Ordinal);
        Assert.Equal($"{server.Graph}/{server.Ready["tenantId"]}", (string?)server.Ready["authority"]);
        var users = await server.GetAsync("/users?$select=displayName");
        Assert.StartsWith(server.Graph + "/v1.0/$metadata#users", (string?)users["@odata.context"], StringComparison.Ordinal);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task Settings_of_the_sandbox_come_from_the_command_line()
    {
        await using var server = await RunningServer.StartAsync("--settings", "ThrottleEvery=2", "DomainName=fabrikam.onmicrosoft.com");
        using var first = await server.SendAsync("GET", "/domains");
        Assert.Contains("fabrikam.onmicrosoft.com", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var second = await server.SendAsync("GET", "/domains");
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData("There is no option '--nonsense'", "--nonsense")]
    [InlineData("belongs to no option", "stray")]
    [InlineData("--https-port needs --certificate", "--https-port", "8443")]
    [InlineData("can't be read", "--https-port", "8443", "--certificate", "/nowhere.pfx")]
    [InlineData("--urls takes addresses", "--urls", "https://127.0.0.1:1")]
    [InlineData("ReplicationDelay", "--settings", "Nonsense=1")]
    [InlineData("name=value", "--settings", "Nonsense")]
    [InlineData("address=file", "--issuer", "https://issuer.example")]
    [InlineData("can't be read", "--issuer", "https://issuer.example=/nowhere.json")]
    public async Task A_wrong_command_line_is_told_with_the_usage(string told, params string[] args)
    {
        var (exitCode, output, errors) = await RunningServer.RunAsync(args);
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Contains(told, errors, StringComparison.Ordinal);
        Assert.Contains("--tenant <file.json>", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_and_a_port_in_use_end_the_start_with_one_line()
    {
        var file = Path.Combine(_folder, "tenant.json");
        await File.WriteAllTextAsync(file, "{ damaged");
        var damaged = await RunningServer.RunAsync("--tenant", file);
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("line 1", damaged.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", damaged.Errors, StringComparison.Ordinal);
        await using var server = await RunningServer.StartAsync();
        var taken = await RunningServer.RunAsync("--urls", server.Graph);
        Assert.Equal(1, taken.ExitCode);
        Assert.Contains("in use", taken.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listening_beyond_loopback_warns()
    {
        var (_, _, errors) = await StoppedAsync("--urls", "http://0.0.0.0:0");
        Assert.Contains("can be reached from other machines", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Warning", (await StoppedAsync("--urls", "http://localhost:0")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_serves_any_host_name_over_TLS_with_the_certificate_given()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=sandbox", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var file = Path.Combine(_folder, "server.pfx");
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pkcs12, "pw"));
        await using var server = await RunningServer.StartAsync("--https-port", "0", "--certificate", file, "--certificate-password", "pw");
        var https = new Uri(server.Graph);
        Assert.Equal("https", https.Scheme);
        using var handler = new SocketsHttpHandler
        {
            // What a hosts file does: the service's names lead to this machine.
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, https.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString(),
            },
        };
        using var http = new HttpClient(handler);
        var metadata = JsonNode.Parse(
            await http.GetStringAsync(
                new Uri($"https://login.microsoftonline.com/{server.Ready["tenantId"]}/v2.0/.well-known/openid-configuration")
            )
        )!;
        Assert.Equal($"https://login.microsoftonline.com/{server.Ready["tenantId"]}/v2.0", (string?)metadata["issuer"]);
        using var graph = new HttpRequestMessage(HttpMethod.Get, "https://graph.microsoft.com/v1.0/users");
        graph.Headers.Authorization = new("Bearer", await server.TokenAsync());
        using var response = await http.SendAsync(graph);
        Assert.Contains(
            "https://graph.microsoft.com/v1.0/$metadata#users",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_log_tells_who_asked_what_and_what_came_of_it_and_no_secret()
    {
        var file = Path.Combine(_folder, "requests.jsonl");
        await using (var server = await RunningServer.StartAsync("--log", file))
        {
            var token = await server.TokenAsync();
            using var refused = await server.SendAsync("GET", "/applications/nothing?$select=id");
            using var batch = await server.SendAsync(
                "POST",
                "/$batch",
                new
                {
                    requests = new[]
                    {
                        new
                        {
                            id = "1",
                            method = "GET",
                            url = "/organization",
                        },
                    },
                }
            );
            using var stray = await server.Http.GetAsync(
                new Uri($"{server.Graph}/{server.Ready["tenantId"]}/oauth2/v2.0/authorize?login_hint=somebody")
            );
            using var broken = new HttpRequestMessage(HttpMethod.Post, server.Graph + "/v1.0/$batch")
            {
                Content = new StringContent("{ broken"),
            };
            broken.Headers.TryAddWithoutValidation("Authorization", "Bearer a.%%%.c");
            using var unreadable = await server.Http.SendAsync(broken);

            var text = await File.ReadAllTextAsync(file);
            Assert.DoesNotContain((string)server.Ready["clientSecret"]!, text, StringComparison.Ordinal);
            Assert.DoesNotContain(token, text, StringComparison.Ordinal);
            Assert.DoesNotContain("somebody", text, StringComparison.Ordinal);
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
            var client = (string)server.Ready["clientId"]!;
            Assert.Equal(6, lines.Count);
            Assert.Equal(
                ("client_credentials", client, "client_secret", 200),
                ((string)lines[0]["grant"]!, (string)lines[0]["client"]!, (string)lines[0]["proof"]!, (int)lines[0]["status"]!)
            );
            Assert.Equal(
                ("GET", "/v1.0/applications/nothing?$select=id", client, 400),
                ((string)lines[2]["method"]!, (string)lines[2]["path"]!, (string)lines[2]["app"]!, (int)lines[2]["status"]!)
            );
            Assert.Equal("GET /organization", (string)lines[3]["requests"]![0]!);
            Assert.Equal($"/{server.Ready["tenantId"]}/oauth2/v2.0/authorize", (string)lines[4]["path"]!);
            Assert.Equal(401, (int)lines[5]["status"]!);
        }

        await using var again = await RunningServer.StartAsync("--log", file);
        await again.TokenAsync();
        Assert.Equal(7, (await File.ReadAllLinesAsync(file)).Length);
    }

    [Fact]
    public async Task What_is_escaped_in_a_path_reaches_the_tenant_escaped()
    {
        await using var server = await RunningServer.StartAsync();
        using var created = await server.SendAsync("POST", "/applications", new { displayName = "A", uniqueName = "a/b ü" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("A", (string?)(await server.GetAsync($"/applications(uniqueName='{Uri.EscapeDataString("a/b ü")}')"))["displayName"]);
        Assert.Single((JsonArray)(await server.GetAsync("/applications?$filter=uniqueName%20eq%20%27a%2Fb%20%C3%BC%27"))["value"]!);
    }

    [Fact]
    public async Task Answers_without_a_body_arrive_and_the_connection_goes_on()
    {
        await using var server = await RunningServer.StartAsync();
        using var created = await server.SendAsync("POST", "/applications", new { displayName = "A" });
        var id = (string)JsonNode.Parse(await created.Content.ReadAsStringAsync())!["id"]!;
        using var patched = await server.SendAsync("PATCH", "/applications/" + id, new { displayName = "B" });
        Assert.Equal(HttpStatusCode.NoContent, patched.StatusCode);
        Assert.Equal("B", (string?)(await server.GetAsync("/applications/" + id))["displayName"]);
        using var deleted = await server.SendAsync("DELETE", "/applications/" + id);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty((JsonArray)(await server.GetAsync("/applications"))["value"]!);
    }

    [Theory]
    [InlineData("GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET /v1.0/users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 401")]
    [InlineData("GET /v1.0/users HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("BREW /v1.0/users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 401")]
    [InlineData("nonsense\r\n\r\n", "HTTP/1.1 400")]
    public async Task Raw_nonsense_is_answered_without_a_server_error(string request, string start)
    {
        await using var server = await RunningServer.StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, new Uri(server.Graph).Port);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(tcp.GetStream());
        Assert.StartsWith(start, await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_end_is_refused_when_it_is_too_large()
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Graph + "/v1.0/applications");
        request.Headers.Authorization = new("Bearer", await server.TokenAsync());
        request.Headers.TransferEncodingChunked = true;
        request.Content = new ByteArrayContent(new byte[6 * 1024 * 1024]);
        using var response = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("RequestEntityTooLarge", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_resource_manager_of_a_tenant_without_subscriptions_has_none()
    {
        await using var server = await RunningServer.StartAsync();
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = (string)server.Ready["clientId"]!,
                ["client_secret"] = (string)server.Ready["clientSecret"]!,
                ["scope"] = "https://management.core.windows.net//.default",
            }
        );
        using var token = await server.Http.PostAsync(new Uri($"{server.Ready["authority"]}/oauth2/v2.0/token"), form);
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Graph + "/subscriptions?api-version=2022-12-01");
        using (var unauthorized = await server.Http.GetAsync(request.RequestUri))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, unauthorized.StatusCode);
        }

        request.Headers.Authorization = new("Bearer", (string?)JsonNode.Parse(await token.Content.ReadAsStringAsync())!["access_token"]);
        using var response = await server.Http.SendAsync(request);
        Assert.Empty((JsonArray)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["value"]!);
    }

    [Fact]
    public async Task A_kept_tenant_goes_on_after_a_stop()
    {
        var file = Path.Combine(_folder, "tenant.json");
        await using (var server = await RunningServer.StartAsync("--tenant", file))
        {
            using var created = await server.SendAsync("POST", "/applications", new { displayName = "Kept" });
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            var second = await RunningServer.RunAsync("--tenant", file);
            Assert.Equal(1, second.ExitCode);
            Assert.Contains("in use", second.Errors, StringComparison.Ordinal);
            Assert.Equal(0, await server.StopAsync());
        }

        await using (var server = await RunningServer.StartAsync("--tenant", file))
        {
            Assert.Equal("Kept", (string?)(await server.GetAsync("/applications"))["value"]![0]!["displayName"]);
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> StoppedAsync(params string[] args)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SandboxServer.dll"), .. args])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var line = await process.StandardOutput.ReadLineAsync();
        using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
        return (process.ExitCode, line!, await process.StandardError.ReadToEndAsync());
    }
}
