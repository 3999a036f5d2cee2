using System.Collections;
using System.Security.Cryptography;
using System.Text;
using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.SignIn;

/// <summary>A sign-in proves any credential of an app, and says what the token contains.</summary>
public sealed class CredentialProofTests
{
    private const string Issuer = "https://token.actions.githubusercontent.com";
    private const string Subject = "repo:contoso/deploy:ref:refs/heads/main";
    private const string Web = "https://xsoar.example.com/oauth";

    [Fact]
    public async Task A_certificate_proves_the_app_and_one_that_it_lacks_is_refused_with_the_cure()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var certificate = KeptPlace.Make(bench.Work.Clock, 90);
        var test = new SignInTest(bench.Work);

        var refused = await test.RunAsync(app, ClientProof.Of(certificate), null, madeJustNow: false, null, default);
        await bench.ApplyAsync(new CertificateService(bench.Work).PlanAddAsync(app, certificate, null, default));
        var result = await test.RunAsync(app, ClientProof.Of(certificate), null, madeJustNow: true, null, default);

        Assert.Equal("AADSTS700027", refused.ErrorCode);
        Assert.Contains("Add-AppCertificate", refused.Cure, StringComparison.Ordinal);
        Assert.True(result.Succeeded, result.Error);
        Assert.Equal(AppCredentialKind.Certificate, result.CredentialKind);
    }

    [Fact]
    public async Task A_certificate_just_added_is_waited_for() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await bench.RegisterAsync();
                var certificate = KeptPlace.Make(bench.Work.Clock, 90);
                await bench.ApplyAsync(new CertificateService(bench.Work).PlanAddAsync(app, certificate, null, default));
                var result = await new SignInTest(bench.Work).RunAsync(
                    app,
                    ClientProof.Of(certificate),
                    null,
                    madeJustNow: true,
                    null,
                    default
                );
                Assert.True(result.Succeeded, result.Error);
                Assert.True(result.Elapsed > TimeSpan.FromSeconds(5));
            },
            _ => Task.CompletedTask
        );

    [Fact]
    public async Task A_token_of_a_trusted_issuer_proves_the_app()
    {
        using var bench = new TenantBench();
        using var key = RSA.Create(2048);
        var parameters = key.ExportParameters(false);
        bench.Tenant.Settings.FederatedIssuers[Issuer] =
            $$"""{"keys":[{"kty":"RSA","kid":"k1","n":"{{Base64Url.Encode(parameters.Modulus!)}}","e":"{{Base64Url.Encode(parameters.Exponent!)}}"}]}""";
        var app = await bench.RegisterAsync();
        await bench.ApplyAsync(
            new FederatedCredentialService(bench.Work).PlanAddAsync(
                app,
                new FederatedCredentialRequest("main", Issuer, Subject, FederatedCredentialService.DefaultAudience, null),
                default
            )
        );
        var test = new SignInTest(bench.Work);

        var result = await test.RunAsync(app, Token(bench, key, Subject), null, madeJustNow: true, null, default);
        var refused = await test.RunAsync(app, Token(bench, key, "repo:contoso/other"), null, madeJustNow: false, null, default);

        Assert.True(result.Succeeded, result.Error);
        Assert.Equal(AppCredentialKind.Federated, result.CredentialKind);
        Assert.Equal("AADSTS700213", refused.ErrorCode);
    }

    [Fact]
    public async Task An_apps_own_token_shows_its_claims_and_never_itself()
    {
        using var bench = new TenantBench();
        var app = await bench.RequestAsync(await bench.RegisterAsync(), AppPermissionType.Application, "User.Read.All");
        app = await bench.GrantAsync(app);
        using var secret = await bench.AddSecretAsync(app);

        var result = await bench.SignInAsync(secret);

        Assert.Equal(["User.Read.All"], result.Roles);
        Assert.Equal(app.AppId.ToString(), result.Claims!["appid"]);
        Assert.Equal(["User.Read.All"], ((IEnumerable)result.Claims["roles"]!).Cast<string>());
        Assert.IsType<DateTimeOffset>(result.Claims["exp"]);
        Assert.Null(result.IdTokenClaims);
        Assert.DoesNotContain("eyJ", Text(result.Claims), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_users_sign_in_shows_groups_roles_and_optional_claims_of_the_id_token()
    {
        using var bench = new TenantBench();
        var app = await bench.RequestAsync(
            await bench.RegisterAsync("XSOAR", request => request with { RedirectUris = [new AppRedirectUri(Web, AppPlatform.Web)] }),
            AppPermissionType.Delegated,
            "User.Read"
        );
        var claims = new ClaimService(bench.Work);
        app = await bench.ApplyAsync(claims.PlanGroupsAsync(app, new GroupClaimRequest { Groups = AppGroupClaim.SecurityGroup }, default));
        app = await bench.ApplyAsync(
            claims.PlanAddAsync(app, [new OptionalClaimRequest("upn", [AppTokenType.IdToken]).Checked()], default)
        );
        using var secret = await bench.AddSecretAsync(app);
        using var code = await bench.Connection.EmbeddedSignIn!.OpenAsync(
            new AuthorizationRequest { Scopes = ["openid", "profile", "User.Read"] }.ToUrl(app, bench.Connection.Cloud),
            default
        );

        var result = await new SignInTest(bench.Work).RunAsync(app, code, secret.SecretText, madeJustNow: true, null, default);

        Assert.True(result.Succeeded, result.Error);
        Assert.NotEmpty(result.Groups);
        Assert.Equal(result.UserName, result.IdTokenClaims!["upn"]);
        Assert.Equal(result.Groups, ((IEnumerable)result.IdTokenClaims["groups"]!).Cast<string>());
        Assert.NotNull(result.Claims);
    }

    [Fact]
    public async Task Each_token_request_is_one_verbose_line()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        using var secret = await bench.AddSecretAsync(app);

        await bench.SignInAsync(secret);
        await new SignInTest(bench.Work).RunAsync(app, SecureText.Hide("wrong"), null, madeJustNow: false, null, default);

        var lines = bench.Log.VerboseLines.Where(line => line.Contains("/oauth2/v2.0/token", StringComparison.Ordinal)).ToList();
        Assert.Matches($@"^POST https://login\.microsoftonline\.com/{app.TenantId}/oauth2/v2\.0/token 200 \(\d+ ms\)$", lines[0]);
        Assert.Matches(@"token 401 AADSTS7000215 \(\d+ ms\)$", Assert.Single(lines.Skip(1)));
    }

    [Fact]
    public async Task A_token_for_another_api_is_asked_for_by_its_scope()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        using var secret = await bench.AddSecretAsync(app);

        var result = await new SignInTest(bench.Work).RunAsync(
            app,
            secret.SecretText!,
            "https://vault.azure.net/.default",
            madeJustNow: true,
            null,
            default
        );

        Assert.True(result.Succeeded, result.Error);
        Assert.Equal("https://vault.azure.net", result.Audience);
    }

    private static ClientProof Token(TenantBench bench, RSA key, string subject)
    {
        var now = bench.Work.Clock.GetUtcNow().ToUnixTimeSeconds();
        var text =
            $"{Encoded("""{"alg":"RS256","typ":"JWT","kid":"k1"}""")}.{Encoded($$"""{"iss":"{{Issuer}}","sub":"{{subject}}","aud":"{{FederatedTokens.Audience}}","nbf":{{now}},"exp":{{now + 600}}}""")}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return ClientProof.OfToken(SecureText.Hide($"{text}.{Base64Url.Encode(signature)}"));

        static string Encoded(string json) => Base64Url.Encode(Encoding.UTF8.GetBytes(json));
    }

    private static string Text(IDictionary claims) => string.Join('\n', claims.Values.Cast<object>());
}
