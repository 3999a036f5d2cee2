using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security;
using System.Text.Json;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.SignIn;

/// <summary>The sign-in service's token endpoint, as any app uses it by itself.</summary>
/// <param name="http">The transport; not disposed here.</param>
/// <param name="cloud">Where the service is.</param>
/// <param name="clock">The clock.</param>
/// <param name="jitter">The chance in the waits; a seeded one makes them repeatable.</param>
/// <param name="log">Takes one line for each request; null where the command that needs the token tells by itself.</param>
internal sealed class TokenEndpointClient(
    HttpMessageInvoker http,
    CloudEnvironment cloud,
    TimeProvider clock,
    Random? jitter = null,
    IActivityLog? log = null
)
{
    private readonly IActivityLog _log = log ?? SilentLog.Instance;

    // A token request changes nothing, so that it may be repeated after any fault (a code that was spent by the first attempt is refused as
    // that). A person waits for it: a minute at most.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private const int Attempts = 5;

    /// <summary>Signs in as an app with its secret.</summary>
    /// <param name="tenant">The tenant's id or one of its domains.</param>
    /// <param name="clientId">The app's id.</param>
    /// <param name="secret">The app's secret.</param>
    /// <param name="scope">What the token is for, <c>https://graph.microsoft.com/.default</c>.</param>
    /// <param name="cancellationToken">Ends the request and its waits.</param>
    /// <exception cref="SignInException">The service refused, or no usable answer came.</exception>
    internal Task<AccessToken> WithSecretAsync(
        string tenant,
        string clientId,
        SecureString secret,
        string scope,
        CancellationToken cancellationToken
    ) => WithProofAsync(tenant, clientId, secret, scope, cancellationToken);

    /// <summary>Signs in as an app with any of its credentials.</summary>
    /// <param name="tenant">The tenant's id or one of its domains.</param>
    /// <param name="clientId">The app's id.</param>
    /// <param name="proof">What it proves itself with.</param>
    /// <param name="scope">What the token is for, <c>https://graph.microsoft.com/.default</c>.</param>
    /// <param name="cancellationToken">Ends the request and its waits.</param>
    /// <exception cref="SignInException">The service refused, or no usable answer came.</exception>
    internal Task<AccessToken> WithProofAsync(
        string tenant,
        string clientId,
        ClientProof proof,
        string scope,
        CancellationToken cancellationToken
    ) =>
        RequestAsync(
            tenant,
            async (endpoint, cancel) =>
                [
                    new("grant_type", "client_credentials"),
                    new("client_id", clientId),
                    .. await proof.FieldsAsync(clientId, endpoint, clock.GetUtcNow(), cancel).ConfigureAwait(false),
                    new("scope", scope),
                ],
            cancellationToken
        );

    /// <summary>The id of a tenant that is named by its domain.</summary>
    /// <param name="tenant">The tenant's id or one of its domains.</param>
    /// <param name="cancellationToken">Ends the request and its waits.</param>
    /// <exception cref="SignInException">There is no such tenant, or no usable answer came.</exception>
    internal async Task<Guid> FindTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(tenant, out var known))
        {
            return known;
        }

        var address = new Uri(cloud.Authority, $"{TenantName.Check(tenant)}/v2.0/.well-known/openid-configuration");
        var issuer = await SendAsync(
                _ => Task.FromResult(new HttpRequestMessage(HttpMethod.Get, address)),
                address.Host,
                ReadIssuer,
                cancellationToken
            )
            .ConfigureAwait(false);
        return
            issuer.Split('/').Select(part => Guid.TryParse(part, out var id) ? id : Guid.Empty).FirstOrDefault(id => id != Guid.Empty)
                is var found
            && found != Guid.Empty
            ? found
            : throw new SignInException(
                "TenantInvalid",
                $"'{tenant}' isn't a single tenant.",
                "Give the tenant as its id or as one of its domains, such as contoso.onmicrosoft.com."
            );
    }

    /// <summary>Redeems the code that a user's sign-in has brought.</summary>
    /// <param name="code">The code with the question that it answers.</param>
    /// <param name="proof">What the app proves itself with; null for a public client.</param>
    /// <param name="cancellationToken">Ends the request and its waits.</param>
    /// <exception cref="SignInException">The service refused, or no usable answer came. A code whose answer was lost is spent.</exception>
    internal Task<AccessToken> WithCodeAsync(AppAuthorizationCode code, ClientProof? proof, CancellationToken cancellationToken)
    {
        var request = code.AuthorizationUrl;
        return RequestAsync(
            request.SignInTenant,
            async (endpoint, cancel) =>
                [
                    new("grant_type", "authorization_code"),
                    new("client_id", code.AppId.ToString()),
                    new("code", SecureText.Reveal(code.Code)),
                    new("redirect_uri", code.RedirectUri),
                    .. proof is null
                        ? (KeyValuePair<string, string>[])[]
                        : await proof.FieldsAsync(code.AppId.ToString(), endpoint, clock.GetUtcNow(), cancel).ConfigureAwait(false),
                    .. request.CodeVerifier is null
                        ? (KeyValuePair<string, string>[])[]
                        : [new("code_verifier", SecureText.Reveal(request.CodeVerifier))],
                    request.Resource is { } resource ? new("resource", resource) : new("scope", string.Join(' ', code.Scopes)),
                ],
            cancellationToken,
            v1: request.Version == "v1.0",
            // The code of a single-page app is redeemed by its page: a browser says where that comes from.
            origin: request.Platform == AppPlatform.Spa ? new Uri(code.RedirectUri).GetLeftPart(UriPartial.Authority) : null
        );
    }

    /// <summary>Sends a form to the token endpoint.</summary>
    /// <param name="tenant">The tenant's id or one of its domains.</param>
    /// <param name="form">Makes the form for the endpoint and each attempt, so that secrets live as shortly as they can.</param>
    /// <param name="cancellationToken">Ends the request and its waits.</param>
    /// <param name="v1">Whether the endpoint of version 1.0 is meant.</param>
    /// <param name="origin">The page that asks, as a browser tells it; null outside browsers.</param>
    internal async Task<AccessToken> RequestAsync(
        string tenant,
        Func<Uri, CancellationToken, Task<KeyValuePair<string, string>[]>> form,
        CancellationToken cancellationToken,
        bool v1 = false,
        string? origin = null
    )
    {
        var address = new Uri(cloud.Authority, $"{TenantName.Check(tenant)}/oauth2/{(v1 ? "" : "v2.0/")}token");
        return await SendAsync(Request, address.Host, ReadToken, cancellationToken).ConfigureAwait(false);

        async Task<HttpRequestMessage> Request(CancellationToken cancel)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new FormUrlEncodedContent(await form(address, cancel).ConfigureAwait(false)),
            };
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }

            return request;
        }
    }

    private async Task<T> SendAsync<T>(
        Func<CancellationToken, Task<HttpRequestMessage>> request,
        string host,
        Func<byte[], T?> read,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var pace = new RetryBackoff(
            new GraphClientOptions
            {
                Clock = clock,
                RetryLimit = Patience,
                MaxAttempts = Attempts,
                Jitter = jitter,
            },
            SilentLog.Instance /* the command that needs it tells */
            ,
            "sign in"
        );
        while (true)
        {
            var (result, error, retryAfter, mayRepeat) = await AttemptAsync(request, host, read, cancellationToken).ConfigureAwait(false);
            if (result is not null)
            {
                return result;
            }

            if (!mayRepeat || !await pace.WaitAsync(retryAfter, error!.Error, Attempts, cancellationToken).ConfigureAwait(false))
            {
                throw error!;
            }
        }
    }

    private async Task<Attempt<T>> AttemptAsync<T>(
        Func<CancellationToken, Task<HttpRequestMessage>> make,
        string host,
        Func<byte[], T?> read,
        CancellationToken cancellationToken
    )
        where T : class
    {
        using var request = await make(cancellationToken).ConfigureAwait(false);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(100), clock);
        var started = clock.GetTimestamp();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            var attempt = Read(response, body, host, read);
            Tell(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(int)response.StatusCode}{(attempt.Error?.Code is { } code ? $" {code}" : "")}"
                )
            );
            return attempt;
        }
        catch (Exception e)
            when (!cancellationToken.IsCancellationRequested
                && TransportFault.Of(e, host, timeout.IsCancellationRequested ? TimeSpan.FromSeconds(100) : null) is { } fault
            )
        {
            Tell(fault.Code);
            return Failed<T>(fault, fault.Reach is Reach.NotSent or Reach.Unknown);
        }

        // As for the requests to Graph; of the address what names no secret.
        void Tell(string outcome) =>
            _log.Verbose(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{request.Method} {request.RequestUri!.GetLeftPart(UriPartial.Path)} {outcome} ({(long)clock.GetElapsedTime(started).TotalMilliseconds} ms)"
                )
            );
    }

    private Attempt<T> Read<T>(HttpResponseMessage response, byte[] body, string host, Func<byte[], T?> read)
        where T : class
    {
        var status = (int)response.StatusCode;
        var retryAfter = RetryAfter.Parse(
            response.Headers.TryGetValues("Retry-After", out var values) ? values.FirstOrDefault() : null,
            clock
        );
        var busy = status is 429 or >= 500;
        if (SignInErrors.FromJson(body) is { } refusal)
        {
            return new Attempt<T>(null, refusal, retryAfter, busy || SignInErrors.IsTransient(refusal));
        }

        if (busy)
        {
            return new Attempt<T>(
                null,
                new SignInException(
                    "ServiceUnavailable",
                    string.Create(CultureInfo.InvariantCulture, $"The sign-in service {host} answered with status {status}."),
                    "Try again in some minutes."
                ),
                retryAfter,
                true
            );
        }

        if (response.Content.Headers.ContentLength is { } length && length != body.Length)
        {
            return Failed<T>(TransportFault.Truncated(host, status), true);
        }

        if (response.StatusCode is HttpStatusCode.ProxyAuthenticationRequired)
        {
            return Failed<T>(TransportFault.ProxyWantsCredentials(), false);
        }

        if (status is >= 300 and < 400)
        {
            return Failed<T>(TransportFault.Redirected(host, status, response.Headers.Location), false);
        }

        if (TransportFault.IsWebPage(response.Content.Headers.ContentType, body))
        {
            return Failed<T>(TransportFault.WebPage(host, status, body), false);
        }

        return status < 300 && read(body) is { } result
            ? new Attempt<T>(result, null, null, false)
            : new Attempt<T>(
                null,
                new SignInException(
                    GraphErrorCode.MalformedAnswer,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The answer of {host} (status {status}) holds neither what was asked for nor an error."
                    ),
                    "Check that this is the address of a sign-in service and that no proxy changes its answers."
                ),
                null,
                // Cut off in a way that no header tells of.
                status < 300
            );
    }

    private static Attempt<T> Failed<T>(TransportFault fault, bool mayRepeat)
        where T : class => new(null, SignInException.From(fault), null, mayRepeat);

    private AccessToken? ReadToken(byte[] body)
    {
        using var json = Parse(body);
        return
            json?.RootElement is { } root
            && root.TryGetProperty("access_token", out var token)
            && token.ValueKind is JsonValueKind.String
            && token.GetString() is { Length: > 0 } text
            && root.TryGetProperty("expires_in", out var ends)
            && Seconds(ends) is > 0 and < 31_536_000 and var seconds
            ? new AccessToken(text, clock.GetUtcNow().AddSeconds(seconds))
            {
                IdToken =
                    root.TryGetProperty("id_token", out var identity) && identity.ValueKind is JsonValueKind.String
                        ? identity.GetString()
                        : null,
            }
            : null;
    }

    /// <summary>A number of seconds; version 1.0 writes it as text.</summary>
    private static double? Seconds(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String => double.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? seconds
                : null,
            _ => null,
        };

    private static string? ReadIssuer(byte[] body)
    {
        using var json = Parse(body);
        return json?.RootElement.TryGetProperty("issuer", out var issuer) == true && issuer.ValueKind is JsonValueKind.String
            ? issuer.GetString()
            : null;
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind is JsonValueKind.Object)
            {
                return json;
            }

            json.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private readonly record struct Attempt<T>(T? Result, SignInException? Error, TimeSpan? RetryAfter, bool MayRepeat)
        where T : class;
}
