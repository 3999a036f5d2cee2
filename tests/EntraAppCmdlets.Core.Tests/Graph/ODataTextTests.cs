namespace EntraAppCmdlets.Graph;

public sealed class ODataTextTests
{
    [Theory]
    [InlineData("O'Neil & Co", "'O%27%27Neil%20%26%20Co'")]
    [InlineData("", "''")]
    [InlineData("a/b?c#d%e+f=g", "'a%2Fb%3Fc%23d%25e%2Bf%3Dg'")]
    [InlineData("' or true or 'a' eq '", "'%27%27%20or%20true%20or%20%27%27a%27%27%20eq%20%27%27'")]
    [InlineData("Zürich 😀", "'Z%C3%BCrich%20%F0%9F%98%80'")]
    public void Text_from_people_stays_text(string value, string literal) => Assert.Equal(literal, ODataText.Literal(value));

    [Fact]
    public void A_query_arrives_as_it_was_meant()
    {
        string path = ODataText
            .Query("applications")
            .Filter($"{ODataText.Equal("displayName", "O'Neil & Co")} and {ODataText.StartsWith("appId", "a b")}")
            .Select("id", "appId")
            .Expand("owners($select=id)")
            .OrderBy("displayName desc")
            .Top(2)
            .Count();

        var uri = new Uri("https://graph.microsoft.com/v1.0/" + path);

        Assert.Equal("https://graph.microsoft.com/v1.0/" + path, uri.AbsoluteUri);
        Assert.Equal(
            [
                "$filter=displayName eq 'O''Neil & Co' and startswith(appId,'a b')",
                "$select=id,appId",
                "$expand=owners($select=id)",
                "$orderby=displayName desc",
                "$top=2",
                "$count=true",
            ],
            uri.Query.TrimStart('?').Split('&').Select(Uri.UnescapeDataString)
        );
    }

    [Fact]
    public void Words_to_search_for_can_not_leave_their_quotes() =>
        Assert.Equal(
            "users?$search=\"displayName:a\\\"b\\\\c\"",
            Uri.UnescapeDataString(ODataText.Query("users").Search("displayName", "a\"b\\c"))
        );

    [Fact]
    public void Alternate_keys_are_quoted()
    {
        Assert.Equal(
            "(appId='00000003-0000-0000-c000-000000000000')",
            ODataText.Key("appId", new Guid("00000003-0000-0000-c000-000000000000"))
        );
        Assert.Equal("(uniqueName='it%27%27s')", ODataText.Key("uniqueName", "it's"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void A_segment_that_would_address_something_else_is_refused(string value) =>
        Assert.Throws<ArgumentException>(() => ODataText.Segment(value));

    [Fact]
    public void A_segment_can_not_become_two() => Assert.Equal("a%2F..%2Fb%3Fc", ODataText.Segment("a/../b?c"));
}
