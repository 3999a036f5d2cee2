using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security;
using System.Text.Json;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Graph.Handlers;

namespace EntraAppCmdlets.SignIn;

/// <summary>The sign-in service's token endpoint, as any app uses it by itself.</summary>
/// <param name="http">The transport; not disposed here.</param>
/// <param name="cloud">Where the service is.</param>
/// <param name="clock">The clock.</param>
internal sealed class TokenEndpointClient(HttpMessageInvoker http, CloudEnvironment cloud, TimeProvider clock)
{
    // A token request changes nothing, so that it may be repeated after any fault. A person waits for it: a minute at most.
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);
    private const int Attempts = 5;

    /// <summary>Signs in as an app with its secret.</summary>
    /// <param name="tenant">The tenant's id or one of its domains.</param>
    /// <param name="clientId">The app's id.</param>
    /// <param name="secret">The app's secret.</param>
    /// <param name="scope">What the token is for, <c>https://graph.microsoft.com/.default</c>.</param>
    /// <param name="cancellationToken">Ends the request and its waits.</param>
    /// <exception cref="SignInException">The service refused, or no usable answer came.</exception>
    internal Task<AccessToken> WithSecretAsync(string tenant, string clientId, SecureString secret, string scope, CancellationToken cancellationToken) =>
        RequestAsync(
            tenant,
            () =>
            [
                new("grant_type", "client_credentials"),
                new("client_id", clientId),
                new("client_secret", SecureText.Reveal(secret)),
                new("scope", scope),
            ],
            cancellationToken);

    /// <inheritdoc cref="WithSecretAsync(string, string, SecureString, string, CancellationToken)"/>
    internal Task<AccessToken> WithSecretAsync(Guid tenantId, Guid clientId, SecureString secret, string scope, CancellationToken cancellationToken) =>
        WithSecretAsync(tenantId.ToString(), clientId.ToString(), secret, scope, cancellationToken);

    /// <summary>Sends a form to the token endpoint.</summary>
    /// <param name="tenant">The tenant's id or one of its domains.</param>
    /// <param name="form">Makes the form for each attempt, so that secrets live as shortly as they can.</param>
    /// <param name="cancellationToken">Ends the request and its waits.</param>
    internal async Task<AccessToken> RequestAsync(string tenant, Func<KeyValuePair<string, string>[]> form, CancellationToken cancellationToken)
    {
        var address = new Uri(cloud.Authority, $"{CheckTenant(tenant)}/oauth2/v2.0/token");
        var pace = new RetryPace(new GraphClientOptions { Clock = clock, RetryLimit = patience, MaxAttempts = Attempts }, SilentLog.Instance, "sign in");
        while (true)
        {
            var (token, error, retryAfter, mayRepeat) = await AttemptAsync(address, form, cancellationToken).ConfigureAwait(false);
            if (token is not null)
            {
                return token;
            }

            if (!mayRepeat || !await pace.WaitAsync(retryAfter, error!.Error, Attempts, cancellationToken).ConfigureAwait(false))
            {
                throw error!;
            }
        }
    }

    private async Task<Attempt> AttemptAsync(Uri address, Func<KeyValuePair<string, string>[]> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form()) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(100), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return Read(response, body, address.Host);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && TransportFault.Of(e, address.Host, timeout.IsCancellationRequested ? TimeSpan.FromSeconds(100) : null) is { } fault)
        {
            return Failed(fault, mayRepeat: fault.Reach is Reach.NotSent or Reach.Unknown, null);
        }
    }

    private Attempt Read(HttpResponseMessage response, byte[] body, string host)
    {
        var status = (int)response.StatusCode;
        var retryAfter = RetryAfter.Parse(response.Headers.TryGetValues("Retry-After", out var values) ? values.FirstOrDefault() : null, clock);
        var busy = status is 429 or >= 500;
        if (SignInErrors.FromJson(body) is { } refusal)
        {
            return new Attempt(null, refusal, retryAfter, busy || SignInErrors.IsTransient(refusal));
        }

        if (busy)
        {
            return new Attempt(
                null,
                new SignInException(
                    "ServiceUnavailable",
                    string.Create(CultureInfo.InvariantCulture, $"The sign-in service {host} answered with status {status}."),
                    "Try again in some minutes."),
                retryAfter,
                true);
        }

        if (response.Content.Headers.ContentLength is { } length && length != body.Length)
        {
            return Failed(TransportFault.Truncated(host, status), true, null);
        }

        if (response.StatusCode is HttpStatusCode.ProxyAuthenticationRequired)
        {
            return Failed(TransportFault.ProxyWantsCredentials(), false, null);
        }

        if (status is >= 300 and < 400)
        {
            return Failed(TransportFault.Redirected(host, status, response.Headers.Location), false, null);
        }

        if (TransportFault.IsWebPage(response.Content.Headers.ContentType, body))
        {
            return Failed(TransportFault.WebPage(host, status, body), false, null);
        }

        return status < 300 && ReadToken(body, clock) is { } token
            ? new Attempt(token, null, null, false)
            : new Attempt(
                null,
                new SignInException(
                    GraphErrorCode.MalformedAnswer,
                    string.Create(CultureInfo.InvariantCulture, $"The answer of {host} (status {status}) holds neither a token nor an error."),
                    "Check that this is the address of a sign-in service and that no proxy changes its answers."),
                null,
                // Cut off in a way that no header tells of.
                status < 300);
    }

    private static Attempt Failed(TransportFault fault, bool mayRepeat, TimeSpan? retryAfter)
    {
        // Faults are written to follow "could not ...:", here they begin the sentence.
        var message = char.ToUpperInvariant(fault.Message[0]) + fault.Message[1..];
        return new Attempt(null, new SignInException(fault.Code, message, "Check the network, its proxy and the address of the cloud.", innerException: fault), retryAfter, mayRepeat);
    }

    private static AccessToken? ReadToken(byte[] body, TimeProvider clock)
    {
        string? token = null;
        double? seconds = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                if (name == "access_token" && reader.TokenType is JsonTokenType.String)
                {
                    token = reader.GetString();
                }
                else if (name == "expires_in" && reader.TokenType is JsonTokenType.Number)
                {
                    seconds = reader.GetDouble();
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return string.IsNullOrEmpty(token) || seconds is not (> 0 and < 31_536_000)
            ? null
            : new AccessToken(token, clock.GetUtcNow().AddSeconds(seconds.Value));
    }

    private static string CheckTenant(string tenant)
    {
        tenant = tenant.Trim();
        return tenant.Length is > 0 and <= 253 && !tenant.AsSpan().ContainsAnyExcept(tenantCharacters) && tenant.Trim('.').Length == tenant.Length
            ? tenant
            : throw new SignInException(
                "TenantInvalid",
                $"'{(tenant.Length <= 100 ? tenant : tenant[..100] + "...")}' is neither the id nor a domain of a tenant.",
                "Give the tenant as its id or as one of its domains, such as contoso.onmicrosoft.com.");
    }

    private static readonly System.Buffers.SearchValues<char> tenantCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

    private readonly record struct Attempt(AccessToken? Token, SignInException? Error, TimeSpan? RetryAfter, bool MayRepeat);

    // A sign-in shows nothing by itself: the command that needs it does.
    private sealed class SilentLog : IActivityLog
    {
        internal static readonly SilentLog Instance = new();

        public bool WantsDebug => false;

        public void Verbose(string message)
        {
        }

        public void Debug(string message)
        {
        }

        public void Warning(string message)
        {
        }

        public void Progress(ActivityProgress progress)
        {
        }
    }
}
