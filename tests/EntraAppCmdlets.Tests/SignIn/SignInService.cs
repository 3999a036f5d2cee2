using System.Net;
using System.Text;
using System.Web;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Tests.SignIn;

/// <summary>A sign-in service that gives every request a token, or what a test puts into its way; it remembers what was asked.</summary>
internal sealed class SignInService : HttpMessageHandler
{
    public const string TenantId = "11111111-1111-1111-1111-111111111111";
    public const string ClientId = "22222222-2222-2222-2222-222222222222";
    public const string Scope = "https://graph.example.com/.default";

    private readonly List<SignInRequest> _requests = [];
    private int _issued;

    /// <summary>Its addresses.</summary>
    public static CloudEnvironment Cloud { get; } =
        CloudEnvironment.Global.With(new Uri("https://graph.example.com"), new Uri("https://login.example.com"));

    /// <summary>Answers before the token does; null to let the token be given.</summary>
    public Func<SignInRequest, HttpResponseMessage?> Answer { get; set; } = _ => null;

    /// <summary>What was asked so far.</summary>
    public IReadOnlyList<SignInRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The requests for tokens so far.</summary>
    public IReadOnlyList<SignInRequest> TokenRequests =>
        [.. Requests.Where(request => request.Url.AbsolutePath.EndsWith("/token", StringComparison.Ordinal))];

    public static HttpResponseMessage Json(int status, string json) =>
        new((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Refusal(string error, int code, string description) =>
        Json(
            code is 7000215 ? 401 : 400,
            $$"""{"error":"{{error}}","error_description":"AADSTS{{code}}: {{description}} Trace ID: 0d4f5a3e-0000-0000-0000-000000000000 Correlation ID: 77777777-0000-0000-0000-000000000000 Timestamp: 2025-06-01 12:00:00Z","error_codes":[{{code}}],"correlation_id":"77777777-0000-0000-0000-000000000000"}"""
        );

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var form = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var fields = HttpUtility.ParseQueryString(form);
        var seen = new SignInRequest(
            request.RequestUri!,
            fields.AllKeys.OfType<string>().ToDictionary(key => key, key => fields[key]!),
            request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase)
        );
        lock (_requests)
        {
            _requests.Add(seen);
        }

        if (Answer(seen) is { } answer)
        {
            return answer;
        }

        if (seen.Url.AbsolutePath.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal))
        {
            var authority = $"{seen.Url.GetLeftPart(UriPartial.Authority)}/{TenantId}";
            return Json(
                200,
                $$"""{"authorization_endpoint":"{{authority}}/oauth2/v2.0/authorize","token_endpoint":"{{authority}}/oauth2/v2.0/token","issuer":"{{authority}}/v2.0"}"""
            );
        }

        if (seen.Url.AbsolutePath.EndsWith("/devicecode", StringComparison.Ordinal))
        {
            return Json(
                200,
                """{"user_code":"ABC123","device_code":"d","verification_uri":"https://microsoft.com/devicelogin","expires_in":900,"interval":1,"message":"Go there and enter ABC123"}"""
            );
        }

        return Json(
            200,
            Token(Interlocked.Increment(ref _issued), seen["grant_type"] is "client_credentials" ? null : seen["scope"] ?? Scope)
        );
    }

    // Each token is another one; a person's comes with one that tells who it is and one to renew it with.
    private static string Token(int number, string? personsScope)
    {
        static string Part(string text) => Base64Url.Encode(Encoding.UTF8.GetBytes(text));
        var claims = Part($$"""{"aud":"https://graph.example.com","tid":"{{TenantId}}","n":{{number}}}""");
        if (personsScope is null)
        {
            return $$"""{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"e30.{{claims}}.s"}""";
        }

        var id =
            $"{Part("""{"alg":"none"}""")}.{Part($$"""{"aud":"{{ClientId}}","iss":"https://login.example.com/{{TenantId}}/v2.0","tid":"{{TenantId}}","oid":"33333333-3333-3333-3333-333333333333","sub":"s","preferred_username":"admin@contoso.com","exp":4102444800,"iat":1700000000,"nbf":1700000000}""")}.";
        var client = Part($$"""{"uid":"33333333-3333-3333-3333-333333333333","utid":"{{TenantId}}"}""");
        return $$"""{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"scope":"{{personsScope}}","access_token":"e30.{{claims}}.s","id_token":"{{id}}","refresh_token":"refresh","client_info":"{{client}}"}""";
    }
}

/// <summary>What was asked of the sign-in service.</summary>
internal sealed record SignInRequest(Uri Url, IReadOnlyDictionary<string, string> Form, IReadOnlyDictionary<string, string> Headers)
{
    public string? this[string field] => Form.GetValueOrDefault(field);
}
