using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Web;

namespace EntraAppCmdlets.Tests.Runbooks;

/// <summary>The endpoint on loopback by which a managed identity gets its tokens, as an Automation account and App Service have it.</summary>
internal sealed class IdentityEndpoint : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, Task<string>> _token;
    private readonly Task _answering;

    /// <param name="token">Gets the access token for a resource.</param>
    public IdentityEndpoint(Func<string, Task<string>> token)
    {
        _token = token;
        _listener.Start();
        _answering = AnswerAsync();
    }

    /// <summary>IDENTITY_HEADER: what proves that the question comes from the job itself.</summary>
    public string Header { get; } = Guid.NewGuid().ToString();

    /// <summary>IDENTITY_ENDPOINT.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/metadata/identity/oauth2/token";

    /// <summary>The resources that tokens were asked for.</summary>
    public List<string> Resources { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _answering;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                List<string> head = [];
                while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
                {
                    head.Add(line);
                }

                var (status, body) = await AnswerAsync(head);
                await stream.WriteAsync(
                    Encoding.UTF8.GetBytes(
                        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"
                    ),
                    _end.Token
                );
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }

    private async Task<(string Status, string Body)> AnswerAsync(List<string> head)
    {
        if (head.Count == 0 || !head.Contains($"X-IDENTITY-HEADER: {Header}", StringComparer.OrdinalIgnoreCase))
        {
            return ("401 Unauthorized", """{"statusCode":401,"message":"The header is missing."}""");
        }

        var query = HttpUtility.ParseQueryString(new Uri("http://localhost" + head[0].Split(' ')[1]).Query);
        var resource = query["resource"] ?? "";
        lock (Resources)
        {
            Resources.Add(resource);
        }

        return (
            "200 OK",
            $$"""{"access_token":"{{await _token(resource)}}","expires_on":"4102444800","resource":"{{resource}}","token_type":"Bearer"}"""
        );
    }
}
