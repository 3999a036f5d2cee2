using System.Net;
using System.Net.Http.Headers;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>Adds the access token. One that the service refuses is fetched anew, once, and the request is sent again: it wasn't carried out.</summary>
internal sealed class AuthorizationHandler(ITokenSource tokens, string scope, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await SendAsync(request, renew: false, cancellationToken).ConfigureAwait(false);
        var state = RequestState.Of(request);
        if (response.StatusCode != HttpStatusCode.Unauthorized || state.TokenRenewed)
        {
            return response;
        }

        response.Dispose();
        state.TokenRenewed = true;
        state.Log.Verbose("The access token was not accepted; it is fetched anew.");
        return await SendAsync(request, renew: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool renew, CancellationToken cancellationToken)
    {
        var token = await tokens.GetTokenAsync(scope, renew, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
