using System.Net;
using System.Net.Http.Headers;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>The way to Graph, one per connection: the handlers in their order, and what all requests of the connection share.</summary>
internal sealed class GraphPipeline : IDisposable
{
    private static readonly ProductInfoHeaderValue Product = new(
        "EntraAppCmdlets",
        typeof(GraphPipeline).Assembly.GetName().Version?.ToString(3)
    );

    private readonly HttpClient _http;
    private readonly ITokenSource _tokens;
    private readonly string _root;
    private readonly string _scope;

    /// <param name="transport">The network, or a tenant in memory; disposed with the pipeline.</param>
    /// <param name="graphEndpoint">For example <c>https://graph.microsoft.com</c>; plain http only on this machine.</param>
    /// <param name="tokens">Where access tokens come from.</param>
    /// <param name="options">Clock and patience.</param>
    /// <param name="scope">What tokens are asked for; null for all that was granted at that address.</param>
    public GraphPipeline(
        HttpMessageHandler transport,
        Uri graphEndpoint,
        ITokenSource tokens,
        GraphClientOptions options,
        string? scope = null
    )
    {
        if (graphEndpoint.Scheme != Uri.UriSchemeHttps && !graphEndpoint.IsLoopback)
        {
            throw new ArgumentException($"A token must not travel to {graphEndpoint} without encryption.", nameof(graphEndpoint));
        }

        Endpoint = graphEndpoint;
        Options = options;
        Ahead = new ReadAhead(options.Clock);
        _root = graphEndpoint.AbsoluteUri.TrimEnd('/');
        this._scope = scope ?? _root + "/.default";
        this._tokens = tokens;
        HttpMessageHandler handler = new AnswerHandler(options, transport);
        handler = new LoggingHandler(options, handler);
        handler = new AuthorizationHandler(tokens, this._scope, handler);
        handler = new RetryHandler(options, handler);
        handler = new RequestIdHandler(handler);
        _http = new HttpClient(handler)
        {
            // The answer handler times each attempt; this one would count the waits between them too.
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(Product);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    public Uri Endpoint { get; }

    public GraphClientOptions Options { get; }

    /// <summary>What later steps of the pipeline at work will read.</summary>
    public ReadAhead Ahead { get; }

    /// <summary>Whether a link leads to this Graph and not to anyone else.</summary>
    public bool Owns(Uri link) =>
        Uri.Compare(Endpoint, link, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Fetches the access token anew, after the service has refused it to a part of a request.</summary>
    public async Task RenewTokenAsync(CancellationToken cancellationToken) =>
        await _tokens.GetTokenAsync(_scope, renew: true, cancellationToken).ConfigureAwait(false);

    /// <summary>Sends a request and answers with its final status, whatever it is.</summary>
    /// <exception cref="GraphException">No usable answer came.</exception>
    public async Task<GraphResponse> SendAsync(
        GraphRequest request,
        IActivityLog log,
        IWriteJournal? journal,
        CancellationToken cancellationToken
    )
    {
        request.CheckPrior();
        var state = new RequestState(request, log, journal);
        using var message = new HttpRequestMessage(
            request.Method,
            request.Link ?? new Uri($"{_root}/{(request.IsBeta ? "beta" : "v1.0")}/{request.Path.TrimStart('/')}")
        );
        state.AttachTo(message);
        foreach (var (name, value) in request.Headers ?? new Dictionary<string, string>())
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        else if (request.IsWrite)
        {
            // Sockets silently repeat a request without content when the connection ends before the answer; with one, even an
            // empty one, they leave that to us.
            message.Content = new ByteArrayContent([]);
        }

        using var response = await _http
            .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        return new GraphResponse(request, (int)response.StatusCode, state.Answer, Headers(response))
        {
            ClientRequestId = state.ClientRequestId,
            Waited = state.Waited,
            EarlierOutcomeUnknown = state.EarlierOutcomeUnknown,
            ClockSkew = Options.Clock.GetUtcNow() - response.Headers.Date,
        };
    }

    public void Dispose() => _http.Dispose();

    private static Dictionary<string, string> Headers(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[name] = string.Join(", ", values);
        }

        return headers;
    }
}
