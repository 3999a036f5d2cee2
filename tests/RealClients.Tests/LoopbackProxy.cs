using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealClients.Tests;

/// <summary>
/// What a hosts file would do, without one: a proxy for TLS that leads the service's host names to a port of this machine, and refuses every other name.
/// </summary>
internal sealed class LoopbackProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, bool> _reached = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _tunnels = new();
    private readonly HashSet<string> _hosts;
    private readonly int _port;
    private readonly Task _accepting;

    public LoopbackProxy(IEnumerable<string> hosts, int port)
    {
        _hosts = [.. hosts];
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The host names that it led here, sorted.</summary>
    public IEnumerable<string> Reached => _reached.Keys.Order(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        await Task.WhenAll(_tunnels.Keys);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                var tunnel = TunnelAsync(client);
                _tunnels[tunnel] = true;
                _ = tunnel.ContinueWith(done => _tunnels.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        using var _ = client;
        using var server = new TcpClient();
        try
        {
            var near = client.GetStream();
            var host = await HostAsync(near);
            if (!_hosts.Contains(host))
            {
                await near.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _end.Token);
                return;
            }

            _reached[host] = true;
            await server.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
            await near.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _end.Token);
            var far = server.GetStream();
            await Task.WhenAny(near.CopyToAsync(far, _end.Token), far.CopyToAsync(near, _end.Token));
        }
        catch (Exception trouble) when (trouble is IOException or SocketException or OperationCanceledException)
        {
            // Either side may hang up whenever it likes.
        }
    }

    private async Task<string> HostAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && head.Length < 8192 && await stream.ReadAsync(one, _end.Token) == 1)
        {
            head.Append((char)one[0]);
        }

        var words = head.ToString().Split(' ');
        return words is ["CONNECT", var target, ..] ? target.Split(':')[0] : $"not CONNECT: {words[0]}";
    }
}
