using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Web;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;
using Judges.Tests.Clients;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Microsoft.IdentityModel.Validators;

namespace Judges.Tests.Tokens;

/// <summary>The library that web APIs validate Entra's tokens with takes the sandbox's, found through discovery document and keys, and refuses what it must.</summary>
public sealed class TokenTests(SandboxServerFixture fixture) : IClassFixture<SandboxServerFixture>
{
    private const string GraphResource = "https://graph.microsoft.com";
    private const string Redirect = "https://app.example/cb";

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    [Fact]
    public async Task An_apps_token_for_graph_is_valid_and_names_the_app()
    {
        var configuration = await ConfigurationAsync(fixture.Server.Http, fixture.Authority, v2: false);

        var result = await Handler.ValidateTokenAsync(await fixture.Server.TokenAsync(), Parameters(configuration, GraphResource));

        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal((string)fixture.Server.Ready["clientId"]!, result.Claims["appid"]);
        Assert.Equal(fixture.TenantId, result.Claims["tid"]);
        Assert.Equal("1.0", result.Claims["ver"]);
    }

    [Fact]
    public async Task A_token_for_another_audience_of_another_issuer_or_with_a_changed_claim_is_refused()
    {
        var configuration = await ConfigurationAsync(fixture.Server.Http, fixture.Authority, v2: false);
        var token = await fixture.Server.TokenAsync();
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(parts[1]))!;
        claims["roles"] = new JsonArray("Everything.All");

        await RefusedAsync<SecurityTokenInvalidAudienceException>(token, Parameters(configuration, "api://another"));
        var other = Parameters(configuration, GraphResource);
        other.ValidIssuer = $"https://sts.windows.net/{Guid.NewGuid()}/";
        await RefusedAsync<SecurityTokenInvalidIssuerException>(token, other);
        await RefusedAsync<SecurityTokenInvalidSignatureException>(
            $"{parts[0]}.{Base64UrlEncoder.Encode(claims.ToJsonString())}.{parts[2]}",
            Parameters(configuration, GraphResource)
        );
        await RefusedAsync<SecurityTokenInvalidSignatureException>($"{parts[0]}.{parts[1]}.", Parameters(configuration, GraphResource));
    }

    [Fact]
    public async Task A_token_whose_time_is_over_is_refused()
    {
        var long_ago = new VirtualClock(DateTimeOffset.UnixEpoch.AddYears(50));
        using var tenant = SandboxTenant.Open(new SandboxSettings { Clock = long_ago });
        using var http = new HttpClient(tenant.CreateHandler());
        var authority = $"https://login.microsoftonline.com/{tenant.TenantId}";
        var answer = await PostAsync(
            http,
            $"{authority}/oauth2/v2.0/token",
            ("grant_type", "client_credentials"),
            ("client_id", tenant.AdminClientId),
            ("client_secret", tenant.AdminClientSecret),
            ("scope", $"{GraphResource}/.default")
        );

        await RefusedAsync<SecurityTokenExpiredException>(
            (string)answer["access_token"]!,
            Parameters(await ConfigurationAsync(http, authority, v2: false), GraphResource)
        );
    }

    [Fact]
    public async Task A_users_sign_in_gives_an_id_token_that_the_protocol_validator_takes_and_an_access_token_for_the_apps_own_api()
    {
        var (appId, secret) = await OwnApiAsync();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var protocol = new OpenIdConnectProtocolValidator { RequireState = true };
        var nonce = protocol.GenerateNonce();
        var question = string.Join(
            '&',
            new[]
            {
                ("client_id", appId),
                ("response_type", "code"),
                ("response_mode", "query"),
                ("redirect_uri", Redirect),
                ("scope", $"openid profile api://{appId}/read"),
                ("state", "s"),
                ("nonce", nonce),
            }.Select(option => $"{option.Item1}={Uri.EscapeDataString(option.Item2)}")
        );
        using var page = await browser.GetAsync(new Uri($"{fixture.Authority}/oauth2/v2.0/authorize?{question}"));
        var back = HttpUtility.ParseQueryString(page.Headers.Location!.Query);
        var tokens = await PostAsync(
            browser,
            $"{fixture.Authority}/oauth2/v2.0/token",
            ("grant_type", "authorization_code"),
            ("client_id", appId),
            ("client_secret", secret),
            ("code", back["code"]!),
            ("redirect_uri", Redirect)
        );
        var configuration = await ConfigurationAsync(browser, fixture.Authority, v2: true);

        var identity = await Handler.ValidateTokenAsync((string)tokens["id_token"]!, Parameters(configuration, appId));
        Assert.True(identity.IsValid, identity.Exception?.Message);
        protocol.ValidateTokenResponse(
            new OpenIdConnectProtocolValidationContext
            {
                ClientId = appId,
                Nonce = nonce,
                State = "s",
                ProtocolMessage = new OpenIdConnectMessage(tokens.ToJsonString()),
                ValidatedIdToken = new System.IdentityModel.Tokens.Jwt.JwtSecurityToken((string)tokens["id_token"]!),
            }
        );

        var access = await Handler.ValidateTokenAsync((string)tokens["access_token"]!, Parameters(configuration, appId));
        Assert.True(access.IsValid, access.Exception?.Message);
        Assert.Equal("read", access.Claims["scp"]);
        await RefusedAsync<SecurityTokenInvalidAudienceException>((string)tokens["id_token"]!, Parameters(configuration, GraphResource));
    }

    /// <summary>An API for many tenants takes the issuer's form from the common document and the tenant from the token.</summary>
    [Fact]
    public async Task Entras_issuer_validator_takes_the_issuer_of_both_token_versions_and_no_other_tenants()
    {
        using var tenant = SandboxTenant.Open(new SandboxSettings());
        using var http = new HttpClient(tenant.CreateHandler());
        var answer = await PostAsync(
            http,
            $"https://login.microsoftonline.com/{tenant.TenantId}/oauth2/v2.0/token",
            ("grant_type", "client_credentials"),
            ("client_id", tenant.AdminClientId),
            ("client_secret", tenant.AdminClientSecret),
            ("scope", $"{GraphResource}/.default")
        );
        var token = new JsonWebToken((string)answer["access_token"]!);
        var validator = AadIssuerValidator.GetAadIssuerValidator("https://login.microsoftonline.com/common/v2.0", http);

        Assert.Equal(token.Issuer, validator.Validate(token.Issuer, token, new TokenValidationParameters()));
        Assert.Throws<SecurityTokenInvalidIssuerException>(() =>
            validator.Validate($"https://sts.windows.net/{Guid.NewGuid()}/", token, new TokenValidationParameters())
        );
    }

    /// <summary>An app with a scope of its own, and a secret.</summary>
    private async Task<(string AppId, string Secret)> OwnApiAsync()
    {
        var app = await fixture.Graph.Applications.PostAsync(
            new()
            {
                DisplayName = "Own API",
                Web = new() { RedirectUris = [Redirect] },
                Api = new()
                {
                    RequestedAccessTokenVersion = 2,
                    Oauth2PermissionScopes =
                    [
                        new()
                        {
                            Id = Guid.NewGuid(),
                            Value = "read",
                            Type = "User",
                            IsEnabled = true,
                            AdminConsentDisplayName = "Read",
                            AdminConsentDescription = "Read.",
                            UserConsentDisplayName = "Read",
                            UserConsentDescription = "Read.",
                        },
                    ],
                },
            }
        );
        await fixture.Graph.Applications[app!.Id].PatchAsync(new() { IdentifierUris = [$"api://{app.AppId}"] });
        await fixture.Graph.ServicePrincipals.PostAsync(new() { AppId = app.AppId });
        var secret = await fixture
            .Graph.Applications[app.Id]
            .AddPassword.PostAsync(new() { PasswordCredential = new() { DisplayName = "one" } });
        return (app.AppId!, secret!.SecretText!);
    }

    private static async Task<OpenIdConnectConfiguration> ConfigurationAsync(HttpClient http, string authority, bool v2) =>
        await new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{authority}{(v2 ? "/v2.0" : "")}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http) { RequireHttps = false }
        ).GetConfigurationAsync(default);

    private static TokenValidationParameters Parameters(OpenIdConnectConfiguration configuration, string audience) =>
        new()
        {
            ValidIssuer = configuration.Issuer,
            ValidAudience = audience,
            IssuerSigningKeys = configuration.SigningKeys,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        };

    private static async Task RefusedAsync<T>(string token, TokenValidationParameters parameters)
        where T : Exception
    {
        var result = await Handler.ValidateTokenAsync(token, parameters);
        Assert.False(result.IsValid);
        Assert.IsAssignableFrom<T>(result.Exception);
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string address, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await http.PostAsync(new Uri(address), content);
        var json = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.True(answer.IsSuccessStatusCode, json.ToJsonString());
        return json;
    }
}
