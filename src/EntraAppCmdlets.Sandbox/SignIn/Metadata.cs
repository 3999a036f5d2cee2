using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>What the sign-in service tells of itself: endpoints, keys, clouds.</summary>
internal static class Metadata
{
    private static readonly string[] Aliases =
    [
        "login.microsoftonline.com",
        "login.windows.net",
        "login.microsoft.com",
        "sts.windows.net",
        "login.microsoftonline.us",
        "login.partner.microsoftonline.cn",
        "login.chinacloudapi.cn",
    ];

    public static Action<Utf8JsonWriter> OpenId(SandboxRequest request, string tenant, string tenantId, bool v1)
    {
        var origin = request.Uri.GetLeftPart(UriPartial.Authority);
        var path = v1 ? "oauth2" : "oauth2/v2.0";
        // The common endpoint names no tenant, since the tenant is known only after the sign-in.
        var issued = tenant is "common" or "organizations" ? "{tenantid}" : tenantId;
        return json =>
        {
            json.WriteString("token_endpoint", $"{origin}/{tenant}/{path}/token");
            Strings(json, "token_endpoint_auth_methods_supported", "client_secret_post", "private_key_jwt", "client_secret_basic");
            json.WriteString("jwks_uri", v1 ? $"{origin}/common/discovery/keys" : $"{origin}/{tenant}/discovery/v2.0/keys");
            Strings(json, "response_modes_supported", "query", "fragment", "form_post");
            Strings(json, "subject_types_supported", "pairwise");
            Strings(json, "id_token_signing_alg_values_supported", "RS256");
            Strings(json, "response_types_supported", "code", "id_token", "code id_token", "id_token token");
            Strings(json, "scopes_supported", "openid", "profile", "email", "offline_access");
            json.WriteString("issuer", v1 ? $"https://sts.windows.net/{issued}/" : $"{origin}/{issued}/v2.0");
            json.WriteBoolean("request_uri_parameter_supported", false);
            json.WriteString("userinfo_endpoint", "https://graph.microsoft.com/oidc/userinfo");
            json.WriteString("authorization_endpoint", $"{origin}/{tenant}/{path}/authorize");
            json.WriteString("device_authorization_endpoint", $"{origin}/{tenant}/{path}/devicecode");
            json.WriteBoolean("http_logout_supported", true);
            json.WriteBoolean("frontchannel_logout_supported", true);
            json.WriteString("end_session_endpoint", $"{origin}/{tenant}/{path}/logout");
            Strings(
                json,
                "claims_supported",
                "sub",
                "iss",
                "cloud_instance_name",
                "cloud_instance_host_name",
                "cloud_graph_host_name",
                "msgraph_host",
                "aud",
                "exp",
                "iat",
                "auth_time",
                "acr",
                "nonce",
                "preferred_username",
                "name",
                "tid",
                "ver",
                "at_hash",
                "c_hash",
                "email"
            );
            json.WriteNull("tenant_region_scope");
            json.WriteString("cloud_instance_name", "microsoftonline.com");
            json.WriteString("cloud_graph_host_name", "graph.windows.net");
            json.WriteString("msgraph_host", "graph.microsoft.com");
        };
    }

    public static void Keys(Utf8JsonWriter json)
    {
        var key = SigningKey.Instance;
        json.WriteStartArray("keys");
        json.WriteStartObject();
        json.WriteString("kty", "RSA");
        json.WriteString("use", "sig");
        json.WriteString("alg", "RS256");
        json.WriteString("kid", key.Id);
        json.WriteString("x5t", key.Id);
        json.WriteString("n", key.Modulus);
        json.WriteString("e", key.Exponent);
        Strings(json, "x5c", key.Certificate);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static Action<Utf8JsonWriter> Instances(SandboxRequest request, string authorizationEndpoint)
    {
        var origin = request.Uri.GetLeftPart(UriPartial.Authority);
        var tenant =
            Uri.TryCreate(authorizationEndpoint, UriKind.Absolute, out var endpoint) && endpoint.Segments.Length > 1
                ? endpoint.Segments[1].Trim('/')
                : "common";
        var host = request.Uri.Authority;
        return json =>
        {
            json.WriteString("tenant_discovery_endpoint", $"{origin}/{tenant}/v2.0/.well-known/openid-configuration");
            json.WriteString("api-version", "1.1");
            json.WriteStartArray("metadata");
            json.WriteStartObject();
            json.WriteString("preferred_network", host);
            json.WriteString("preferred_cache", host);
            Strings(json, "aliases", Aliases.Contains(host) ? [.. Aliases.Take(4)] : [host]);
            json.WriteEndObject();
            json.WriteEndArray();
        };
    }

    private static void Strings(Utf8JsonWriter json, string name, params string[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
