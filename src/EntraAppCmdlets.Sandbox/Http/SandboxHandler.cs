using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EntraAppCmdlets.Sandbox;

/// <summary>Carries requests to a tenant in the same process, for whatever host they are meant.</summary>
internal sealed class SandboxHandler(SandboxTenant tenant) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Collect(headers, request.Headers);
        if (request.Content is not null)
        {
            Collect(headers, request.Content.Headers);
        }

        var response = await tenant
            .ProcessAsync(new SandboxRequest(request.Method.Method, request.RequestUri!, headers, body), cancellationToken)
            .ConfigureAwait(false);
        return response.Connection switch
        {
            SandboxConnection.Refused => throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                "Connection refused.",
                new SocketException((int)SocketError.ConnectionRefused)
            ),
            SandboxConnection.Reset => throw new HttpRequestException(
                HttpRequestError.Unknown,
                "An error occurred while sending the request.",
                new IOException("The connection was reset by the peer.", new SocketException((int)SocketError.ConnectionReset))
            ),
            _ => Message(request, response),
        };
    }

    private static HttpResponseMessage Message(HttpRequestMessage request, SandboxResponse response)
    {
        HttpContent content =
            response.Connection == SandboxConnection.Cut ? new StreamContent(new CutStream(response.Body[..(response.Body.Length / 2)]))
            // Azure's clients take a body that can be read again to be all in memory, and know it there in an array only.
            : MemoryMarshal.TryGetArray(response.Body, out var bytes) ? new ByteArrayContent(bytes.Array!, bytes.Offset, bytes.Count)
            : new ByteArrayContent(response.Body.ToArray());
        var message = new HttpResponseMessage((HttpStatusCode)response.Status) { RequestMessage = request, Content = content };
        foreach (var (name, value) in response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    private static void Collect(Dictionary<string, string> headers, HttpHeaders from)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            headers[name] = values.ToString();
        }
    }

    /// <summary>The beginning of a body whose connection then breaks.</summary>
    private sealed class CutStream(ReadOnlyMemory<byte> beginning) : Stream
    {
        private int _place;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _place;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        // At once: a clock that a test moves must not see a wait that doesn't happen.
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return ValueTask.FromResult(Read(buffer.Span));
            }
            catch (HttpIOException e)
            {
                return ValueTask.FromException<int>(e);
            }
        }

        public override int Read(Span<byte> buffer)
        {
            var rest = beginning[_place..];
            if (rest.IsEmpty)
            {
                throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
            }

            var taken = Math.Min(buffer.Length, rest.Length);
            rest.Span[..taken].CopyTo(buffer);
            _place += taken;
            return taken;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
