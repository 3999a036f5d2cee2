using System.Management.Automation;

namespace CmdletHost.Tests.Pipeline;

public class StreamTests
{
    [Fact]
    public void Streams_are_shown_by_their_preferences()
    {
        var result = Sampled.Run("Write-Stream");

        Assert.Equal(["output text"], result.Output);
        Assert.Equal(["warning text"], result.Warnings);
        Assert.Empty(result.Verbose);
        Assert.Empty(result.Debug);
        Assert.Equal("information text", Assert.Single(result.Information).ToString());
        Assert.Empty(result.HostLines);
        Assert.Equal(50, Assert.Single(result.Progress).PercentComplete);
        Assert.Equal("details text", Assert.Single(result.Errors).ToString());
    }

    [Fact]
    public void Switches_and_variables_turn_streams_on_and_off()
    {
        var on = Sampled.Run("Write-Stream -Verbose -Debug -InformationAction Continue -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ProgressAction Ignore");
        Assert.Equal((1, 1, 1, 0, 0, 0), (on.Verbose.Count, on.Debug.Count, on.Information.Count, on.Warnings.Count, on.Errors.Count, on.Progress.Count));

        var off = Sampled.Run("$VerbosePreference = 'Continue'; $WarningPreference = 'SilentlyContinue'; $ProgressPreference = 'SilentlyContinue'; $ErrorActionPreference = 'Ignore'\nWrite-Stream; Write-Stream -Verbose:$false; $Error.Count");
        Assert.Equal((1, 0, 0, 0), (off.Verbose.Count, off.Warnings.Count, off.Errors.Count, off.Progress.Count));
        Assert.Equal(0, off.Output[^1]);
    }

    [Fact]
    public void Errors_warnings_and_output_are_kept_in_variables()
    {
        var result = Sampled.Texts("""
            Write-Stream -ErrorAction SilentlyContinue -WarningAction SilentlyContinue -ErrorVariable e -WarningVariable w -OutVariable o -InformationVariable i | Out-Null
            Write-Stream second -ea SilentlyContinue -wa SilentlyContinue -ErrorVariable +e | Out-Null
            $e.Count; $w[0]; $o[0]; $i[0].MessageData; $Error.Count
            """.Replace("second", "", StringComparison.Ordinal));

        Assert.Equal(["2", "warning text", "output text", "information text", "2"], result);
    }

    [Fact]
    public void An_error_record_says_what_where_and_what_to_do()
    {
        var error = Sampled.Error("\n  Write-Stream -WarningAction Ignore");

        Assert.Equal("SampleError,CmdletHost.SampleModule.WriteStreamCommand", error.FullyQualifiedErrorId);
        Assert.Equal("InvalidOperation: (text:String) [Write-Stream], InvalidOperationException", error.CategoryInfo.ToString());
        Assert.Equal("Try again.", error.ErrorDetails!.RecommendedAction);
        Assert.Equal((2, 3, "Write-Stream"), (error.InvocationInfo!.ScriptLineNumber, error.InvocationInfo.OffsetInLine, error.InvocationInfo.MyCommand.Name));
    }

    [Theory]
    [InlineData("Write-Stream -ErrorAction Stop -WarningAction Ignore\n'after'", 0, 1)]
    [InlineData("$ErrorActionPreference = 'Stop'; Test-Failure\n'after'", 0, 1)]
    [InlineData("Test-Failure\n'after'", 1, 0)]
    [InlineData("Test-Failure -ErrorAction Stop\n'after'", 1, 0)]
    [InlineData("throw 'up'\n'after'", 0, 1)]
    [InlineData("Write-Error 'no'\n'after'", 1, 0)]
    public void Only_some_errors_end_the_script(string script, int output, int exitCode)
    {
        var result = Sampled.Run(script);

        Assert.Equal(output, result.Output.Count);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Single(result.Errors);
        Assert.Equal(exitCode == 1, result.Failure is not null);
    }

    [Fact]
    public void A_terminating_error_keeps_its_id_category_and_target()
    {
        var error = Sampled.Error("Test-Failure");

        Assert.Equal(("Ended,CmdletHost.SampleModule.TestFailureCommand", ErrorCategory.ResourceUnavailable, 7), (error.FullyQualifiedErrorId, error.CategoryInfo.Category, error.TargetObject));
    }

    [Fact]
    public void A_warning_preference_of_Stop_ends_the_script()
    {
        var result = Sampled.Run("Write-Stream -WarningAction Stop\n'after'");

        Assert.Empty(result.Output);
        Assert.Contains("\"WarningPreference\" or common parameter is set to Stop: warning text", result.Failure!.Exception.Message, StringComparison.Ordinal);
    }
}
