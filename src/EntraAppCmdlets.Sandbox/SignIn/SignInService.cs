using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>What is below <c>/{tenant}</c>: tokens, and what the service tells of itself.</summary>
internal sealed class SignInService(TenantState tenant, TokenService tokens)
{
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
                return Json(200, Metadata.OpenId(request, asked, tenant.TenantId, v1: false));
            case ".well-known/openid-configuration":
                return Json(200, Metadata.OpenId(request, asked, tenant.TenantId, v1: true));
            case "discovery/v2.0/keys" or "discovery/keys":
                return Json(200, Metadata.Keys);
            case "oauth2/v2.0/token" or "oauth2/token":
                var context = Context(request, now, path == "oauth2/token");
                return IsAnyTenant(asked) && context.Value("grant_type") == "client_credentials"
                    ? throw SignInErrors.NoTenant()
                    : Json(200, tokens.Answer(context));
            default:
                return new SandboxResponse(404, Headers("text/html; charset=utf-8"), default);
        }
    }

    private bool IsThisTenant(string name) =>
        string.Equals(name, tenant.TenantId, StringComparison.OrdinalIgnoreCase) || tenant.Store.Domains.Find(name) is not null;

    private SignInContext Context(SandboxRequest request, DateTimeOffset now, bool v1)
    {
        if (request.Method != "POST")
        {
            throw SignInErrors.OnlyPost(request.Method);
        }

        var parameters = new Dictionary<string, string>(FormReader.Read(Encoding.UTF8.GetString(request.Body.Span)), StringComparer.Ordinal);
        if (request.Header("Authorization") is { } header && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            && Base64Url.TryDecode(header["Basic ".Length..].TrimEnd('='), out var pair))
        {
            var both = Encoding.UTF8.GetString(pair).Split(':', 2);
            parameters.TryAdd("client_id", Uri.UnescapeDataString(both[0]));
            parameters.TryAdd("client_secret", Uri.UnescapeDataString(both.ElementAtOrDefault(1) ?? ""));
        }

        return new SignInContext { Tenant = tenant, Request = request, Now = now, Parameters = parameters, IsV1 = v1 };
    }

    private static SandboxResponse Refusal(SandboxRequest request, SignInException refusal, DateTimeOffset now)
    {
        var trace = Guid.NewGuid().ToString();
        var correlation = Guid.TryParse(request.Header("client-request-id"), out var sent) ? sent.ToString() : Guid.NewGuid().ToString();
        var time = now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Json(refusal.Status, json =>
        {
            json.WriteString("error", refusal.Error);
            json.WriteString("error_description", $"AADSTS{refusal.Code}: {refusal.Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}");
            json.WriteStartArray("error_codes");
            json.WriteNumberValue(refusal.Code);
            json.WriteEndArray();
            json.WriteString("timestamp", time);
            json.WriteString("trace_id", trace);
            json.WriteString("correlation_id", correlation);
            json.WriteString("error_uri", $"{request.Uri.GetLeftPart(UriPartial.Authority)}/error?code={refusal.Code}");
        });
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

    private static Dictionary<string, string> Headers(string type) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Content-Type"] = type,
        ["Cache-Control"] = "no-store, no-cache",
        ["Pragma"] = "no-cache",
        ["x-ms-request-id"] = Guid.NewGuid().ToString(),
    };
}
