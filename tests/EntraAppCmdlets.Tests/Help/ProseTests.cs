using System.Xml.Linq;
using HelpBuilder.Documentation;

namespace EntraAppCmdlets.Tests.Help;

public sealed class ProseTests
{
    private static readonly Prose Prose = new(new Dictionary<string, string> { ["Sample.GetThingCommand"] = "Get-Thing" });

    [Theory]
    [InlineData("<see cref=\"T:Sample.GetThingCommand\"/>", "Get-Thing")]
    [InlineData("<see cref=\"P:Sample.GetThingCommand.Name\"/>", "-Name")]
    [InlineData("<see cref=\"P:Sample.Thing.Name\"/>", "Name")]
    [InlineData("<see cref=\"T:System.Collections.Generic.List`1\"/>", "List")]
    [InlineData("<see cref=\"M:Sample.Thing.Go(System.String)\"/>", "Go")]
    [InlineData("<see langword=\"null\"/>", "null")]
    [InlineData("<see href=\"https://learn.example/x\"/>", "https://learn.example/x")]
    [InlineData("<see cref=\"T:Sample.Thing\">a thing</see>", "a thing")]
    [InlineData("<c>*</c> &lt; <paramref name=\"most\"/>", "* < most")]
    public void A_reference_reads_as_one_types_it(string markup, string text) => Assert.Equal([text], Paragraphs(markup));

    [Fact]
    public void Line_breaks_of_the_source_are_spaces_and_paragraphs_stay_apart() =>
        Assert.Equal(
            ["One sentence over lines.", "Another.", "- first: a", "- second", "Last."],
            Paragraphs(
                """

                One sentence
                  over lines.
                <para>Another.</para>
                <list type="bullet">
                  <item><term>first</term><description>a</description></item>
                  <item>second</item>
                </list>
                Last.
                """
            )
        );

    [Fact]
    public void A_numbered_list_counts() =>
        Assert.Equal(["1. a", "2. b"], Paragraphs("<list type=\"number\"><item>a</item><item>b</item></list>"));

    [Fact]
    public void Code_keeps_its_own_indentation_only() =>
        Assert.Equal("Get-Thing |\n    Set-Thing", Prose.Code(XElement.Parse("<code>\n    Get-Thing |\n        Set-Thing\n    </code>")));

    [Fact]
    public void Code_that_follows_its_tag_at_once_keeps_its_own_indentation_only() =>
        Assert.Equal(
            "Get-Thing |\n    Set-Thing\nGet-Thing",
            Prose.Code(XElement.Parse("<code>Get-Thing |\n        Set-Thing\n    Get-Thing</code>"))
        );

    private static IReadOnlyList<string> Paragraphs(string markup) =>
        Prose.Paragraphs(XElement.Parse($"<summary>{markup}</summary>", LoadOptions.PreserveWhitespace));
}
