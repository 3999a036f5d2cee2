using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EntraAppCmdlets.Tests.SignIn;

/// <summary>A sign-in service and a Graph on this machine, over plain HTTP, that answers every request alike and remembers what was asked.</summary>
internal sealed class LoopbackService : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _paths = [];
    private readonly Task _running;
    private readonly byte[] _answer;

    /// <param name="status">The status of each answer.</param>
    /// <param name="json">Its body.</param>
    public LoopbackService(int status, string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        _answer =
        [
            .. Encoding.ASCII.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"
                )
            ),
            .. body,
        ];
        _listener.Start();
        _running = ServeAsync();
    }

    /// <summary>Its address.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The first line of each request so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_paths)
            {
                return [.. _paths];
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await AnswerAsync(client);
                }
                catch (IOException)
                {
                    // A client may hang up whenever it likes.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, false, 4096, leaveOpen: true);
        var first = await reader.ReadLineAsync(_stop.Token);
        var length = 0;
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } header)
        {
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(header["Content-Length:".Length..], CultureInfo.InvariantCulture);
            }
        }

        var body = new char[length];
        await reader.ReadBlockAsync(body, _stop.Token);
        lock (_paths)
        {
            _paths.Add(first ?? "");
        }

        await stream.WriteAsync(_answer, _stop.Token);
    }
}
