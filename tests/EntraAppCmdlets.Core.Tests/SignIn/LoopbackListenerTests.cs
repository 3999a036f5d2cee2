using System.Net;
using System.Net.Sockets;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Core.Tests.SignIn;

public sealed class LoopbackListenerTests : IDisposable
{
    private readonly HttpClient _browser = new();

    public void Dispose() => _browser.Dispose();

    [Theory]
    [InlineData("query")]
    [InlineData("form_post")]
    public async Task The_browser_brings_the_code_and_what_else_it_asks_for_is_turned_away(string mode)
    {
        var request = Request(mode);
        using var code = await ReceiveAsync(
            request,
            async () =>
            {
                Assert.Equal(
                    HttpStatusCode.NotFound,
                    (await _browser.GetAsync(new Uri(new Uri(request.RedirectUri), "/favicon.ico"))).StatusCode
                );
                var page = await BringAsync(request, mode, ("code", "a.b-c"), ("state", request.State));
                Assert.Equal(HttpStatusCode.OK, page.StatusCode);
                Assert.Contains("close this window", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        );

        Assert.Equal("a.b-c", SecureText.Reveal(code.Code));
    }

    [Fact]
    public async Task A_foreign_state_is_refused_on_the_page_too()
    {
        var request = Request("query");
        var error = await Assert.ThrowsAsync<AppException>(() =>
            ReceiveAsync(
                request,
                async () =>
                {
                    var page = await BringAsync(request, "query", ("code", "stolen"), ("state", "other"));
                    Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
                }
            )
        );

        Assert.Equal("StateMismatch", error.ErrorId);
    }

    [Fact]
    public async Task An_error_ends_the_wait_and_its_text_can_not_become_a_part_of_the_page()
    {
        var request = Request("query");
        var error = await Assert.ThrowsAsync<SignInException>(() =>
            ReceiveAsync(
                request,
                async () =>
                {
                    var page = await BringAsync(
                        request,
                        "query",
                        ("error", "access_denied"),
                        ("error_description", "AADSTS65004: <script>alert(1)</script>"),
                        ("state", request.State)
                    );
                    Assert.DoesNotContain("<script>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                }
            )
        );

        Assert.Equal("AADSTS65004", error.Code);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_at_once_and_gives_the_port_back()
    {
        var request = Request("query");
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            LoopbackListener.ReceiveAsync(request, TimeSpan.FromMinutes(5), TimeProvider.System, stop.Cancel, stop.Token)
        );

        using var next = new TcpListener(IPAddress.Loopback, new Uri(request.RedirectUri).Port);
        next.Start();
    }

    [Fact]
    public async Task Nobody_who_comes_is_told_as_a_timeout()
    {
        var error = await Assert.ThrowsAsync<AppException>(() =>
            LoopbackListener.ReceiveAsync(Request("query"), TimeSpan.FromMilliseconds(50), TimeProvider.System, () => { }, default)
        );

        Assert.Equal("AuthorizationTimeout", error.ErrorId);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_with_what_to_do()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var error = await Assert.ThrowsAsync<AppException>(() =>
            LoopbackListener.ReceiveAsync(
                Request("query", ((IPEndPoint)other.LocalEndpoint).Port),
                TimeSpan.FromMinutes(5),
                TimeProvider.System,
                () => { },
                default
            )
        );

        Assert.Equal("ListenerUnavailable", error.ErrorId);
    }

    [Theory]
    [InlineData("http://localhost:8400/cb", "query", true)]
    [InlineData("http://127.0.0.1:8400/", "form_post", true)]
    [InlineData("http://localhost:8400/cb", "fragment", false)]
    [InlineData("https://localhost:8400/cb", "query", false)]
    [InlineData("https://app.example.com/cb", "query", false)]
    [InlineData("myapp://auth", "query", false)]
    public void Only_an_address_of_this_machine_can_be_listened_on(string redirectUri, string mode, bool expected) =>
        Assert.Equal(expected, LoopbackListener.CanReceive(Request(mode, redirectUri: redirectUri)));

    private static async Task<AppAuthorizationCode> ReceiveAsync(AppAuthorizationUrl request, Func<Task> browse)
    {
        var ready = new TaskCompletionSource();
        var receiving = LoopbackListener.ReceiveAsync(request, TimeSpan.FromMinutes(1), TimeProvider.System, ready.SetResult, default);
        await ready.Task;
        await browse();
        return await receiving;
    }

    private Task<HttpResponseMessage> BringAsync(AppAuthorizationUrl request, string mode, params (string Name, string Value)[] values)
    {
        return mode == "form_post"
            ? _browser.PostAsync(request.RedirectUri, new FormUrlEncodedContent(values.ToDictionary(item => item.Name, item => item.Value)))
            : _browser.GetAsync(
                $"{request.RedirectUri}?{string.Join('&', values.Select(item => $"{item.Name}={Uri.EscapeDataString(item.Value)}"))}"
            );
    }

    private static AppAuthorizationUrl Request(string mode, int? port = null, string? redirectUri = null)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return new AppAuthorizationUrl
        {
            Url = "https://login.microsoftonline.com/x/oauth2/v2.0/authorize",
            AppId = Guid.NewGuid(),
            TenantId = Guid.NewGuid(),
            SignInTenant = "x",
            RedirectUri = redirectUri ?? $"http://localhost:{port ?? ((IPEndPoint)probe.LocalEndpoint).Port}/callback",
            ResponseType = "code",
            ResponseMode = mode,
            State = "the state & more",
            Version = "v2.0",
        };
    }
}
