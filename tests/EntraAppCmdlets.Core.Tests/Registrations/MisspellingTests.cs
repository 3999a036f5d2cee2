using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Core.Tests.Registrations;

public sealed class MisspellingTests
{
    [Theory]
    [InlineData("Api.Acess", "Api.Access")]
    [InlineData("Viewr", "Viewer")]
    [InlineData("Alex Webber", "Alex Weber")]
    [InlineData("https://app.exmaple.com/login", "https://app.example.com/login")]
    [InlineData("https://app.example.com/login/", "https://app.example.com/login")]
    [InlineData("https://app.example.com/Login", "https://app.example.com/login")]
    [InlineData("ApiAccess", "Api.Access")]
    public void A_slip_of_the_pen_finds_the_name(string name, string meant) =>
        Assert.Equal([meant], Misspelling.Of(name, [meant, "Something else"]));

    [Theory]
    [InlineData("https://one.example.com", "https://two.example.com")]
    [InlineData("https://app.example.com/cb1", "https://app.example.com/cb2")]
    [InlineData("https://app.example.com/login", "https://app.example.com/login/callback")]
    [InlineData("key 1", "key 2")]
    [InlineData("old", "new")]
    [InlineData("Files.Read", "Files.ReadWrite")]
    [InlineData("Auditor", "Viewer")]
    public void Another_thing_is_not_taken_for_a_slip(string name, string other) => Assert.Empty(Misspelling.Of(name, [other]));
}
