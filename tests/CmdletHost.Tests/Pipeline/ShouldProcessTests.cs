namespace CmdletHost.Tests.Pipeline;

public class ShouldProcessTests
{
    [Theory]
    [InlineData("Remove-Sample a -WhatIf")]
    [InlineData("$WhatIfPreference = $true; Remove-Sample a")]
    public void WhatIf_says_what_would_be_done_and_does_not_do_it(string script)
    {
        var result = Sampled.Run(script);

        Assert.Empty(result.Output);
        Assert.Equal(["What if: Performing the operation \"Remove\" on target \"sample a\"."], result.HostLines);
    }

    [Fact]
    public void The_reason_is_told_to_the_cmdlet() =>
        Assert.Equal(["True None", "False WhatIf"], Sampled.Texts("Set-Sample; Set-Sample -WhatIf"));

    [Fact]
    public void A_high_impact_is_asked_for_and_nobody_to_answer_is_an_error()
    {
        var result = Sampled.Run("Remove-Sample a");

        Assert.Empty(result.Output);
        Assert.Contains("-Confirm:$false", Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Remove-Sample a -Confirm:$false", "")]
    [InlineData("$ConfirmPreference = 'None'; Remove-Sample a", "")]
    [InlineData("Remove-Sample a", "Y")]
    [InlineData("Remove-Sample a", "?,yes")]
    public void Consent_lets_it_happen(string script, string answers) => Assert.Equal(["removed a"], Ask(script, answers, out _));

    [Fact]
    public void Yes_to_all_and_no_to_all_hold_for_the_rest_of_the_pipeline()
    {
        Assert.Equal(["removed a", "removed b", "removed c"], Ask("'a', 'b', 'c' | Remove-Sample", "y,a", out var asked));
        Assert.Equal(2, asked);
        Assert.Equal(["removed a"], Ask("'a', 'b', 'c' | Remove-Sample", "y,l", out asked));
        Assert.Equal(2, asked);
        Assert.Equal(["removed b"], Ask("'a', 'b' | Remove-Sample", "n,y", out _));
    }

    [Fact]
    public void Halt_ends_the_script() => Assert.Empty(Ask("'a', 'b' | Remove-Sample; 'after'", "h", out _));

    [Fact]
    public void A_low_threshold_asks_for_lesser_things_and_a_question_of_the_cmdlet_itself_is_asked_too()
    {
        Assert.Equal(["False None"], Ask("$ConfirmPreference = 'Low'; Set-Sample", "n", out _));
        Assert.Equal(["False None"], Ask("Set-Sample -Confirm", "n", out _));
        Assert.Equal([], Ask("Remove-Sample root -Confirm:$false", "n", out _));
        Assert.Equal(["removed root"], Ask("Remove-Sample root -Confirm:$false -Force", "", out _));
    }

    [Fact]
    public void Verbose_tells_what_is_done() =>
        Assert.Equal(["Performing the operation \"Remove\" on target \"sample a\"."], Sampled.Run("Remove-Sample a -Confirm:$false -Verbose").Verbose);

    private static IReadOnlyList<object?> Ask(string script, string answers, out int asked)
    {
        var queue = new Queue<string>(answers.Split(',', StringSplitOptions.RemoveEmptyEntries));
        var count = 0;
        var options = new ScriptHostOptions
        {
            ModulePath = Sampled.Options.ModulePath,
            Answer = _ =>
            {
                count++;
                return queue.Dequeue();
            },
        };
        var result = ScriptHost.Run(script, options);
        asked = count;
        return result.Output;
    }
}
