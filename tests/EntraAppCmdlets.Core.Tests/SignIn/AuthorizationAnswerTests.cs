using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Core.Tests.SignIn;

public sealed class AuthorizationAnswerTests
{
    private const string State = "the-state";

    [Theory]
    [InlineData("https://xsoar.example.com/oauth?code=0.AXkA.b-c_d&state=the-state&session_state=5")]
    [InlineData("  <https://xsoar.example.com/oauth?session_state=5&state=the-state&code=0.AXkA.b-c_d>  ")]
    [InlineData("https://xsoar.example.com/oauth#code=0.AXkA.b-c_d&state=the-state&session_state=5")]
    [InlineData("https://XSOAR.example.com/oauth/?code=0.AXkA.b-c_d&state=the%2Dstate&session_state=5")]
    [InlineData("?code=0.AXkA.b-c_d&state=the-state&session_state=5")]
    [InlineData("code=0.AXkA.b-c_d&state=the-state&session_state=5")]
    public void The_code_is_taken_out_without_its_prefix(string pasted)
    {
        using var code = AuthorizationAnswer.ReadAddress(Request(), pasted);

        Assert.Equal("0.AXkA.b-c_d", SecureText.Reveal(code.Code));
        Assert.Equal("5", code.SessionState);
        Assert.DoesNotContain("0.AXkA", code.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://xsoar.example.com/oauth?code=abc&state=other", "StateMismatch")]
    [InlineData("https://xsoar.example.com/oauth?code=abc", "StateMismatch")]
    [InlineData("https://xsoar.example.com/oauth?code=abc&state=", "StateMismatch")]
    [InlineData("https://xsoar.example.com/oauth?code=abc&state=the-state&state=other", null)]
    [InlineData("https://xsoar.example.com/oauth?error=access_denied&state=other", "StateMismatch")]
    [InlineData("https://xsoar.example.com/oauth?state=the-state", "RedirectUrlInvalid")]
    [InlineData("https://xsoar.example.com/oauth", "RedirectUrlInvalid")]
    [InlineData("https://evil.example.com/oauth?code=abc&state=the-state", "RedirectUrlInvalid")]
    [InlineData("https://xsoar.example.com/other?code=abc&state=the-state", "RedirectUrlInvalid")]
    [InlineData("https://login.microsoftonline.com/x/oauth2/v2.0/authorize?client_id=1&state=the-state", "RedirectUrlInvalid")]
    [InlineData("nonsense", "RedirectUrlInvalid")]
    public void An_answer_to_another_question_or_none_is_refused(string pasted, string? expected)
    {
        if (expected is null)
        {
            using var code = AuthorizationAnswer.ReadAddress(Request(), pasted);
            Assert.Equal("abc", SecureText.Reveal(code.Code));
            return;
        }

        var error = Assert.Throws<AppException>(() => AuthorizationAnswer.ReadAddress(Request(), pasted));
        Assert.Equal(expected, error.ErrorId);
        Assert.DoesNotContain("abc", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_the_page_is_told_with_its_code_and_its_cure()
    {
        var error = Assert.Throws<SignInException>(() =>
            AuthorizationAnswer.ReadAddress(
                Request(),
                "https://xsoar.example.com/oauth?error=access_denied&error_subcode=cancel&state=the-state&error_description=AADSTS65004%3a+User+declined+to+consent+to+access+the+app.%0d%0aTrace+ID%3a+1%0d%0aCorrelation+ID%3a+8b1b4b1e-0000-0000-0000-000000000001"
            )
        );

        Assert.Equal("AADSTS65004", error.Code);
        Assert.Equal("User declined to consent to access the app.", error.Description);
        Assert.Contains("Grant-AppAdminConsent", error.Cure, StringComparison.Ordinal);
        Assert.Equal("8b1b4b1e-0000-0000-0000-000000000001", error.CorrelationId);
    }

    [Fact]
    public void An_error_page_that_knows_no_state_is_told_as_what_it_is()
    {
        var error = Assert.Throws<SignInException>(() =>
            AuthorizationAnswer.ReadAddress(
                Request(),
                "https://xsoar.example.com/oauth?error=server_error&error_description=AADSTS90033%3A%20A%20transient%20error."
            )
        );

        Assert.Equal("AADSTS90033", error.Code);
    }

    private static AppAuthorizationUrl Request() =>
        new()
        {
            Url = "https://login.microsoftonline.com/x/oauth2/v2.0/authorize?client_id=1",
            AppId = Guid.NewGuid(),
            TenantId = Guid.NewGuid(),
            SignInTenant = "x",
            RedirectUri = "https://xsoar.example.com/oauth",
            ResponseType = "code",
            ResponseMode = "query",
            State = State,
            Version = "v2.0",
        };
}
