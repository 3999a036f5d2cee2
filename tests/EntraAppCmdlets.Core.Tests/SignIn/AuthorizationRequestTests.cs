using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Core.Tests.SignIn;

public sealed class AuthorizationRequestTests
{
    private static readonly AppRegistration App = new()
    {
        DisplayName = "XSOAR",
        AppId = new("11111111-2222-3333-4444-555555555555"),
        Id = Guid.NewGuid(),
        TenantId = new("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"),
        SignInAudience = AppSignInAudience.AzureADMyOrg,
        RedirectUris =
        [
            new("https://xsoar.example.com/oauth", AppPlatform.Web),
            new("http://localhost", AppPlatform.PublicClient),
            new("https://spa.example.com/", AppPlatform.Spa),
        ],
    };

    [Fact]
    public void The_address_is_the_one_that_the_guide_has_people_put_together()
    {
        var url = new AuthorizationRequest
        {
            RedirectUri = "https://xsoar.example.com/oauth",
            Scopes = ["offline_access", "directory.accessasuser.all"],
        }.ToUrl(App, CloudEnvironment.Global);

        Assert.StartsWith(
            "https://login.microsoftonline.com/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee/oauth2/v2.0/authorize?",
            url.Url,
            StringComparison.Ordinal
        );
        var sent = AuthorizationAnswer.Parameters(new Uri(url.Url).Query.TrimStart('?'));
        Assert.Equal("code", sent["response_type"]);
        Assert.Equal("offline_access directory.accessasuser.all", sent["scope"]);
        Assert.Equal("11111111-2222-3333-4444-555555555555", sent["client_id"]);
        Assert.Equal("https://xsoar.example.com/oauth", sent["redirect_uri"]);
        Assert.Equal(url.State, sent["state"]);
        Assert.DoesNotContain("code_challenge", sent);
        Assert.Contains("scope=offline_access%20directory.accessasuser.all", url.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openid", null)]
    [InlineData("Directory.AccessAsUser.All", null)]
    [InlineData("api://other/Orders.Read", null)]
    [InlineData(".default", null)]
    [InlineData("orders.read", "'XSOAR' exposes a scope of that name: use api://orders/Orders.Read.")]
    [InlineData("User.Raed", "A scope of another API has its Application ID URI before it. Did you mean User.Read")]
    public void A_name_alone_that_Microsoft_Graph_is_not_known_to_have_is_warned_of(string scope, string? says)
    {
        var app = App with
        {
            IdentifierUris = ["api://orders"],
            ApiScopes = [new AppApiScope { Value = "Orders.Read", Id = Guid.NewGuid() }],
        };
        var warnings = new AuthorizationRequest { Scopes = ["profile", scope] }.ScopeWarnings(app);
        if (says is null)
        {
            Assert.Empty(warnings);
        }
        else
        {
            Assert.Contains(says, Assert.Single(warnings), StringComparison.Ordinal);
        }

        Assert.Empty(new AuthorizationRequest { Scopes = [scope], V1 = true }.ScopeWarnings(app));
    }

    [Fact]
    public void Two_addresses_never_have_the_same_state()
    {
        var states = Enumerable.Range(0, 100).Select(_ => Url(new()).State).ToList();
        Assert.Equal(100, states.Distinct().Count());
        Assert.All(states, state => Assert.True(state.Length >= 40));
    }

    [Theory]
    [InlineData("https://spa.example.com/", null, true)]
    [InlineData("http://localhost:8400", null, true)]
    [InlineData("https://xsoar.example.com/oauth", null, false)]
    [InlineData("https://xsoar.example.com/oauth", true, true)]
    [InlineData("https://spa.example.com/", false, false)]
    public void A_verifier_is_used_where_the_platform_needs_one_or_a_person_wants_one(string redirectUri, bool? wanted, bool expected)
    {
        var url = Url(new() { RedirectUri = redirectUri, Pkce = wanted });

        Assert.Equal(expected, url.CodeVerifier is not null);
        if (url.CodeVerifier is null)
        {
            return;
        }

        var verifier = SecureText.Reveal(url.CodeVerifier);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", verifier);
        Assert.Contains(
            $"code_challenge={AuthorizationRequest.Challenge(verifier)}&code_challenge_method=S256",
            url.Url,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(verifier, url.Url, StringComparison.Ordinal);
    }

    [Fact]
    public void The_challenge_is_that_of_the_standards_own_example() =>
        Assert.Equal(
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            AuthorizationRequest.Challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        );

    [Theory]
    [InlineData("https://xsoar.example.com/oauth/")]
    [InlineData("https://xsoar.example.com/OAuth")]
    [InlineData("http://xsoar.example.com/oauth")]
    [InlineData("http://localhost/other")]
    [InlineData("https://localhost")]
    [InlineData("/oauth")]
    public void A_redirect_uri_that_the_app_has_not_got_is_refused_with_those_it_has(string uri)
    {
        var error = Assert.Throws<AppException>(() => Url(new() { RedirectUri = uri }));

        Assert.Equal("RedirectUriNotRegistered", error.ErrorId);
        Assert.Contains(
            "it has https://xsoar.example.com/oauth, http://localhost, https://spa.example.com/",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_a_choice_the_only_redirect_uri_is_taken_and_never_the_first_of_several()
    {
        Assert.Equal("https://xsoar.example.com/oauth", Url(new(), App with { RedirectUris = [App.Known.RedirectUris[0]] }).RedirectUri);
        Assert.Equal(
            "RedirectUriNeeded",
            Assert.Throws<AppException>(() => new AuthorizationRequest().ToUrl(App, CloudEnvironment.Global)).ErrorId
        );
        Assert.Equal(
            "RedirectUriNeeded",
            Assert
                .Throws<AppException>(() => new AuthorizationRequest().ToUrl(App with { RedirectUris = [] }, CloudEnvironment.Global))
                .ErrorId
        );
        Assert.Matches("^http://localhost:[0-9]{4,5}$", Url(new(), App with { RedirectUris = [App.Known.RedirectUris[1]] }).RedirectUri);
    }

    [Theory]
    [InlineData("common")]
    [InlineData("Organizations")]
    [InlineData("99999999-bbbb-cccc-dddd-eeeeeeeeeeee")]
    public void A_single_tenant_app_has_no_address_for_other_tenants_and_a_multitenant_one_has(string tenant)
    {
        var request = new AuthorizationRequest { RedirectUri = "https://xsoar.example.com/oauth", SignInTenant = tenant };

        Assert.Equal("AppSingleTenant", Assert.Throws<AppException>(() => request.ToUrl(App, CloudEnvironment.Global)).ErrorId);
        Assert.Contains(
            $"/{tenant}/oauth2/",
            request.ToUrl(App with { SignInAudience = AppSignInAudience.AzureADMultipleOrgs }, CloudEnvironment.Global).Url,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("contoso.com?x=")]
    [InlineData("..")]
    [InlineData("a@b")]
    public void A_tenant_that_would_lead_elsewhere_is_refused(string tenant) =>
        Assert.Equal("SignInTenantInvalid", Assert.Throws<AppException>(() => Url(new() { SignInTenant = tenant })).ErrorId);

    [Fact]
    public void Tokens_from_the_page_take_the_apps_permission_and_do_not_come_in_a_query()
    {
        var both = App with { IdTokenIssuance = true, AccessTokenIssuance = true };

        Assert.Equal("TokenIssuanceOff", Assert.Throws<AppException>(() => Url(new() { ResponseType = "code id_token" })).ErrorId);
        Assert.Equal(
            "TokenIssuanceOff",
            Assert.Throws<AppException>(() => Url(new() { ResponseType = "token" }, App with { IdTokenIssuance = true })).ErrorId
        );
        Assert.Equal(
            "ResponseModeUnfit",
            Assert.Throws<AppException>(() => Url(new() { ResponseType = "id_token", ResponseMode = "query" }, both)).ErrorId
        );
        var url = Url(new() { ResponseType = "code id_token" }, both);
        Assert.Equal("fragment", url.ResponseMode);
        Assert.NotNull(url.Nonce);
        Assert.Null(Url(new()).Nonce);
    }

    [Fact]
    public void What_the_app_requests_of_graph_for_a_user_is_asked_for_unless_told_otherwise()
    {
        AppRequestedPermission Permission(string name, AppPermissionType type) =>
            new()
            {
                ResourceAppId = PermissionResource.MicrosoftGraphAppId,
                Id = Guid.NewGuid(),
                Name = name,
                Type = type,
            };
        var app = App with
        {
            Permissions = [Permission("User.Read", AppPermissionType.Delegated), Permission("Mail.Send", AppPermissionType.Application)],
        };

        Assert.Equal(["openid", "profile", "offline_access", "User.Read"], Url(new(), app).Scopes);
        Assert.Equal(["openid", "profile", "offline_access", "https://graph.microsoft.com/.default"], Url(new()).Scopes);
    }

    [Theory]
    [InlineData("Global", "https://login.microsoftonline.com/", "https://graph.microsoft.com")]
    [InlineData("USGov", "https://login.microsoftonline.us/", "https://graph.microsoft.us")]
    [InlineData("USGovDoD", "https://login.microsoftonline.us/", "https://dod-graph.microsoft.us")]
    [InlineData("China", "https://login.chinacloudapi.cn/", "https://microsoftgraph.chinacloudapi.cn")]
    public void Each_cloud_has_its_own_addresses_in_both_versions(string cloud, string login, string graph)
    {
        var environment = CloudEnvironment.Find(cloud);

        Assert.StartsWith($"{login}{App.TenantId}/oauth2/v2.0/authorize?", Url(new(), cloud: environment).Url, StringComparison.Ordinal);
        var v1 = Url(new() { V1 = true }, cloud: environment);
        Assert.StartsWith($"{login}{App.TenantId}/oauth2/authorize?", v1.Url, StringComparison.Ordinal);
        Assert.Equal(graph, v1.Resource);
        Assert.StartsWith(
            $"{login}{App.TenantId}/v2.0/adminconsent?client_id={App.AppId}&scope={Uri.EscapeDataString(graph + "/.default")}&redirect_uri=",
            Consent(new(), environment).Url,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            $"{login}{App.TenantId}/adminconsent?client_id={App.AppId}&redirect_uri=",
            Consent(new() { V1 = true }, environment).Url,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Global", "https://sts.windows.net/")]
    [InlineData("USGov", "https://sts.windows.net/")]
    [InlineData("China", "https://sts.chinacloudapi.cn/")]
    public void The_issuer_of_version_1_is_the_clouds_own(string cloud, string issuer)
    {
        var environment = CloudEnvironment.Find(cloud);
        var endpoint = AppEndpoint.Of(environment.Authority, environment.GraphEndpoint, App.TenantId.ToString(), null, v1: true);

        Assert.Equal($"{issuer}{App.TenantId}/", endpoint.Issuer);
        Assert.Equal(App.TenantId, endpoint.TenantId);
    }

    [Fact]
    public void The_authority_is_the_authorization_endpoint_without_its_suffix()
    {
        var endpoint = AppEndpoint.Of(
            CloudEnvironment.Global.Authority,
            CloudEnvironment.Global.GraphEndpoint,
            App.TenantId.ToString(),
            null,
            v1: false
        );

        Assert.Equal($"https://login.microsoftonline.com/{App.TenantId}/", endpoint.Authority);
        Assert.Equal(endpoint.Authority + "oauth2/v2.0/authorize", endpoint.AuthorizationEndpoint);
    }

    private static AppAuthorizationUrl Url(AuthorizationRequest request, AppRegistration? app = null, CloudEnvironment? cloud = null) =>
        (
            request.RedirectUri is null && app is null or { RedirectUris.Count: > 1 }
                ? request with
                {
                    RedirectUri = request.RedirectUri ?? "https://xsoar.example.com/oauth",
                }
                : request
        ).ToUrl(app ?? App, cloud ?? CloudEnvironment.Global);

    private static AppConsentUrl Consent(AuthorizationRequest request, CloudEnvironment cloud) =>
        (request with { RedirectUri = "https://xsoar.example.com/oauth" }).ToConsentUrl(App, cloud);
}
