namespace CmdletHost.Tests.Language;

public class ParameterBlockTests
{
    [Fact]
    public void A_parameters_initial_value_ends_at_a_comma_outside_of_brackets() => Assert.Equal(
        ["a b", "6", "x"],
        Sampled.Texts("param([string[]] $List = @('a', 'b'), [int] $Number = 2 * 3, $Text = 'x')\n\"$List\"; $Number; $Text"));
}
