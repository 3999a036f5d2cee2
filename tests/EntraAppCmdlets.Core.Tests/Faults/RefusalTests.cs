using System.Net;
using System.Security.Authentication;
using System.Text;
using EntraAppCmdlets.Core.Tests.Vendors;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Faults;

/// <summary>What no further attempt can mend is told at once, in the first line, by the services as they are used.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly VirtualClock _clock = new() { Settle = TimeSpan.Zero };

    private SandboxTenant? _tenant;

    public void Dispose() => _tenant?.Dispose();

    [Theory]
    [InlineData("PATCH", "uniqueName", "create the app 'authentik Entra Provider'")]
    [InlineData("POST", "/servicePrincipals", "create the service principal of 'authentik Entra Provider'")]
    [InlineData("PATCH", "/applications/", "add Group.Create")]
    [InlineData("POST", "appRoleAssignments", "grant Group.Create (application)")]
    [InlineData("POST", "addPassword", "make the secret 'authentik'")]
    public async Task A_refusal_for_lack_of_rights_is_not_repeated_and_names_the_step(string method, string part, string step)
    {
        using var bench = Connect(new SandboxSettings());
        bool Hits(SandboxRequest request) => request.Method == method && request.Uri.PathAndQuery.Contains(part, StringComparison.Ordinal);
        var hits = 0;
        foreach (var inBatch in new[] { false, true })
        {
            bench.Tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.Status,
                    Status = 403,
                    InBatch = inBatch,
                    Times = int.MaxValue,
                    When = request => Hits(request) && (part != "appRoleAssignments" || request.Method == "POST") && ++hits > 0,
                }
            );
        }

        var started = _clock.GetUtcNow();

        var error = await Assert.ThrowsAsync<GraphException>(() => _clock.RunAsync(() => bench.RunAuthentikAsync()));

        Assert.Equal((403, "Authorization_RequestDenied"), (error.Status, error.Code));
        Assert.StartsWith($"Could not {step}", error.Message, StringComparison.Ordinal);
        Assert.Equal(started, _clock.GetUtcNow());
        // Several roles are asked for in one batch; none of them twice.
        Assert.Equal(part == "appRoleAssignments" ? 4 : 1, hits);
    }

    [Fact]
    public async Task A_full_quota_is_told_at_once()
    {
        using var bench = Connect(new SandboxSettings { ObjectQuota = 1 });
        await _clock.RunAsync(() => bench.RegisterAsync("one"));
        var started = _clock.GetUtcNow();

        var error = await Assert.ThrowsAsync<GraphException>(() => _clock.RunAsync(() => bench.RegisterAsync("two")));

        Assert.Matches("^Could not create the app 'two': .*quota", error.Message.Split('\n')[0]);
        Assert.Equal(started, _clock.GetUtcNow());
    }

    [Fact]
    public async Task A_policy_against_long_lives_of_secrets_is_told_at_once_with_the_longest_that_it_allows()
    {
        using var bench = Connect(new SandboxSettings { MaxSecretLifetime = TimeSpan.FromDays(90) });
        var started = _clock.GetUtcNow();

        var error = await Assert.ThrowsAsync<AppException>(() => _clock.RunAsync(() => bench.RunAuthentikAsync()));

        Assert.Equal("SecretLifetimeForbidden", error.ErrorId);
        Assert.Contains("90 days", error.Message, StringComparison.Ordinal);
        Assert.Equal(started, _clock.GetUtcNow());
    }

    [Fact]
    public async Task A_licence_that_lets_no_groups_be_assigned_is_told_at_once()
    {
        using var bench = Connect(new SandboxSettings { GroupAssignment = false });
        var started = _clock.GetUtcNow();

        var error = await Assert.ThrowsAsync<AppException>(() => _clock.RunAsync(() => bench.InstallAsync("Sekoia")));

        Assert.Equal("GroupAssignmentNotLicensed", error.ErrorId);
        Assert.Equal(started, _clock.GetUtcNow());
    }

    [Fact]
    public async Task A_web_page_in_the_place_of_an_answer_is_named_in_the_first_line()
    {
        var error = await BehindAsync(_ => Page(200, "<html><head><title>Sign in to the guest network</title></head></html>"));
        Assert.Equal("ProxyAnswer", error.Code);
        Assert.Contains(
            "a web page ('Sign in to the guest network') came instead of an answer",
            error.Message.Split('\n')[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_redirect_is_named_in_the_first_line_and_not_followed()
    {
        var error = await BehindAsync(_ => new HttpResponseMessage(HttpStatusCode.Redirect)
        {
            Headers = { Location = new Uri("https://portal.example.com/login") },
        });
        Assert.Equal("UnexpectedRedirect", error.Code);
        Assert.Contains("answered with a redirect to portal.example.com", error.Message.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_named_in_the_first_line()
    {
        var error = await BehindAsync(_ =>
            throw new HttpRequestException(
                HttpRequestError.SecureConnectionError,
                "The SSL connection could not be established.",
                new AuthenticationException("The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot")
            )
        );
        Assert.Equal("CertificateError", error.Code);
        Assert.Contains("the certificate of graph.microsoft.com is not trusted", error.Message.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_named_in_the_first_line()
    {
        var error = await BehindAsync(_ => new HttpResponseMessage(HttpStatusCode.Unauthorized)
        {
            Headers = { Date = _clock.GetUtcNow() - TimeSpan.FromHours(3) },
            Content = new StringContent(
                """{"error":{"code":"InvalidAuthenticationToken","message":"Lifetime validation failed, the token is expired."} }""",
                Encoding.UTF8,
                "application/json"
            ),
        });
        Assert.Equal(401, error.Status);
        Assert.Contains(
            "The clock of this machine is 180 min 0 s ahead of the service's.",
            error.Message.Split('\n')[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_sign_in_service_behind_a_web_page_is_named_too()
    {
        using var bench = Connect(
            new SandboxSettings(),
            transport => new Before(transport, graph: false, _ => Page(200, "<html><title>Blocked</title></html>"))
        );
        var error = await Assert.ThrowsAsync<SignInException>(() => _clock.RunAsync(() => bench.RegisterAsync()));
        Assert.Contains(
            "A web page ('Blocked') came instead of an answer of login.microsoftonline.com",
            error.Message.Split('\n')[0],
            StringComparison.Ordinal
        );
    }

    /// <summary>The error of the first chain where Graph answers so.</summary>
    private async Task<GraphException> BehindAsync(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        using var bench = Connect(new SandboxSettings(), transport => new Before(transport, graph: true, answer));
        var started = _clock.GetUtcNow();
        var error = await Assert.ThrowsAsync<GraphException>(() => _clock.RunAsync(() => bench.RunAuthentikAsync()));
        Assert.StartsWith(
            "Could not look for the app 'authentik Entra Provider'",
            error.Message.Replace("read the application", "look for the app 'authentik Entra Provider'", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Equal(started, _clock.GetUtcNow());
        return error;
    }

    private TenantBench Connect(SandboxSettings settings, Func<HttpMessageHandler, HttpMessageHandler>? line = null)
    {
        settings.Clock = _clock;
        _tenant = SandboxTenant.Open(settings);
        return new TenantBench(_tenant, new GraphClientOptions { Clock = _clock, Jitter = new Random(1) }, line);
    }

    private static HttpResponseMessage Page(int status, string html) =>
        new((HttpStatusCode)status) { Content = new StringContent(html, Encoding.UTF8, "text/html") };

    /// <summary>Something between the client and one of the services.</summary>
    private sealed class Before(HttpMessageHandler tenant, bool graph, Func<HttpRequestMessage, HttpResponseMessage> answer)
        : DelegatingHandler(tenant)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.Host.StartsWith("graph", StringComparison.Ordinal) == graph
                ? answer(request)
                : await base.SendAsync(request, cancellationToken);
    }
}
