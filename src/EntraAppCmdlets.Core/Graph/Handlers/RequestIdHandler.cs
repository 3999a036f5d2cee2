namespace EntraAppCmdlets.Graph;

/// <summary>Outermost: gives every request an id of the client, the same for all its attempts, so that support can find them all.</summary>
internal sealed class RequestIdHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Add("client-request-id", RequestState.Of(request).ClientRequestId);
        return base.SendAsync(request, cancellationToken);
    }
}
