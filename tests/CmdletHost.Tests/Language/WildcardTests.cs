namespace CmdletHost.Tests.Language;

public class WildcardTests
{
    [Theory]
    [InlineData("a.c", "a?c", true)]
    [InlineData("abc", "a.c", false)]
    [InlineData("B", "[a-c]", true)]
    [InlineData("b", "[^a]", false)]
    [InlineData("^", "[^a]", true)]
    [InlineData("]", "[]]", true)]
    [InlineData("a]", "[a]]", true)]
    [InlineData("*", "`*", true)]
    [InlineData("a", "`*", false)]
    [InlineData("[]", "`[`]", true)]
    [InlineData("a`", "a`", true)]
    [InlineData("a\nb", "a*b", true)]
    public void A_pattern_matches_as_in_PowerShell(string text, string pattern, bool expected) =>
        Assert.Equal([expected], ScriptHost.Run("$text -like $pattern", Given(text, pattern)).Output);

    [Theory]
    [InlineData("[a")]
    [InlineData("[]")]
    public void An_unfinished_bracket_is_an_error(string pattern) =>
        Assert.Equal($"The specified wildcard character pattern is not valid: {pattern}", ScriptHost.Run("$text -like $pattern", Given("a", pattern)).Errors.Select(error => error.Exception.Message).Single());

    private static ScriptHostOptions Given(string text, string pattern) =>
        new() { ImportModule = false, Variables = new Dictionary<string, object?> { ["text"] = text, ["pattern"] = pattern } };
}
