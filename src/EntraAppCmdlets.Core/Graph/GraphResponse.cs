using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Graph;

/// <summary>The final answer to a request: any status, its whole body, or (in a batch) the failure to get an answer.</summary>
internal sealed class GraphResponse
{
    private readonly IReadOnlyDictionary<string, string> _headers;

    public GraphResponse(GraphRequest request, int status, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> headers)
    {
        Request = request;
        Status = status;
        Body = body;
        this._headers = headers;
    }

    public GraphRequest Request { get; }

    /// <summary>The HTTP status; 0 where no usable answer came (<see cref="Failure"/> says why).</summary>
    public int Status { get; }

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The body as it came; empty after 204.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    public string? RequestId => Header("request-id");

    /// <summary>The client's own id of the request, also where the service didn't echo it.</summary>
    public string? ClientRequestId { get; init; }

    /// <summary>How long was waited between attempts.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>
    /// An earlier attempt may have been carried out already: a 404 to a repeated DELETE then means that it is done.
    /// </summary>
    public bool EarlierOutcomeUnknown { get; init; }

    /// <summary>How far the clock of this machine is ahead of the service's.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>Why there is no answer; only in the results of a batch.</summary>
    public GraphException? Failure { get; init; }

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>This answer, if it is a success.</summary>
    /// <exception cref="GraphException">It isn't.</exception>
    public GraphResponse OrThrow() => IsSuccess ? this : throw ToException();

    /// <summary>The body as a value; null if what was asked for isn't there (404).</summary>
    /// <exception cref="GraphException">Another failure, or <c>MalformedAnswer</c>.</exception>
    public T? FindOrThrow<T>(JsonTypeInfo<T> type)
        where T : class => Status == 404 ? null : OrThrow().Read(type);

    /// <summary>The body as a value.</summary>
    /// <exception cref="GraphException"><c>MalformedAnswer</c>: the body is empty or of another shape.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Body.Span, type) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw new GraphException(
                new GraphFailure(
                    Request.InWords,
                    GraphErrorCode.MalformedAnswer,
                    Body.IsEmpty
                        ? "the service answered with an empty body."
                        : "the answer of the service is not what was asked for: " + e.Message
                )
                {
                    Status = Status,
                    Target = Target,
                    RequestId = RequestId,
                    ClientRequestId = ClientRequestId,
                    Waited = Waited,
                    OutcomeUnknown = Request.IsWrite && IsSuccess,
                },
                e
            );
        }
    }

    /// <summary>The answer as an error. For an answer that is a success, it is a mistake to call this.</summary>
    public GraphException ToException()
    {
        if (Failure is not null)
        {
            return Failure;
        }

        var error = GraphError.Read(Body.Span);
        return new GraphException(
            new GraphFailure(
                Request.InWords,
                IsClaimsChallenge ? GraphErrorCode.ClaimsChallenge : error?.Code ?? GraphErrorCode.OfStatus(Status),
                (IsClaimsChallenge ? "the tenant's Conditional Access asks for more than this sign-in has brought: " : "")
                    + (error?.Message ?? $"the service answered {Status}{(Body.IsEmpty ? " without a body" : "")}.")
                    + ClockTrouble
                    + AskedToWait
            )
            {
                Status = Status,
                Target = Target,
                RequestId = RequestId ?? error?.InnerError?.RequestId,
                ClientRequestId = ClientRequestId ?? error?.InnerError?.ClientRequestId,
                Details =
                    error?.Details?.OfType<GraphErrorItem>().Select(d => new GraphErrorDetail(d.Code, d.Message, d.Target)).ToArray() ?? [],
                Waited = Waited,
                OutcomeUnknown = Request.IsWrite && (EarlierOutcomeUnknown || RetryRules.MayHaveHappened(Status, Header("Retry-After"))),
            }
        );
    }

    /// <summary>The token is as it should be, but a policy of the tenant wants another one: a person, a device or a place that it trusts.</summary>
    private bool IsClaimsChallenge =>
        Status is 401 or 403 && Header("WWW-Authenticate")?.Contains("insufficient_claims", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A token is refused when the clocks disagree, and its error doesn't say so.</summary>
    private string ClockTrouble =>
        Status == 401 && ClockSkew is { } skew && skew.Duration() > TimeSpan.FromMinutes(5)
            ? $" The clock of this machine is {Duration.InWords(skew.Duration())} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the service's."
            : "";

    /// <summary>The same answer as the end of a longer story: of a batch that sent the request several times.</summary>
    /// <param name="mayHaveHappened">An attempt before may have been carried out.</param>
    /// <param name="waited">The waits between those attempts.</param>
    public GraphResponse After(bool mayHaveHappened, TimeSpan waited) =>
        new(Request, Status, Body, _headers)
        {
            ClientRequestId = ClientRequestId,
            ClockSkew = ClockSkew,
            Waited = Waited + waited,
            EarlierOutcomeUnknown = EarlierOutcomeUnknown || mayHaveHappened,
            Failure = Failure is null
                ? null
                : new GraphException(
                    Failure.Failure with
                    {
                        Waited = Failure.Waited + waited,
                        OutcomeUnknown = Failure.OutcomeUnknown || mayHaveHappened,
                    },
                    Failure.InnerException
                ),
        };

    /// <summary>The answer to one of several requests that this is the answer to.</summary>
    /// <param name="request">The request.</param>
    /// <param name="status">Its own status; null for that of all of them.</param>
    /// <param name="body">Its own part of the body; null for all of it.</param>
    public GraphResponse For(GraphRequest request, int? status = null, ReadOnlyMemory<byte>? body = null) =>
        new(request, status ?? Status, body ?? Body, _headers)
        {
            ClientRequestId = ClientRequestId,
            ClockSkew = ClockSkew,
            Waited = Waited,
            Failure = Failure is null
                ? null
                : new GraphException(
                    Failure.Failure with
                    {
                        What = request.InWords,
                        Target = $"{request.Method} {request.Path}",
                    },
                    Failure.InnerException
                ),
        };

    private string AskedToWait =>
        Status is 429 or 503 && Header("Retry-After") is { } wait ? $" It asks to come back {RetryAfter.InWords(wait)}." : "";

    private string Target => $"{Request.Method} {Request.Path}";
}
