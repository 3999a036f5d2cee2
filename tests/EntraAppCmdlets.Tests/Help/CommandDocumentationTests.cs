using HelpBuilder.Documentation;

namespace EntraAppCmdlets.Tests.Help;

public sealed class CommandDocumentationTests
{
    [Fact]
    public void Text_before_the_code_is_an_examples_title_and_text_behind_it_its_remarks()
    {
        var documentation = SampleCommand.Documented(
            """
            <member name="T:Sample.GetThingCommand">
              <example>All things:<code>Get-Thing</code></example>
              <example><code>Get-Thing |
                Measure-Object</code><para>Counts.</para><para>Twice.</para></example>
            </member>
            """
        );

        Assert.Collection(
            documentation.Examples,
            example => Assert.Equal(("All things", "Get-Thing", 0), (example.Title, example.Code, example.Remarks.Count)),
            example =>
                Assert.Equal(
                    ("", "Get-Thing |\nMeasure-Object", "Counts. Twice."),
                    (example.Title, example.Code, string.Join(' ', example.Remarks))
                )
        );
    }

    [Theory]
    [InlineData("<summary>Its name.</summary><value>none</value>", "none")]
    [InlineData("<summary>How long. Default: 1.5 minutes. More text.</summary>", "1.5 minutes")]
    [InlineData("<summary>How long. Default: 2.</summary><value>3</value>", "3")]
    [InlineData("<summary>Its name.</summary>", "")]
    public void A_parameters_default_is_what_is_said_of_it(string comment, string expected)
    {
        var documentation = SampleCommand.Documented($"""<member name="P:Sample.GetThingCommand.Name">{comment}</member>""");

        Assert.Equal(expected, documentation.DefaultOf(Assert.Single(SampleCommand.Command.Parameters)));
    }

    [Fact]
    public void Commands_and_pages_to_read_on_are_links()
    {
        var documentation = SampleCommand.Documented(
            """
            <member name="T:Sample.GetThingCommand">
              <seealso cref="T:Sample.GetThingCommand"/>
              <seealso href="https://learn.example/things">Things</seealso>
              <seealso href="https://learn.example/more"/>
            </member>
            """
        );

        Assert.Equal(
            [
                new Link("Get-Thing", ""),
                new Link("Things", "https://learn.example/things"),
                new Link("https://learn.example/more", "https://learn.example/more"),
            ],
            documentation.Links
        );
    }
}
