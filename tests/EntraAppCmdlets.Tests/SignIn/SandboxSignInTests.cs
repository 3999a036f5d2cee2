using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.SignIn;

/// <summary>The module's own sign-in against the embedded tenant, which shares no code with it.</summary>
public sealed class SandboxSignInTests : IDisposable
{
    private readonly SandboxTenant _sandbox = SandboxTenant.Open(new SandboxSettings());
    private readonly HttpMessageHandler _handler;
    private readonly HttpMessageInvoker _http;

    public SandboxSignInTests()
    {
        _handler = _sandbox.CreateHandler();
        _http = new HttpMessageInvoker(_handler);
    }

    public void Dispose()
    {
        _http.Dispose();
        _sandbox.Dispose();
    }

    [Fact]
    public async Task A_token_of_the_sandbox_says_its_tenant_app_and_permissions_and_is_accepted_when_given()
    {
        var token = await SignInAsync();

        var claims = JwtClaims.Read(token.Token);
        Assert.Equal(new Guid(_sandbox.TenantId), claims.TenantId);
        Assert.Equal(new Guid(_sandbox.AdminClientId), claims.AppId);
        Assert.Contains("Application.ReadWrite.All", claims.Roles);
        Assert.InRange((claims.ExpiresOn!.Value - token.ExpiresOn).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        var given = new StaticTokenSource(SecureText.Hide(token.Token), new Guid(_sandbox.TenantId), TimeProvider.System);
        Assert.Equal(token.Token, (await given.GetTokenAsync(CloudEnvironment.Global.GraphScope, false, CancellationToken.None)).Token);
    }

    [Fact]
    public async Task A_wrong_secret_an_unknown_app_and_an_unknown_tenant_are_told_apart_with_their_cures()
    {
        var secret = await FailureOf(() => SignInAsync(secret: "wrong"));
        var app = await FailureOf(() => SignInAsync(clientId: Guid.NewGuid().ToString()));
        var tenant = await FailureOf(() => SignInAsync(tenant: "nowhere.example"));

        Assert.Equal("AADSTS7000215", secret.Code);
        Assert.Equal("AADSTS700016", app.Code);
        Assert.Equal("AADSTS90002", tenant.Code);
        Assert.All(
            [secret, app, tenant],
            error =>
            {
                Assert.NotEmpty(error.Cure);
                Assert.NotNull(error.CorrelationId);
                Assert.DoesNotContain("Trace ID", error.Description, StringComparison.OrdinalIgnoreCase);
            }
        );
    }

    private async Task<AccessToken> SignInAsync(string? tenant = null, string? clientId = null, string? secret = null) =>
        await new TokenEndpointClient(_http, CloudEnvironment.Global, TimeProvider.System).WithSecretAsync(
            tenant ?? _sandbox.TenantId,
            clientId ?? _sandbox.AdminClientId,
            SecureText.Hide(secret ?? _sandbox.AdminClientSecret),
            CloudEnvironment.Global.GraphScope,
            CancellationToken.None
        );

    private static Task<SignInException> FailureOf(Func<Task> signIn) => Assert.ThrowsAsync<SignInException>(signIn);
}
