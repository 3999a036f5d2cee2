using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Graph;

/// <summary>The faults of a real network, as the sockets of this machine report them.</summary>
public sealed class NetworkTests
{
    private static readonly GraphRequest Read = GraphRequest.Get("applications");
    private static readonly GraphRequest Write = GraphRequest.Delete("applications/1", PriorState.Lost(IrreversibleWrite.NotKnown));

    [Fact]
    public async Task An_answer_over_a_real_connection_arrives_and_connections_are_kept()
    {
        await using var server = new Server(
            async (stream, _) =>
                await AnswerAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
        );

        Assert.Equal(200, (await SendAsync(server.Endpoint, Read)).Status);
        Assert.Equal(200, (await SendAsync(server.Endpoint, Write)).Status);
    }

    [Fact]
    public async Task A_refused_connection_is_known_not_to_have_carried_anything()
    {
        // Bound, so that nobody else gets the port, but not listening.
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var error = await FailAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}"), Write);

        Assert.Equal("ConnectionFailed", error.Code);
        Assert.False(error.OutcomeUnknown);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_named()
    {
        var error = await FailAsync(new Uri("https://graph.invalid"), Write);

        Assert.Equal("NameNotResolved", error.Code);
        Assert.Contains("graph.invalid", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.False(error.OutcomeUnknown);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_ends_before_the_answer_leaves_a_write_unknown_and_unrepeated(bool reset)
    {
        await using var server = new Server(
            async (stream, socket) =>
            {
                await ReadRequestAsync(stream);
                if (reset)
                {
                    socket.LingerState = new LingerOption(true, 0);
                }

                socket.Close();
            }
        );

        var error = await FailAsync(server.Endpoint, Write);

        Assert.Equal("ConnectionLost", error.Code);
        Assert.True(error.OutcomeUnknown);
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"id\":")]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"id\":\r\n")]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"id\":")]
    public async Task An_answer_cut_off_midway_is_noticed(string answer)
    {
        await using var server = new Server(
            async (stream, socket) =>
            {
                await AnswerAsync(stream, answer);
                socket.Close();
            }
        );

        var error = await FailAsync(server.Endpoint, Write);

        Assert.Equal("ResponseTruncated", error.Code);
        Assert.True(error.OutcomeUnknown);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_named_and_no_request_is_sent()
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddYears(100)
        );
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        await using var server = new Server(
            async (stream, _) =>
            {
                await using var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(certificate);
                await ReadRequestAsync(secure);
            }
        );

        var error = await FailAsync(new Uri($"https://localhost:{server.Endpoint.Port}"), Write);

        Assert.Equal("CertificateError", error.Code);
        Assert.Contains("certificate of localhost", error.Message.Split('\n')[0], StringComparison.Ordinal);
        Assert.False(error.OutcomeUnknown);
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_not_followed_with_the_token()
    {
        await using var other = new Server(async (stream, _) => await ReadRequestAsync(stream));
        await using var server = new Server(
            async (stream, _) => await AnswerAsync(stream, $"HTTP/1.1 302 Found\r\nLocation: {other.Endpoint}\r\nContent-Length: 0\r\n\r\n")
        );

        Assert.Equal("UnexpectedRedirect", (await FailAsync(server.Endpoint, Read)).Code);
        Assert.Equal(0, other.Connections);
    }

    [Fact]
    public async Task A_proxy_that_wants_credentials_for_a_tunnel_is_named()
    {
        await using var proxy = new Server(
            async (stream, _) =>
                await AnswerAsync(stream, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        );
        var clock = new VirtualClock();
        using var pipeline = new GraphPipeline(
            GraphTransport.Create(new WebProxy(proxy.Endpoint)),
            GraphBench.Endpoint,
            new FixedTokens(),
            new GraphClientOptions { Clock = clock }
        );

        var error = await Assert.ThrowsAsync<GraphException>(() =>
            clock.RunAsync(() => new GraphClient(pipeline, new ActivityRecorder()).SendAsync(Write, default))
        );

        Assert.Equal("ProxyAuthenticationRequired", error.Code);
        Assert.False(error.OutcomeUnknown);
    }

    private static Task<GraphResponse> SendAsync(Uri endpoint, GraphRequest request)
    {
        // Sockets and names take their own time, on a busy machine a long one.
        var clock = new VirtualClock { Patience = TimeSpan.FromMinutes(2) };
        return clock.RunAsync(async () =>
        {
            using var pipeline = new GraphPipeline(
                GraphTransport.Create(new NoProxy()),
                endpoint,
                new FixedTokens(),
                new GraphClientOptions { Clock = clock }
            );
            return await new GraphClient(pipeline, new ActivityRecorder()).SendAsync(request, default);
        });
    }

    private static Task<GraphException> FailAsync(Uri endpoint, GraphRequest request) =>
        Assert.ThrowsAsync<GraphException>(() => SendAsync(endpoint, request));

    private static async Task AnswerAsync(Stream stream, string answer)
    {
        await ReadRequestAsync(stream);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        await stream.FlushAsync();
    }

    private static async Task ReadRequestAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, false, 1, leaveOpen: true);
        while (await reader.ReadLineAsync() is { Length: > 0 }) { }
    }

    /// <summary>The environment's proxy must not come between a test and its own machine.</summary>
    private sealed class NoProxy : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => null;

        public bool IsBypassed(Uri host) => true;
    }

    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _accepting;

        public Server(Func<Stream, Socket, Task> serve)
        {
            _listener.Start();
            _accepting = AcceptAsync(serve);
        }

        public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

        public int Connections { get; private set; }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _accepting;
        }

        private async Task AcceptAsync(Func<Stream, Socket, Task> serve)
        {
            while (true)
            {
                Socket socket;
                try
                {
                    socket = await _listener.AcceptSocketAsync();
                }
                catch (Exception e) when (e is SocketException or InvalidOperationException)
                {
                    return; // stopped while it waited (disposed is an invalid operation too), or before it came to wait
                }

                Connections++;
                try
                {
                    await using var stream = new NetworkStream(socket, ownsSocket: true);
                    await serve(stream, socket);
                }
                catch (Exception e)
                    when (e is IOException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
                {
                    continue; // the client hung up, as several of these tests want it to
                }
            }
        }
    }
}
