using CmdletHost.SampleModule;

namespace CmdletHost.Tests.Pipeline;

public class PipelineTests
{
    [Fact]
    public void A_command_may_be_named_with_its_module() => Assert.Equal(["a"], Sampled.Texts("Microsoft.PowerShell.Utility\\Write-Output a"));

    [Fact]
    public void A_cmdlet_may_be_built_of_asynchronous_sequences() => Assert.Equal(["n1", "n2", "n3"], Sampled.Texts("Read-Sequence { \"n$($args[0])\" }"));

    [Fact]
    public void Each_object_goes_through_the_whole_pipeline_as_it_is_written()
    {
        var name = Unique();

        Assert.Equal(["1", "2"], Sampled.Texts($"Get-Number 2 -Name {name} | Watch-Number -Name {name}"));
        Assert.Equal([":begin", ":watch", ":write 1", ":see 1", ":write 2", ":see 2", ":end", ":watched", ":dispose"], Trace.Of(name));
    }

    [Fact]
    public void Select_First_stops_an_endless_cmdlet_which_is_disposed_without_its_end()
    {
        var name = Unique();
        var result = Sampled.Texts($"Get-Number -Name {name} | Select-Object -First 2; 'after'");

        Assert.Equal(["1", "2", "after"], result);
        Assert.Equal([":begin", ":write 1", ":write 2", ":dispose"], Trace.Of(name));
    }

    [Fact]
    public void Select_First_stops_a_cmdlet_inside_a_script_block_too() =>
        Assert.Equal(["1", "2", "3"], Sampled.Texts("1..3 | ForEach-Object { Get-Number } | Where-Object { $_ -lt 9 } | Select-Object -First 3"));

    [Fact]
    public void What_is_downstream_of_Select_First_comes_to_its_end() =>
        Assert.Equal(["2"], Sampled.Texts("Get-Number | Select-Object -First 2 | Measure-Object | ForEach-Object Count"));

    [Fact]
    public void A_failing_cmdlet_ends_its_statement_disposes_all_and_the_script_goes_on()
    {
        var name = Unique();
        var result = Sampled.Run($"Get-Number -Name {name} | Test-Failure Throw\n'after'");

        Assert.Equal(["after"], result.Output);
        Assert.Equal("thrown", Assert.Single(result.Errors).Exception.Message);
        Assert.Equal([":begin", ":write 1", ":dispose"], Trace.Of(name));
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Cancelling_calls_StopProcessing_and_keeps_what_was_written()
    {
        var name = Unique();
        using var cancellation = new CancellationTokenSource();
        var running = ScriptHost.RunAsync($"try {{ Wait-Sample -Name {name} }} catch {{ 'caught' }} finally {{ 'finally' }}; 'after'", Sampled.Options, cancellation.Token);
        while (!Trace.Of(name).Contains(":waiting"))
        {
            await Task.Yield();
        }

        await cancellation.CancelAsync();
        var result = await running.WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(["waiting", "finally"], result.Output);
        Assert.Equal([":waiting", ":stop", ":dispose"], Trace.Of(name));
        Assert.Equal(130, result.ExitCode);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void A_session_keeps_variables_and_its_runspace_from_script_to_script()
    {
        using var session = new ScriptSession(Sampled.Options);
        session.Run("$shared = 'kept'");
        var facts = session.Run("Get-SessionFact sub/file").Output;

        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "sub", "file"), facts[0]);
        Assert.Equal(Environment.CurrentDirectory, facts[1]);
        Assert.Equal("kept", facts[2]);
        Assert.Equal(facts[3], session.Run("Get-SessionFact").Output[3]);
        Assert.NotEqual(facts[3], Sampled.Run("Get-SessionFact").Output[3]);
        Assert.Equal("Get-SessionFact False", facts[4]);
        Assert.Equal(["from the cmdlet"], session.Run("$shared").Output);
    }

    [Fact]
    public void A_script_block_that_a_cmdlet_calls_has_a_scope_of_its_own() =>
        Assert.Equal(["block: given", "block: 2", "1"], Sampled.Texts("$x = 1; Invoke-Block { $args[0]; $x = 2; $x }; $x"));

    private static string Unique() => Guid.NewGuid().ToString("n");
}
