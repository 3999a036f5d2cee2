using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Judges.Tests.Urls;

/// <summary>Keeps the requests to Microsoft Graph that pass, and those inside batches.</summary>
internal sealed class RequestRecorder : DelegatingHandler
{
    private readonly ConcurrentQueue<SentRequest> _requests = new();

    public IReadOnlyCollection<SentRequest> Requests => _requests;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The SDK that judges has version 1.0 alone.
        if (
            request.RequestUri!.Host == "graph.microsoft.com"
            && !request.RequestUri.AbsolutePath.StartsWith("/beta/", StringComparison.Ordinal)
        )
        {
            var sent = SentRequest.Of(request.Method.Method, request.RequestUri);
            _requests.Enqueue(sent);
            if (sent.Path == "$batch")
            {
                foreach (var item in JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!["requests"]!.AsArray())
                {
                    _requests.Enqueue(new SentRequest((string)item!["method"]!, ((string)item["url"]!)[1..]));
                }
            }
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
