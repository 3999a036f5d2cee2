using System.Text.Json;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>
/// Innermost: lets only whole, well-formed answers pass, within the time of one attempt. Everything else becomes a
/// <see cref="TransportFault"/> that says what came instead.
/// </summary>
internal sealed class AnswerHandler(GraphClientOptions options, HttpMessageHandler transport) : DelegatingHandler(transport)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Host;
        using var timeout = new CancellationTokenSource(options.RequestTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        TransportFault? Fault(Exception e) =>
            cancellationToken.IsCancellationRequested
                ? null
                : TransportFault.Of(e, host, timeout.IsCancellationRequested ? options.RequestTimeout : null);

        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (Fault(e) is { } fault)
        {
            throw fault;
        }

        try
        {
            var status = (int)response.StatusCode;
            byte[] body;
            try
            {
                body = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (Fault(e) is { } fault)
            {
                throw fault.Code == GraphErrorCode.RequestTimeout ? fault : TransportFault.Truncated(host, status, e);
            }

            Check(response, status, body, host);
            RequestState.Of(request).Answer = body;
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static void Check(HttpResponseMessage response, int status, byte[] body, string host)
    {
        var headers = response.Content.Headers;
        if (headers.ContentLength is { } length && length != body.Length)
        {
            throw TransportFault.Truncated(host, status);
        }

        if (status == 407)
        {
            throw TransportFault.ProxyWantsCredentials();
        }

        if (status is >= 300 and < 400)
        {
            throw TransportFault.Redirected(host, status, response.Headers.Location);
        }

        // The service's own front door answers 5xx with web pages: those count by their status.
        if (status < 500 && TransportFault.IsWebPage(headers.ContentType, body))
        {
            throw TransportFault.WebPage(host, status, body);
        }

        if (status < 300 && body.Length > 0 && (headers.ContentType?.MediaType is null or "application/json"))
        {
            CheckJson(body, status, host);
        }
    }

    private static void CheckJson(byte[] body, int status, string host)
    {
        // Not the final block, so that an end that comes too early isn't taken for a mistake in what came.
        var reader = new Utf8JsonReader(body, isFinalBlock: false, default);
        try
        {
            var any = false;
            while (reader.Read())
            {
                any = true;
            }

            if (!any || reader.CurrentDepth > 0)
            {
                throw TransportFault.Truncated(host, status);
            }
        }
        catch (JsonException e)
        {
            throw TransportFault.Malformed(host, status, e);
        }
    }
}
