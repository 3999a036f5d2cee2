using System.Text;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.SignIn;

namespace EntraAppCmdlets.Sandbox.Tests.Support;

/// <summary>Talks to a tenant as any HTTP client would, with the administrator's token by default.</summary>
internal sealed class SandboxClient : IDisposable
{
    private readonly HttpClient _http;

    public SandboxClient(SandboxSettings? settings = null, string? path = null)
        : this(SandboxTenant.Open(settings ?? new SandboxSettings { Seed = 1 }, path)) { }

    public SandboxClient(SandboxTenant tenant)
    {
        Tenant = tenant;
        _http = new HttpClient(tenant.CreateHandler());
    }

    public SandboxTenant Tenant { get; }

    public string? Token { get; set; }

    /// <summary>Sees every answer of Graph.</summary>
    public Action<string, Answer>? Observer { get; set; }

    public async Task<Answer> SendAsync(string method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        Token ??= await AdministratorTokenAsync();
        return await SendRawAsync(method, path, body?.ToJsonString(), [("Authorization", "Bearer " + Token), .. headers]);
    }

    public async Task<Answer> SendRawAsync(string method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            path.StartsWith("http", StringComparison.Ordinal) ? path : "https://graph.microsoft.com/v1.0" + path
        );
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var answer = await ReadAsync(await _http.SendAsync(request));
        Observer?.Invoke($"{method} {path}", answer);
        return answer;
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, null, headers);

    public Task<Answer> PostAsync(string path, JsonNode? body = null) => SendAsync("POST", path, body ?? new JsonObject());

    public Task<Answer> PatchAsync(string path, JsonNode body, params (string Name, string Value)[] headers) =>
        SendAsync("PATCH", path, body, headers);

    public Task<Answer> DeleteAsync(string path) => SendAsync("DELETE", path);

    public Task<Answer> TokenAsync(string tenant, bool v1 = false, params (string Name, string Value)[] form) =>
        PostFormAsync($"https://login.microsoftonline.com/{tenant}/oauth2/{(v1 ? "token" : "v2.0/token")}", form);

    public async Task<Answer> PostFormAsync(string address, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(each => KeyValuePair.Create(each.Name, each.Value)));
        return await ReadAsync(await _http.PostAsync(new Uri(address), content));
    }

    public Task<Answer> ClientTokenAsync(string clientId, string secret, string scope = "https://graph.microsoft.com/.default") =>
        TokenAsync(
            Tenant.TenantId,
            v1: false,
            ("grant_type", "client_credentials"),
            ("client_id", clientId),
            ("client_secret", secret),
            ("scope", scope)
        );

    public async Task<string> AdministratorTokenAsync() =>
        (string)(await ClientTokenAsync(Tenant.AdminClientId, Tenant.AdminClientSecret)).Expect(200)["access_token"]!;

    /// <summary>A token on behalf of a user with directory roles, as the service signs it.</summary>
    public string UserToken(string userId, string scopes, params string[] roles) =>
        Jwt.Sign(json =>
        {
            json.WriteString("aud", "https://graph.microsoft.com");
            json.WriteString("tid", Tenant.TenantId);
            json.WriteString("appid", "04b07795-8ddb-461a-bbee-02f9e1bf7b46");
            json.WriteString("oid", userId);
            json.WriteString("scp", scopes);
            json.WriteStartArray("wids");
            foreach (var role in roles)
            {
                json.WriteStringValue(DirectoryRoles.IdOf(role));
            }

            json.WriteEndArray();
            json.WriteNumber("exp", Tenant.Settings.Clock.GetUtcNow().ToUnixTimeSeconds() + 3600);
        });

    /// <summary>An application with its service principal: object id, appId, service principal's id.</summary>
    public async Task<(string Id, string AppId, string PrincipalId)> CreateAppAsync(string name = "Test app", JsonObject? more = null)
    {
        var body = more ?? [];
        body["displayName"] = name;
        body["signInAudience"] ??= "AzureADMyOrg";
        var app = (await PostAsync("/applications", body)).Expect(201);
        var principal = (await PostAsync("/servicePrincipals", new JsonObject { ["appId"] = (string)app["appId"]! })).Expect(201);
        return (app.Id, (string)app["appId"]!, principal.Id);
    }

    public async Task<string> PrincipalIdAsync(string appId) =>
        (await GetAsync($"/servicePrincipals(appId='{appId}')?$select=id")).Expect(200).Id;

    public void Dispose()
    {
        _http.Dispose();
        Tenant.Dispose();
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            var headers = response
                .Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var json =
                headers.GetValueOrDefault("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) == true
                    ? JsonNode.Parse(text)
                    : null;
            return new Answer((int)response.StatusCode, headers, json, text);
        }
    }
}
