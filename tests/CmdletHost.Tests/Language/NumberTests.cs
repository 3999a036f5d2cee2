namespace CmdletHost.Tests.Language;

public class NumberTests
{
    [Theory]
    [InlineData("2 * 3", typeof(int))]
    [InlineData("7 % 4", typeof(int))]
    [InlineData("6 / 2", typeof(int))]
    [InlineData("7 / 2", typeof(double))]
    [InlineData("2147483647 + 1", typeof(double))]
    [InlineData("2147483648 + 1", typeof(long))]
    [InlineData("0xFF", typeof(int))]
    [InlineData("0xFFFFFFFFFF", typeof(long))]
    [InlineData("'1' | ConvertFrom-Json", typeof(long))]
    [InlineData("'1.5' | ConvertFrom-Json", typeof(double))]
    public void A_number_has_the_type_that_PowerShell_gives_it(string script, Type type) =>
        Assert.IsType(type, Assert.Single(Sampled.Run(script).Output));
}
