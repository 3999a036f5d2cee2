using EntraAppCmdlets.Tests.Commands;
using HelpBuilder;

namespace EntraAppCmdlets.Tests.Help;

public sealed class HelpProblemsTests
{
    [Fact]
    public void The_compiled_commands_lack_nothing() => Assert.Empty(ModuleHelp.Of(CompiledCommands.Assembly).Problems);

    [Fact]
    public void A_command_without_any_comment_lacks_synopsis_example_and_parameter() =>
        Assert.Equal(
            [
                "Sample.GetThingCommand needs a <summary>: it is the synopsis of Get-Thing.",
                "Sample.GetThingCommand needs an <example> with <code>: Get-Thing has none.",
                "Sample.GetThingCommand.Name needs a <summary>: it is the help of Get-Thing -Name.",
            ],
            Problems("")
        );

    [Fact]
    public void An_example_must_use_the_command() =>
        Assert.Equal(
            ["Example 1 of Sample.GetThingCommand has no <code> that uses Get-Thing."],
            Problems(
                """
                <member name="T:Sample.GetThingCommand"><summary>Gets.</summary><example>All<code>Get-Other</code></example></member>
                <member name="P:Sample.GetThingCommand.Name"><summary>Its name.</summary></member>
                """
            )
        );

    [Fact]
    public void A_parameter_with_an_empty_comment_counts_as_undocumented() =>
        Assert.Equal(
            ["Sample.GetThingCommand.Name needs a <summary>: it is the help of Get-Thing -Name."],
            Problems(
                """
                <member name="T:Sample.GetThingCommand"><summary>Gets.</summary><example>All<code>Get-Thing</code></example></member>
                <member name="P:Sample.GetThingCommand.Name"><summary> </summary></member>
                """
            )
        );

    private static IEnumerable<string> Problems(string members) =>
        HelpProblems.Of(SampleCommand.Command, SampleCommand.Documented(members));
}
