using System.Globalization;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>Tells of every attempt: one line, the bodies as far as they may be seen, and an entry in the journal for a write.</summary>
internal sealed class LoggingHandler(GraphClientOptions options, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var state = RequestState.Of(request);
        var log = state.Log;
        var started = options.Clock.GetTimestamp();
        var url = request.RequestUri!.PathAndQuery;
        if (log.WantsDebug && state.Request.Body is { } body)
        {
            log.Debug($"{request.Method} {url} {Redaction.Show(body.Span)}");
        }

        var attempt = GraphJournal.NewAttempt();
        if (state.Request.IsWrite)
        {
            state.Journal?.Announce(log, [GraphJournal.Pending(state.Request, options.Clock.GetUtcNow(), attempt)]);
        }

        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            log.Verbose(string.Create(CultureInfo.InvariantCulture, $"{request.Method} {url} {status} ({Elapsed(started)} ms)"));
            if (log.WantsDebug)
            {
                log.Debug(string.Create(CultureInfo.InvariantCulture, $"{status} {Redaction.Show(state.Answer.Span)}"));
            }

            Keep(
                state,
                attempt,
                status,
                status < 400 ? null : GraphError.Read(state.Answer.Span)?.Code ?? GraphErrorCode.OfStatus(status),
                response.Headers.TryGetValues("request-id", out var ids) ? string.Join(',', ids) : null
            );
            return response;
        }
        catch (TransportFault fault)
        {
            log.Verbose(
                string.Create(CultureInfo.InvariantCulture, $"{request.Method} {url} {fault.Code} ({Elapsed(started)} ms): {fault.Message}")
            );
            Keep(state, attempt, fault.Status, fault.Code, null);
            throw;
        }
        catch (OperationCanceledException)
        {
            log.Verbose(
                string.Create(CultureInfo.InvariantCulture, $"{request.Method} {url} {GraphErrorCode.Canceled} ({Elapsed(started)} ms)")
            );
            Keep(state, attempt, 0, GraphErrorCode.Canceled, null);
            throw;
        }
    }

    private long Elapsed(long started) => (long)options.Clock.GetElapsedTime(started).TotalMilliseconds;

    private void Keep(RequestState state, string attempt, int status, string? code, string? requestId)
    {
        if (state.Request.IsWrite)
        {
            state.Journal?.Keep(
                state.Log,
                GraphJournal.Entry(
                    state.Request,
                    options.Clock.GetUtcNow(),
                    attempt,
                    (status, code, requestId, state.ClientRequestId),
                    status == 0 ? default : state.Answer.Span,
                    state.EarlierOutcomeUnknown
                )
            );
        }
    }
}
