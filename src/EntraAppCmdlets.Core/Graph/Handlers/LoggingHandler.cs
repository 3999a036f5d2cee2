using System.Globalization;

namespace EntraAppCmdlets.Graph.Handlers;

/// <summary>Tells of every attempt: one line, the bodies as far as they may be seen, and an entry in the journal for a write.</summary>
internal sealed class LoggingHandler(GraphClientOptions options, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = Exchange.Of(request);
        var log = exchange.Log;
        var started = options.Clock.GetTimestamp();
        var url = request.RequestUri!.PathAndQuery;
        if (log.WantsDebug && exchange.Request.Body is { } body)
        {
            log.Debug($"{request.Method} {url} {Redaction.Show(body.Span)}");
        }

        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            log.Verbose(string.Create(CultureInfo.InvariantCulture, $"{request.Method} {url} {status} ({Elapsed(started)} ms)"));
            if (log.WantsDebug)
            {
                log.Debug(string.Create(CultureInfo.InvariantCulture, $"{status} {Redaction.Show(exchange.Answer.Span)}"));
            }

            Keep(exchange, status, status < 400 ? null : GraphError.Read(exchange.Answer.Span)?.Code ?? GraphErrorCode.OfStatus(status),
                response.Headers.TryGetValues("request-id", out var ids) ? string.Join(',', ids) : null);
            return response;
        }
        catch (TransportFault fault)
        {
            log.Verbose(string.Create(CultureInfo.InvariantCulture, $"{request.Method} {url} {fault.Code} ({Elapsed(started)} ms): {fault.Message}"));
            Keep(exchange, fault.Status, fault.Code, null);
            throw;
        }
        catch (OperationCanceledException)
        {
            log.Verbose(string.Create(CultureInfo.InvariantCulture, $"{request.Method} {url} {GraphErrorCode.Canceled} ({Elapsed(started)} ms)"));
            Keep(exchange, 0, GraphErrorCode.Canceled, null);
            throw;
        }
    }

    private long Elapsed(long started) => (long)options.Clock.GetElapsedTime(started).TotalMilliseconds;

    private void Keep(Exchange exchange, int status, string? code, string? requestId)
    {
        if (exchange.Request.IsWrite)
        {
            exchange.Journal?.Keep(exchange.Log,
                JournalEntry.Of(exchange.Request, options.Clock.GetUtcNow(), status, code, requestId, exchange.ClientRequestId));
        }
    }
}
