using System.Globalization;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Tests.Names;

public sealed class NamePatternTests
{
    private static readonly string[] Apps = ["App 1", "App [1]", "App 12", "INVICTUS", "What?", "Ünder*"];

    [Theory]
    [InlineData("App [1]", "App [1]")]
    [InlineData("app 1", "App 1")]
    [InlineData("App `[1`]", "App [1]")]
    [InlineData("What?", "What?")]
    [InlineData("What`?", "What?")]
    [InlineData("Ünder*", "Ünder*")]
    [InlineData("App [12]", "")]
    [InlineData("App ?", "App 1")]
    [InlineData("App [0-2]?", "App 12")]
    [InlineData("app `[*", "App [1]")]
    [InlineData("*1*", "App 1,App [1],App 12")]
    [InlineData("zz*", "")]
    [InlineData("App [1", "")]
    public void The_exact_name_comes_first_and_only_a_wildcard_makes_a_pattern(string text, string found) =>
        Assert.Equal(found, string.Join(',', new NamePattern(text).Select(Apps, name => name)));

    [Theory]
    [InlineData("App [1*")]
    [InlineData("App []*")]
    [InlineData("App [z-a]*")]
    public void A_bad_pattern_is_an_error_unless_something_has_exactly_this_name(string text)
    {
        Assert.Equal("InvalidPattern", Assert.Throws<AppException>(() => new NamePattern(text).Select(Apps, name => name)).ErrorId);
        Assert.Equal([text], new NamePattern(text).Select([text, "App 1"], name => name));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("th-TH")]
    public void Upper_and_lower_case_are_the_same_in_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.Equal(["INVICTUS"], new NamePattern("invictus").Select(Apps, name => name));
            Assert.Equal(["INVICTUS"], new NamePattern("invi*").Select(Apps, name => name));
            Assert.Equal(["INVICTUS"], new NamePattern("[i-j]nvi*").Select(Apps, name => name));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_pattern_of_many_wildcards_ends_soon() =>
        Assert.False(new NamePattern(string.Concat(Enumerable.Repeat("*a", 50)) + "b").IsMatch(new string('a', 5000)));
}
