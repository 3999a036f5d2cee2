using System.Globalization;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Connection;

/// <summary>Tells of every request to a vault as of those to Graph: one line, and an entry in the journal for a write.</summary>
internal sealed class KeyVaultLog(GraphClientOptions options, IActivityLog log, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!.GetLeftPart(UriPartial.Path);
        var started = options.Clock.GetTimestamp();
        // The libraries ask without a body first, to hear whose tokens the vault takes; that is no write, and neither is signing.
        var what = request.RequestUri.Segments.ElementAtOrDefault(1)?.TrimEnd('/') switch
        {
            "keys" => null,
            "certificates" when request.Method == HttpMethod.Patch => "label a certificate of a Key Vault",
            "certificates" => "make a certificate in a Key Vault",
            _ => "put a secret into a Key Vault",
        };
        var change =
            options.Journal is not null && what is not null && request.Method != HttpMethod.Get && request.Content is { } content
                ? await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)
                : [];
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            Tell(
                (int)response.StatusCode,
                response.IsSuccessStatusCode ? null : response.StatusCode.ToString(),
                response.Headers.TryGetValues("x-ms-request-id", out var ids) ? string.Join(',', ids) : null
            );
            return response;
        }
        catch (Exception exception)
        {
            Tell(0, TransportFault.Of(exception, request.RequestUri.Host, null)?.Code ?? GraphErrorCode.Canceled, null);
            throw;
        }

        void Tell(int status, string? code, string? requestId)
        {
            log.Verbose(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{request.Method} {address} {(status == 0 ? code : status)} ({(long)options.Clock.GetElapsedTime(started).TotalMilliseconds} ms)"
                )
            );
            if (change.Length > 0)
            {
                options.Journal?.Keep(
                    log,
                    new JournalEntry
                    {
                        Time = options.Clock.GetUtcNow(),
                        Method = request.Method.Method,
                        Path = address,
                        What = what,
                        Status = status,
                        Code = code,
                        RequestId = requestId,
                        Irreversible = nameof(IrreversibleWrite.SecretStored),
                        Change = System.Text.Json.JsonSerializer.Deserialize(Redaction.Json(change), JournalJson.Default.JsonElement),
                    }
                );
            }
        }
    }
}
