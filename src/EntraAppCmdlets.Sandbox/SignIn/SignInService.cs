using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Reports;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>What is below <c>/{tenant}</c>: tokens, and what the service tells of itself.</summary>
internal sealed class SignInService
{
    private readonly TenantState _tenant;
    private readonly TokenService _tokens;
    private readonly DeviceService _devices = new();
    private readonly AuthorizeService _authorize;

    public SignInService(TenantState tenant, ClientAuthentication authentication)
    {
        var codes = new OpaqueTokens<UserSession>();
        _tenant = tenant;
        _tokens = new TokenService(authentication, codes, _devices);
        _authorize = new AuthorizeService(codes);
    }

    public SandboxResponse Answer(SandboxRequest request, DateTimeOffset now)
    {
        try
        {
            return Route(request, now);
        }
        catch (SignInException refusal)
        {
            return Refusal(request, refusal, now);
        }
    }

    private static bool IsAnyTenant(string name) => name.ToLowerInvariant() is "common" or "organizations" or "consumers";

    private SandboxResponse Route(SandboxRequest request, DateTimeOffset now)
    {
        var parts = request.Uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var asked = parts.Length > 0 ? Uri.UnescapeDataString(parts[0]) : "";
        var path = string.Join('/', parts.Skip(1)).ToLowerInvariant();
        var query = FormReader.Read(request.Uri.Query.TrimStart('?'));
        if (path == "discovery/instance")
        {
            return Json(200, Metadata.Instances(request, query.GetValueOrDefault("authorization_endpoint") ?? ""));
        }

        if (!IsAnyTenant(asked) && !IsThisTenant(asked))
        {
            throw SignInErrors.TenantNotFound(asked);
        }

        switch (path)
        {
            case "v2.0/.well-known/openid-configuration":
                return Json(200, Metadata.OpenId(request, asked, _tenant.TenantId, v1: false));
            case ".well-known/openid-configuration":
                return Json(200, Metadata.OpenId(request, asked, _tenant.TenantId, v1: true));
            case "discovery/v2.0/keys" or "discovery/keys":
                return Json(200, Metadata.Keys);
            case "oauth2/v2.0/token" or "oauth2/token":
                return Posted(Context(request, now, asked, path == "oauth2/token"), context => Json(200, _tokens.Answer(context)));
            case "oauth2/v2.0/devicecode" or "oauth2/devicecode":
                return Posted(Context(request, now, asked, path == "oauth2/devicecode"), context => Json(200, _devices.Begin(context)));
            case "oauth2/v2.0/authorize" or "oauth2/authorize":
                return Page(Context(request, now, asked, path == "oauth2/authorize"), _authorize.Answer);
            case "oauth2/v2.0/deviceauth":
                return Page(Context(request, now, asked, v1: false), ConfirmDevice);
            case "v2.0/adminconsent" or "adminconsent":
                return Page(Context(request, now, asked, path == "adminconsent"), AdminConsentService.Answer);
            case "oauth2/v2.0/logout" or "oauth2/logout":
                return SignInPages.Page(200, "<p>You signed out of your account.</p>");
            default:
                return new SandboxResponse(404, Headers("text/html; charset=utf-8"), default);
        }
    }

    private bool IsThisTenant(string name) =>
        string.Equals(name, _tenant.TenantId, StringComparison.OrdinalIgnoreCase) || _tenant.Store.Domains.Find(name) is not null;

    private SignInContext Context(SandboxRequest request, DateTimeOffset now, string asked, bool v1)
    {
        var parameters = new Dictionary<string, string>(FormReader.Read(request.Uri.Query.TrimStart('?')), StringComparer.Ordinal);
        if (request.Method == "POST")
        {
            parameters = new Dictionary<string, string>(
                FormReader.Read(Encoding.UTF8.GetString(request.Body.Span)),
                StringComparer.Ordinal
            );
        }

        if (
            request.Header("Authorization") is { } header
            && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            && Base64Url.TryDecode(header["Basic ".Length..].TrimEnd('='), out var pair)
        )
        {
            var both = Encoding.UTF8.GetString(pair).Split(':', 2);
            parameters.TryAdd("client_id", Uri.UnescapeDataString(both[0]));
            parameters.TryAdd("client_secret", Uri.UnescapeDataString(both.ElementAtOrDefault(1) ?? ""));
        }

        return new SignInContext
        {
            Tenant = _tenant,
            Request = request,
            Now = now,
            Parameters = parameters,
            IsV1 = v1,
            IsAnyTenant = IsAnyTenant(asked),
        };
    }

    private SandboxResponse Posted(SignInContext context, Func<SignInContext, SandboxResponse> answer) =>
        context.Request.Method == "POST" ? Completed(context, answer) : throw SignInErrors.OnlyPost(context.Request.Method);

    /// <summary>What a browser shows: what is wrong is a page as well.</summary>
    private SandboxResponse Page(SignInContext context, Func<SignInContext, SandboxResponse> answer)
    {
        try
        {
            return Completed(context, answer);
        }
        catch (SignInException refusal)
        {
            return SignInPages.Error(refusal);
        }
    }

    private SandboxResponse Completed(SignInContext context, Func<SignInContext, SandboxResponse> answer)
    {
        var response = answer(context);
        // Whoever has just consented is not sent away because a replica lags: the sign-in service sees its own writes.
        _tenant.Apply(
            context.Change,
            new AuditActor(context.Value("client_id") ?? "", context.ActingUser),
            context.Request.Header("client-request-id"),
            context.Now,
            shownFrom: null
        );
        return response;
    }

    private SandboxResponse ConfirmDevice(SignInContext context)
    {
        if (context.Value("otc") is not { } code)
        {
            return SignInPages.Page(
                200,
                "<form method=\"GET\"><p>Enter the code that is shown on your device.</p><input name=\"otc\" /><input type=\"submit\" value=\"Next\" /></form>"
            );
        }

        var declined = context.Value("decline") is not null || context.Tenant.Settings.Consent == SandboxConsent.Decline;
        return _devices.Finish(context, code, declined)
            ? SignInPages.Page(
                200,
                declined
                    ? "<p>You have declined the sign-in.</p>"
                    : "<p>You have signed in to the application on your device. You may now close this window.</p>"
            )
            : SignInPages.Page(400, "<p>That code didn't work. Check the code and try again.</p>");
    }

    private static SandboxResponse Refusal(SandboxRequest request, SignInException refusal, DateTimeOffset now)
    {
        var trace = Guid.NewGuid().ToString();
        var correlation = Guid.TryParse(request.Header("client-request-id"), out var sent) ? sent.ToString() : Guid.NewGuid().ToString();
        var time = now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Json(
            refusal.Status,
            json =>
            {
                json.WriteString("error", refusal.Error);
                json.WriteString(
                    "error_description",
                    $"AADSTS{refusal.Code}: {refusal.Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}"
                );
                json.WriteStartArray("error_codes");
                json.WriteNumberValue(refusal.Code);
                json.WriteEndArray();
                json.WriteString("timestamp", time);
                json.WriteString("trace_id", trace);
                json.WriteString("correlation_id", correlation);
                json.WriteString("error_uri", $"{request.Uri.GetLeftPart(UriPartial.Authority)}/error?code={refusal.Code}");
            }
        );
    }

    private static SandboxResponse Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonForm.Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new SandboxResponse(status, Headers("application/json; charset=utf-8"), buffer.WrittenMemory);
    }

    private static Dictionary<string, string> Headers(string type) =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = type,
            ["Cache-Control"] = "no-store, no-cache",
            ["Pragma"] = "no-cache",
            ["x-ms-request-id"] = Guid.NewGuid().ToString(),
        };
}
