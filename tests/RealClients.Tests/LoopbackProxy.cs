using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
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
    private readonly X509Certificate2 _authority;
    private readonly Task _accepting;

    public LoopbackProxy(IEnumerable<string> hosts, int port, X509Certificate2 authority)
    {
        _authority = authority;
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
            var head = await HeadAsync(near);
            var host = HostOf(head);
            if (!_hosts.Contains(host))
            {
                await near.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _end.Token);
                return;
            }

            _reached[host] = true;
            await server.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
            Stream far = server.GetStream();
            if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
            {
                await near.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _end.Token);
            }
            else
            {
                far = await SecureAsync(far, host);
                await far.WriteAsync(Encoding.Latin1.GetBytes(WithoutOrigin(head)), _end.Token);
            }

            await using var secured = far;
            await Task.WhenAny(near.CopyToAsync(far, _end.Token), far.CopyToAsync(near, _end.Token));
        }
        catch (Exception trouble) when (trouble is IOException or SocketException or OperationCanceledException)
        {
            // Either side may hang up whenever it likes.
        }
    }

    /// <summary>Axios leaves TLS to the proxy: it asks it for a whole address with https.</summary>
    private async Task<SslStream> SecureAsync(Stream stream, string host)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = host,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { _authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
            _end.Token
        );
        return secure;
    }

    /// <summary>The head of such a request as a server takes it, the only one of its connection.</summary>
    private static string WithoutOrigin(string head)
    {
        var lines = head.Split("\r\n");
        var words = lines[0].Split(' ');
        lines[0] = $"{words[0]} {new Uri(words[1]).PathAndQuery} {words[2]}";
        return string.Join(
            "\r\n",
            [
                lines[0],
                "Connection: close",
                .. lines.Skip(1).Where(line => !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)),
            ]
        );
    }

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (
            !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && head.Length < 8192
            && await stream.ReadAsync(one, _end.Token) == 1
        )
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static string HostOf(string head)
    {
        var words = head.Split(' ');
        return words is ["CONNECT", var target, ..] ? target.Split(':')[0]
            : words is [_, var address, ..] && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
                ? uri.Host
            : $"neither CONNECT nor https: {words[0]}";
    }
}
