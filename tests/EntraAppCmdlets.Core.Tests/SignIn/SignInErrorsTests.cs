using System.Text;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Tests.SignIn;

public sealed class SignInErrorsTests
{
    private const string WrongSecret = """
        {"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '22222222-2222-2222-2222-222222222222'. Trace ID: aaaaaaaa-0000-0000-0000-000000000000 Correlation ID: bbbbbbbb-0000-0000-0000-000000000000 Timestamp: 2025-06-01 12:00:00Z","error_codes":[7000215],"timestamp":"2025-06-01 12:00:00Z","trace_id":"aaaaaaaa-0000-0000-0000-000000000000","correlation_id":"bbbbbbbb-0000-0000-0000-000000000000","error_uri":"https://login.microsoftonline.com/error?code=7000215"}
        """;

    [Fact]
    public void A_refusal_becomes_one_sentence_of_what_is_wrong_and_one_of_what_to_do()
    {
        var error = SignInErrors.FromJson(Encoding.UTF8.GetBytes(WrongSecret));

        Assert.Equal("invalid_client", error?.Error);
        Assert.Equal("AADSTS7000215", error?.Code);
        Assert.Equal("bbbbbbbb-0000-0000-0000-000000000000", error?.CorrelationId);
        Assert.Equal(
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '22222222-2222-2222-2222-222222222222'.",
            error?.Description
        );
        Assert.Equal(
            "Invalid client secret provided (AADSTS7000215). Use the secret's value, not its id; a secret made moments ago may need a minute until it is accepted.",
            error?.Message
        );
    }

    [Fact]
    public void A_description_in_lines_is_told_in_one_and_gives_code_and_correlation_id()
    {
        var error = SignInErrors.From(
            "invalid_grant",
            "AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication.\r\nTrace ID: aaaaaaaa-0000-0000-0000-000000000000\r\nCorrelation ID: bbbbbbbb-0000-0000-0000-000000000000\r\nTimestamp: 2025-06-01 12:00:00Z",
            null
        );

        Assert.Equal("AADSTS50076", error.Code);
        Assert.Equal("bbbbbbbb-0000-0000-0000-000000000000", error.CorrelationId);
        Assert.DoesNotContain("Trace", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Description);
        Assert.EndsWith("multifactor authentication is needed.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_code_is_told_without_a_cure()
    {
        var error = SignInErrors.From("invalid_request", "AADSTS9999999: Something new.", null);

        Assert.Equal("Something new (AADSTS9999999).", error.Message);
        Assert.Equal("", error.Cure);
    }

    [Theory]
    [InlineData("""{"error":"invalid_client"}""", "The sign-in service refused with 'invalid_client'.")]
    [InlineData(
        """{"error":"invalid_client","error_description":5,"error_codes":"x","extra":{"a":[1]}}""",
        "The sign-in service refused with 'invalid_client'."
    )]
    [InlineData("""{"error":"invalid_client","error_codes":[]}""", "The sign-in service refused with 'invalid_client'.")]
    public void A_refusal_with_less_than_usual_is_still_one(string body, string message) =>
        Assert.Equal(message, SignInErrors.FromJson(Encoding.UTF8.GetBytes(body))?.Message);

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"error":{"code":"x"}}""")]
    [InlineData("""{"error":"invalid_client","error_desc""")]
    public void What_is_no_refusal_is_not_taken_for_one(string body) => Assert.Null(SignInErrors.FromJson(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Every_cure_is_a_sentence() =>
        Assert.All(
            SignInErrors.Cures,
            cure => Assert.True(char.IsUpper(cure.Value[0]) && cure.Value[^1] == '.', $"{cure.Key}: {cure.Value}")
        );

    [Fact]
    public void A_service_that_is_down_for_the_moment_is_told_from_a_refusal()
    {
        Assert.True(
            SignInErrors.IsTransient(
                SignInErrors.From("invalid_request", "AADSTS90033: A transient error has occurred. Please try again.", null)
            )
        );
        Assert.False(SignInErrors.IsTransient(SignInErrors.From("invalid_client", "AADSTS7000215: Invalid client secret provided.", null)));
    }
}
