using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace EntraAppCmdlets.Testing;

/// <summary>The server as a process of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private string? _token;

    private RunningServer(Process process, JsonNode ready, HttpClient http)
    {
        _process = process;
        Ready = ready;
        Http = http;
        Errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The line that it printed.</summary>
    public JsonNode Ready { get; }

    public HttpClient Http { get; }

    /// <summary>All that it writes to standard error until its end.</summary>
    public Task<string> Errors { get; }

    public string Graph => (string)Ready["graph"]!;

    public int ProcessId => _process.Id;

    public static async Task<RunningServer> StartAsync(params string[] args)
    {
        var process = Start(args);
        using var timeout = new CancellationTokenSource(Patience);
        var line = await process.StandardOutput.ReadLineAsync(timeout.Token);
        if (line is null)
        {
            throw new InvalidOperationException("The server did not start: " + await process.StandardError.ReadToEndAsync());
        }

        // A test's own certificate is signed by nobody; the test of TLS holds it against the very one that it made.
        var http = new HttpClient(
            new SocketsHttpHandler
            {
                SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=sandbox" },
            }
        );
        return new RunningServer(process, JsonNode.Parse(line)!, http);
    }

    /// <summary>Runs it to its end, for a start that fails.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var process = Start(args);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, await output, await errors);
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string path, object? body = null)
    {
        _token ??= await TokenAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), Graph + "/v1.0" + path);
        request.Headers.Authorization = new("Bearer", _token);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        return await Http.SendAsync(request);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await SendAsync("GET", path);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async Task<string> TokenAsync()
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = (string)Ready["clientId"]!,
                ["client_secret"] = (string)Ready["clientSecret"]!,
                ["scope"] = "https://graph.microsoft.com/.default",
            }
        );
        using var response = await Http.PostAsync(new Uri($"{Ready["authority"]}/oauth2/v2.0/token"), form);
        return (string)JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["access_token"]!;
    }

    /// <summary>Ends it as a power failure would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, as a service manager does; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        using var timeout = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static Process Start(string[] args) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SandboxServer.dll"), .. args])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
}
