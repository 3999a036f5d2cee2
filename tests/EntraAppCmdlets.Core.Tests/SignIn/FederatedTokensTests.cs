using System.Net.Sockets;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.SignIn;

public sealed class FederatedTokensTests : IDisposable
{
    private readonly ScriptedTransport _transport = new();
    private string _url = "https://pipelines.example.com/token?api-version=2.0";

    public void Dispose() => _transport.Dispose();

    [Fact]
    public async Task A_job_of_GitHub_asks_for_a_token_for_Entra_with_its_own_key()
    {
        _transport.ThenAnswer(200, """{"count":1,"value":"federated"}""");

        Assert.Equal("federated", await AskAsync());
        var sent = Assert.Single(_transport.Sent);
        Assert.Equal("https://pipelines.example.com/token?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange", sent.Url);
        Assert.Equal("Bearer job~key", sent.Headers["Authorization"]);
    }

    [Theory]
    [InlineData(403, "{}", "status 403")]
    [InlineData(200, "{}", "no token")]
    [InlineData(200, """{"value":""}""", "no token")]
    [InlineData(200, """{"value":5}""", "no token")]
    [InlineData(200, "[]", "no token")]
    [InlineData(200, "<html>", "no token")]
    public async Task An_answer_without_a_token_is_told_with_what_the_job_needs(int status, string body, string told)
    {
        _transport.ThenAnswer(status, body);

        var error = await Assert.ThrowsAsync<SignInException>(AskAsync);

        Assert.Equal("GitHubTokenNotAvailable", error.Error);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Contains("id-token: write", error.Cure, StringComparison.Ordinal);
        Assert.DoesNotContain("job~key", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_connection_is_told()
    {
        _transport.ThenFail(
            new HttpRequestException(
                HttpRequestError.NameResolutionError,
                "no such host",
                new SocketException((int)SocketError.HostNotFound)
            )
        );

        Assert.Contains("could not be resolved", (await Assert.ThrowsAsync<SignInException>(AskAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://pipelines.example.com/token")]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task The_key_is_sent_to_no_address_that_is_not_https(string address)
    {
        _url = address;

        Assert.Equal("GitHubTokenNotAvailable", (await Assert.ThrowsAsync<SignInException>(AskAsync)).Error);
        Assert.Empty(_transport.Sent);
    }

    private async Task<string> AskAsync()
    {
        using var http = new HttpMessageInvoker(_transport, disposeHandler: false);
        return await FederatedTokens.FromGitHubAsync(
            http,
            name => name == "ACTIONS_ID_TOKEN_REQUEST_URL" ? _url : "job~key",
            CancellationToken.None
        );
    }
}
